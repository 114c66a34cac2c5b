"""Only legal steps, by the right party, in whatever order they are tried; no hours without attendance, no certificate
without the course, nothing counted twice."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.classes.life import STEPS, VERBS, Walk
from training_app.classes.rules import LIFE
from training_app.kernel.actor import Role

NAMES = {"send_back": "return"}


def walk(session: Session, seed: int, attempts: int) -> Walk:
    made = Walk(session, seed)
    for _ in range(attempts):
        made.attempt()
    return made


def test_the_second_account_and_the_program_know_the_same_steps() -> None:
    ours = {(state, NAMES.get(verb, verb)): (roles, target) for (state, verb), (roles, target) in STEPS.items()}
    theirs = {(each.state, each.verb): (set(each.roles), each.target) for each in LIFE.transitions}
    only_theirs = {verb for _, verb in set(theirs) - set(ours)}
    assert only_theirs == {"edit", "add_session", "change"}
    of_people = {"readmit", "apply", "retract", "accept", "decline"}
    assert {key: value for key, value in ours.items() if key[1] not in of_people} == {
        key: value for key, value in theirs.items() if key[1] not in only_theirs
    }
    assert {verb for (_, verb), (roles, _) in STEPS.items() if Role.ENGINEER in roles} == {"apply", "retract"}


def test_some_hundred_attempts(session: Session) -> None:
    made = walk(session, 7, 400)
    assert {"submit", "approve", "attend"} <= set(made.done)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_many_attempts(session: Session, seed: int) -> None:
    made = walk(session, 1000 + seed, 2000)
    seldom = {"readmit", "cancel", "send_back", "start", "withdraw"}
    assert set(made.done) >= set(VERBS) - seldom, f"never succeeded: {set(VERBS) - set(made.done)}"
