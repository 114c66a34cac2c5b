"""The page of a step that came too late: the record was changed, or left the state in which the step can be done. It says who
did what and when, keeps what was typed, and says what can be done now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from training_app.audit import queries as audit
from training_app.audit.models import AuditEvent
from training_app.classes import labels as class_labels
from training_app.classes import labels_inspections, queries_inspections
from training_app.classes import queries as classes
from training_app.db import db
from training_app.institutions import labels as institution_labels
from training_app.institutions import queries as institutions
from training_app.intake import labels as intake_labels
from training_app.intake import queries as batches
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, DomainError
from training_app.programmes import labels_plans, queries_plans
from training_app.programmes.rules_plans import RECORD_KIND as PLAN_KIND
from training_app.registration import labels as registration_labels
from training_app.registration import queries as registrations
from training_app.reports import labels as return_labels
from training_app.reports import queries_returns
from training_app.reports.rules import RECORD_KIND
from training_app.web import labels_moved as words
from training_app.web.typed import typed_texts

MOST_EVENTS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it is now: what it is called, its state in the code and in words, and the address of its page."""

    kind: str
    number: str
    name: str
    state: str
    state_words: str
    url: str

    @property
    def now(self) -> str:
        """What can be done in this state."""
        return words.NOW.get((self.kind, self.state), words.NOW_OPEN)


def _class(session: Session, actor: Actor, number: str) -> Standing:
    record = classes.by_number(session, actor, number)
    state, url = class_labels.STATES[record.state][0], url_for("classes.show", number=number)
    return Standing("class", number, words.CLASS.format(number=number), record.state, state, url)


def _return(session: Session, actor: Actor, number: str) -> Standing:
    record = queries_returns.by_number(session, actor, number)
    state, url = return_labels.STATES[record.state][0], url_for("reports.show", number=number)
    return Standing(RECORD_KIND, number, words.RETURN.format(number=number), record.state, state, url)


def _institution(session: Session, actor: Actor, code: str) -> Standing:
    record = institutions.by_code(session, actor, code)
    return Standing("institution", record.code, record.name, "", "", url_for("institutions.show", code=record.code))


def _registration(session: Session, actor: Actor, number: str) -> Standing:
    record = registrations.by_number(session, actor, number)
    state, url = registration_labels.STATES[record.state][0], url_for("registration.show", number=number)
    return Standing("registration", number, words.REGISTRATION.format(number=number), record.state, state, url)


def _plan(session: Session, actor: Actor, number: str) -> Standing:
    record = queries_plans.by_number(session, actor, number)
    state, url = labels_plans.STATES[record.state][0], url_for("plans.show", number=number)
    return Standing(PLAN_KIND, number, words.PLAN.format(number=number), record.state, state, url)


def _batch(session: Session, actor: Actor, number: str) -> Standing:
    record = batches.get(session, actor, number)
    state, url = intake_labels.STATES[record.state][0], url_for("intake.show", number=number)
    return Standing("batch", number, words.BATCH.format(number=number), record.state, state, url)


def _inspection(session: Session, actor: Actor, number: str) -> Standing:
    record = queries_inspections.by_number(session, actor, number)
    state, url = labels_inspections.STATES[record.state][0], url_for("inspections.show", number=number)
    return Standing("inspection", number, words.INSPECTION.format(number=number), record.state, state, url)


# What the argument of a page's address names, by its blueprint.
_SUBJECTS: dict[str, tuple[str, Callable[[Session, Actor, str], Standing]]] = {
    "classes": ("number", _class), "attendance": ("number", _class), "completion": ("number", _class),
    "reports": ("number", _return), "institutions": ("code", _institution), "registration": ("number", _registration),
    "intake": ("number", _batch), "plans": ("number", _plan),
    "inspections": ("number", _inspection),
}  # fmt: skip
_NAMES = institution_labels.CHANGED | class_labels.CHANGED | return_labels.CHANGED | labels_plans.FIELDS


def page(error: Conflict) -> tuple[str, int] | None:
    """The page about the record the request was for; None where the address names none the actor may see."""
    argument, find = _SUBJECTS.get(request.blueprint or "", ("", None))
    number = (request.view_args or {}).get(argument)
    if find is None or number is None or not current_user.is_authenticated:
        return None
    session = db.session()
    try:
        standing = find(session, current_user.actor, number)
    except DomainError:
        return None
    return render_template(
        "errors/moved.html", standing=standing, message=_sentence(error), events=_latest(session, standing),
        typed=typed_texts(request.form) if request.method == "POST" else [], changed_names=_NAMES,
    ), 409  # fmt: skip


def _sentence(error: Conflict) -> str:
    """What the refusal says beyond the heading: the state is named there."""
    return "" if error.code == "workflow.wrong_state" else error.message


def _latest(session: Session, standing: Standing) -> Sequence[AuditEvent]:
    return audit.timeline(session, standing.kind, standing.number)[::-1][:MOST_EVENTS]
