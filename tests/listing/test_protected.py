"""Lists with whole numbers: two people, a password shown once, few times, a day, and the persons see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import msoffcrypto
import pytest
from flask import Flask
from flask.testing import FlaskClient
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.exports import make_export
from tests.builders.institutions import make_institution
from tests.builders.races import at_once
from training_app.audit.models import AuditEvent
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import db, own_transaction
from training_app.files.models import StoredFile
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import PermissionDenied
from training_app.listing import queries_protected as queries
from training_app.listing import rules_protected as rules
from training_app.listing import service_protected as service
from training_app.listing.models_protected import ProtectedExport
from training_app.people.models import Person, PersonDocument

PASSWORD = "Correct-horse-9"
PURPOSE = "报省人力资源社会保障厅"
Login = Callable[..., FlaskClient]


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def record(session: Session, school: Institution) -> TrainingClass:
    found = make_class(session, "completed", institution=school)
    for state in ("completed", "failed"):
        make_enrolment(session, found, state=state)
    return found


def asked(client: FlaskClient, record: TrainingClass) -> str:
    """The address of an export asked for."""
    address = f"/exports/new?kind=province_roster&number={record.number}"
    answer = client.post(address, data={"purpose": PURPOSE, "password": PASSWORD})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def test_a_list_goes_from_one_to_another_and_opens_with_its_password(
    session: Session, login_as: Login, school: Institution, record: TrainingClass
) -> None:
    asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    address = asked(asker, record)
    assert asker.post(f"{address}/agree", data={"password": PASSWORD}).status_code == 403, "not by oneself"
    assert asker.post(f"{address}/make").status_code == 409, "not before it was agreed"
    colleague = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    assert colleague.post(f"{address}/agree", data={"password": "wrong"}).status_code == 422
    assert colleague.post(f"{address}/agree", data={"password": PASSWORD}).status_code == 302
    assert colleague.post(f"{address}/make").status_code == 403, "by who asked only"
    page = asker.post(f"{address}/make")
    found = re.search(rf">([{rules._SIGNS}]{{16}})<", page.get_data(as_text=True))
    assert found and page.headers["Cache-Control"] == "no-store"
    assert asker.post(f"{address}/make").status_code == 409, "made once"
    content = asker.post(f"{address}/file").data
    locked = msoffcrypto.OfficeFile(BytesIO(content))
    locked.load_key(password=found[1], verify_password=True)
    opened = BytesIO()
    locked.decrypt(opened, verify_integrity=True)
    shown = {row[2] for row in load_workbook(opened)["学员名单"].iter_rows(min_row=2, values_only=True)}
    people = select(Enrolment.person_id).where(Enrolment.class_id == record.id)
    documents = session.scalars(select(PersonDocument).where(PersonDocument.person_id.in_(people))).all()
    assert shown == {each.number for each in documents} and len(shown) == 2
    assert not any(number.encode() in content for number in shown)
    with pytest.raises((InvalidKeyError, DecryptionError)):
        msoffcrypto.OfficeFile(BytesIO(content)).load_key(password="x" * 16, verify_password=True)
    paper = PdfReader(BytesIO(asker.post(f"{address}/file", data={"ending": "pdf"}).data))
    assert paper.is_encrypted and not paper.decrypt("x" * 16)
    assert paper.decrypt(found[1])
    text = "".join(page.extract_text() for page in paper.pages)
    assert all(number in text for number in shown)
    assert [asker.post(f"{address}/file").status_code for _ in range(2)] == [200, 409], "workbook and paper count together"
    told = session.scalars(select(AuditEvent).where(AuditEvent.object_kind == "protected_export").order_by(AuditEvent.seq)).all()
    assert [each.action.split(".")[1] for each in told] == [
        "request", "agree", "make", "fetch", "fetch", "fetch",
    ]  # fmt: skip
    assert not any(number in str(each.detail) for each in told for number in shown)


def test_whose_number_it_is_sees_it(session: Session, login_as: Login, school: Institution, record: TrainingClass) -> None:
    person = session.scalars(select(Person).join(Enrolment).where(Enrolment.class_id == record.id)).first()
    assert person is not None
    engineer = login_as(Role.ENGINEER, person_id=person.id)
    assert "没有人看过" in engineer.get("/me/looks").get_data(as_text=True)
    asker, clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), login_as(Role.BUREAU)
    address = asked(asker, record)
    clerk.post(f"{address}/agree", data={"password": PASSWORD})
    asker.post(f"{address}/make")
    page = engineer.get("/me/looks").get_data(as_text=True)
    assert PURPOSE in page and school.name in page and "被看过 1 次" in page


def test_what_ran_out_is_deleted_and_cannot_be_fetched(
    session: Session, login_as: Login, school: Institution, record: TrainingClass
) -> None:
    asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    address = asked(asker, record)
    login_as(Role.BUREAU).post(f"{address}/agree", data={"password": PASSWORD})
    asker.post(f"{address}/make")
    made = session.scalars(select(ProtectedExport)).one()
    assert service.purge(session, dates.now()) == 0 and made.file_id is not None
    made.expires_at = dates.now() - timedelta(seconds=1)
    session.commit()
    assert asker.post(f"{address}/file").status_code == 409
    kept = [made.file_id, made.pdf_file_id]
    assert service.purge(session, dates.now()) == 1
    assert made.state == "expired" and [session.get(StoredFile, each) for each in kept] == [None, None]
    assert "已到期删除" in asker.get(address).get_data(as_text=True)


def test_an_agreement_that_ran_out_does_not_stand_in_the_way(
    session: Session, login_as: Login, school: Institution, record: TrainingClass
) -> None:
    """The clock that ends it comes once an hour."""
    asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    address = asked(asker, record)
    login_as(Role.BUREAU).post(f"{address}/agree", data={"password": PASSWORD})
    made = session.scalars(select(ProtectedExport)).one()
    made.expires_at = dates.now()
    session.commit()
    assert asker.post(f"{address}/make").status_code == 409, "gone at that very second"
    assert asked(asker, record) != address


def test_what_was_agreed_for_one_role_is_not_made_in_another(
    session: Session, school: Institution, record: TrainingClass
) -> None:
    made = make_export(session, record)
    clerk = make_user(session, "clerk-agrees", Role.BUREAU).id
    at = dates.now()
    service.agree(session, Actor(role=Role.BUREAU, user_id=clerk), made.number, at)
    with pytest.raises(PermissionDenied):
        service.make(session, Actor(role=Role.BUREAU, user_id=made.asked_by), made.number, at)
    asker = Actor(role=Role.TRAINING_INSTITUTION, user_id=made.asked_by, institution_id=school.id)
    assert service.make(session, asker, made.number, at)[0].state == "made"


def test_a_wrong_password_or_no_purpose_asks_for_nothing(
    session: Session, login_as: Login, school: Institution, record: TrainingClass
) -> None:
    asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    address = f"/exports/new?kind=province_roster&number={record.number}"
    for data, words in (
        ({"purpose": PURPOSE, "password": "wrong"}, "密码或动态码不对"), ({"purpose": "", "password": PASSWORD}, "请写明用途"),
    ):  # fmt: skip
        answer = asker.post(address, data=data)
        assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    assert not session.scalars(select(ProtectedExport)).all()
    asked(asker, record)
    assert asker.post(address, data={"purpose": PURPOSE, "password": PASSWORD}).status_code == 409, "one at a time"


def test_others_see_nothing_of_it(session: Session, login_as: Login, record: TrainingClass) -> None:
    made = make_export(session, record)
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(f"/exports/{made.number}").status_code == 404
    assert other.post(f"/exports/{made.number}/agree", data={"password": PASSWORD}).status_code == 404
    assert other.get(f"/exports/new?kind=province_roster&number={record.number}").status_code == 404
    assert other.get("/exports/new?kind=nothing&number=x").status_code == 404
    assert made.number not in other.get("/exports").get_data(as_text=True)
    assert login_as(Role.DISTRICT, district_code="371002").get("/exports").status_code == 403
    clerk = login_as(Role.BUREAU)
    assert "1 份完整名单等您同意" in clerk.get("/exports").get_data(as_text=True)
    assert clerk.post(f"/exports/{made.number}/refuse", data={"remark": "短"}).status_code == 422
    assert clerk.post(f"/exports/{made.number}/refuse", data={"remark": "用途写得不清楚"}).status_code == 302
    session.refresh(made)
    assert (made.state, made.remark) == ("refused", "用途写得不清楚")


def test_what_the_bureau_asks_for_the_bureau_agrees_to(
    session: Session, login_as: Login, school: Institution, record: TrainingClass
) -> None:
    address = asked(login_as(Role.BUREAU), record)
    teacher = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    assert teacher.post(f"{address}/agree", data={"password": PASSWORD}).status_code == 403
    assert login_as(Role.BUREAU).post(f"{address}/agree", data={"password": PASSWORD}).status_code == 302


@pytest.mark.long
def test_however_many_fetch_at_once_three_get_it(fresh_app: Flask) -> None:
    """And of many who make the file at once one does; the password of the others is nobody's."""
    with fresh_app.app_context(), own_transaction() as session:
        record = make_class(session, "completed")
        make_enrolment(session, record, state="completed")
        made = make_export(session, record)
        clerk = Actor(role=Role.BUREAU, user_id=make_user(session, "clerk-at-once", Role.BUREAU).id)
        asker = Actor(role=Role.TRAINING_INSTITUTION, user_id=made.asked_by, institution_id=record.institution_id)
        number, at = made.number, dates.now()
        service.agree(session, clerk, number, at)
    files = at_once(fresh_app, *[lambda: service.make(db.session(), asker, number, at)[1]] * 6)
    assert sum(isinstance(each, str) for each in files) == 1
    fetched = at_once(fresh_app, *[lambda: service.fetch(db.session(), asker, number, at)[1]] * 12)
    assert sum(isinstance(each, bytes) for each in fetched) == rules.MOST_FETCHED
    with fresh_app.app_context():
        assert db.session.scalars(select(ProtectedExport.fetched)).one() == rules.MOST_FETCHED


