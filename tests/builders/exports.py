"""Lists with whole numbers of documents that somebody asked for."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Role
from training_app.listing.models_protected import ProtectedExport

_serial = itertools.count(1)


def make_export(session: Session, record: TrainingClass, purpose: str = "报省厅名单核对") -> ProtectedExport:
    """One of a completed class that waits for its second person, asked for by somebody of its institution."""
    serial = next(_serial)
    asker = make_user(session, f"export-{serial}", Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    made = ProtectedExport(
        number=f"WM2026-9{serial:03d}", kind="province_roster", subject_number=record.number,
        institution_id=record.institution_id, purpose=purpose, state="asked", asked_by=asker.id,
        asked_role=Role.TRAINING_INSTITUTION, asked_at=datetime(2026, 9, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
