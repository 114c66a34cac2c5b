"""What stands between somebody and a seat or a result of an assessment session, besides the state of the session itself.

Source: 威人社函〔2023〕25号 四（三）: bodies of the catalogue assess 培训合格人员.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.certificates import messages_sessions as messages
from training_app.certificates import rules_sessions as rules
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries_entitled import assesses, count_revoked
from training_app.institutions.rules_scope import Programme
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.people.models import Person

_OWNER = func.coalesce(Person.merged_into, Person.id)


def entitled(session: Session, record: AssessmentSession, enrolment_ids: Collection[int]) -> None:
    """RuleViolation when the body may not assess on the day of the session (any more), Conflict for people whose completion
    certificate was revoked."""
    if not assesses(session, record.body_id, Programme(record.occupation_key, record.level), record.held_on):
        raise RuleViolation("assessment_sessions.not_qualified", messages.NOT_QUALIFIED_NOW.format(day=record.held_on))
    if gone := count_revoked(session, enrolment_ids):
        raise Conflict("assessment_sessions.revoked", messages.REVOKED.format(count=gone))


def doubles(session: Session, people: Sequence[int]) -> int:
    """How many of these are somebody who is among them already, under this or a merged record."""
    owners = dict(session.execute(select(Person.id, _OWNER).where(Person.id.in_(people))).all())
    return len(people) - len({owners[each] for each in people})


def busy(
    session: Session, people: Collection[int], day: date, starts_at: time, ends_at: time, *, but: int | None = None
) -> int:
    """How many of these have a seat of a session (other than `but`) at that time, also under a merged record."""
    s = AssessmentSession
    sitting = (
        select(_OWNER)
        .join(AssessmentSeat, AssessmentSeat.person_id == Person.id)
        .join(s, s.id == AssessmentSeat.session_id)
        .where(
            s.state != "cancelled", s.held_on == day, s.starts_at < ends_at, s.ends_at > starts_at, s.id.is_distinct_from(but)
        )
    )
    wanted = select(func.count(_OWNER.distinct())).where(Person.id.in_(people), _OWNER.in_(sitting))
    return session.scalar(wanted) or 0


def reason_of(text: str) -> str:
    """The reason of a step that people are told. InvalidInput for none, an endless one and one with signs nobody sees."""
    text = text.strip()
    if text and len(text) <= rules.MOST_REASON and can_be_kept(text):
        return text
    sentence = messages.REASON if not text else messages.REASON_LONG if can_be_kept(text) else UNSEEN
    raise InvalidInput("assessment_sessions.reason", sentence, {"reason": sentence})
