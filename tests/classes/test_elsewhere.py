"""Another class in the way: named with its days to who may see it, and to nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.people import make_person
from tests.builders.rosters import learner
from tests.classes.test_roster import Desk, number_of
from training_app.intake import parts, presenting
from training_app.intake.rows import Row

CASES = [("person.already_enrolled", {}), ("schedule.overlap", {"level": "junior"})]


@pytest.mark.parametrize(("code", "columns"), CASES)
def test_the_other_class_is_named_where_it_may_be_seen(session: Session, code: str, columns: dict[str, str]) -> None:
    desk = Desk(session)
    ours = [make_class(session, "running", institution=desk.institution, **columns) for _ in range(2)]
    theirs = make_class(session, "running", **columns)
    lines = []
    for serial, (record, name) in enumerate([(ours[0], "毕一"), (ours[1], "毕乙"), (theirs, "毕三")]):
        person = make_person(session, name)
        make_enrolment(session, record, person)
        lines.append(learner(serial, name=name, identity_number=number_of(session, person), sex=""))
    rows = parts.load(session, desk.stage(*lines))
    first, second, third = [_only(row, code) for row in rows]
    for text, record in ((first, ours[0]), (second, ours[1])):
        assert f"{record.number}（{record.starts_on} 至 {record.ends_on}）" in text
    assert theirs.number not in third and "别的机构" in third
    [kind] = presenting.kinds(rows)
    assert kind.count == 3 and kind.text and not [r for r in (*ours, theirs) if r.number in kind.text]
    assert first.startswith(kind.text)


def _only(row: Row, code: str) -> str:
    [problem] = row.problems
    assert problem.code == code
    return problem.message
