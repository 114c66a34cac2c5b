"""Pages of inspections: the list, planning one, its record with every step.

A refused step is shown on the record itself, with what was typed; each act runs in a savepoint, so that nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.classes import labels_attendance, queries, service_inspections
from training_app.classes import labels_inspections as labels
from training_app.classes import messages_inspections as messages
from training_app.classes import queries_inspections as inspections
from training_app.classes.forms import sent_file
from training_app.classes.forms_inspections import (
    AgainForm,
    AnswerForm,
    CancelForm,
    CloseForm,
    HeldForm,
    NotifyForm,
    PlanForm,
)  # fmt: skip
from training_app.classes.layout_inspections import INSPECTIONS
from training_app.classes.models_inspections import Inspection
from training_app.classes.rules_inspections import INSPECTED, LIFE, SHOWN_WHEN, Findings, Found, Plan
from training_app.classes.rules_timetable import parse_day
from training_app.classes.views import version
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.institutions import queries as institutions
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput, RuleViolation, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.places import queries as places
from training_app.registration.service import Upload

blueprint = Blueprint("inspections", __name__, url_prefix="/inspections")
_SEE = (Permission.INSPECT, Permission.INSPECTION_ANSWER, Permission.INSPECTION_JOIN)
_FINDING, _REMARK, _FILE = "finding-", "remark-", "file-"
_POSITION = re.compile(r"\d{1,4}", re.ASCII)


@blueprint.get("")
@requires(*_SEE)
def index() -> ResponseReturnValue:
    """Inspections in scope; filters in the address."""
    session, actor, filters = db.session(), current().actor, inspections.Filters.of(request.args)
    return render_template(
        "inspections/index.html", filters=filters, labels=labels, today_=dates.today(),
        page=inspections.page_of(session, actor, filters, Asked.of(INSPECTIONS, request.args)),
        counts=inspections.counts_by_state(session, actor), districts=places.districts(session),
        inspects=may(actor.role, Permission.INSPECT), shown=SHOWN_WHEN,
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.INSPECT)
def new() -> ResponseReturnValue:
    """Plans an inspection of the class or institution that the address names, for improbable attendance if it names one."""
    session, actor, form = db.session(), current().actor, PlanForm()
    number, code, finding = (request.args.get(name, "")[:40] for name in ("class", "institution", "finding"))
    record = queries.facts(session, actor, number) if number else None
    institution = institutions.by_code(session, actor, code) if code and not record else None
    if not record and not institution:
        return render_template("inspections/choose.html")
    parties = [record.institution, record.assessment_body] if record else [institution]
    form.institution.choices = {each.code: each.name for each in parties if each}
    form.offices.choices = [(each.code, each.name) for each in inspections.offices(session, dates.today())]
    if not form.offices.choices:
        del form.offices
    if not form.is_submitted():
        form.planned_on.data = dates.today().isoformat()
        form.inspectors.data = actor.name
    else:
        wanted = Plan(
            form.institution.data or code, number, form.kind.data or "",
            parse_day(form.planned_on.data or ""), form.inspectors.data or "", form.joined_by.data or "",
            bool(form.announced.data), tuple(request.form.getlist("offices")), finding,
        )  # fmt: skip
        try:
            with session.begin_nested():
                made = service_inspections.plan(session, actor, wanted, dates.today(), dates.now())
        except (InvalidInput, RuleViolation) as error:
            _put(form, error)
        else:
            flash(messages.PLANNED.format(number=made.number), "success")
            return redirect(url_for("inspections.show", number=made.number))
    page = render_template(
        "inspections/new.html", form=form, facts=record, institution=institution, finding=finding if record else ""
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<number>")
@requires(*_SEE)
def show(number: str) -> ResponseReturnValue:
    """The record of an inspection."""
    return _page(number)


@blueprint.route("/<number>/findings", methods=["GET", "POST"])
@requires(Permission.INSPECT)
def hold(number: str) -> ResponseReturnValue:
    """The checklist with what was found."""
    session, actor, form = db.session(), current().actor, HeldForm()
    facts = inspections.facts(session, actor, number)
    wrong: dict[str, str] = {}
    points = {item.line: Found(item.finding or "", item.remark) for item in facts.record.items}
    if not form.is_submitted():
        LIFE.step(facts.record.state, "hold", actor.role)
        form.held_on.data = (facts.record.held_on or dates.today()).isoformat()
        form.inspectors.data = facts.record.inspectors
    else:
        points = {
            line: Found(request.form.get(f"{_FINDING}{line}", ""), request.form.get(f"{_REMARK}{line}", ""))
            for line in points
        }
        found = Findings(parse_day(form.held_on.data or ""), form.inspectors.data or "", points)
        evidence, dropped = _uploads(), {int(each) for each in request.form.getlist("drop") if _POSITION.fullmatch(each)}
        try:
            with session.begin_nested():
                held = service_inspections.hold(
                    session, actor, number, version(), found, dates.today(), dates.now(), evidence, dropped
                )
        except InvalidInput as error:
            wrong = error.fields
            if evidence:
                wrong[""] = messages.FILES_AGAIN
            attach(form, {name: words for name, words in wrong.items() if name in form})
        else:
            flash(messages.HELD.format(number=number, count=service_inspections.defects_of(held)), "success")
            return redirect(url_for("inspections.show", number=number))
    page = render_template(
        "inspections/hold.html", form=form, facts=facts, record=facts.record, points=points, wrong=wrong, labels=labels
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<number>/notify")
@requires(Permission.INSPECT)
def notify(number: str) -> ResponseReturnValue:
    """Tells the institution what to put right."""
    form = NotifyForm()

    def act() -> Inspection:
        return service_inspections.notify(
            db.session(), current().actor, number, version(), form.demand.data or "", parse_day(form.due.data or ""),
            dates.today(), dates.now(),
        )  # fmt: skip

    return _done(number, "notify", form, act, messages.NOTIFIED)


@blueprint.post("/<number>/answer")
@requires(Permission.INSPECTION_ANSWER)
def answer(number: str) -> ResponseReturnValue:
    """The institution's answer."""
    form, upload = AnswerForm(), sent_file()

    def act() -> Inspection:
        return service_inspections.answer(
            db.session(), current().actor, number, version(), form.answer.data or "", upload, dates.now(), _uploads()
        )

    return _done(number, "answer", form, act, messages.ANSWERED)


