"""Every list can be taken along as a workbook: lists of the registry by their toolbar, the tables of a record in the workbook
of the record. A table that cannot says here why."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from tests.builders.plans import make_plan
from training_app.audit.models import AuditEvent
from training_app.classes.models import ClassSession
from training_app.kernel.actor import Role
from training_app.kernel.permissions import MATRIX
from training_app.listing.sources import Source
from training_app.web.lists import SOURCES

TEMPLATES = Path(__file__).parents[2] / "templates"
CLASS, PLAN, UNIT = "classes.class_workbook", "plans.plan_workbook", "institutions.qualifications_workbook"
# Template with a table of its own → the file that holds the same lines.
IN_A_FILE = {
    "classes/_people.html": CLASS, "classes/_sessions.html": CLASS, "classes/_story.html": CLASS, "classes/rounds.html": CLASS,
    "plans/show.html": PLAN, "institutions/_qualifications.html": UNIT, "attendance/make_up.html": "attendance.make_up_export",
    "class_reports/show.html": "class_reports.paper", "employees/_table.html": "employees.export",
    "reports/_figures.html": "reports.export", "reports/return.html": "reports.paper", "law/open_list.html": "law.open_file",
}
ELSEWHERE = "lines of a list that has its own workbook, narrowed to one record"
ONE_RECORD = "what one record says, not a list"
CHOICE = "lines to choose from or to decide on now; gone once decided"
OWN = "a person's own lines; their papers are downloads of their own"
PUBLIC = "public page without an account; the authorities take the same lines from the lists of institutions and classes"
SECRET = "who may enter; never leaves the house in a file"
NOT_EXPORTED = {
    "assessment_sessions/show.html": ELSEWHERE, "changes/show.html": ONE_RECORD,
    "accounts/_requests.html": CHOICE, "accounts/account.html": SECRET, "accounts/administrator_resets.html": SECRET,
    "accounts/show.html": SECRET, "accounts/staff.html": SECRET, "accounts/unit_administrator.html": SECRET,
    "institutions/_accounts.html": SECRET, "exports/index.html": SECRET,
    "class_directory/_classes.html": PUBLIC, "directory/index.html": PUBLIC, "directory/show.html": PUBLIC,
    "classes/_again.html": ONE_RECORD, "classes/_files.html": ELSEWHERE, "corrections/show.html": ONE_RECORD,
    "engineer/certificates.html": OWN, "engineer/looks.html": OWN, "evaluations/own.html": OWN, "honours/own.html": OWN,
    "own_classes/index.html": OWN, "scanning/check_in.html": OWN,
    "evaluations/_class.html": ELSEWHERE, "evaluations/_institution.html": ELSEWHERE, "findings/show.html": ONE_RECORD,
    "home/index.html": CHOICE, "home/keeper.html": CHOICE, "inspections/_list.html": ELSEWHERE,
    "inspections/show.html": ONE_RECORD, "institution_names/show.html": CHOICE, "institutions/_certificates.html": ELSEWHERE,
    "institutions/_parts.html": ELSEWHERE, "institutions/_people.html": ELSEWHERE, "institutions/_results.html": ELSEWHERE,
    "institutions/_resources.html": ELSEWHERE,
    "institutions/_returns.html": ELSEWHERE, "intake/_fates.html": CHOICE, "intake/choose.html": CHOICE,
    "intake/show.html": "the uploaded file itself, given back marked", "jobs/index.html": ONE_RECORD,
    "law/index.html": ONE_RECORD,
    "level_applications/of_class.html": CHOICE, "list_help/index.html": ONE_RECORD, "list_help/show.html": ONE_RECORD,
    "listing/confirm.html": CHOICE, "listing/results.html": ONE_RECORD, "lots/show.html": ELSEWHERE,
    "person/_certificates.html": ELSEWHERE, "person/_parts.html": ELSEWHERE, "plans/compare.html": ONE_RECORD,
    "registration/show.html": ONE_RECORD, "reports/_members.html": "the members of a figure, frozen in the return's own file",
    "resources/venue.html": ONE_RECORD, "roster_names/show.html": CHOICE, "search/index.html": "hits of a search",
    "staff_classes/show.html": CHOICE, "subsidies/show.html": ELSEWHERE,
}  # fmt: skip
# Two tables on the page of a list: the second one is not the list.
BESIDE_A_LIST = {"class_reports/index.html", "lots/index.html", "assessment_sessions/index.html"}
_PLAIN, _LIST, _EXPORT_OFF = re.compile(r"\bcall table\("), re.compile(r"\bcall list_table\("), re.compile(r"export=false")


def sources_of_templates() -> dict[str, str]:
    found = {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    return {name: text for name, text in found.items() if not name.startswith(("components/", "gallery/"))}


def test_every_table_is_a_list_or_in_a_file_or_says_why_not() -> None:
    texts = sources_of_templates()
    plain = {name for name, text in texts.items() if _PLAIN.search(text) and not _LIST.search(text)}
    assert plain - IN_A_FILE.keys() - NOT_EXPORTED.keys() == set(), "export it, or say in NOT_EXPORTED why not"
    assert (IN_A_FILE.keys() | NOT_EXPORTED.keys()) - {name for name, text in texts.items() if "table(" in text} == set()
    both = {name for name, text in texts.items() if _PLAIN.search(text) and _LIST.search(text)}
    assert both == BESIDE_A_LIST


def test_every_page_of_a_list_has_its_toolbar_with_the_workbook() -> None:
    lists = {name: text for name, text in sources_of_templates().items() if _LIST.search(text)}
    assert len(lists) > 20
    assert not [name for name, text in lists.items() if "listbar(" not in text or _EXPORT_OFF.search(text)]


def test_the_files_of_records_are_linked_where_their_tables_stand(app: Flask) -> None:
    everything = "".join(sources_of_templates().values())
    for endpoint in set(IN_A_FILE.values()):
        assert endpoint in app.view_functions
        assert f"url_for('{endpoint}'" in everything, endpoint


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.spec.key)
def test_every_list_gives_its_workbook_to_who_may_open_it(
    login_as: Callable[..., FlaskClient], session: Session, source: Source
) -> None:
    role = next(role for role in Role if any(each in MATRIX[role] for each in source.permissions))
    scope = {"institution_id": make_institution(session).id} if role is Role.TRAINING_INSTITUTION else {}
    browser = login_as(role, **scope)
    answer = browser.post(f"/lists/{source.spec.key}/export", data={"query": ""})
    assert answer.status_code == 200, source.spec.key
    heads = [cell.value for cell in next(openpyxl.load_workbook(io.BytesIO(answer.data)).active.rows)]
    assert heads == [column.label for column in source.spec.exported(None)]


class TestWorkbooksOfRecords:
    def test_a_class_takes_its_people_sessions_steps_and_filings_along(
        self, login_as: Callable[..., FlaskClient], session: Session
    ) -> None:
        record = make_class(session, "running")
        person = make_person(session, "丛珊珊")
        make_attendance(session, record, [make_enrolment(session, record, person, score=8050)])
        session.add(
            ClassSession(
                class_id=record.id, number=5, held_on=record.ends_on + timedelta(1), mode="onsite", kind="theory", hours=400,
                is_make_up=True,
            )
        )
        session.commit()
        browser = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
        answer = browser.get(f"/classes/{record.number}/workbook.xlsx")
        assert answer.status_code == 200
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        assert book.sheetnames == ["办理进度", "学员", "课表与考勤", "备案经过"]
        line = [cell.value for cell in book["学员"][2]]
        assert line[:2] == [person.number, "丛珊珊"] and line[5:7] == [32, 80.5]
        assert "*" in line[2] and len(line[2]) == 18
        assert [cell.value for cell in book["课表与考勤"][5]][11] == 1
        assert [cell.value for cell in book["课表与考勤"]["G"]] == ["补课", None, None, None, None, "补课"]
        steps = {row[0].value: row[1].value for row in book["办理进度"].rows}
        assert steps["备案审核"] == "已批准" and steps["补贴发放"] == "未到这一步"
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "class.export")).one()
        assert noted.detail["lines"]["学员"] == 1
        stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
        assert stranger.get(f"/classes/{record.number}/workbook.xlsx").status_code == 404

    def test_a_plan_and_the_qualifications_of_a_unit(self, login_as: Callable[..., FlaskClient], session: Session) -> None:
        plan = make_plan(session, lines=2)
        session.commit()
        browser = login_as(Role.BUREAU)
        answer = browser.get(f"/plans/{plan.number}/lines.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(answer.data)).active.max_row == 3
        unit = make_institution(session)
        session.commit()
        answer = browser.get(f"/institutions/{unit.code}/qualifications.xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)
        assert rows[0][0] == "资格" and rows[1][0] == "培训机构"
