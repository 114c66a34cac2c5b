"""Whether a certificate in the list of level results may be entered: the lot its result went out in was approved.

威人社函〔2023〕25号 四（三）: certificates are issued after the province has confirmed and the nation has examined. Certificates
from elsewhere, and those of classes that came with the books of earlier years, never passed through lots of this register.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from training_app.certificates import queries_lots
from training_app.certificates.columns import LEVEL_LIST
from training_app.intake.rows import Row


def check_approved(session: Session, rows: Sequence[Row]) -> None:
    """Notes in `row.found` the member of the approved lot; reports new certificates without one, or older than approval."""
    new = [
        row for row in rows
        if row.status != "error" and row.found.enrolment_id and not row.found.has_certificate
        and row.found.training_class.origin == "register"
    ]  # fmt: skip
    approved = queries_lots.approved(session, sorted({row.found.enrolment_id for row in new}))
    for row in new:
        member, day = approved.get(row.found.enrolment_id, (None, date.max))
        if member is None:
            LEVEL_LIST.report(row, "certificate.not_approved", "certificate_number")
        elif date.fromisoformat(row.fields["issued_on"]) < day:
            LEVEL_LIST.report(row, "issued_on.unapproved", "issued_on", approved=day)
        row.found.lot_member_id = member
