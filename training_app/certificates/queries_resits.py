"""Attempts at an assessment that came to nothing, and whether who made them may apply anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from training_app.certificates import messages_sessions as messages
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries_applications import Candidate
from training_app.certificates.rules_levels import PassMark
from training_app.certificates.rules_sessions import ABILITY, THEORY, ResitRules
from training_app.policies.loader import load


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was failed, with its marks in hundredths, or missed altogether (None)."""

    day: date
    theory: int | None
    ability: int | None


def failed_attempts(session: Session, enrolment_ids: Sequence[int]) -> dict[int, list[Attempt]]:
    """The failed and missed attempts of these enrolments, oldest first."""
    a, found = LevelAssessment, defaultdict(list)
    ids = list(enrolment_ids)
    rows = session.execute(
        select(a.enrolment_id, a.assessed_on, a.theory_score, a.ability_score).where(a.enrolment_id.in_(ids), ~a.passed)
    )
    for enrolment, *rest in rows:
        found[enrolment].append(Attempt(*rest))
    missed = session.execute(
        select(LevelApplication.enrolment_id, AssessmentSession.held_on)
        .join(AssessmentSeat, AssessmentSeat.application_id == LevelApplication.id)
        .join(AssessmentSession, AssessmentSession.id == AssessmentSeat.session_id)
        .where(LevelApplication.enrolment_id.in_(ids), LevelApplication.state == "absent")
    )
    for enrolment, day in missed:
        found[enrolment].append(Attempt(day, None, None))
    return {enrolment: sorted(attempts, key=lambda each: each.day) for enrolment, attempts in found.items()}


def judged(session: Session, people: Sequence[Candidate], day: date) -> list[Candidate]:
    """The candidates with what their next attempt is; who may not try again is not ready and told why."""
    failed = failed_attempts(session, [each.enrolment_id for each in people])
    if not failed:
        return list(people)
    rules, mark = ResitRules.on(day, load()), PassMark.on(day, load())
    answer = []
    for each in people:
        attempts = failed.get(each.enrolment_id)
        if attempts and each.ready:
            last = attempts[-1]
            refusal = rules.refusal(len(attempts), last.day, day)
            each = replace(
                each, ready=not refusal, attempt=len(attempts) + 1, failed_on=last.day,
                part=rules.part(last.theory, last.ability, mark.hundredths),
                refusal=messages.RESIT[refusal].format(most=rules.most, last=rules.last_day(last.day)) if refusal else "",
            )
        answer.append(each)
    return answer


def carried(session: Session, wanted: Mapping[int, tuple[int, date | None, str]]) -> dict[int, dict[str, int]]:
    """For applications (id → enrolment, day of the attempt before, part that is sat again): the mark of the part that is
    not."""
    a = LevelAssessment
    enrolments = [enrolment for enrolment, *_ in wanted.values()]
    rows = session.execute(
        select(a.enrolment_id, a.assessed_on, a.theory_score, a.ability_score).where(a.enrolment_id.in_(enrolments))
    )
    marks = {(enrolment, day): {THEORY: theory, ABILITY: ability} for enrolment, day, theory, ability in rows}
    return {
        application: {name: mark for name, mark in marks[enrolment, day].items() if name != part}
        for application, (enrolment, day, part) in wanted.items() if (enrolment, day) in marks
    }


def declared_after(session: Session, enrolment_id: int, day: date) -> bool:
    """Whether somebody declared a re-sit for the attempt of that day (and did not take it back)."""
    a = LevelApplication
    return bool(
        session.scalar(
            select(exists().where(a.enrolment_id == enrolment_id, a.failed_on == day, a.state.not_in(("retracted", "returned"))))
        )
    )
