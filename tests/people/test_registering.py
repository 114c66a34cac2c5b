"""Persons of a list: recognised, entered, completed, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.builders.institutions import make_institution
from tests.builders.people import identity_number, make_person
from training_app.kernel.errors import Conflict
from training_app.people import service
from training_app.people.models import Education, Employment, Person, PersonDocument, PersonName

DAY = date(2026, 11, 2)
BATCH = 4711


def lines(*people: dict) -> list[service.PersonLine]:
    return service.person_lines(
        (position, {"identity_kind": "resident_id", **fields}) for position, fields in enumerate(people)
    )


def enter(session: Session, *people: dict, batch_id: int | None = BATCH) -> service.Registered:
    told = lines(*people)
    known = service.find(session, told)
    return service.register(session, told, known, batch_id=batch_id, district_code="371002", day=DAY)


def person(number: int, **fields: object) -> dict:
    return {"name": "丛林峰", "identity_number": identity_number(800_000 + number), **fields}


def test_a_new_person_is_entered_whole_and_unreadable(session: Session) -> None:
    number = identity_number(800_001, date(1988, 3, 5))
    result = enter(
        session,
        {"name": "单海明", "identity_number": number, "phone": "13800004471", "employer": "威海天舟智能装备有限公司",
         "education": "bachelor", "full_time": True, "birth_date": "1977-01-01", "sex": "female"},
    )  # fmt: skip
    assert result.created == {0}
    found = session.get_one(Person, result.ids[0])
    assert (found.name, found.name_initials, found.birth_date, found.phone) == (
        "单海明", "shm", date(1988, 3, 5), "13800004471",
    )  # fmt: skip
    assert found.number.startswith("P") and len(found.number) == 9
    document = session.scalars(select(PersonDocument).where(PersonDocument.person_id == found.id)).one()
    assert document.number == number
    assert number.encode() not in bytes(document.number_sealed)
    employment = session.scalars(select(Employment).where(Employment.person_id == found.id)).one()
    assert (employment.employer_name, employment.valid_from) == ("威海天舟智能装备有限公司", None)
    assert session.scalars(select(Education.full_time).where(Education.person_id == found.id)).one() is True


def test_the_same_list_again_adds_nothing(session: Session) -> None:
    people = [person(n, name=f"丛{n}", phone="13800000000", employer="甲公司", education="master") for n in (11, 12, 13)]
    first = enter(session, *people)
    before = _counts(session)
    second = enter(session, *people)
    assert first.created == {0, 1, 2}
    assert (second.created, second.updated, second.changes) == (set(), set(), [])
    assert second.ids == first.ids
    assert _counts(session) == before


def test_one_number_on_two_lines_is_one_person(session: Session) -> None:
    result = enter(session, person(21), person(21))
    assert result.ids[0] == result.ids[1]
    assert session.scalar(select(func.count()).select_from(Person).where(Person.batch_id == BATCH)) == 1


def test_a_reissued_travel_permit_is_the_same_person(session: Session) -> None:
    first = enter(session, {"name": "陈大文", "identity_kind": "hm_travel_permit", "identity_number": "H1234567801"})
    again = enter(session, {"name": "陈大文", "identity_kind": "hm_travel_permit", "identity_number": "H1234567802"})
    assert again.ids == first.ids and not again.created


def test_blank_facts_are_filled_and_told_ones_kept(session: Session) -> None:
    known = make_person(session, "毕晓彤", employer="旧单位", phone=None)
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == known.id)).one().number
    told = {"name": "毕晓彤", "identity_number": number, "phone": "13900000926", "employer": "新单位", "education": "college"}
    result = enter(session, told)
    session.refresh(known)
    assert known.phone == "13900000926"
    jobs = session.execute(
        select(Employment.employer_name, Employment.valid_to).where(Employment.person_id == known.id).order_by(Employment.id)
    ).all()
    assert [tuple(job) for job in jobs] == [("旧单位", DAY), ("新单位", None)]
    assert result.updated == {0} and not result.created
    enter(session, {**told, "phone": "13100000000"})
    session.refresh(known)
    assert known.phone == "13900000926"


def test_a_registered_employer_decides_the_district(session: Session) -> None:
    firm = make_institution(session, "荣成市海洲电机制造有限公司", district_code="371082")
    result = enter(session, person(31, employer=firm.name), person(32, employer="没有登记的公司"))
    found = session.execute(select(Person.id, Person.district_code).where(Person.batch_id == BATCH))
    rows = {row.id: row.district_code for row in found}
    assert (rows[result.ids[0]], rows[result.ids[1]]) == ("371082", "371002")


def test_another_name_for_a_known_number_is_a_conflict_a_former_name_is_none(session: Session) -> None:
    known = make_person(session, "鞠佳淇")
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == known.id)).one().number
    session.add(PersonName(person_id=known.id, name="鞠小淇", reason="改名"))
    session.flush()
    told = lines(
        {"name": "鞠佳琪", "identity_number": number}, {"name": "鞠小淇", "identity_number": number},
        {"name": "鞠 佳淇", "identity_number": number},
    )  # fmt: skip
    assert set(service.name_conflicts(session, told, service.find(session, told))) == {0}


def test_merged_persons_are_read_through_the_surviving_one(session: Session) -> None:
    kept, merged = make_person(session, "于洪波"), make_person(session, "于洪波")
    merged.merged_into = kept.id
    session.flush()
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == merged.id)).one().number
    assert enter(session, {"name": "于洪波", "identity_number": number}).ids == {0: kept.id}


def test_a_person_registered_meanwhile_under_another_name_stops_the_list(session: Session) -> None:
    told = lines(person(41, name="姜若曦"))
    known = service.find(session, told)
    enter(session, person(41, name="姜若希"), batch_id=None)
    with pytest.raises(Conflict):
        service.register(session, told, known, batch_id=BATCH, district_code=None, day=DAY)


def test_a_person_registered_meanwhile_is_taken_over(session: Session) -> None:
    told = lines(person(51), person(52))
    known = service.find(session, told)
    other = enter(session, person(52), batch_id=None)
    result = service.register(session, told, known, batch_id=BATCH, district_code=None, day=DAY)
    assert result.created == {0}
    assert result.ids[1] == other.ids[0]
    assert session.scalar(select(func.count()).select_from(Person).where(Person.batch_id == BATCH)) == 1


def test_undo_removes_and_restores_exactly(session: Session) -> None:
    known = make_person(session, "宫一诺", employer="旧单位")
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == known.id)).one().number
    before = _picture(session)
    result = enter(
        session,
        {"name": "宫一诺", "identity_number": number, "phone": "13900000926", "employer": "新单位", "education": "master"},
        person(61, phone="13800000000", employer="甲公司", education="bachelor"),
    )
    assert _picture(session) != before
    undone = service.take_back(session, BATCH, result.changes)
    session.expire_all()
    assert _picture(session) == before
    assert (undone.removed, undone.kept, undone.restored, undone.left) == (1, 0, 2, 0)


def test_undo_keeps_a_person_that_something_else_uses_and_a_value_changed_since(session: Session) -> None:
    result = enter(session, person(71))
    known = make_person(session, "慈晓云")
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == known.id)).one().number
    changed = enter(session, {"name": "慈晓云", "identity_number": number, "phone": "13900000926"})
    session.expire_all()
    session.get_one(Person, known.id).phone = "13700000000"
    session.add(PersonName(person_id=result.ids[0], name="旧名", reason="改名"))
    session.flush()
    undone = service.take_back(session, BATCH, changed.changes)
    session.expire_all()
    assert (undone.removed, undone.kept, undone.restored, undone.left) == (0, 1, 0, 1)
    assert session.get_one(Person, known.id).phone == "13700000000"
    assert session.get(Person, result.ids[0]) is not None


def _counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(model)) for model in (Person, PersonDocument, Employment, Education)]


def _picture(session: Session) -> list:
    tables = ("persons", "person_documents", "employments", "educations")
    return [sorted(map(str, session.execute(text(f"SELECT * FROM {table}")))) for table in tables]
