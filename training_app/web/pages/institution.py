"""The page of an institution, a tab at an address: how it stands and what waits, its qualifications, trainers and venues,
classes, returns, certificates, people, accounts and timeline, each tab only for who may see what is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts import queries_staff
from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.certificates import queries as certificates
from training_app.classes import (
    labels_evaluations,
    labels_inspections,
    queries_evaluations,
    queries_inspections,
    queries_review,
)
from training_app.classes.labels import STATES
from training_app.classes.queries import Page
from training_app.classes.views import page_number, pager
from training_app.db import db
from training_app.institutions import labels, queries, rules
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.views import blueprint
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.places import queries as places
from training_app.programmes import labels_resources, queries_catalogue, queries_resources
from training_app.reports.models import QuarterlyReturn
from training_app.web import home_tasks, queries_employees, queries_home, queries_institution
from training_app.web.home_tasks import Task
from training_app.web.pages.home import own_returns, quarter_words, report_days
from training_app.web.queries_home import AssessmentRow

OVERVIEW, QUALIFICATIONS, RESOURCES, CLASSES, INSPECTIONS, RETURNS, CERTIFICATES, RESULTS, PEOPLE, ACCOUNTS, TIMELINE = (
    "overview", "qualifications", "resources", "classes", "inspections", "returns", "certificates", "results", "people",
    "accounts", "timeline",
)  # fmt: skip
_RECENT = 5
_MOST_RESOURCES = 30


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first line and the tabs need: how much of everything there is within the actor's scope."""

    record: Institution
    qualifications: Sequence[Qualification]
    states: dict[str, int]
    returns: Sequence[QuarterlyReturn]
    certificates: int
    results: Sequence[AssessmentRow]
    people: int
    accounts: int | None
    inspections: int
    resources: int

    @property
    def trains(self) -> bool:
        return self._is("training_institution")

    @property
    def assesses(self) -> bool:
        return self._is("assessment_body")

    @property
    def employs(self) -> bool:
        return self._is("employer")

    @property
    def classes(self) -> int:
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Classes that are not over."""
        return sum(self.states.get(state, 0) for state in queries_home.OPEN)

    @property
    def waiting(self) -> int:
        """Persons without a result of the assessment."""
        return sum(row.waiting for row in self.results)

    def _is(self, kind: str) -> bool:
        return any(held.kind == kind for held in self.qualifications)


@blueprint.get("/<code>")
@requires(Permission.INSTITUTION_VIEW)
def show(code: str) -> ResponseReturnValue:
    """One tab of the record (`?tab=`), the overview for any other. What a tab does not show is not looked up for it."""
    session, actor, today = db.session(), current().actor, dates.today()
    known = _known(session, actor, queries.by_code(session, actor, code), today)
    tabs = _tabs(actor, known)
    tab = request.args.get("tab", "")
    if tab not in tabs:
        tab = OVERVIEW
    names = {district.code: district.name for district in places.districts(session)}
    return render_template(
        "institutions/show.html", institution=known.record, known=known, tab=tab, tabs=tabs, day=today,
        part=f"institutions/_{tab}.html", district=names.get(known.record.district_code or "", ""),
        manages=may(actor.role, Permission.INSTITUTION_MANAGE), own=_is_own(actor, known), states=STATES,
        deadline=queries_review.report_deadline,
        kinds=labels.KINDS, tiers=labels.TIERS, natures=labels.NATURES, changed_names=labels.CHANGED,
        **_shown(session, actor, known, tab, today),
    )  # fmt: skip


def _known(session: Session, actor: Actor, record: Institution, today: date) -> _Known:
    qualifications = queries.qualifications_of(session, record.id)
    sees_classes = may(actor.role, Permission.CLASS_VIEW)
    return _Known(
        record, qualifications,
        queries_institution.classes_by_state(session, actor, record.id) if sees_classes else {},
        queries_institution.returns_of(session, actor, record.id) if may(actor.role, Permission.RETURN_VIEW) else [],
        certificates.count_issued_by(session, actor, record.id) if may(actor.role, Permission.CERTIFICATE_VIEW) else 0,
        queries_home.awaiting_results(session, actor, record.id) if sees_classes else [],
        queries_institution.count_workers(session, actor, record.id, today),
        queries_institution.count_accounts(session, actor, record.id, today),
        queries_inspections.count_of_institution(session, actor, record.id),
        queries_resources.count_of(session, actor, record.id) if may(actor.role, Permission.RESOURCE_VIEW) else 0,
    )


def _tabs(actor: Actor, known: _Known) -> dict[str, int | None]:
    """The tabs of the actor in their order, with how much is on each; None where it is not counted."""
    manages, own = may(actor.role, Permission.INSTITUTION_MANAGE), _is_own(actor, known)
    offered: list[tuple[str, int | None, bool]] = [
        (OVERVIEW, None, True),
        (QUALIFICATIONS, len(known.qualifications), True),
        (RESOURCES, known.resources, bool(known.resources) or known.trains and may(actor.role, Permission.RESOURCE_VIEW)),
        (CLASSES, known.classes, bool(known.classes) or known.trains and may(actor.role, Permission.CLASS_VIEW)),
        (INSPECTIONS, known.inspections, bool(known.inspections) or _inspects(actor, known) or _reads_evaluations(actor, known)),
        (RETURNS, len(known.returns), bool(known.returns) or known.trains and _opens_returns(actor, own)),
        (CERTIFICATES, known.certificates,
         bool(known.certificates) or known.assesses and may(actor.role, Permission.CERTIFICATE_VIEW)),
        (RESULTS, len(known.results), bool(known.results) or known.assesses and may(actor.role, Permission.CLASS_VIEW)),
        (PEOPLE, known.people, _opens_people(actor, own) and bool(known.people or known.employs)),
        (ACCOUNTS, known.accounts, manages or own and actor.administers),
        (TIMELINE, None, manages),
    ]  # fmt: skip
    return {name: count for name, count, there in offered if there}


def _is_own(actor: Actor, known: _Known) -> bool:
    return actor.institution_id == known.record.id


def _inspects(actor: Actor, known: _Known) -> bool:
    in_scope = actor.sees_whole_city or known.record.district_code == actor.district_code
    return may(actor.role, Permission.INSPECT) and in_scope and (known.trains or known.assesses)


def _reads_evaluations(actor: Actor, known: _Known) -> bool:
    return bool(known.classes) and may(actor.role, Permission.EVALUATION_VIEW)


def _opens_returns(actor: Actor, own: bool) -> bool:
    return may(actor.role, Permission.RETURN_VIEW) and (actor.sees_whole_city or own)


def _opens_people(actor: Actor, own: bool) -> bool:
    """An employer opens its own people, the bureau all, a district its own; an institution knows of its staff only how many."""
    if may(actor.role, Permission.EMPLOYEE_VIEW):
        return own
    return may(actor.role, Permission.PERSON_VIEW) and (actor.sees_whole_city or actor.role is Role.DISTRICT)


def _shown(session: Session, actor: Actor, known: _Known, tab: str, today: date) -> dict[str, Any]:
    """What stands on one tab beside the counts."""
    record = known.record
    if tab == OVERVIEW:
        recent = queries_institution.latest_classes(session, actor, record.id, _RECENT) if known.classes else []
        return {"tasks": _tasks(session, actor, known, today), "classes": recent}
    if tab == QUALIFICATIONS:
        lines = queries_catalogue.lines(session, actor, record.id, today) if known.trains else []
        return {
            "suspended": lambda held: rules.is_suspended(held, known.qualifications, today),
            "continued": lambda held: rules.is_continued(held, known.qualifications),
            "programmes": lines, "batches": queries_institution.batches_of(session, actor, known.qualifications),
        }  # fmt: skip
    if tab == RESOURCES:
        return _resources(session, actor, known, today)
    if tab == CLASSES:
        return _classes(session, actor, known)
    if tab == INSPECTIONS:
        plan = url_for("inspections.new", institution=record.code) if _inspects(actor, known) else ""
        return {
            "inspections": queries_inspections.of_institution(session, actor, record.id), "today_": today,
            "inspection_labels": labels_inspections, "plan_url": plan, "by_institution": True,
            "evaluation": queries_evaluations.of_institution(session, actor, record.id, today)
            if may(actor.role, Permission.EVALUATION_VIEW) else None, "evaluation_labels": labels_evaluations,
        }  # fmt: skip
    if tab == CERTIFICATES:
        page, offset = _page(known.certificates)
        page = replace(page, items=certificates.issued_by(session, actor, record.id, page.per_page, offset))
        return {"page": page, "pager": pager(page, "institutions.show", code=record.code, tab=tab)}
    if tab == PEOPLE:
        page, offset = _page(known.people)
        found = queries_institution.workers(session, actor, record.id, today, page.per_page, offset)
        page = replace(page, items=found)
        return {"page": page, "pager": pager(page, "institutions.show", code=record.code, tab=tab)}
    if tab == ACCOUNTS:
        own = _is_own(actor, known)
        return {
            "holders": queries_staff.colleagues(session, actor, today) if own
            else queries_staff.of_unit(session, actor, today, institution_id=record.id)
        }  # fmt: skip
    return {"events": audit.timeline(session, "institution", record.code)[::-1]} if tab == TIMELINE else {}


def _resources(session: Session, actor: Actor, known: _Known, today: date) -> dict[str, Any]:
    filters, asked = queries_resources.Filters(institution=known.record.code), Asked("name", size=_MOST_RESOURCES)
    return {
        "trainers": queries_resources.trainers_page(session, actor, filters, asked, today),
        "venues": queries_resources.venues_page(session, actor, filters, asked, today),
        "resource_labels": labels_resources, "keeps": _is_own(actor, known) and may(actor.role, Permission.RESOURCE_KEEP),
    }  # fmt: skip


def _classes(session: Session, actor: Actor, known: _Known) -> dict[str, Any]:
    """All its classes, or with `show=open` those that are not over."""
    only_open = request.args.get("show") == "open"
    page, offset = _page(known.open if only_open else known.classes)
    states = queries_home.OPEN if only_open else ()
    found = queries_institution.latest_classes(session, actor, known.record.id, page.per_page, offset, states)
    page, kept = replace(page, items=found), {"show": "open"} if only_open else {}
    turner = pager(page, "institutions.show", code=known.record.code, tab=CLASSES, **kept)
    return {"page": page, "pager": turner, "only_open": only_open}


def _page(total: int) -> tuple[Page, int]:
    """The page asked for, still empty, the last one for any beyond it; and how many lines stand before it."""
    size = queries_institution.PER_PAGE
    number = min(page_number(), max(1, -(-total // size)))
    return Page([], number, total, size), (number - 1) * size


def _tasks(session: Session, actor: Actor, known: _Known, today: date) -> list[Task]:
    """Everything around the institution that waits, the reader's own part first, then by deadline."""
    found: list[Task] = []
    own, record = _is_own(actor, known), known.record
    if known.open:
        rows = queries_home.open_classes(session, actor, record.id)
        found += home_tasks.class_tasks(rows, actor.role, today, report_days(today), whole=True)
    if known.results:
        found.append(
            Task("results_record", actor.role is Role.ASSESSMENT_BODY and own, f"{known.waiting:,}", "", "",
                 known.results[0].completed_on, None, "institutions.show", {"code": record.code, "tab": RESULTS})
        )  # fmt: skip
    if own and may(actor.role, Permission.RETURN_FILE):
        asked = own_returns(session, actor, Quarter.of(today), today)
        found += [replace(task, title=quarter_words(task.title)) for task in asked]
    if may(actor.role, Permission.RETURN_REVIEW):
        found += [_review_task(each, today) for each in known.returns if each.state == "submitted"]
    if own and may(actor.role, Permission.EMPLOYEE_VIEW):
        if short := queries_employees.tally(session, actor, today.year, today).short:
            found.append(
                Task("hours_short", True, f"{short:,}", "", "", date(today.year, 1, 1), date(today.year, 12, 31),
                     "employees.index", {"show": "short"})
            )  # fmt: skip
    if known.accounts == 0 and may(actor.role, Permission.INSTITUTION_MANAGE):
        since = record.created_at.astimezone(dates.CHINA).date()
        found.append(
            Task("administrator_invite", True, record.name, "", "", since, None, "accounts.unit_administrator",
                 {"code": record.code})
        )  # fmt: skip
    return sorted(home_tasks.in_order(found), key=lambda task: not task.mine)


def _review_task(record: QuarterlyReturn, today: date) -> Task:
    since = record.submitted_at.astimezone(dates.CHINA).date() if record.submitted_at else today
    return Task(
        "return_review", True, quarter_words(f"{record.year}Q{record.quarter}"), record.number, "", since, None,
        "reports.show", {"number": record.number},
    )
