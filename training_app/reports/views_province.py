"""Pages of reporting classes to the province: which are due and late, what a report says, what was sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from training_app.accounts.identity import current
from training_app.audit import service as audit
from training_app.classes import labels, queries, queries_review
from training_app.classes.queries import ClassFacts
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.kernel.lists import Asked, typed_day
from training_app.kernel.permissions import Permission, may, requires
from training_app.listing.service_export import XLSX
from training_app.registration.rules import MAX_BYTES
from training_app.reports import layout_province as layout
from training_app.reports import messages_province as messages
from training_app.reports import paper_province, queries_province, rules_province, service_province
from training_app.reports import queries_province_paper as papers
from training_app.reports.layout_list import CLASS_REPORTS
from training_app.reports.layout_province import ProvincePaper
from training_app.reports.queries_province import Filters
from training_app.reports.rules_province import ReportBody

blueprint = Blueprint("class_reports", __name__, url_prefix="/class-reports")


@blueprint.get("")
@requires(Permission.CLASS_VIEW)
def index() -> ResponseReturnValue:
    """Classes that wait for their report, the most urgent first, and how the districts stand."""
    session, actor, today = db.session(), current().actor, dates.today()
    filters = Filters.of(request.args)
    return render_template(
        "class_reports/index.html", filters=filters, board=queries_province.board(session, actor, today),
        page=queries_province.page_of(session, actor, filters, Asked.of(CLASS_REPORTS, request.args), today),
    )


@blueprint.get("/<number>")
@requires(Permission.ROSTER_VIEW)
def show(number: str) -> ResponseReturnValue:
    """Roster and summary as they are or were reported, and every report noted."""
    return _page(number)


@blueprint.get("/<number>/paper.<any(pdf, xlsx):ending>")
@requires(Permission.ROSTER_VIEW)
def paper(number: str, ending: str) -> ResponseReturnValue:
    """The report as a file, numbers of documents masked."""
    session, actor = db.session(), current().actor
    facts = _completed(number)
    body, at_round = _asked(facts)
    drawn = ProvincePaper(body, papers.masked_documents(session, body), layout.MASKED_NOTE)
    if ending == "pdf":
        content, media_type = paper_province.province_pdf(drawn).content, "application/pdf"
    else:
        content, media_type = paper_province.province_xlsx(drawn), XLSX
    audit.record(
        session, actor, "class.export", "class", number, at=dates.now(),
        detail={"part": ending, "round": at_round, "lines": len(body.lines)},
    )
    name = layout.FILE_NAME.format(number=number, round=at_round, ending=ending)
    return Response(content, headers=download_headers(name, media_type))


@blueprint.post("/<number>/receipt")
@requires(Permission.CLASS_RUN)
def receipt(number: str) -> ResponseReturnValue:
    """Notes what the province answered."""
    session = db.session()
    typed = {name: request.form.get(name, "").replace("\x00", "")[:1000] for name in ("receipt", "receipt_on")}
    try:
        with session.begin_nested():
            service_province.note_receipt(
                session, current().actor, number, typed["receipt"], typed_day(typed["receipt_on"]), dates.today(), dates.now(),
                _upload(request.files.get("file")),
            )  # fmt: skip
    except InvalidInput as error:
        return _page(number, error.fields, typed, error.status)
    flash(messages.RECEIPT_NOTED.format(number=number), "success")
    return redirect(url_for("class_reports.show", number=number))


@blueprint.get("/<number>/receipts/<int(max=9999):round_>")
@requires(Permission.ROSTER_VIEW)
def receipt_file(number: str, round_: int) -> ResponseReturnValue:
    """The scan of what the province answered, to be saved."""
    session, actor = db.session(), current().actor
    found = service_province.receipt_file(session, actor, number, round_)
    audit.record(session, actor, "class.export", "class", number, at=dates.now(), detail={"part": "receipt", "round": round_})
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


def _upload(chosen: FileStorage | None) -> tuple[str, bytes] | None:
    """Name and bytes of the file that was chosen."""
    if chosen is None or not chosen.filename:
        return None
    return chosen.filename[:200], chosen.read(MAX_BYTES + 1)


def _completed(number: str) -> ClassFacts:
    """A class in scope that has something to report. RuleViolation before its completion."""
    facts = queries.facts(db.session(), current().actor, number)
    if facts.record.completed_on is None and not papers.reports_of(db.session(), facts.record):
        raise RuleViolation("reports.not_completed", messages.NOT_COMPLETED.format(number=number))
    return facts


def _asked(facts: ClassFacts) -> tuple[ReportBody, int]:
    """The report the address asks for: one noted before by its round, else the present one: as noted, or as it is now."""
    session, record, given = db.session(), facts.record, request.args.get("round", "")
    if given:
        asked = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else -1
        return rules_province.read(papers.report_of(session, record, asked).body), asked
    return papers.present_report(session, facts, dates.today()), record.completions


def _page(
    number: str, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    session, actor, today = db.session(), current().actor, dates.today()
    facts = _completed(number)
    record, (body, at_round) = facts.record, _asked(facts)
    noted = papers.reports_of(session, record)
    return render_template(
        "class_reports/show.html", facts=facts, record=record, labels=labels, layout=layout, errors=errors or {}, today_=today,
        paper=ProvincePaper(body, papers.masked_documents(session, body)), at_round=at_round, reports=noted,
        report=next((each for each in noted if each.round == at_round), None), typed=typed or {},
        deadline=queries_review.report_deadline(record.completed_on, today) if record.state == "completed" else None,
        may_export=may(actor.role, Permission.EXPORT_FULL), may_note=may(actor.role, Permission.CLASS_RUN),
    ), status  # fmt: skip
