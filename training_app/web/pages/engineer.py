"""The engineer's own pages, made for a phone: hours of the year, certificates, and the title open now.

Everything here is of the person who is logged in; no address carries anybody else's number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts.identity import current
from training_app.accounts.labels import ROLES
from training_app.certificates import queries as certificates
from training_app.certificates import queries_papers
from training_app.certificates import service as certificates_service
from training_app.certificates.labels import PDF_NAME
from training_app.certificates.paper_pdf import completion_certificates_pdf
from training_app.classes import queries_signup, service_evaluations
from training_app.db import db
from training_app.files.public_address import public_address
from training_app.files.rules import download_headers
from training_app.hours import queries as hours
from training_app.hours.rules import Amounts, Required, Statement
from training_app.kernel import dates
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import Permission, requires
from training_app.listing import queries_protected, sources_protected
from training_app.people import messages as people_messages
from training_app.people import service_reveal
from training_app.people.labels import REVEALED
from training_app.policies.loader import load
from training_app.titles import queries as titles
from training_app.titles import service_standing
from training_app.titles.service_standing import RouteStanding, Standing
from training_app.titles.wording import Words
from training_app.web import queries_person
from training_app.web.queries_person import OwnPerson

blueprint = Blueprint("engineer", __name__, url_prefix="/me")

_CLASSES_SHOWN = 3
_YEARS_SHOWN = 5
_FIRST_YEAR = 2015
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year's balance against what it asks."""

    year: int
    balance: Amounts
    required: Required

    @property
    def gap(self) -> int:
        """What is missing by subject, summed; in total where a year asks more than its subjects."""
        by_subject = sum(
            max((getattr(self.required, name) or 0) - getattr(self.balance, name), 0) for name in ("professional", "general")
        )
        return max(by_subject, (self.required.total or 0) - self.balance.total, 0)


@blueprint.get("", endpoint="hours")
@requires(Permission.HOURS_OWN)
def hours_page() -> ResponseReturnValue:
    """The hour bank: one year's balance and entries, as they stood at the end of a day."""
    own = _own()
    context = asked_hours(db.session(), own.id, dates.today())
    page = render_template("engineer/hours.html", own=own, **context)
    return (page, 422) if context["wrong"] else page


def asked_hours(session: Session, person_id: int, today: date) -> dict[str, Any]:
    """A person's hours in the year and on the day the address asks for, with the last years beside them."""
    years = [YearRow(year, balance, hours.required(year)) for year, balance in hours.years_of(session, person_id)]
    year, as_of, wrong = _asked(today)
    statement = hours.statement_of(session, person_id, year, as_of)
    sources = {entry.source_number for entry in statement.entries if entry.source_kind == "class"}
    return {
        "statement": statement, "years": years[:_YEARS_SHOWN], "wrong": wrong, "today_": today,
        "choices": _choices(years, year, today), "names": queries_person.class_names(session, sources),
        "row": _row(statement), "days_left": (date(year, 12, 31) - today).days if year == today.year else None,
    }  # fmt: skip


@blueprint.get("/standing")
@requires(Permission.HOURS_OWN)
def standing() -> ResponseReturnValue:
    """What waits for the engineer, the title open now and the certificates, as a part of the hour page fetched after it."""
    session, own, today = db.session(), _own(), dates.today()
    statement = hours.statement_of(session, own.id, today.year, today)
    last = date(today.year, 12, 31)
    return render_template(
        "engineer/_standing.html", today_=today, to_evaluate=service_evaluations.waiting(session, current().actor, today),
        classes=queries_signup.open_to(session, own.id, today, last, _CLASSES_SHOWN) if _helps(statement, today) else [],
        standing=service_standing.standing(session, own.id, today), words=Words(load()),
        certificates=certificates.of_person(session, current().actor, own.id),
        held=titles.held_by(session, own.id, today),
    )


