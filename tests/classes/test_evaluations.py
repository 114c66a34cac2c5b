"""Evaluation of teaching: given once by who finished the class, shown late and only of enough answers, never of one alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from training_app.classes import queries_evaluations as evaluations
from training_app.classes import service_completion
from training_app.classes import service_evaluations as service
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_evaluations import EvaluationAnswer, EvaluationGiven
from training_app.classes.rules_evaluations import Group, total
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation

DONE = date(2026, 3, 5)
LAST = DONE + timedelta(days=30)
AFTER = LAST + timedelta(days=1)
AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
BUREAU = Actor(role=Role.BUREAU)
GOOD = [5, 4, 5, 4, 5]


def finished(session: Session, institution: Institution | None = None, instructor: str = "王海宁") -> TrainingClass:
    record = make_class(session, "completed", institution=institution, completed_on=DONE)
    for held in record.sessions:
        held.instructor = instructor
    session.flush()
    return record


def answer(
    session: Session, record: TrainingClass, people: int, scores: list[int | None] | None = None, met: int | None = 5,
    remark: str = "", today: date = DONE,
) -> None:  # fmt: skip
    for _ in range(people):
        enrolment = make_enrolment(session, record, state="completed")
        actor = Actor(role=Role.ENGINEER, person_id=enrolment.person_id)
        instructors = {held.instructor: met for held in record.sessions}
        service.give(session, actor, record.number, scores or GOOD, instructors, remark, today, AT)


def china(day: date) -> datetime:
    """Half past midnight of a day in China: the day before by UTC."""
    return datetime.combine(day, time(0, 30), dates.CHINA)


def shown(session: Session, record: TrainingClass, today: date = AFTER) -> evaluations.Results:
    found = evaluations.of_class(session, record, today)
    assert found is not None
    return found


def test_five_answers_are_shown_after_the_last_day_and_four_never(session: Session) -> None:
    record = finished(session)
    answer(session, record, 4, remark="好")
    few = shown(session, record)
    assert (few.given, few.asked, few.group, list(few.instructors), list(few.remarks)) == (4, 4, None, [], [])
    answer(session, record, 1, [1, 4, 5, 4, 5], met=None, remark="教室太冷")
    assert shown(session, record, LAST).group is None, "the time for answers is not over"
    enough = shown(session, record)
    assert enough.group is not None
    assert (enough.group.count, enough.group.means) == (5, (420, 400, 500, 400, 500))
    assert list(enough.instructors) == [], "only four have scored the instructor"
    assert sorted(enough.remarks) == ["好", "好", "好", "好", "教室太冷"]


def test_totals_of_an_institution_hold_no_class_that_is_not_shown(session: Session) -> None:
    """Else a class of one answer could be found by taking the others from the total."""
    institution = make_institution(session)
    big, small = finished(session, institution), finished(session, institution)
    answer(session, big, 6)
    answer(session, small, 1, [1, 1, 1, 1, 1], met=1)
    sums = evaluations.of_institution(session, BUREAU, institution.id, AFTER)
    assert sums.whole is not None
    assert (sums.whole.count, sums.whole.mean) == (6, 460)
    assert [(each.name, each.count, each.mean) for each in sums.instructors] == [("王海宁", 6, 500)]
    assert {line.record.number: line.group is not None for line in sums.lines} == {big.number: True, small.number: False}


def test_a_total_takes_only_groups_of_the_same_questions() -> None:
    groups = [Group("a", 5, (20, 10)), Group("b", 5, (25, 25)), Group("c", 9, (9,))]
    assert total(groups) == Group("", 10, (45, 35))
    assert total([]) is None


def test_somebody_answers_once_and_in_time(session: Session) -> None:
    record = finished(session)
    person = make_enrolment(session, record, state="failed").person_id
    actor = Actor(role=Role.ENGINEER, person_id=person)
    with pytest.raises(RuleViolation):
        service.give(session, actor, record.number, GOOD, {}, "", AFTER, AT)
    service.give(session, actor, record.number, GOOD, {}, "", LAST, AT)
    with pytest.raises(Conflict):
        service.give(session, actor, record.number, GOOD, {}, "", LAST, AT)
    assert session.scalar(select(func.count()).where(EvaluationAnswer.class_id == record.id)) == 1


@pytest.mark.parametrize(("state", "of_class"), [("withdrawn", "completed"), ("enrolled", "running")])
def test_who_has_not_finished_has_nothing_to_say(session: Session, state: str, of_class: str) -> None:
    record = make_class(session, of_class)
    actor = Actor(role=Role.ENGINEER, person_id=make_enrolment(session, record, state=state).person_id)
    with pytest.raises(NotFound):
        service.give(session, actor, record.number, GOOD, {}, "", DONE, AT)


def test_every_wrong_field_is_named_and_strangers_are_left_out(session: Session) -> None:
    record = finished(session)
    actor = Actor(role=Role.ENGINEER, person_id=make_enrolment(session, record, state="completed").person_id)
    with pytest.raises(InvalidInput) as refused:
        service.give(session, actor, record.number, [5, None, 6], {"王海宁": 0}, "好" * 501, DONE, AT)
    assert set(refused.value.fields) == {"question-2", "question-3", "question-4", "question-5", "instructor-1", "remark"}
    service.give(session, actor, record.number, GOOD, {"别人": 1}, "", DONE, AT)
    assert session.scalars(select(EvaluationAnswer.instructor).where(EvaluationAnswer.class_id == record.id)).all() == [""]


def test_no_column_leads_from_an_answer_to_who_gave_it(session: Session) -> None:
    assert {column.name for column in EvaluationGiven.__table__.columns} == {"enrolment_id"}
    names = {column.name for column in EvaluationAnswer.__table__.columns}
    assert names == {"id", "class_id", "instructor", "scores", "remark", "mingled"}


def test_who_answers_after_the_results_were_shown_once_would_stand_in_their_difference(session: Session) -> None:
    """A completion taken back and made again opened the time for answers again, after everybody had read the results."""
    record = finished(session)
    answer(session, record, 5)
    late = make_enrolment(session, record, state="completed")
    assert shown(session, record).group is not None
    service_completion.reopen(session, BUREAU, record.number, None, "漏登一次课", china(AFTER))
    session.execute(update(Enrolment).where(Enrolment.class_id == record.id).values(state="completed"))
    record.state, record.completed_on = "completed", AFTER
    session.flush()
    actor = Actor(role=Role.ENGINEER, person_id=late.person_id)
    with pytest.raises(RuleViolation, match=LAST.isoformat()):
        service.give(session, actor, record.number, [1, 1, 1, 1, 1], {}, "", AFTER, AT)
    assert not service.waiting(session, actor, AFTER)
    assert not list(service.find(session, AFTER + timedelta(days=1)))


def test_a_completion_taken_back_before_anything_was_shown_gives_the_whole_time_again(session: Session) -> None:
    record = finished(session)
    answer(session, record, 1)
    service_completion.reopen(session, BUREAU, record.number, None, "漏登一次课", china(LAST))
    session.execute(update(Enrolment).where(Enrolment.class_id == record.id).values(state="completed"))
    record.state, record.completed_on = "completed", LAST
    session.flush()
    answer(session, record, 1, today=LAST + timedelta(days=30))


def test_an_answer_that_came_alone_is_hidden_among_those_before_it(session: Session) -> None:
    record = finished(session)
    answer(session, record, 4)
    service.mingle(session)
    answer(session, record, 1, remark="只有我")
    service.mingle(session)
    written = text("SELECT xmin::text FROM evaluation_answers WHERE class_id = :id")
    assert len(set(session.scalars(written, {"id": record.id}))) == 1


def test_the_night_leaves_no_trace_of_the_order(session: Session) -> None:
    record = finished(session)
    answer(session, record, 3, remark="好")
    of_class = text("SELECT id, xmin::text, ctid::text FROM evaluation_answers WHERE class_id = :id")
    before = {row.id for row in session.execute(of_class, {"id": record.id})}
    assert service.mingle(session) == 6
    after = session.execute(of_class, {"id": record.id}).all()
    assert len(after) == 6
    assert len({row.xmin for row in after}) == 1
    assert not before & {row.id for row in after}
    assert service.mingle(session) == 0
    assert shown(session, record).given == 3


def test_the_database_takes_no_other_score(session: Session) -> None:
    record = finished(session)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(
            "INSERT INTO evaluation_answers (id, class_id, scores) VALUES (gen_random_uuid(), :id, '{5,6}')"
        ), {"id": record.id})


def test_everybody_who_finished_is_told_once(session: Session) -> None:
    record = finished(session)
    waiting = make_enrolment(session, record, state="completed")
    answer(session, record, 1)

    def found(day: date) -> list[tuple[int | None, str | None]]:
        return [(each.to.person_id, each.key) for each in service.find(session, day) if each.number == record.number]

    first = found(DONE + timedelta(days=1))
    assert [person for person, _ in first] == [waiting.person_id]
    assert found(DONE + timedelta(days=5)) == first
    assert found(DONE) == found(DONE + timedelta(days=8)) == []


def test_the_engineer_evaluates_and_the_others_read(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    record = make_class(session, "completed", starts_on=dates.today() - timedelta(days=9))
    record.sessions[0].instructor = "王海宁"
    mine = make_enrolment(session, record, state="completed")
    stranger = make_class(session, "completed")
    engineer = login_as(Role.ENGINEER, person_id=mine.person_id)
    assert "1 个等您评价" in engineer.get("/me/certificates").text
    assert "评价" in engineer.get("/me/evaluations").text
    where = f"/me/classes/{record.number}/evaluation"
    assert engineer.get(f"/me/classes/{stranger.number}/evaluation").status_code == 404
    scores = {f"question-{place}": "5" for place in range(1, 6)}
    missing = engineer.post(where, data={**scores, "question-3": "", "remark": "教室太冷"})
    assert missing.status_code == 422
    assert "第 3 题还没有打分" in missing.text
    assert "教室太冷" in missing.text
    assert engineer.post(where, data={**scores, "instructor-1": ""}).status_code == 302
    assert engineer.post(where, data=scores).status_code == 409
    assert "您已经评价过" in engineer.get(where).text
    unit = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    body = login_as(Role.ASSESSMENT_BODY, institution_id=record.assessment_body_id)
    assert "正在收集" in unit.get(f"/classes/{record.number}").text
    assert record.number in unit.get("/evaluations").text
    assert stranger.number not in unit.get("/evaluations").text
    assert body.get("/evaluations").status_code == 403
    assert "教学质量评估" not in body.get(f"/classes/{record.number}").text
    code = session.get_one(Institution, record.institution_id).code
    assert "还没有可以显示的结果" in login_as(Role.BUREAU).get(f"/institutions/{code}?tab=inspections").text
