"""The figures against hand-counted worlds, and each cell's list against its figure."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.subsidies import make_disbursement
from tests.reports.world import certify, certify_elsewhere, list_programme
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.dates import Quarter
from training_app.reports.layout import COLUMNS, ReturnRow
from training_app.reports.queries_figures import ELSEWHERE, TOTAL, Figures, figures, period_of
from training_app.reports.queries_lists import cell_members
from training_app.reports.queries_members import PERSON_COLUMNS, Period, Reading
from training_app.reports.service_figures import live_figures

Q1, Q2, Q3 = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)
CITY = Reading()
SM, BD, BC, IOT = "smart_manufacturing", "big_data", "blockchain", "internet_of_things"
HUANCUI, RONGCHENG = "371002", "371082"


def counted(session: Session, quarter: Quarter, reading: Reading = CITY, *, cumulative: bool = False) -> Figures:
    """The figures, after every cell's list was found as long as its figure, 去重 included."""
    period = period_of(quarter, cumulative)
    found = figures(session, period, reading)
    for row in (*found.rows, found.total):
        for column in COLUMNS:
            members = cell_members(session, column.key, row.occupation, period, reading)
            value = row.figure(column)
            if column.key == "subsidy_paid_fen":
                assert sum(m.amount_fen or 0 for m in members) == value
            else:
                assert len(members) == value, (row.occupation, column.key)
            if column.key in PERSON_COLUMNS:
                once = cell_members(session, column.key, row.occupation, period, reading, distinct=True)
                assert len(once) == row.distinct[column.key] == len({m.person_number for m in members})
    elsewhere = cell_members(session, "headcount_certified", ELSEWHERE, period, reading)
    assert len(elsewhere) == found.certified_elsewhere
    # Counted or kept from an earlier call: what was written in between is never missed.
    assert live_figures(session, period, reading) == found
    assert live_figures(session, period, reading) == found
    return found


def line(found: Figures, key: str) -> tuple[int, ...]:
    """The six figures of a row in the form's order."""
    row = row_of(found, key)
    return tuple(row.figure(column) for column in COLUMNS)


def row_of(found: Figures, key: str) -> ReturnRow:
    return found.total if key == TOTAL else next(row for row in found.rows if row.occupation == key)


def of(institution: Institution) -> Reading:
    return Reading(institution_id=institution.id)


def test_an_empty_year_prints_the_three_rows_with_zeros(session: Session) -> None:
    found = counted(session, Q2)
    assert [row.name for row in found.rows] == ["智能制造", "大数据", "区块链"]
    assert line(found, SM) == line(found, TOTAL) == (0, 0, 0, 0, 0, 0)


def test_a_class_with_every_outcome(session: Session) -> None:
    """48 on no list are needed to see it: 3 passed, 1 failed, 1 withdrew, 1 still enrolled by mistake."""
    school = make_institution(session, in_catalogue=True)
    list_programme(session)
    done = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    passed = [make_enrolment(session, done, state="completed") for _ in range(3)]
    for state in ("failed", "withdrawn", "enrolled"):
        make_enrolment(session, done, state=state)
    certify(session, passed[0], date(2026, 6, 30))
    certify(session, passed[1], date(2026, 7, 1))
    make_disbursement(session, passed[0], date(2026, 6, 30), 180050)
    make_disbursement(session, passed[0], date(2026, 6, 30), 20000)
    found = counted(session, Q2)
    assert line(found, SM) == line(found, TOTAL) == (1, 4, 200050, 1, 1, 1)
    assert line(counted(session, Q3), SM) == (0, 0, 0, 0, 1, 0)
    assert line(counted(session, Q3, cumulative=True), SM) == (1, 4, 200050, 1, 2, 1)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "running", "cancelled"])
def test_a_class_not_completed_counts_nowhere(session: Session, state: str) -> None:
    training_class = make_class(session, state, starts_on=date(2026, 4, 6))
    make_enrolment(session, training_class, state="enrolled")
    assert line(counted(session, Q2), TOTAL) == (0, 0, 0, 0, 0, 0)


