"""A code of a list that is registered under another name: the clerk puts both side by side, decides and says why."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau, make_institution
from tests.catalogues.list_files import listed
from tests.catalogues.test_institutions import AT, KEY, line
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.catalogues.service_names import decide
from training_app.institutions.models import Institution
from training_app.intake import parts, service
from training_app.intake.models import Batch
from training_app.intake.rules_names import Choice
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied

OLD, NEW = "威海海韵职业培训学校", "威海海韵技工学校"
WHY = "看过换发的办学许可证"


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session, OLD)


@pytest.fixture
def batch(session: Session, school: Institution) -> Batch:
    """Two qualifications of the school under a new name, and one of somebody new."""
    told = line(机构名称=NEW, 统一社会信用代码=school.code)
    data = listed(told, told | {"机构类别": "评价机构"}, line())
    return service.stage(session, bureau(), KEY, data, "名录.xlsx", at=AT)


def problems(session: Session, batch: Batch) -> list[list[str]]:
    return [
        [each.code for each in row.problems if each.code.startswith(("name.", "code."))] for row in parts.load(session, batch)
    ]


def say(session: Session, batch: Batch, choice: Choice, why: str = WHY, position: int = 0) -> list[int]:
    return [row.position for row in decide(session, bureau(), batch.number, position, choice, why, AT)]


def test_a_new_name_is_registered_on_confirming_and_the_old_one_stays_in_the_trail(
    session: Session, school: Institution, batch: Batch
) -> None:
    assert problems(session, batch)[:2] == [["name.differs"]] * 2 and batch.error_count >= 2
    assert say(session, batch, Choice.RENAMED) == [0, 1]
    assert problems(session, batch)[:2] == [["name.change"]] * 2
    assert service.confirm(session, bureau(), batch.number, good_rows=True, at=AT).imported
    session.refresh(school)
    assert (school.name, school.name_initials) == (NEW, "whhyjgxx")
    audit.seal_pending(session)
    told = session.scalars(select(AuditEvent).where(AuditEvent.object_number == school.code)).all()
    (change,) = [each for each in told if each.action == "institution.change"]
    assert OLD in str(change.detail) and NEW in str(change.detail)
    (decided,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "institutions.decide_name")).all()
    assert decided.detail["choice"] == "renamed" and WHY not in str(decided.detail)
    service.undo(session, bureau(), batch.number, AT)
    session.refresh(school)
    assert (school.name, school.name_initials) == (OLD, "whhyzypxxx")


def test_the_registered_name_is_taken_over_for_every_line_that_says_the_other(
    session: Session, school: Institution, batch: Batch
) -> None:
    assert say(session, batch, Choice.SAME, position=1) == [0, 1]
    assert not any("name.differs" in each for each in problems(session, batch))
    assert [row.fields["name"] for row in parts.load(session, batch)[:2]] == [OLD, OLD]
    assert service.confirm(session, bureau(), batch.number, good_rows=True, at=AT).imported
    session.refresh(school)
    assert school.name == OLD


def test_a_wrong_code_keeps_the_lines_out_until_it_is_corrected(session: Session, batch: Batch) -> None:
    say(session, batch, Choice.OTHER)
    assert problems(session, batch)[:2] == [["code.of_another"]] * 2
    say(session, batch, Choice.RENAMED)
    assert problems(session, batch)[:2] == [["name.change"]] * 2


def test_a_decision_counts_for_its_two_names_only(session: Session, school: Institution, batch: Batch) -> None:
    say(session, batch, Choice.RENAMED)
    school.name = "威海海韵数字培训学校"
    session.flush()
    answer = service.confirm(session, bureau(), batch.number, good_rows=True, at=AT)
    session.refresh(school)
    assert school.name == "威海海韵数字培训学校" and answer.counts.get("updated", 0) == 0
    assert problems(session, batch)[:2] == [["name.differs"]] * 2


def test_a_new_name_that_is_somebody_elses_is_not_taken(session: Session, batch: Batch) -> None:
    make_institution(session, NEW)
    say(session, batch, Choice.RENAMED)
    assert problems(session, batch)[:2] == [["name.taken"]] * 2


def test_who_may_decide_about_what(session: Session, school: Institution, batch: Batch) -> None:
    for why in ("", "是", "长" * 201):
        with pytest.raises(InvalidInput):
            say(session, batch, Choice.RENAMED, why)
    with pytest.raises(Conflict):
        say(session, batch, Choice.SAME, position=2)
    with pytest.raises((PermissionDenied, NotFound)):
        decide(session, Actor(Role.TRAINING_INSTITUTION, institution_id=school.id), batch.number, 0, Choice.SAME, WHY, AT)


def test_the_way_through_the_pages(session: Session, school: Institution, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.BUREAU)
    data = listed(line(机构名称=NEW, 统一社会信用代码=school.code, 机构类别="评价机构"))
    sent = {"file": (io.BytesIO(data), "名录.xlsx")}
    address = client.post("/intake/institutions/new", data=sent, content_type="multipart/form-data").location
    number = address.rsplit("/", 1)[-1]
    beside = f"/intake/{number}/institutions/0"
    assert f'href="{beside}"' in client.get(f"{address}?edit=0").text
    page = client.get(beside).text
    assert OLD in page and NEW in page and school.code in page
    refused = client.post(beside, data={"choice": "renamed", "why": ""})
    assert refused.status_code == 422 and "请写明依据" in refused.text
    done = client.post(beside, data={"choice": "renamed", "why": WHY}, follow_redirects=True).text
    assert "第 3 行已定为更名" in done and "name.change" in done
    client.post(f"{address}/confirm")
    session.refresh(school)
    assert school.name == NEW
    assert "没有不一致" in client.get(beside).text
    assert client.get(f"/intake/{number}/institutions/9").status_code == 404