class TestWithdrawing:
    def test_before_it_is_agreed_and_before_it_is_fetched(
        self, session: Session, login_as: Login, school: Institution, record: TrainingClass
    ) -> None:
        asker, clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), login_as(Role.BUREAU)
        colleague = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
        for steps in ((), ("agree",), ("agree", "make")):
            address = asked(asker, record)
            for step in steps:
                (clerk if step == "agree" else asker).post(f"{address}/{step}", data={"password": PASSWORD})
            assert "收回申请" in asker.get(address).get_data(as_text=True)
            assert "收回申请" not in colleague.get(address).get_data(as_text=True)
            assert colleague.post(f"{address}/withdraw").status_code == 403
            assert asker.post(f"{address}/withdraw").status_code == 302
            assert asker.post(f"{address}/withdraw").status_code == 409, "once"
            assert clerk.post(f"{address}/agree", data={"password": PASSWORD}).status_code == 409
            assert asker.post(f"{address}/file").status_code == 409
        assert {each.state for each in session.scalars(select(ProtectedExport))} == {"withdrawn"}
        assert not session.scalars(select(StoredFile).where(StoredFile.kind == "export.protected")).all()
        person = session.scalars(select(Person).join(Enrolment).where(Enrolment.class_id == record.id)).first()
        assert person is not None and not queries.of_person(session, person.id)

    def test_not_what_was_fetched(self, login_as: Login, school: Institution, record: TrainingClass) -> None:
        asker = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
        address = asked(asker, record)
        login_as(Role.BUREAU).post(f"{address}/agree", data={"password": PASSWORD})
        asker.post(f"{address}/make")
        assert asker.post(f"{address}/file").status_code == 200
        assert "收回申请" not in asker.get(address).get_data(as_text=True)
        refused = asker.post(f"{address}/withdraw")
        assert refused.status_code == 409 and "已经下载过" in refused.get_data(as_text=True)
        assert asker.post(f"{address}/file").status_code == 200
