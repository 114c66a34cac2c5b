"""The code on the screen of the room, and the page of whoever has scanned it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.accounts.rules import masked_name
from training_app.classes import (
    labels,
    layout_sheet,
    queries,
    queries_scanning,
    rules,
    rules_scanning,
    service_scanning,
)
from training_app.classes import messages_scanning as messages
from training_app.classes import service_running as running
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.paper_sheet import sheet_pdf
from training_app.classes.rules_scanning import IN, OUT, TICKET_LIFE
from training_app.classes.service_scanning import CheckedIn, Where
from training_app.classes.views import version
from training_app.db import db
from training_app.files.public_address import public_address
from training_app.files.qr import QrBatch, rectangles
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission, public, requires

blueprint = Blueprint("scanning", __name__)
_TICKET, _DEVICE = "check_in", "check_in_device"
_DEVICE_LIFE = timedelta(days=400)


@blueprint.get("/classes/<number>/sessions/<int(max=9999):session_number>/code")
@requires(Permission.CLASS_RUN)
def screen(number: str, session_number: int) -> ResponseReturnValue:
    """The code of this half minute, large, for the room; asked for again by the page itself."""
    session, actor, at = db.session(), current().actor, dates.now()
    record = queries.by_number(session, actor, number)
    held = running.session_of(session, record, session_number)
    direction = OUT if request.args.get("direction") == OUT else IN
    context = {"record": record, "held": held, "direction": direction, "verbs": rules.LIFE.open_to(record.state, actor.role)}
    if held.held_on != dates.today() or record.state != "running":
        return render_template("scanning/closed.html", today_=dates.today(), **context)
    opens, closes = rules_scanning.span(held, direction, queries_scanning.scan_rules(held.held_on))
    context |= {
        "code": _drawn(record, held, direction), "room": queries_scanning.room(session, held, direction),
        "opens": opens, "closes": closes, "open_now": opens <= at <= closes, "at": at, "masked": masked_name,
    }  # fmt: skip
    return render_template("scanning/_code.html" if "HX-Request" in request.headers else "scanning/screen.html", **context)


@blueprint.post("/classes/<number>/sessions/<int(max=9999):session_number>/code")
@requires(Permission.CLASS_RUN)
def start(number: str, session_number: int) -> ResponseReturnValue:
    """Opens the class, so that its people can check in."""
    running.start(db.session(), current().actor, number, version(), dates.now())
    return redirect(url_for("scanning.screen", number=number, session_number=session_number))


@blueprint.get("/classes/<number>/sessions/<int(max=9999):session_number>/sheet.pdf")
@requires(Permission.CLASS_RUN)
def sheet(number: str, session_number: int) -> ResponseReturnValue:
    """The sign-in sheet of a session to print."""
    session, actor = db.session(), current().actor
    facts = queries.facts(session, actor, number)
    held = running.session_of(session, facts.record, session_number)
    base, page = public_address(), url_for("attendance.grid", number=number, session_number=session_number)
    rendered = sheet_pdf(queries_scanning.sheet(session, facts, held, base + page if base else "").printed)
    service_scanning.note_sheet(session, actor, facts.record, held, dates.now())
    name = layout_sheet.FILE_NAME.format(number=number, session=session_number)
    return Response(rendered.content, headers=download_headers(name, "application/pdf"))


@blueprint.get("/check-in/<token>")
@public
def scan(token: str) -> ResponseReturnValue:
    """What a scanned code opens: keeps that it was good now, so that logging in may take its time, and says nothing yet."""
    answer = redirect(url_for("scanning.check_in"))
    ticket = service_scanning.ticket_of(token, dates.now())
    if ticket is None:
        answer.delete_cookie(_name(_TICKET), secure=_secure())
        return answer
    _keep(answer, _TICKET, ticket, TICKET_LIFE)
    if not request.cookies.get(_name(_DEVICE)):
        _keep(answer, _DEVICE, secrets.token_urlsafe(24), _DEVICE_LIFE)
    return answer


@blueprint.get("/me/check-in")
@requires(Permission.TRAINING_OWN)
def check_in() -> ResponseReturnValue:
    """What one is about to confirm, or what one has scanned today."""
    return _page()


@blueprint.post("/me/check-in")
@requires(Permission.TRAINING_OWN)
def confirm() -> ResponseReturnValue:
    """Notes that one is there."""
    ticket = service_scanning.read_ticket(request.cookies.get(_name(_TICKET), ""), dates.now())
    if ticket is None:
        return _page(CheckedIn("refused", messages.NO_TICKET))
    where = Where(request.cookies.get(_name(_DEVICE), ""), request.remote_addr or "")
    session = db.session()
    try:
        with session.begin_nested():
            done = service_scanning.check_in(session, current().actor, ticket, where, dates.now())
    except RuleViolation as error:
        done = CheckedIn("refused", error.message)
    answer = _spent(_page(done)) if done.outcome == "refused" else _spent(redirect(url_for("scanning.check_in")))
    if done.outcome != "refused":
        flash(done.sentence, "success")
    return answer


def _page(refused: CheckedIn | None = None) -> Response:
    session, actor, at = db.session(), current().actor, dates.now()
    ticket = None if refused else service_scanning.read_ticket(request.cookies.get(_name(_TICKET), ""), at)
    seat = queries_scanning.seat(session, actor, ticket.code) if ticket else None
    # Whoever is on no list of the class learns nothing of it from its code.
    ready = seat if seat and seat.held and seat.enrolment and seat.enrolment.state == "enrolled" else None
    page = render_template(
        "scanning/check_in.html", ticket=ticket, seat=ready, refused=refused.sentence if refused else "",
        stranger=bool(ticket and not ready), scans=queries_scanning.own_scans(session, actor, dates.today()), labels=labels,
        name=actor.name,
    )  # fmt: skip
    return current_app.make_response((page, 409 if refused else 200))


def _drawn(record: TrainingClass, held: ClassSession, direction: str) -> dict[str, object]:
    """The code as the side of its square and the path of its dark modules."""
    token = service_scanning.code_for(record, held.number, direction, dates.now())
    # On the screen the host of this very page will do; on paper it would not.
    base = public_address() or request.host_url.rstrip("/")
    rows = QrBatch().rows(base + url_for("scanning.scan", token=token))
    top = len(rows) - 1
    path = "".join(f"M{x} {top - y}h{width}v1h-{width}z" for x, y, width in rectangles(rows))
    return {"side": len(rows), "path": path}


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _name(name: str) -> str:
    return f"__Host-{name}" if _secure() else name


def _keep(answer: Response, name: str, value: str, life: timedelta) -> None:
    answer.set_cookie(_name(name), value, max_age=life, httponly=True, samesite="Lax", secure=_secure())


def _spent(answer: Response) -> Response:
    answer.delete_cookie(_name(_TICKET), secure=_secure())
    return answer
