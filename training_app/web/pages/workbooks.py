"""Records as workbooks: a class with its people, sessions, steps and filings, the lines of a year plan, the qualifications of an
institution. Through the scope of the actor, each noted in the trail; numbers of documents masked."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as audit
from training_app.classes import queries, queries_people, queries_rounds
from training_app.classes.views import blueprint as classes
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.institutions import queries as institutions
from training_app.institutions.views import blueprint as institution_pages
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires
from training_app.listing.service_export import XLSX
from training_app.people.queries import masked_numbers
from training_app.programmes import queries_plans
from training_app.programmes.rules_plans import RECORD_KIND as PLAN
from training_app.programmes.views_plans import blueprint as plans
from training_app.sheets.export import Table, write_tables
from training_app.web import class_steps as parties
from training_app.web import class_story, queries_class
from training_app.web import layout_workbooks as layout
from training_app.web.pages.training_class import known_of


@classes.get("/<number>/workbook.xlsx")
@requires(Permission.ROSTER_VIEW)
def class_workbook(number: str) -> ResponseReturnValue:
    """Everything listed on the page of a class."""
    session, actor, today = db.session(), current().actor, dates.today()
    facts = queries.facts(session, actor, number)
    record = facts.record
    known = known_of(session, actor, record, today)
    steps = class_story.story(known)
    people = queries_people.standing(session, record.id)
    enrolments = [row.enrolment_id for row in people]
    names = {
        parties.INSTITUTION: facts.institution.name, parties.BUREAU: layout.BUREAU, parties.PROVINCE: layout.PROVINCE,
        parties.BODY: facts.assessment_body.name if facts.assessment_body else layout.BODY, parties.NATION: layout.NATION,
        parties.TRAINEES: layout.TRAINEES,
    }  # fmt: skip
    tables = (
        layout.steps_sheet([*steps.reached, *steps.ahead], names),
        layout.people_sheet(
            people, masked_numbers(session, [row.person_id for row in people]), queries_class.results(session, enrolments),
            queries_class.papers(session, enrolments),
        ),
        layout.sessions_sheet(known.timetable),
        layout.rounds_sheet(queries_rounds.rounds_of(session, record.id), queries_rounds.between),
    )  # fmt: skip
    return _sent("class", record.number, layout.CLASS_FILE.format(number=record.number), tables)


@plans.get("/<number>/lines.xlsx")
@requires(Permission.PLAN_VIEW)
def plan_workbook(number: str) -> ResponseReturnValue:
    """The lines of a plan the actor sees."""
    facts = queries_plans.facts(db.session(), current().actor, number)
    name = layout.PLAN_FILE.format(number=facts.record.number)
    return _sent(PLAN, facts.record.number, name, (layout.plan_sheet(facts.lines),))


@institution_pages.get("/<code>/qualifications.xlsx")
@requires(Permission.INSTITUTION_VIEW)
def qualifications_workbook(code: str) -> ResponseReturnValue:
    """All qualifications of an institution, those that ended too."""
    session = db.session()
    record = institutions.by_code(session, current().actor, code)
    rows = institutions.qualifications_of(session, record.id)
    name = layout.QUALIFICATION_FILE.format(code=record.code)
    return _sent("institution", record.code, name, (layout.qualifications_sheet(rows),))


def _sent(kind: str, number: str, name: str, tables: Sequence[Table]) -> Response:
    lines = {table.name: len(list(table.rows)) for table in tables}
    audit.record(db.session(), current().actor, f"{kind}.export", kind, number, at=dates.now(), detail={"lines": lines})
    return Response(write_tables(tables), headers=download_headers(name, XLSX))
