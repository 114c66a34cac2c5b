"""Acts on many lines of a list, each by the service of the record's own package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts import queries_users, service_users
from training_app.classes import labels as class_labels
from training_app.classes import queries as classes
from training_app.classes import service as filing
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.intake import labels as intake_labels
from training_app.intake import queries as batches
from training_app.intake import service as intake
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation
from training_app.kernel.permissions import Permission
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.listing.sources import Act, Question, Subject
from training_app.programmes import queries as programmes
from training_app.reports import labels as return_labels
from training_app.reports import queries_returns, service_returns
from training_app.reports.models import QuarterlyReturn
from training_app.web import labels_acts as words


def class_subjects(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    found = session.scalars(
        select(TrainingClass).where(TrainingClass.number.in_(numbers), classes.visible(actor)).order_by(TrainingClass.number)
    )
    return [
        Subject(each.number, each.name, url_for("classes.show", number=each.number), class_labels.STATES[each.state][0])
        for each in found
    ]  # fmt: skip


def _approve(
    session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime
) -> str:
    record = classes.by_number(session, actor, number)
    listed = programmes.catalogue_hours(session, record.occupation_key, record.level)
    hours, source = listed.hours if listed else None, listed.source if listed else ""
    if answers["hours"]:
        try:
            hours = parse_hundredths(answers["hours"])
        except ValueError:
            raise InvalidInput("classes.hours_unreadable", words.HOURS_UNREADABLE) from None
    if not hours:
        raise RuleViolation("classes.hours_unknown", words.HOURS_UNKNOWN)
    done = filing.approve(
        session, actor, number, None, hours, answers["source"] or source, answers["remark"], today, at
    )
    return words.APPROVED.format(hours=format_hours(hours)) if done.state == "approved" else words.FIRST_APPROVED


def _submit(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    filing.submit(session, actor, number, None, at)
    return words.SUBMITTED


def _batches(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    found = session.scalars(
        select(Batch).where(Batch.number.in_(numbers), batches.in_scope(actor)).order_by(Batch.number)
    )
    return [
        Subject(
            each.number, intake_labels.TITLES.get(each.kind, each.kind), url_for("intake.show", number=each.number),
            intake_labels.STATES[each.state][0],
        )
        for each in found
    ]  # fmt: skip


def _discard(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    intake.discard(session, actor, number, at)
    return words.DISCARDED


def _returns(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    r = QuarterlyReturn
    found = session.execute(
        select(r, Institution.name)
        .join(Institution, Institution.id == r.institution_id)
        .where(r.number.in_(numbers), queries_returns.visible(actor))
        .order_by(r.number)
    )
    return [
        Subject(
            each.number, name, url_for("reports.show", number=each.number), return_labels.STATES[each.state][0],
        )
        for each, name in found
    ]  # fmt: skip


def _accept(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    service_returns.accept(session, actor, number, at)
    return words.ACCEPTED


def _accounts(session: Session, actor: Actor, logins: list[str]) -> list[Subject]:
    found = []
    for login in logins:
        try:
            user = queries_users.by_login(session, actor, login).user
        except NotFound:
            continue
        found.append(Subject(user.login, user.display_name, url_for("accounts.show", login=user.login)))
    return found


def _disable(session: Session, actor: Actor, login: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    if queries_users.by_login(session, actor, login).user.disabled_at is not None:
        raise Conflict("accounts.disabled_before", words.DISABLED_BEFORE)
    return words.DISABLED.format(count=service_users.disable(session, actor, login, at))


APPROVE = Act(
    "approve", *words.APPROVE, Permission.CLASS_REVIEW, class_subjects, _approve,
    (
        Question("hours", words.APPROVE_HOURS[0], hint=words.APPROVE_HOURS[1], required=False),
        Question("source", words.APPROVE_SOURCE[0], hint=words.APPROVE_SOURCE[1], required=False),
        Question("remark", words.APPROVE_REMARK, required=False),
    ),
)  # fmt: skip
SUBMIT = Act("submit", *words.SUBMIT, Permission.CLASS_FILE, class_subjects, _submit)
DISCARD = Act("discard", *words.DISCARD, Permission.ROSTER_IMPORT, _batches, _discard, danger=True)
DISABLE = Act("disable", *words.DISABLE, Permission.ACCOUNT_MANAGE, _accounts, _disable, danger=True)
ACCEPT = Act("accept", *words.ACCEPT, Permission.RETURN_REVIEW, _returns, _accept)