@blueprint.post("/<number>/again")
@requires(Permission.INSPECT)
def again(number: str) -> ResponseReturnValue:
    """Asks for another answer."""
    form = AgainForm(prefix="again-")

    def act() -> Inspection:
        return service_inspections.again(
            db.session(), current().actor, number, version(), form.remark.data or "", parse_day(form.due.data or ""),
            dates.today(), dates.now(),
        )  # fmt: skip

    return _done(number, "again", form, act, messages.AGAIN)


@blueprint.post("/<number>/close")
@requires(Permission.INSPECT)
def close(number: str) -> ResponseReturnValue:
    """Ends the inspection with its conclusion."""
    form = CloseForm()

    def act() -> Inspection:
        return service_inspections.close(
            db.session(), current().actor, number, version(), form.conclusion.data or "", dates.today(), dates.now()
        )

    return _done(number, "close", form, act, messages.CLOSED)


@blueprint.post("/<number>/cancel")
@requires(Permission.INSPECT)
def cancel(number: str) -> ResponseReturnValue:
    """Calls the inspection off."""
    form = CancelForm()

    def act() -> Inspection:
        return service_inspections.cancel(
            db.session(), current().actor, number, version(), form.reason.data or "", dates.now()
        )

    return _done(number, "cancel", form, act, messages.CANCELLED)


@blueprint.get("/<number>/answers/<int(max=999):round_>/file")
@requires(*_SEE)
def answer_file(number: str, round_: int) -> ResponseReturnValue:
    """The evidence of an answer."""
    found = inspections.answer_file(db.session(), current().actor, number, round_)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


@blueprint.get("/<number>/files/<int(max=9999):position>")
@requires(*_SEE)
def point_file(number: str, position: int) -> ResponseReturnValue:
    """A document about one point of the checklist."""
    found = inspections.point_file(db.session(), current().actor, number, position)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


def _uploads() -> dict[int, Upload]:
    """The documents sent with the points of the checklist, by line."""
    sent = {
        int(name.removeprefix(_FILE)): file for name, file in request.files.items()
        if file.filename and _POSITION.fullmatch(name.removeprefix(_FILE))
    }  # fmt: skip
    return {line: Upload(file.filename or "", file.read()) for line, file in sent.items()}


def _done(
    number: str, verb: str, form: FlaskForm, act: Callable[[], Inspection], sentence: str
) -> ResponseReturnValue:
    try:
        with db.session().begin_nested():
            record = act()
    except (InvalidInput, RuleViolation) as error:
        _put(form, error)
        return _page(number, error.status, error.fields if isinstance(error, InvalidInput) else {}, **{verb: form})
    flash(sentence.format(number=number, due=record.answer_due), "success")
    return redirect(url_for("inspections.show", number=number))


def _put(form: FlaskForm, error: InvalidInput | RuleViolation) -> None:
    fields = error.fields if isinstance(error, InvalidInput) else {}
    attach(form, fields or {"": error.message})


def _page(
    number: str, status: int = 200, mistakes: Mapping[str, str] = MappingProxyType({}), **refused: FlaskForm
) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    facts = inspections.facts(session, actor, number)
    record = facts.record
    leads = actor.sees_whole_city or actor.role is Role.DISTRICT and record.district_led
    verbs = LIFE.open_to(record.state, actor.role) if leads or actor.institution_id else []
    shown = not may(actor.role, Permission.INSPECTION_ANSWER) or record.state in SHOWN_WHEN
    events = [each for each in audit.timeline(session, "inspection", number)[::-1] if shown or each.action != "inspection.hold"]
    forms: dict[str, Any] = {
        "notify": NotifyForm, "answer": AnswerForm, "close": CloseForm, "cancel": CancelForm,
        "again": lambda formdata: AgainForm(formdata, prefix="again-"),
    }
    context = {name: refused.get(name) or make(formdata=None) for name, make in forms.items()}
    return render_template(
        "inspections/show.html", facts=facts, record=record, labels=labels, verbs=verbs, shown=shown, events=events,
        today_=dates.today(), wrong=next(iter(refused.values()), None), forms=context,
        sees_class=may(actor.role, Permission.CLASS_VIEW), decides=may(actor.role, Permission.ATTENDANCE_DECIDE),
        rules=labels_attendance, mistakes=mistakes,
        answers_for=actor.role in INSPECTED,
    ), status  # fmt: skip
