"""No certificate without the full chain, no seat twice, nobody in two lots, no certificate that comes back to life: whatever
random people try in whatever order, from the end of a class to its level certificates."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.certificates.life_level_acts import ApplicationActs, ClassActs, SessionActs
from tests.certificates.life_level_lots import CertificateActs


class Walk(ClassActs, ApplicationActs, SessionActs, CertificateActs):
    """Everything that is tried, and how often beside the others."""

    verbs = {
        "score": 1, "complete": 3, "reopen": 0.06, "withdraw": 0.3, "cancel_class": 0.02, "apply": 6,
        "apply_on_paper": 1, "accept": 5,
        "send_back": 0.7, "retract": 0.5, "open": 1.2, "change": 0.7, "cancel": 0.1, "seat": 5, "release": 0.5, "mark": 6,
        "unmark": 0.5, "draw": 1.5, "step": 5, "drop": 0.5, "discard": 0.15, "number": 3, "ask": 1.5, "agree": 1.2,
        "refuse": 0.4, "withdraw_act": 0.3, "claim": 0.2, "accept_claim": 0.2, "return_claim": 0.1, "retract_claim": 0.1,
    }  # fmt: skip


def walk(session: Session, seed: int, attempts: int) -> Walk:
    made = Walk(session, seed)
    for _ in range(attempts):
        made.attempt()
    return made


def test_some_hundred_attempts(session: Session) -> None:
    made = walk(session, 7, 350)
    assert {"complete", "apply", "seat", "mark", "draw", "step", "number", "agree"} <= set(made.done)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_many_attempts(session: Session, seed: int) -> None:
    made = walk(session, 2000 + seed, 2000)
    seldom = {"apply_on_paper", "cancel_class", "discard", "drop", "retract_claim", "unmark", "withdraw", "withdraw_act"}
    assert set(made.done) >= set(Walk.verbs) - seldom, f"never succeeded: {set(Walk.verbs) - set(made.done)}"
    assert set(made.refused) >= {"apply", "accept", "seat", "mark", "step", "number", "ask", "agree", "complete"}