def test_the_quarter_takes_its_first_and_last_day_and_no_other(session: Session) -> None:
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)):
        training_class = make_class(session, "reported", starts_on=date(2026, 3, 2), completed_on=day)
        make_enrolment(session, training_class, state="completed")
    assert [line(counted(session, quarter), TOTAL)[:2] for quarter in (Q1, Q2, Q3)] == [(1, 1), (2, 2), (1, 1)]
    assert line(counted(session, Q2, cumulative=True), TOTAL)[:2] == (3, 3)
    assert line(counted(session, Quarter(2027, 1), cumulative=True), TOTAL)[:2] == (0, 0)


def test_one_person_in_two_classes_of_an_occupation_counts_once(session: Session) -> None:
    school, person = make_institution(session), make_person(session)
    for level in ("junior", "intermediate"):
        training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), level=level)
        make_enrolment(session, training_class, person, "completed")
    found = counted(session, Q2)
    assert line(found, SM)[:2] == line(found, TOTAL)[:2] == (2, 1)


def test_two_occupations_count_twice_and_once_without_repeats(session: Session) -> None:
    school, person = make_institution(session), make_person(session)
    for occupation in (SM, BD):
        training_class = make_class(
            session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key=occupation
        )
        make_enrolment(session, training_class, person, "completed")
    found = counted(session, Q2)
    assert (line(found, SM)[1], line(found, BD)[1], line(found, TOTAL)[1]) == (1, 1, 2)
    assert found.total.distinct["headcount_trained"] == 1
    assert row_of(found, SM).distinct["headcount_trained"] == 1


def test_two_units_each_count_the_person_so_that_papers_add_up(session: Session) -> None:
    first, second, person = make_institution(session), make_institution(session), make_person(session)
    for school in (first, second):
        training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
        make_enrolment(session, training_class, person, "completed")
    city = counted(session, Q2)
    assert line(city, SM)[:2] == (2, 2) and row_of(city, SM).distinct["headcount_trained"] == 1
    assert city.total.distinct["headcount_trained"] == 1
    for school in (first, second):
        assert line(counted(session, Q2, of(school)), SM)[:2] == (1, 1)


def test_merged_persons_are_one(session: Session) -> None:
    school, survivor = make_institution(session), make_person(session)
    merged = make_person(session, merged_into=survivor.id)
    training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    other = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 13))
    enrolments = [make_enrolment(session, training_class, survivor, "completed"),
                  make_enrolment(session, other, merged, "completed")]  # fmt: skip
    certify(session, enrolments[1], date(2026, 6, 1))
    certify(session, enrolments[0], date(2026, 6, 2))
    for enrolment in enrolments:
        make_disbursement(session, enrolment, date(2026, 6, 20), 100)
    found = counted(session, Q2)
    assert line(found, SM) == (2, 1, 200, 0, 1, 1)
    (member,) = cell_members(session, "headcount_certified", SM, period_of(Q2, False), CITY)
    assert member.person_number == survivor.number


def test_a_certificate_finds_training_under_the_merged_person(session: Session) -> None:
    survivor = make_person(session)
    merged = make_person(session, merged_into=survivor.id)
    school = make_institution(session)
    training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    enrolment = make_enrolment(session, training_class, merged, "completed")
    certify(session, enrolment, date(2026, 6, 1), person_id=survivor.id)
    assert line(counted(session, Q2, of(school)), SM)[4] == 1


def test_revoked_and_replaced_certificates(session: Session) -> None:
    training_class = make_class(session, "completed", starts_on=date(2026, 1, 5))
    revoked, replaced = (make_enrolment(session, training_class, state="completed") for _ in range(2))
    certify(session, revoked, date(2026, 2, 1), state="revoked")
    old = certify(session, replaced, date(2026, 2, 1), state="replaced")
    new = certify(session, replaced, date(2026, 8, 1), first_issued_on=date(2026, 2, 1))
    old.replaced_by = new.id
    session.flush()
    assert line(counted(session, Q1), SM)[4] == 1
    assert line(counted(session, Q3), SM)[4] == 0


