"""Applications for the level assessment of people who did not complete after all: of a class that was reopened and completed
again, or cancelled. Only who completed is assessed (威人社函〔2023〕25号 四（三）: 对培训合格人员…进行考核).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import rules_applications as rules
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.service_attempts import sessions_of, settle_sessions
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.notices import service as notices


def lapse(session: Session, actor: Actor, record: TrainingClass, reason: str, at: datetime) -> int:
    """Returns the open applications of a class whose people have not completed it, with the reason, and frees their seats; how
    many. Each of them is told."""
    a = LevelApplication
    found = session.execute(
        select(a.id, a.number, Enrolment.person_id, Institution.name, a.body_id, a.state)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(Institution, Institution.id == a.body_id)
        .where(Enrolment.class_id == record.id, Enrolment.state != "completed", a.state.in_(rules.OPEN))
        .order_by(a.id)
    ).all()
    if not found:
        return 0
    for state in {row.state for row in found}:
        rules.LIFE.step(state, "lapse", actor.role)
    # Who gives seats of a body holds this lock first (service_sessions).
    for body in sorted({row.body_id for row in found}):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("assessment_seats"), body)))
    ids = [row.id for row in found]
    held = sessions_of(session, ids)
    session.execute(delete(AssessmentSeat).where(AssessmentSeat.application_id.in_(ids)))
    settle_sessions(session, held)
    session.execute(
        update(a).where(a.id.in_(ids)).values(state="returned", remark=reason, decided_by=actor.user_id, decided_at=at)
        .execution_options(synchronize_session="fetch")
    )  # fmt: skip
    for each in session.scalars(select(AssessmentSession).where(AssessmentSession.id.in_(held))):
        session.refresh(each)
    audit.record(
        session, actor, f"{rules.RECORD_KIND}.lapse", "class", record.number, at=at, remark=reason,
        detail={"count": len(found), "members": [row.number for row in found][:50]},
    )  # fmt: skip
    for body, unit in sorted({(row.body_id, row.name) for row in found}):
        notices.send_to_engineers(
            session, "level.lapsed", [row.person_id for row in found if row.body_id == body],
            subject_kind="own_level_applications", at=at, detail={"unit": unit, "remark": reason},
        )  # fmt: skip
    return len(found)
