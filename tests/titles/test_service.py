"""Recognition on PostgreSQL: what is refused and why, what is kept, and that nobody is recognised twice."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_held_title, make_level_certificate
from tests.builders.institutions import bureau, make_institution
from tests.builders.people import make_person
from training_app.audit.models import AuditEvent
from training_app.db import db, unit_of_work
from training_app.institutions.models import Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PolicyNotInForce, RuleViolation
from training_app.people.models import Education, Employment, HeldTitle, Person
from training_app.titles import queries, service
from training_app.titles.models import TitleRecord
from training_app.titles.rules_recognition import CONFIRMABLE
from training_app.titles.service import Choice

TODAY = date(2026, 9, 28)
AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
ALL = frozenset(CONFIRMABLE)


def recognise(session: Session, *numbers: str, choice: Choice | None = None, actor: Actor | None = None):
    return service.recognise(session, actor or bureau(), numbers, choice or Choice(TODAY, confirmed=ALL), TODAY, AT)


def titles_of(session: Session, person: Person) -> list[tuple[str, str, str]]:
    rows = session.scalars(select(HeldTitle).where(HeldTitle.person_id == person.id).order_by(HeldTitle.id))
    return [(row.level, row.source_kind, row.source_number) for row in rows]


@pytest.mark.parametrize(("level", "title"), [("junior", "assistant_engineer"), ("intermediate", "engineer")])
def test_a_certificate_brings_its_title_with_the_reasons_of_the_day(session: Session, level: str, title: str) -> None:
    person = make_person(session, "慈海云")
    certificate = make_level_certificate(session, person, level)
    result = recognise(session, certificate.number, choice=Choice(TODAY, specialty="大数据", confirmed=ALL))[0]
    record = session.scalars(select(TitleRecord).where(TitleRecord.number == result.record_number)).one()
    assert record.number.startswith("TR2026-")
    assert (record.level, record.series, record.specialty, record.state) == (title, "engineering", "大数据", "granted")
    assert (record.certificate_id, record.name_at, record.district_code) == (certificate.id, "慈海云", "371002")
    assert record.rule == "威人社函〔2023〕25号 五（二）"
    assert record.decision["route"]["outcome"] == "yes"
    assert {c["fact"] for c in record.decision["route"]["conditions"]} >= {"certificate.level", "target.exam_based"}
    assert set(record.decision["confirmed"]) == ALL
    assert titles_of(session, person) == [(title, "title_record", record.number)]


def test_the_act_is_noted_without_personal_data(session: Session) -> None:
    certificate = make_level_certificate(session, make_person(session))
    result = recognise(session, certificate.number)[0]
    session.commit()
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "title.recognise", AuditEvent.object_number == result.record_number)
    ).one()
    assert event.rule == "威人社函〔2023〕25号 五（二）"
    assert event.detail["certificate"] == certificate.number


def test_a_senior_certificate_is_only_a_reference(session: Session) -> None:
    certificate = make_level_certificate(session, make_person(session), "senior")
    with pytest.raises(RuleViolation) as caught:
        recognise(session, certificate.number)
    assert caught.value.code == "titles.reference_only"
    assert "五（二）" in caught.value.message and "重要参考" in caught.value.message
    assert caught.value.decision.conditions


@pytest.mark.parametrize(
    ("series", "specialty"), [("accounting", ""), ("engineering", "计算机技术与软件")], ids=["series", "specialty"]
)
def test_series_and_specialties_that_are_examined_are_refused_with_the_clause(
    session: Session, series: str, specialty: str
) -> None:
    certificate = make_level_certificate(session, make_person(session))
    with pytest.raises(RuleViolation) as caught:
        recognise(session, certificate.number, choice=Choice(TODAY, series, specialty, ALL))
    assert caught.value.code == "titles.refused"
    assert "以考代评" in caught.value.message and "威人社函〔2023〕25号 五（二）" in caught.value.message


def test_what_the_register_does_not_know_must_be_answered_for(session: Session) -> None:
    certificate = make_level_certificate(session, make_person(session))
    with pytest.raises(RuleViolation) as caught:
        recognise(session, certificate.number, choice=Choice(TODAY, confirmed=ALL - {"integrity.blocked"}))
    assert caught.value.code == "titles.unconfirmed"
    assert "诚信档案" in caught.value.message
    assert session.scalar(select(func.count()).select_from(TitleRecord)) == 0


def test_a_confirmation_never_overrules_the_register(session: Session) -> None:
    person = make_person(session)
    make_held_title(session, person, "engineer")
    certificate = make_level_certificate(session, person)
    with pytest.raises(RuleViolation) as caught:
        recognise(session, certificate.number)
    assert caught.value.code == "titles.refused"


def test_a_title_of_another_series_does_not_stand_in_the_way(session: Session) -> None:
    person = make_person(session)
    make_held_title(session, person, "engineer", "economics")
    certificate = make_level_certificate(session, person)
    assert recognise(session, certificate.number)[0].record_number


def test_the_same_certificate_is_recognised_once(session: Session) -> None:
    certificate = make_level_certificate(session, make_person(session))
    first = recognise(session, certificate.number)[0].record_number
    with pytest.raises(Conflict) as caught:
        recognise(session, certificate.number)
    assert first in caught.value.message


@pytest.mark.parametrize("state", ["revoked", "replaced"])
def test_a_certificate_that_no_longer_stands_brings_nothing(session: Session, state: str) -> None:
    certificate = make_level_certificate(session, make_person(session), state=state)
    with pytest.raises(RuleViolation) as caught:
        recognise(session, certificate.number)
    assert caught.value.code == "titles.revoked"


def test_several_at_once_answer_for_each(session: Session) -> None:
    one, other = make_person(session), make_person(session)
    good = make_level_certificate(session, one, "intermediate")
    lower = make_level_certificate(session, one, "junior")
    senior = make_level_certificate(session, other, "senior")
    results = {r.candidate.number: r for r in recognise(session, lower.number, good.number, senior.number)}
    assert results[good.number].record_number
    assert results[lower.number].error.code == "titles.refused"
    assert results[senior.number].error.code == "titles.reference_only"
    assert [level for level, *_ in titles_of(session, one)] == ["engineer"]


def test_a_foreign_or_unknown_certificate_stops_everything(session: Session) -> None:
    mine = make_level_certificate(session, make_person(session))
    elsewhere = make_level_certificate(session, make_person(session, district_code="371082"))
    district = Actor(Role.DISTRICT, district_code="371002")
    for number in (elsewhere.number, "SZ-no-such"):
        with pytest.raises(NotFound):
            recognise(session, mine.number, number, actor=district)
    assert session.scalar(select(func.count()).select_from(TitleRecord)) == 0


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice(date(2026, 9, 29), confirmed=ALL), "titles.recognised_on"),
        (Choice(date(2026, 1, 1), confirmed=ALL), "titles.recognised_on"),
        (Choice(TODAY, "magic", confirmed=ALL), "titles.series_unknown"),
        (Choice(TODAY, specialty="业" * 41, confirmed=ALL), "titles.specialty_long"),
        (Choice(TODAY, confirmed=frozenset({"person.retired"})), "titles.confirm_unknown"),
    ],
)
def test_a_wrong_choice_is_named_at_its_field(session: Session, choice: Choice, code: str) -> None:
    certificate = make_level_certificate(session, make_person(session))
    with pytest.raises(InvalidInput) as caught:
        recognise(session, certificate.number, choice=choice)
    assert caught.value.code == code and caught.value.fields


def test_nothing_chosen_and_too_many(session: Session) -> None:
    with pytest.raises(InvalidInput, match="titles.nothing_chosen"):
        recognise(session)
    with pytest.raises(InvalidInput, match="titles.too_many"):
        recognise(session, *(f"SZ{n}" for n in range(201)))


def test_no_recognition_before_the_document(session: Session) -> None:
    certificate = make_level_certificate(session, make_person(session), issued_on=date(2023, 1, 5))
    with pytest.raises(PolicyNotInForce):
        recognise(session, certificate.number, choice=Choice(date(2023, 5, 23), confirmed=ALL))


def test_a_merged_person_is_recognised_as_the_survivor(session: Session) -> None:
    survivor, merged = make_person(session, "丛文海"), make_person(session)
    merged.merged_into = survivor.id
    certificate = make_level_certificate(session, merged)
    recognise(session, certificate.number)
    assert [level for level, *_ in titles_of(session, survivor)] == ["assistant_engineer"]


def test_the_waiting_list_holds_what_can_be_recognised_and_nothing_else(session: Session) -> None:
    waiting = make_level_certificate(session, make_person(session))
    person = make_person(session)
    make_held_title(session, person, "engineer")
    make_level_certificate(session, person, "intermediate")
    make_level_certificate(session, make_person(session), "senior")
    make_level_certificate(session, make_person(session), state="revoked")
    done = make_level_certificate(session, make_person(session))
    recognise(session, done.number)
    page = queries.recognisable(session, bureau(), "", "", TODAY)
    assert [candidate.number for candidate in page.items] == [waiting.number]


def test_facts_come_from_the_register_and_unknown_stays_unknown(session: Session) -> None:
    person = make_person(session)
    assert service.facts_of(session, person.id, TODAY) == {"certificate.level": "none"}
    firm = make_institution(session, kind=QualificationKind.ENTERPRISE, unit_nature="enterprise")
    firm.qualifications.append(
        Qualification(kind=QualificationKind.SPECIALISED, tier="provincial", valid_from=date(2024, 1, 1))
    )
    session.add(
        Employment(
            person_id=person.id, institution_id=firm.id, employer_name=firm.name, valid_from=date(2024, 3, 15),
            front_line=True,
        )
    )  # fmt: skip
    session.add(Education(person_id=person.id, level="bachelor", full_time=True, degree="bachelor"))
    session.add(Education(person_id=person.id, level="doctor", outcome="completed", full_time=True))
    make_level_certificate(session, person, "junior")
    make_level_certificate(session, person, "senior", state="revoked")
    make_held_title(session, person, "technician")
    session.flush()
    assert service.facts_of(session, person.id, TODAY) == {
        "employment.kind": "enterprise", "employment.front_line": True, "person.in_city_scope": True,
        "employment.months_here": 30, "employer.tier": "provincial", "employer.champion": False,
        "education.level": "bachelor", "education.full_time": True, "degree.level": "bachelor",
        "title.level": "technician", "title.series": "engineering", "certificate.system": "professional_level",
        "certificate.level": "junior", "certificate.valid": True,
    }  # fmt: skip


def test_an_employer_named_by_a_list_tells_nothing_about_its_nature(session: Session) -> None:
    person = make_person(session)
    session.add(Employment(person_id=person.id, employer_name="某单位", batch_id=7))
    session.flush()
    assert service.facts_of(session, person.id, TODAY) == {"certificate.level": "none"}


def test_an_employer_outside_the_city_is_not_in_scope(session: Session) -> None:
    person, firm = make_person(session), make_institution(session, district_code=None, unit_nature="enterprise")
    session.add(Employment(person_id=person.id, institution_id=firm.id, employer_name=firm.name))
    session.flush()
    assert "person.in_city_scope" not in service.facts_of(session, person.id, TODAY)


@pytest.mark.long
def test_a_race_recognises_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        person = make_person(session)
        first, second = make_level_certificate(session, person), make_level_certificate(session, person)
        numbers = [first.number, first.number, second.number, first.number]
    results: list[object] = []
    start = threading.Barrier(len(numbers))

    def race(number: str) -> None:
        with fresh_app.app_context():
            start.wait()
            try:
                with unit_of_work() as own:
                    results.append(recognise(own, number)[0].record_number)
            except (Conflict, RuleViolation) as error:
                results.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(str(result).startswith("TR") for result in results) == 1, results
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(TitleRecord)) == 1
        assert db.session.scalar(select(func.count()).select_from(HeldTitle)) == 1
