"""What waits at sign-up, around lists with whole numbers and among claimed honours."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import OPEN_STATES, visible
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.permissions import Permission, may
from training_app.listing import queries_protected, service_protected
from training_app.listing.rules_protected import AGREED, ASKED, MADE
from training_app.titles import queries_honours
from training_app.web.home_tasks import Task


def tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    """The tasks of whoever accepts into classes, answers for protected lists or checks honours."""
    found: list[Task] = []
    if may(actor.role, Permission.CLASS_RUN):
        found += _sign_up(session, actor)
    if may(actor.role, Permission.EXPORT_FULL):
        found += _exports(session, actor)
    if may(actor.role, Permission.HONOUR_CHECK):
        count = queries_honours.counts_by_state(session, actor).get("claimed", 0)
        if count:
            found.append(Task("honour_check", True, str(count), "", "", today, None, "honours.index", {"state": "claimed"}))
    return found


def _sign_up(session: Session, actor: Actor) -> list[Task]:
    """A task for each class with applications to decide, due on the day it opens."""
    rows = session.execute(
        select(TrainingClass.number, TrainingClass.name, TrainingClass.starts_on, func.count(), func.min(Enrolment.applied_at))
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .where(visible(actor), TrainingClass.state.in_(OPEN_STATES), Enrolment.state == "applied")
        .where(Enrolment.applied_at.is_not(None))
        .group_by(TrainingClass.id)
        .order_by(TrainingClass.starts_on, TrainingClass.number)
    )
    return [
        Task(
            "sign_up", True, name, number, "", since.astimezone(CHINA).date(), starts_on, "applications.index",
            {"number": number, "state": "applied"}, str(count),
        )
        for number, name, starts_on, count, since in rows
    ]  # fmt: skip


def _exports(session: Session, actor: Actor) -> list[Task]:
    """Lists with whole numbers the actor can agree to, and own ones to make and to fetch."""
    found = []
    for row in queries_protected.listed(session, actor, (ASKED, AGREED, MADE)):
        made = row.record
        mine = made.asked_by == actor.user_id and made.asked_role == actor.role
        kind, since = "", made.asked_at
        if made.state == ASKED and service_protected.may_decide(actor, made):
            kind = "export_agree"
        elif mine and made.state == AGREED and made.decided_at is not None:
            kind, since = "export_make", made.decided_at
        elif mine and made.state == MADE and not made.fetched and made.made_at is not None:
            kind, since = "export_fetch", made.made_at
        if kind:
            due = made.expires_at.astimezone(CHINA).date() if made.expires_at else None
            values = {"number": made.number}
            found.append(
                Task(kind, True, made.subject_number, made.number, row.unit, since.astimezone(CHINA).date(), due, "exports.show",
                     values)
            )  # fmt: skip
    return found
