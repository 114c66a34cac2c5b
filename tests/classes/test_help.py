"""The help pages of rosters: each code has one; the check page and the returned workbook lead there."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.builders.rosters import learner
from tests.classes.test_roster import AT, Desk
from training_app.classes import messages
from training_app.classes.check_result import WARNINGS
from training_app.classes.messages_help import HELP
from training_app.classes.roster import ROSTER
from training_app.classes.roster_check import LIVE
from training_app.intake import rules_help, service_files
from training_app.kernel.actor import Role

ERRORS_OF_THE_DESIGN = """name.missing name.invalid identity.missing identity.length identity.check_digit identity.birth_date
identity.fifteen_digits identity.lost_digits identity.unknown_kind class.mismatch person.already_enrolled person.name_conflict
capacity.exceeded column.missing column.ambiguous sheet.no_header sheet.ambiguous file.unreadable file.damaged file.password
file.too_large row.duplicate""".split()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    known = {page.code for page in rules_help.pages(ROSTER)}
    said = {*messages.ROSTER, *(code.partition(":")[0] for code in messages.FILE), "class.closed"}
    assert known == said == HELP.keys()
    assert known >= {*ERRORS_OF_THE_DESIGN, *WARNINGS, *LIVE}
    assert {page.code for page in rules_help.pages(ROSTER) if page.keeps_out == "always"} >= set(ERRORS_OF_THE_DESIGN)


def test_anybody_can_read_them(app: Flask) -> None:
    client = app.test_client()
    index = client.get("/help/roster").text
    for page in rules_help.pages(ROSTER):
        assert f'href="/help/roster/{page.code}"' in index
    page = client.get("/help/roster/identity.lost_digits").text
    assert messages.ROSTER["identity.lost_digits"] in page and "文本" in page
    assert client.get("/help/roster/identity.nothing").status_code == 404
    assert client.get("/help/roster/person.unknown").status_code == 404


def test_each_problem_of_a_batch_leads_to_its_page(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    desk = Desk(session)
    batch = desk.stage(learner(1, phone="123"), learner(2, name=""))
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    page = client.get(f"/intake/{batch.number}").text
    assert 'href="/help/roster/phone.invalid"' in page and page.count('href="/help/roster/name.missing"') == 2
    assert 'href="/intake"' in client.get("/help/roster").text  # somebody logged in keeps the navigation
    book = load_workbook(io.BytesIO(service_files.returned_workbook(session, desk.actor, batch.number, AT)))
    listed = [row[-1] for row in book["错误清单"].iter_rows(values_only=True)]
    assert listed == ["说明页", "/help/roster/phone.invalid", "/help/roster/name.missing"]
