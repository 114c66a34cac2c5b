"""Finding persons within the actor's scope."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau
from tests.builders.people import make_person
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.people import queries
from training_app.people.models import Person, PersonDocument, PersonName

DISTRICT = Actor(role=Role.DISTRICT, district_code="371082")


def number_of(session: Session, person: Person) -> str:
    return session.scalars(select(PersonDocument).where(PersonDocument.person_id == person.id)).one().number or ""


def names(found: queries.Found) -> list[str]:
    return [row.record.name for row in found.items]


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    return {
        "cong": make_person(session, "丛林峰", employer="甲公司", district_code="371002"),
        "bi": make_person(session, "毕晓彤", district_code="371082"),
    }


@pytest.mark.parametrize("text", ["丛林", "clf", "conglinfeng", "cong lin", " 丛林峰 "])
def test_a_person_is_found_by_name_and_pinyin(session: Session, people: dict[str, Person], text: str) -> None:
    assert names(queries.search(session, bureau(), text)) == ["丛林峰"]


def test_a_person_is_found_by_numbers_and_never_shown_with_one(session: Session, people: dict[str, Person]) -> None:
    person = people["cong"]
    number = number_of(session, person)
    for text in (person.number, person.number.lower(), number, number[-4:]):
        found = queries.search(session, bureau(), text)
        assert "丛林峰" in names(found)
    row = next(row for row in found.items if row.record is person)
    assert row.masked_number == f"{number[:4]}**********{number[-4:]}" and row.employer == "甲公司"


def test_wildcards_are_no_wildcards(session: Session, people: dict[str, Person]) -> None:
    assert names(queries.search(session, bureau(), "%")) == []
    assert names(queries.search(session, bureau(), "_")) == []


def test_a_district_sees_its_own(session: Session, people: dict[str, Person]) -> None:
    assert names(queries.search(session, DISTRICT, "")) == ["毕晓彤"]
    assert names(queries.search(session, DISTRICT, number_of(session, people["cong"]))) == []
    with pytest.raises(NotFound):
        queries.facts(session, DISTRICT, people["cong"].number)
    engineer = Actor(role=Role.ENGINEER, person_id=people["cong"].id)
    assert queries.facts(session, engineer, people["cong"].number).record is people["cong"]
    with pytest.raises(NotFound):
        queries.facts(session, engineer, people["bi"].number)


def test_an_institution_sees_only_what_its_page_adds(session: Session, people: dict[str, Person]) -> None:
    actor = Actor(role=Role.TRAINING_INSTITUTION, institution_id=1)
    assert names(queries.search(session, actor, "")) == []
    assert names(queries.search(session, actor, "", also=Person.id == people["bi"].id)) == ["毕晓彤"]


def test_merged_persons_are_found_as_one(session: Session, people: dict[str, Person]) -> None:
    merged = make_person(session, "丛林峯")
    number = number_of(session, merged)
    merged.merged_into = people["cong"].id
    session.add(PersonName(person_id=people["cong"].id, name="丛大峰", reason="改名"))
    session.flush()
    assert names(queries.search(session, bureau(), number)) == ["丛林峰"]
    assert names(queries.search(session, bureau(), "丛大")) == ["丛林峰"]
    assert queries.by_number(session, bureau(), merged.number) is people["cong"]
    assert len(queries.facts(session, bureau(), people["cong"].number).documents) == 2
