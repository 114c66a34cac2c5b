"""An application made before its person was merged follows the survivor: other classes count, nobody gets two seats."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.people import make_person
from tests.classes.test_signup import TODAY, Hall
from training_app.classes.queries_eligibility import eligibilities
from training_app.classes.rules_eligibility import Weight


def test_the_other_class_of_the_survivor_counts(session: Session) -> None:
    hall = Hall(session)
    kept, merged = make_person(session), make_person(session)
    hall.apply(person=merged)
    there = make_class(session, "running", starts_on=hall.record.starts_on, days=2, occupation_key="big_data")
    make_enrolment(session, there, kept)

    def overlap() -> Weight:
        checks = eligibilities(session, hall.record, [merged.id], TODAY)[merged.id].checks
        return next(each.weight for each in checks if each.name == "overlap")

    assert overlap() is Weight.FITS
    merged.merged_into = kept.id
    session.flush()
    assert overlap() is Weight.WARNS


def test_bound_to_another_class_under_the_other_record_gets_no_seat(session: Session) -> None:
    hall = Hall(session)
    kept, merged = make_person(session), make_person(session)
    hall.apply(person=merged)
    make_enrolment(session, make_class(session, "running", starts_on=TODAY - timedelta(days=2)), kept)
    merged.merged_into = kept.id
    session.flush()
    assert "没有录取" in hall.accept(merged)[0] and hall.taken == 0


def test_one_person_gets_one_seat_under_two_records(session: Session) -> None:
    hall = Hall(session, capacity=3)
    kept, merged = make_person(session), make_person(session)
    hall.apply(1, person=kept)
    hall.apply(2, person=merged)
    merged.merged_into = kept.id
    session.flush()
    first, second = hall.accept(kept, merged)
    assert "录取" in first and "另一条（已合并的）人员记录" in second
    assert hall.states(kept, merged) == ["accepted", "applied"] and hall.taken == 1


def test_a_seat_that_falls_free_goes_past_who_has_one_under_another_record(session: Session) -> None:
    hall = Hall(session, capacity=2)
    kept, merged = make_person(session), make_person(session)
    hall.apply(1, person=kept)
    leaving = hall.apply(2)
    hall.apply(3, person=merged)
    later = hall.apply(4)
    hall.accept(kept, leaving)
    hall.accept(merged, later)
    assert hall.states(merged, later) == ["waiting", "waiting"]
    merged.merged_into = kept.id
    session.flush()
    hall.retract(leaving)
    assert hall.states(kept, merged, later) == ["accepted", "waiting", "accepted"]
