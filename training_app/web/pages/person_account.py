"""/people/<number>/account: how a person logs in, and a new password by those around them."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from training_app.accounts import queries as accounts
from training_app.accounts import service_printing, service_resets
from training_app.accounts.identity import current
from training_app.accounts.views_slip import slip
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries_people import learners_of
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import Permission, requires
from training_app.people import messages
from training_app.people import queries as people
from training_app.people.models import Person
from training_app.web.pages.activation import slips
from training_app.web.pages.person import blueprint

_ON_THE_LIST = ("enrolled", "completed", "failed")


@blueprint.get("/<number>/account")
@requires(Permission.PERSON_VIEW, Permission.EMPLOYEE_VIEW)
def account(number: str) -> ResponseReturnValue:
    """Whether the person has an account, and the way to a new password."""
    session, actor, at = db.session(), current().actor, dates.now()
    person = _person(session, actor, number)
    back = url_for("employees.index") if actor.role is Role.EMPLOYER else url_for("person.show", number=person.number)
    return render_template(
        "person/account.html", person=person, user=service_resets.account_of(session, person, at), at=at, back=back,
        looks_after=_looks_after(session, actor, person), may_print=_may_print(session, actor, person),
        administers=actor.administers or actor.role is Role.BUREAU,
    )


@blueprint.post("/<number>/account")
@requires(Permission.PERSON_VIEW, Permission.EMPLOYEE_VIEW)
def reset_account(number: str) -> ResponseReturnValue:
    """The one-time code for a new password, shown once."""
    session, actor = db.session(), current().actor
    person = _person(session, actor, number)
    if not _looks_after(session, actor, person):
        raise NotFound("people.not_found", messages.NOT_FOUND)
    user, made, code = service_resets.for_engineer(session, actor, person, dates.now())
    return slip(
        made, code, url_for("person.account", number=person.number), login=user.login, name=user.display_name
    )


@blueprint.post("/<number>/account/code")
@requires(Permission.PERSON_VIEW, Permission.EMPLOYEE_VIEW)
def print_code(number: str) -> ResponseReturnValue:
    """An activation code for one person without an account, shown once."""
    session, actor = db.session(), current().actor
    person = _person(session, actor, number)
    if not _may_print(session, actor, person):
        raise NotFound("people.not_found", messages.NOT_FOUND)
    sheet = service_printing.print_one(session, actor, person, dates.now())
    back_to = person.name, url_for("person.account", number=person.number)
    return slips(sheet, accounts.organisation_name(session, actor), back_to)


def _may_print(session: Session, actor: Actor, person: Person) -> bool:
    """An institution for those on a list of its classes, an employer's administrator for its people."""
    if actor.role is Role.EMPLOYER:
        return actor.administers
    return actor.role is Role.TRAINING_INSTITUTION and _looks_after(session, actor, person)


def _person(session: Session, actor: Actor, number: str) -> Person:
    """One of the actor's people: through the classes of an institution, or as employee. NotFound for any other."""
    own = service_printing.works_for(actor) if actor.role is Role.EMPLOYER else learners_of(actor)
    return people.by_number(session, actor, number, own)


def _looks_after(session: Session, actor: Actor, person: Person) -> bool:
    """Whether the actor's organisation may give this person a new password: the bureau anybody, an employer its people, an
    institution those on a list of its classes. A district, and an institution somebody only applied to, see the account."""
    if actor.role is not Role.TRAINING_INSTITUTION:
        return actor.role in (Role.BUREAU, Role.EMPLOYER)
    learner = aliased(Person)
    on_a_list = (
        select(Enrolment.id).join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(learner, learner.id == Enrolment.person_id)
        .where(or_(learner.id == person.id, learner.merged_into == person.id))
        .where(Enrolment.state.in_(_ON_THE_LIST), TrainingClass.institution_id == actor.institution_id)
    )  # fmt: skip
    return session.scalar(on_a_list.limit(1)) is not None