def test_a_vocational_skill_certificate_is_no_level_certificate(session: Session) -> None:
    training_class = make_class(session, "completed", starts_on=date(2026, 4, 6))
    enrolment = make_enrolment(session, training_class, state="completed")
    certify(session, enrolment, date(2026, 5, 1), system="vocational_skill")
    assert line(counted(session, Q2), SM)[4] == 0


def test_certificates_belong_to_the_unit_of_the_latest_training_before_them(session: Session) -> None:
    first, second, third = (make_institution(session) for _ in range(3))
    person = make_person(session)
    days = {first: date(2026, 1, 5), second: date(2026, 3, 2), third: date(2026, 6, 1)}
    enrolments = {
        school: make_enrolment(
            session, make_class(session, "completed", institution=school, starts_on=day), person, "completed"
        )
        for school, day in days.items()
    }
    certify(session, enrolments[first], date(2026, 5, 1))
    assert [line(counted(session, Q2, of(school)), SM)[4] for school in days] == [0, 1, 0]


def test_training_of_another_level_or_occupation_or_failed_is_not_the_one(session: Session) -> None:
    person, right = make_person(session), make_institution(session)
    wanted = make_class(session, "completed", institution=right, starts_on=date(2026, 1, 5))
    enrolment = make_enrolment(session, wanted, person, "completed")
    for columns, state in (({"level": "junior"}, "completed"), ({"occupation_key": BD}, "completed"), ({}, "failed")):
        later = make_class(session, "completed", starts_on=date(2026, 3, 2), **columns)
        make_enrolment(session, later, person, state)
    certify(session, enrolment, date(2026, 5, 1))
    assert line(counted(session, Q2, of(right)), SM)[4] == 1


def test_certificates_trained_elsewhere_belong_to_no_unit_and_are_noted_for_the_city(session: Session) -> None:
    person = make_person(session)
    school = make_institution(session)
    training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 1, 5))
    make_enrolment(session, training_class, person, "completed")
    certify_elsewhere(session, person, date(2026, 5, 1))
    certify_elsewhere(session, person, date(2026, 5, 2), level="senior")
    certify_elsewhere(session, make_person(session), date(2026, 5, 2), BD)
    city = counted(session, Q2)
    assert line(city, SM)[4] == line(city, TOTAL)[4] == 0
    assert city.certified_elsewhere == 2, "one person per occupation, whatever the levels"
    assert counted(session, Q2, of(school)).certified_elsewhere == 0
    assert counted(session, Q2, Reading(district_code=HUANCUI)).certified_elsewhere == 0


@pytest.mark.parametrize(
    ("institution_to", "programme_from", "programme_to", "included"),
    [
        (None, date(2026, 4, 6), None, True),
        (None, date(2026, 4, 7), None, False),
        (None, date(2026, 4, 5), date(2026, 4, 6), False),
        (None, date(2026, 4, 5), date(2026, 4, 7), True),
        (date(2026, 4, 6), date(2026, 4, 1), None, False),
        (date(2026, 4, 7), date(2026, 4, 1), None, True),
    ],
)
def test_catalogues_count_on_the_first_day_of_the_class(
    session: Session, institution_to: date | None, programme_from: date, programme_to: date | None, included: bool
) -> None:
    school = make_institution(session)
    school.qualifications.append(
        Qualification(kind=QualificationKind.CATALOGUE, valid_from=date(2026, 1, 1), valid_to=institution_to)
    )
    list_programme(session, valid_from=programme_from, valid_to=programme_to)
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    found = counted(session, Q2)
    assert line(found, SM)[0] == 1 and line(found, SM)[3] == int(included)


@pytest.mark.parametrize(
    ("columns", "included"),
    [
        ({}, True), ({"level": "junior"}, False), ({"occupation": BD}, False),
        ({"direction_key": "another"}, False), ({"direction_key": "operation"}, True),
    ],
)
def test_the_programme_of_the_catalogue_must_be_that_of_the_class(
    session: Session, columns: dict[str, str], included: bool
) -> None:
    school = make_institution(session, in_catalogue=True)
    list_programme(session, **columns)
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), direction_key="operation")
    assert line(counted(session, Q2), SM)[3] == int(included)