def _helps(statement: Statement, today: date) -> bool:
    """Whether a class fills what is missing: hours of its subject, or only of the total."""
    missing = statement.missing
    subject = load().parameter("hours.subject_of_digital_training").on(today).value
    return bool(missing[subject] or (missing["total"] and not (missing["professional"] or missing["general"])))


@blueprint.get("/certificates", endpoint="certificates")
@requires(Permission.HOURS_OWN)
def certificates_page() -> ResponseReturnValue:
    """Own certificates, titles and classes."""
    session, own, actor = db.session(), _own(), current().actor
    return render_template(
        "engineer/certificates.html", own=own, certificates=certificates.of_person(session, actor, own.id),
        held=titles.held_by(session, own.id, dates.today()),
        trainings=queries_person.trainings_of(session, actor, own.id),
        to_evaluate=len(service_evaluations.waiting(session, actor, dates.today())),
    )


@blueprint.get("/certificates/<number>.pdf")
@requires(Permission.HOURS_OWN)
def certificate_pdf(number: str) -> ResponseReturnValue:
    """An own completion certificate to print."""
    session, actor = db.session(), current().actor
    paper = queries_papers.paper(session, actor, number, public_address())
    certificates_service.note_print(session, actor, "completion_certificate", number, 1, dates.now())
    rendered = completion_certificates_pdf([paper])
    return Response(rendered.content, headers=download_headers(PDF_NAME.format(number=number), "application/pdf"))


@blueprint.get("/titles", endpoint="titles")
@requires(Permission.HOURS_OWN)
def titles_page() -> ResponseReturnValue:
    """The eleven routes to a title, the open ones first; one of them with all its reasons."""
    session, own, today = db.session(), _own(), dates.today()
    found = service_standing.standing(session, own.id, today)
    return render_template(
        "engineer/titles.html", own=own, standing=found, chosen=asked_route(found), words=Words(load()),
        held=titles.held_by(session, own.id, today),
    )


@blueprint.get("/looks")
@requires(Permission.HOURS_OWN)
def looks() -> ResponseReturnValue:
    """Who has seen the own numbers in full, when and why."""
    own = _own()
    found, lists = service_reveal.looks_at(db.session(), own.id), queries_protected.of_person(db.session(), own.id)
    return render_template(
        "engineer/looks.html", own=own, looks=found, roles=ROLES, what=REVEALED, lists=lists, kinds=sources_protected.KINDS
    )


def asked_route(found: Standing) -> RouteStanding:
    """The route the address asks for; without one that which is open, else the nearest to the next level, else the first."""
    asked = request.args.get("route", "")[:40]
    near = found.route(found.next_ways[0].route) if found.next_ways else None
    chosen = found.route(asked) if asked else found.first or near or found.routes[0]
    if chosen is None:
        raise NotFound("engineer.no_route", people_messages.NOT_FOUND)
    return chosen


def _own() -> OwnPerson:
    own = queries_person.own_person(db.session(), current().actor)
    if own is None:
        raise NotFound("engineer.no_person", people_messages.NOT_FOUND)
    return own


def _asked(today: date) -> tuple[int, date, str]:
    """Year and day asked for in the address, and the name of what cannot be read (then the present ones are shown)."""
    year_text, day_text = request.args.get("year", "").strip()[:20], request.args.get("as_of", "").strip()[:20]
    year, as_of, wrong = today.year, today, ""
    if year_text:
        if _YEAR.fullmatch(year_text) and _FIRST_YEAR <= int(year_text) <= today.year:
            year = int(year_text)
        else:
            wrong = "year"
    if day_text:
        try:
            as_of = min(date.fromisoformat(day_text), today)
        except ValueError:
            wrong = "as_of"
    return year, as_of, wrong


def _choices(years: list[YearRow], year: int, today: date) -> list[int]:
    return sorted({today.year, year, *(row.year for row in years)}, reverse=True)


def _row(statement: Statement) -> YearRow:
    return YearRow(statement.year, statement.balance, statement.required)
