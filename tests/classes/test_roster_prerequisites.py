"""The register's part in what the standards ask: merged persons, the day, revoked papers, few statements."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.builders.certificates import make_held_title, make_level_certificate
from tests.builders.classes import make_enrolment
from tests.builders.people import make_person
from tests.builders.rosters import learner
from tests.classes.test_roster import AT, Desk, number_of
from training_app.classes.roster_check import LIVE
from training_app.intake import parts, presenting, service
from training_app.people.models import Education, Person

CODE = "prerequisite.unmet"
OCCUPATION = "smart_manufacturing"


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session, level="intermediate", starts_on=date(2026, 3, 2))


def somebody(desk: Desk, serial: int, name: str) -> tuple[Person, dict[str, str]]:
    person = make_person(desk.session, name)
    number = number_of(desk.session, person)
    return person, learner(serial, name=name, identity_number=number, sex="", education="大专")


def codes(desk: Desk, *lines: dict[str, str]) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in parts.load(desk.session, desk.stage(*lines))]


def test_nobody_is_held_back(desk: Desk) -> None:
    batch = desk.stage(learner(1, education="大专"), learner(2, education="高中"), learner(3, education=""))
    assert desk.problems(batch) == {2: [CODE], 3: [CODE]}
    assert desk.confirm(batch).counts["created"] == 3 and CODE in LIVE


def test_what_the_register_knows_counts_from_its_day(desk: Desk) -> None:
    known = {}
    for serial, (name, since) in enumerate([("毕一", date(2023, 3, 2)), ("毕乙", date(2023, 3, 3))]):
        person, known[name] = somebody(desk, serial, name)
        make_level_certificate(desk.session, person, occupation_key=OCCUPATION, issued_on=since)
    person, known["毕三"] = somebody(desk, 3, "毕三")
    make_held_title(desk.session, person, "assistant_engineer")
    person, known["毕四"] = somebody(desk, 4, "毕四")
    make_held_title(desk.session, person, "assistant_engineer", series="economics")
    person, known["毕五"] = somebody(desk, 5, "毕五")
    make_level_certificate(desk.session, person, occupation_key=OCCUPATION, issued_on=date(2020, 1, 1), state="revoked")
    person, known["毕六"] = somebody(desk, 6, "毕六")
    make_level_certificate(desk.session, person, occupation_key="big_data", issued_on=date(2020, 1, 1))
    assert codes(desk, *known.values()) == [[], [CODE], [], [CODE], [CODE], [CODE]]


def test_a_replaced_certificate_counts_from_its_first_day(desk: Desk) -> None:
    person, line = somebody(desk, 1, "毕换")
    make_level_certificate(
        desk.session, person, occupation_key=OCCUPATION, issued_on=date(2026, 2, 1), first_issued_on=date(2022, 1, 1)
    )
    assert codes(desk, line) == [[]]


def test_the_first_day_of_the_class_is_what_counts(session: Session) -> None:
    person = make_person(session, "毕日")
    make_level_certificate(session, person, occupation_key=OCCUPATION, issued_on=date(2023, 3, 3))
    for starts_on, expected in ((date(2026, 3, 2), [CODE]), (date(2026, 3, 3), [])):
        desk = Desk(session, level="intermediate", starts_on=starts_on)
        line = learner(1, name="毕日", identity_number=number_of(session, person), sex="", education="大专")
        assert codes(desk, line) == [expected]
    before = Desk(session, level="intermediate", starts_on=date(2021, 2, 2))
    assert codes(before, learner(2, education="高中")) == [[]]


def test_a_merged_person_is_one(desk: Desk) -> None:
    kept, line = somebody(desk, 1, "毕并")
    other = make_person(desk.session, "毕并")
    make_held_title(desk.session, other, "assistant_engineer")
    assert codes(desk, line) == [[CODE]]
    other.merged_into = kept.id
    desk.session.flush()
    assert codes(desk, line) == [[]]
    by_old_number = {**line, "identity_number": number_of(desk.session, other)}
    assert codes(desk, by_old_number) == [[]]


def test_an_education_of_the_register_speaks_where_the_line_is_silent(desk: Desk) -> None:
    person, line = somebody(desk, 1, "毕学")
    line["education"] = ""
    assert codes(desk, line) == [[]]
    education = Education(person_id=person.id, level="senior_high")
    desk.session.add(education)
    desk.session.flush()
    assert codes(desk, line) == [[CODE]]
    education.level = "doctor"
    desk.session.flush()
    assert codes(desk, line) == [[]]


def test_the_register_is_not_told_to_whoever_sends_a_number(desk: Desk) -> None:
    person, line = somebody(desk, 1, "毕密")
    make_held_title(desk.session, person, "technician")
    [row] = parts.load(desk.session, desk.stage(line))
    [problem] = row.problems
    assert "名单上：学历 大专，职称 没有，本职业证书 没有；登记中另有的也不符合。" in problem.message
    assert "技术员" not in problem.message
    make_held_title(desk.session, person, "assistant_engineer")
    assert codes(desk, line, {**learner(2), "education": "高中"}) == [[], [CODE]]
    assert codes(desk, {**line, "name": "丛生"}) == [["person.name_conflict", CODE]]


def test_checked_again_when_confirmed(desk: Desk) -> None:
    person, line = somebody(desk, 1, "毕再")
    batch = desk.stage(line)
    assert desk.problems(batch) == {2: [CODE]}
    make_held_title(desk.session, person, "assistant_engineer")
    assert desk.confirm(batch).counts["created"] == 1
    assert desk.problems(batch) == {}


def test_what_is_added_on_the_page_settles_it(desk: Desk) -> None:
    batch = desk.stage(learner(1, education="大专"))
    for value, expected in (("初级，2025-03-02", [CODE]), ("初级，2023-03-02", [])):
        row = service.correct(desk.session, desk.actor, batch.number, 0, "prior_certificate", value, AT)
        assert [each.code for each in row.problems] == expected


def test_who_is_on_the_list_already_is_not_warned_of_again(desk: Desk) -> None:
    person, line = somebody(desk, 1, "毕在")
    desk.session.execute(text("UPDATE persons SET phone_sealed = NULL"))
    make_enrolment(desk.session, desk.record, person)
    line.update(phone="", employer="", education="")
    desk.session.add(Education(person_id=person.id, level="senior_high"))
    desk.session.flush()
    assert CODE not in codes(desk, line)[0]


def test_the_page_tells_all_lines_what_is_asked_and_each_what_it_has(desk: Desk) -> None:
    rows = parts.load(desk.session, desk.stage(learner(1, education="大专"), learner(2, education="高中")))
    [kind] = presenting.kinds(rows)
    assert (kind.code, kind.count, kind.severity) == (CODE, 2, "warning")
    assert "中级申报条件（待核实）" in kind.text and "名单上" not in kind.text and kind.text.endswith("。")
    assert rows[1].problems[0].message.startswith(kind.text)
    assert "学历 高中" in rows[1].problems[0].message


def test_the_statements_do_not_grow_with_the_lines(desk: Desk) -> None:
    lines = []
    for serial in range(12):
        person, line = somebody(desk, serial, f"毕海{'一二三四五六七八九十云天'[serial]}")
        make_held_title(desk.session, person, "technician")
        lines.append(line)
    told = [_statements(desk, *some) for some in (lines[:2], lines)]
    assert told[0] == told[1]
    assert all(sum(table in each for each in told[1]) == 1 for table in ("held_titles", "level_certificates"))


def _statements(desk: Desk, *lines: dict[str, str]) -> list[str]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    engine = desk.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        desk.stage(*lines)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found
