"""How an attempt at an assessment ends, wherever its result comes from (the page of a session, a list), and opens again when
the result is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.rules_applications import LIFE
from training_app.kernel.actor import Actor


def end(session: Session, application_ids: Sequence[int], verb: str, actor: Actor) -> None:
    """The attempts of these applications are over: `assess` with a result, `miss` without."""
    target = LIFE.step("accepted", verb, actor.role).target
    _move(session, application_ids, "accepted", target)


def reopen(session: Session, application_ids: Sequence[int]) -> None:
    """The results of these applications were taken back."""
    for state in ("assessed", "absent"):
        _move(session, application_ids, state, "accepted")


def settle_sessions(session: Session, session_ids: Sequence[int]) -> None:
    """Sessions in which nobody lacks a result are recorded, others are not."""
    s = AssessmentSession
    open_ = exists().where(AssessmentSeat.session_id == s.id, AssessmentSeat.noted_at.is_(None))
    for before, after, lacks in (("planned", "recorded", False), ("recorded", "planned", True)):
        session.execute(
            update(s)
            .where(s.id.in_(list(session_ids)), s.state == before, s.taken > 0, open_ if lacks else ~open_)
            .values(state=after)
            .execution_options(synchronize_session="fetch")
        )


def sessions_of(session: Session, application_ids: Sequence[int]) -> list[int]:
    """Ids of the sessions these applications have seats in, locked to the end of the transaction."""
    wanted = (
        select(AssessmentSession.id)
        .join(AssessmentSeat, AssessmentSeat.session_id == AssessmentSession.id)
        .where(AssessmentSeat.application_id.in_(list(application_ids)))
        .order_by(AssessmentSession.id)
    )
    return list(dict.fromkeys(session.scalars(wanted.with_for_update(of=AssessmentSession))))


def _move(session: Session, application_ids: Sequence[int], before: str, after: str) -> None:
    if application_ids:
        session.execute(
            update(LevelApplication)
            .where(LevelApplication.id.in_(list(application_ids)), LevelApplication.state == before)
            .values(state=after)
            .execution_options(synchronize_session="fetch")
        )
