"""Pages of the live figures: the form of a quarter, the list behind a cell, and the papers as drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as audit
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.actor import Actor
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.kernel.permissions import Permission, may, requires
from training_app.reports import (
    labels,
    layout,
    messages,
    paper_pdf,
    paper_xlsx,
    queries_lists,
    queries_returns,
    queries_scope,
    service,
)
from training_app.reports.queries_figures import ELSEWHERE, TOTAL, period_of
from training_app.reports.queries_members import PERSON_COLUMNS
from training_app.reports.queries_scope import Unit
from training_app.reports.service_figures import live_figures

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

PAGE_SIZE = 100
_QUARTERS_BACK = 11
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELL_ARGUMENTS = frozenset({"quarter", "institution", "district", "cumulative", "column", "row", "distinct"})
_COLUMNS = {column.key: column for column in layout.COLUMNS}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: quarter, unit, and quarter alone or year so far."""

    quarter: Quarter
    unit: Unit
    cumulative: bool

    def arguments(self) -> dict[str, Any]:
        """The same as arguments of an address."""
        return {
            "quarter": str(self.quarter), "institution": self.unit.institution_code,
            "district": self.unit.district_code, "cumulative": 1 if self.cumulative else None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the address names it: column, row (occupation key, total or elsewhere), every person once or not."""

    column: layout.Column
    row: str
    distinct: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list as the pager draws it."""

    page: int
    total: int
    url_for_page: Callable[[int], str]
    per_page: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def asked_quarter(text: str | None) -> Quarter:
    """The quarter written in an address or form, the running one where none is. InvalidInput for anything else."""
    if not text:
        return Quarter.of(dates.today())
    try:
        return Quarter.parse(text)
    except ValueError:
        sentence = messages.QUARTER_INVALID.format(value=text[:20])
        raise InvalidInput("reports.quarter_invalid", sentence, {"quarter": sentence}) from None


def asked(actor: Actor) -> Asked:
    """What the address asks for, within the actor's scope."""
    unit = queries_scope.unit_for(
        db.session(), actor, request.args.get("institution") or None, request.args.get("district") or None
    )
    return Asked(asked_quarter(request.args.get("quarter")), unit, request.args.get("cumulative") == "1")


def asked_cell() -> Cell:
    """The cell the address names, without names 合计 of the first column. NotFound where the form has none."""
    column, row = _COLUMNS.get(request.args.get("column", "classes_held")), request.args.get("row", TOTAL)
    distinct = request.args.get("distinct") == "1"
    misplaced = column is not None and (
        (distinct and column.key not in PERSON_COLUMNS) or (row == ELSEWHERE and column.key != "headcount_certified")
    )
    if column is None or misplaced or row not in service.row_names(db.session()):
        raise NotFound("reports.cell_unknown", messages.CELL_UNKNOWN)
    return Cell(column, row, distinct)


def page_number() -> int:
    """The page asked for in the address, 1 for anything unusable."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def quarters_to_choose(chosen: Quarter) -> list[Quarter]:
    """The running quarter and those before it, and the chosen one, latest first."""
    found = [Quarter.of(dates.today())]
    while len(found) <= _QUARTERS_BACK:
        found.append(found[-1].previous())
    return sorted({*found, chosen}, reverse=True)


def show_members(members: list, size: tuple[int, int], cell: Cell, page: int, **context: Any) -> ResponseReturnValue:
    """The list behind a cell: the inside of the drawer for htmx, else a page."""
    # Any other name of the address could be one that `url_for` takes for itself.
    kept = {name: value for name, value in request.args.items() if name in _CELL_ARGUMENTS} | (request.view_args or {})

    def url(number: int) -> str:
        return url_for(str(request.endpoint), page=number, **kept)

    count, amount = size
    names = service.row_names(db.session())
    drawer = "HX-Request" in request.headers
    return render_template(
        "reports/_members.html" if drawer else "reports/cell.html", members=members, cell=cell, count=count,
        amount=amount, pager=Pager(min(page, max(1, -(-count // PAGE_SIZE))), count, url), labels=labels,
        names=names, row_name=names[cell.row],
        numbers=queries_lists.masked_documents(db.session(), members), whole_url=url(1), drawer=drawer, TOTAL=TOTAL,
        person_endpoint=next((e for e in ("person.show", "people.show") if e in current_app.view_functions), None),
        class_endpoint="classes.show" if "classes.show" in current_app.view_functions else None, **context,
    )  # fmt: skip


@blueprint.get("")
@requires(Permission.RETURN_VIEW)
def index() -> ResponseReturnValue:
    """The form of the live figures: city, district or unit; quarter or year so far."""
    session, actor = db.session(), current().actor
    wanted = asked(actor)
    found = live_figures(session, period_of(wanted.quarter, wanted.cumulative), wanted.unit.reading)
    form = service.form_of(wanted.unit, found, cumulative=wanted.cumulative)
    filings = queries_returns.filings(session, actor, wanted.quarter)
    own = None
    if actor.institution_id is not None:
        own = queries_returns.newest(session, actor.institution_id, wanted.quarter)
    return render_template(
        "reports/index.html", wanted=wanted, form=form, layout=layout, labels=labels, own=own,
        quarters=quarters_to_choose(wanted.quarter), districts=queries_scope.districts(session, actor),
        institutions=queries_scope.institutions(session, actor), TOTAL=TOTAL, ELSEWHERE=ELSEWHERE,
        filed=sum(1 for filing in filings if filing.record and filing.record.state in ("submitted", "accepted")),
        obliged=len(filings), may_file=may(actor.role, Permission.RETURN_FILE), today_=dates.today(),
        elsewhere=found.certified_elsewhere,
    )  # fmt: skip


@blueprint.get("/cell")
@requires(Permission.RETURN_VIEW)
def cell() -> ResponseReturnValue:
    """The live list behind a cell."""
    wanted, found, page = asked(current().actor), asked_cell(), page_number()
    session, period = db.session(), period_of(wanted.quarter, wanted.cumulative)
    size = queries_lists.cell_size(
        session, found.column.key, found.row, period, wanted.unit.reading, distinct=found.distinct
    )
    page = min(page, max(1, -(-size[0] // PAGE_SIZE)))
    members = queries_lists.cell_members(
        session, found.column.key, found.row, period, wanted.unit.reading, distinct=found.distinct, limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return show_members(
        members, size, found, page, period=period, unit_name=wanted.unit.name,
        back=url_for("reports.index", **wanted.arguments()), units=wanted.unit.reading.institution_id is None,
    )


@blueprint.get("/export.<any(pdf, xlsx):ending>")
@requires(Permission.RETURN_VIEW)
def export(ending: str) -> ResponseReturnValue:
    """The live form as a paper, marked as draft: the final one is the unit's submitted return."""
    session, actor = db.session(), current().actor
    wanted = asked(actor)
    form = replace(
        service.live_form(
            session, actor, wanted.quarter, wanted.unit.institution_code, wanted.unit.district_code, wanted.cumulative
        ),
        reported_on=dates.today(),
    )
    quarter = labels.quarter_name(wanted.quarter.year, wanted.quarter.number)
    name = labels.PAPER_NAME.format(period=quarter, unit=form.unit_name, version=labels.LIVE, ending=ending)
    audit.record(
        session, actor, "return.export", "return", str(wanted.quarter), at=dates.now(),
        detail={"unit": wanted.unit.institution_code or wanted.unit.district_code or "city", "kind": ending},
    )
    if ending == "xlsx":
        return Response(paper_xlsx.return_xlsx(form), headers=download_headers(name, _XLSX))
    paper = paper_pdf.return_pdf(form)
    for each in paper.undrawable:
        flash(messages.UNDRAWABLE.format(text=each.text, character=each.character), "warning")
    return Response(paper.content, headers=download_headers(name, "application/pdf"))

