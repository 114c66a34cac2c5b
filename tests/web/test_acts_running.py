"""Opening and completing many classes at once, and noting steps of many lots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import ISSUED_ON, make_assessment, make_completed, make_lot
from tests.builders.classes import make_attendance, make_class, make_correction, make_enrolment
from tests.builders.institutions import make_institution
from tests.listing.test_acts import done, results
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.models_confirmation import ConfirmationLot
from training_app.classes.models import TrainingClass
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.dates import today

Login = Callable[..., FlaskClient]
COMPLETE = "/lists/classes/acts/complete"


def held(session: Session, school: Institution, *, score: int | None = 8000, days: int = 4) -> TrainingClass:
    """A class whose sessions are over: one who attended all, one who attended none."""
    record = make_class(session, "running", institution=school, starts_on=today() - timedelta(days=20), days=days)
    there, away = (make_enrolment(session, record, score=score) for _ in range(2))
    make_attendance(session, record, [there])
    make_attendance(session, record, [away], "absent")
    return record


def test_many_classes_are_completed_with_hours_and_papers(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    good, other, disputed = (held(session, school) for _ in range(3))
    unscored = held(session, school, score=None)
    make_correction(session, disputed)
    chosen = [each.number for each in (good, other, unscored, disputed)]
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    asked = browser.post(COMPLETE, data={"chosen": chosen}).get_data(as_text=True)
    assert "可结业 1，学时不足 1" in asked and "待录成绩 1" in asked
    assert good.state == "running", "nothing happens before it is confirmed"
    page = done(browser, COMPLETE, {"chosen": chosen, "confirmed": "1"})
    assert results(page) == dict(zip(chosen, ("done", "done", "refused", "refused"), strict=True))
    assert "1 人合格，1 人不合格" in page and "更正" in page
    session.expire_all()
    assert (good.state, good.completed_on) == ("completed", good.ends_on)
    assert len(session.scalars(select(CompletionCertificate)).all()) == 2
    assert {entry.source_number for entry in session.scalars(select(HourEntry))} == {good.number, other.number}


def test_completing_twice_completes_once(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    record = held(session, school)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    for said in ("done", "refused"):
        page = done(browser, COMPLETE, {"chosen": record.number, "confirmed": "1"})
        assert results(page) == {record.number: said}
    assert len(session.scalars(select(CompletionCertificate)).all()) == 1


def test_classes_of_others_are_not_completed(login_as: Login, session: Session) -> None:
    record = held(session, make_institution(session))
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    browser.post(COMPLETE, data={"chosen": record.number, "confirmed": "1"})
    assert browser.post("/lists/classes/acts/complete", data={"chosen": record.number}).status_code != 200
    session.expire_all()
    assert record.state == "running"
    assert login_as(Role.BUREAU).post(COMPLETE, data={"chosen": record.number, "confirmed": "1"}).status_code == 404


def test_many_classes_are_opened(login_as: Login, session: Session) -> None:
    school = make_institution(session)
    ready, draft = make_class(session, "approved", institution=school), make_class(session, institution=school)
    make_enrolment(session, ready, state="accepted")
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    page = done(browser, "/lists/classes/acts/start", {"chosen": [ready.number, draft.number], "confirmed": "1"})
    assert results(page) == {ready.number: "done", draft.number: "refused"}
    assert "已开班，1 人在训" in page


def lot(session: Session, state: str) -> ConfirmationLot:
    enrolment = make_completed(session)
    body = session.get_one(Institution, session.get_one(TrainingClass, enrolment.class_id).assessment_body_id)
    return make_lot(session, [make_assessment(session, enrolment, body)], state)


def test_one_document_is_noted_for_many_lots(login_as: Login, session: Session) -> None:
    sent, also, drawn = lot(session, "sent"), lot(session, "sent"), lot(session, "drawn")
    chosen = [each.number for each in (sent, also, drawn)]
    browser = login_as(Role.BUREAU)
    address = "/lists/lots/acts/confirm_province"
    assert browser.post(address, data={"chosen": chosen, "confirmed": "1", "day": ISSUED_ON.isoformat()}).status_code == 422
    said = {"day": ISSUED_ON.isoformat(), "document": "鲁人社〔2026〕9号"}
    page = done(browser, address, {"chosen": chosen, "confirmed": "1", **said})
    assert results(page) == {sent.number: "done", also.number: "done", drawn.number: "refused"}
    session.expire_all()
    assert [each.state for each in (sent, also, drawn)] == ["province_confirmed", "province_confirmed", "drawn"]
    page = done(browser, "/lists/lots/acts/approve_nation",
                {"chosen": chosen[:2], "confirmed": "1", "day": "2020-01-01", "document": "国考〔2026〕1号"})
    assert set(results(page).values()) == {"refused"}, "a day before the step before"
