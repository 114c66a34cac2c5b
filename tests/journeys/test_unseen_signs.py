"""Signs that turn the direction of writing make a name or reason read otherwise than it is, to a clerk or to whoever verifies
a certificate: every act that keeps words of people refuses them beside the field, and what it refuses changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD
from tests.builders.estates import make_estate
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Role
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept

TURNED = "写得够长的理由\u202e由理的长够得写"
# Role, address with the kind of its record, what else is sent, the field under attack.
ACTS = (
    (Role.BUREAU, "/certificates/claims/{claim}/accept", {}, "accept-remark"),
    (Role.BUREAU, "/certificates/claims/{claim}/return", {}, "return-remark"),
    (Role.ENGINEER, "/me/claims", {"number": "JN2026X1", "level": "junior"}, "issuer"),
    (Role.BUREAU, "/certificates/acts/{act}/refuse", {}, "remark"),
    (Role.BUREAU, "/certificates/acts/new?kind=level&number={level}", {"act": "revoke", "document": "来函"}, "reason"),
    (Role.BUREAU, "/exports/new?kind=province_roster&number={completed}", {"password": PASSWORD}, "purpose"),
    (Role.BUREAU, "/exports/{export}/refuse", {}, "remark"),
    (Role.BUREAU, "/attendance/corrections/{correction}/decide", {"decision": "agree"}, "remark"),
    (Role.BUREAU, "/attendance/findings/{finding}/decide", {"outcome": "dismissed"}, "reason"),
    (Role.TRAINING_INSTITUTION, "/classes/{completed}/report", {"reported_on": "2026-11-01", "version": "1"}, "document"),
)


@pytest.mark.parametrize(("role", "address", "data", "field"), ACTS, ids=[each[1] for each in ACTS])
def test_no_act_keeps_them(
    session: Session, login_as: Callable[..., FlaskClient], role: Role, address: str, data: dict[str, str], field: str
) -> None:
    estate = make_estate(session, "海风", "371002")
    numbers = {kind: found[0] for kind, found in estate.numbers.items()} | {"completed": estate.classes["completed"].number}
    browser = login_as(role, **estate.scope(role))
    acts = select(func.count()).select_from(AuditEvent)
    before = session.scalar(acts)
    answer = browser.post(address.format(**numbers), data=data | {field: TURNED})
    assert answer.status_code == 422 and UNSEEN in answer.get_data(as_text=True)
    assert session.scalar(acts) == before


def test_what_can_be_kept() -> None:
    assert can_be_kept("两行\r\n\t字\u3000“引号”") and can_be_kept("")
    assert not any(can_be_kept(f"前{sign}后") for sign in "\x00\x1b\u200b\u200f\u202e\u2066\ufeff")