def test_a_programme_of_another_institution_does_not_help(session: Session) -> None:
    school = make_institution(session, in_catalogue=True)
    list_programme(session, institution_id=make_institution(session).id)
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    assert line(counted(session, Q2), SM)[3] == 0


def test_two_entries_of_a_catalogue_do_not_double_the_class(session: Session) -> None:
    school = make_institution(session, in_catalogue=True)
    school.qualifications.append(Qualification(kind=QualificationKind.CATALOGUE, valid_from=date(2025, 1, 1)))
    list_programme(session)
    list_programme(session, institution_id=school.id)
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    assert line(counted(session, Q2), SM)[3] == 1


def test_a_district_holds_its_part_and_the_city_the_whole(session: Session) -> None:
    school, person = make_institution(session), make_person(session)
    for district in (HUANCUI, RONGCHENG):
        training_class = make_class(
            session, "completed", institution=school, starts_on=date(2026, 4, 6), district_code=district
        )
        enrolment = make_enrolment(session, training_class, person, "completed")
        make_disbursement(session, enrolment, date(2026, 6, 1), 100)
    certify(session, enrolment, date(2026, 6, 2))
    assert line(counted(session, Q2), SM) == (2, 1, 200, 0, 1, 1)
    assert line(counted(session, Q2, Reading(district_code=HUANCUI)), SM) == (1, 1, 100, 0, 0, 1)
    assert line(counted(session, Q2, Reading(district_code=RONGCHENG)), SM) == (1, 1, 100, 0, 1, 1)
    assert line(counted(session, Q2, Reading(school.id, RONGCHENG)), SM) == (1, 1, 100, 0, 1, 1)
    assert line(counted(session, Q2, Reading(make_institution(session).id, RONGCHENG)), SM) == (0,) * 6


def test_rows_follow_the_annex_then_the_years_activity(session: Session) -> None:
    make_class(session, "completed", starts_on=date(2026, 1, 5), occupation_key=IOT)
    make_class(session, "completed", starts_on=date(2025, 6, 2), occupation_key="cloud_computing")
    make_class(session, "running", starts_on=date(2026, 4, 6), occupation_key="virtual_reality")
    found = counted(session, Q2)
    assert [row.occupation for row in found.rows] == [SM, BD, BC, IOT]
    assert line(found, IOT) == (0,) * 6


def test_activity_of_a_payment_or_certificate_alone_opens_a_row(session: Session) -> None:
    for occupation in ("cloud_computing", "virtual_reality"):
        training_class = make_class(session, "completed", starts_on=date(2025, 6, 2), occupation_key=occupation)
        enrolment = make_enrolment(session, training_class, state="completed")
        if occupation == "cloud_computing":
            make_disbursement(session, enrolment, date(2026, 5, 1))
        else:
            certify(session, enrolment, date(2026, 5, 1))
    assert {row.occupation for row in counted(session, Q2).rows} == {SM, BD, BC, "cloud_computing", "virtual_reality"}


def test_the_city_is_the_sum_of_its_units(session: Session) -> None:
    people = [make_person(session) for _ in range(4)]
    schools = [make_institution(session) for _ in range(3)]
    for number, school in enumerate(schools):
        for occupation in (SM, BD):
            training_class = make_class(
                session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key=occupation
            )
            for person in people[number:]:
                enrolment = make_enrolment(session, training_class, person, "completed")
                make_disbursement(session, enrolment, date(2026, 6, 1), 100 + number)
                if number == 0:
                    certify(session, enrolment, date(2026, 6, 2))
    city = counted(session, Q2)
    parts = [counted(session, Q2, of(school)) for school in schools]
    for key in (SM, BD, TOTAL):
        assert line(city, key) == tuple(sum(values) for values in zip(*(line(part, key) for part in parts), strict=True))


def test_a_period_of_ones_own_is_counted_by_its_days(session: Session) -> None:
    make_class(session, "completed", starts_on=date(2026, 4, 6), completed_on=date(2026, 4, 24))
    inside = figures(session, Period(date(2026, 4, 24), date(2026, 7, 23)), CITY)
    outside = figures(session, Period(date(2026, 4, 25), date(2026, 7, 23)), CITY)
    assert (inside.total.classes_held, outside.total.classes_held) == (1, 0)
