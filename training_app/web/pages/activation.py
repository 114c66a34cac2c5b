"""Printed activation codes: of a class for its trainees, of an employer for its people."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select

from training_app.accounts import queries as accounts
from training_app.accounts import service_printing
from training_app.accounts.identity import current
from training_app.classes import queries as classes
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires
from training_app.people.models import Person
from training_app.web import labels

blueprint = Blueprint("activation", __name__)
Back = tuple[str, str]


@blueprint.get("/classes/<number>/activation")
@requires(Permission.ROSTER_IMPORT)
def of_class(number: str) -> ResponseReturnValue:
    """Who of the class has no account yet, and the printing of codes."""
    session, record = db.session(), classes.by_number(db.session(), current().actor, number)
    found = service_printing.standing_of(session, _trainees(record), record.number, dates.now())
    return _page(found, f"{record.number} {record.name}", _class_page(record))


@blueprint.post("/classes/<number>/activation")
@requires(Permission.ROSTER_IMPORT)
def print_of_class(number: str) -> ResponseReturnValue:
    """New codes for everybody of the class without an account."""
    session, actor = db.session(), current().actor
    record = classes.by_number(session, actor, number)
    sheet = service_printing.print_codes(session, actor, _trainees(record), record.number, dates.now())
    return slips(sheet, f"{record.number} {record.name}", _class_page(record))


@blueprint.get("/staff/engineers")
@requires(Permission.STAFF_VIEW)
def of_employer() -> ResponseReturnValue:
    """Who of the employer's people has no account yet, and the printing of codes."""
    session, actor = db.session(), current().actor
    who = service_printing.employees(actor)
    found = service_printing.standing_of(session, who, service_printing.sheet_of(session, actor), dates.now())
    return _page(found, accounts.organisation_name(session, actor), _people_page())


@blueprint.post("/staff/engineers")
@requires(Permission.STAFF_VIEW)
def print_of_employer() -> ResponseReturnValue:
    """New codes for everybody of the employer without an account."""
    session, actor = db.session(), current().actor
    who = service_printing.employees(actor)
    sheet = service_printing.print_codes(session, actor, who, service_printing.sheet_of(session, actor), dates.now())
    return slips(sheet, accounts.organisation_name(session, actor), _people_page())


def _trainees(record: TrainingClass) -> ColumnElement[bool]:
    enrolled = select(Enrolment.person_id).where(
        Enrolment.class_id == record.id, Enrolment.state.in_(("enrolled", "completed", "failed"))
    )
    return Person.id.in_(enrolled)


def _class_page(record: TrainingClass) -> Back:
    return record.number, url_for("classes.show", number=record.number)


def _people_page() -> Back:
    return labels.EMPLOYEES, url_for("employees.index")


def _page(found: service_printing.Standing, of: str, back_to: Back) -> str:
    return render_template("activation/ask.html", found=found, of=of, back_to=back_to)


def slips(sheet: service_printing.Sheet, of: str, back_to: Back) -> str:
    """The page with the printed codes; `back_to`: name and address of the page before."""
    # Answered at once and not after a redirect: the codes are in no table and in no cookie, only on this page.
    return render_template(
        "activation/slips.html", sheet=sheet, of=of, back_to=back_to, page_url=url_for("accounts.activate", _external=True)
    )
