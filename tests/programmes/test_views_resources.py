"""Pages of trainers and venues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.resources import make_trainer, make_venue
from training_app.kernel.actor import Role
from training_app.programmes.models_resources import Trainer, Venue

Login = Callable[..., FlaskClient]


def test_an_institution_registers_a_trainer_and_the_bureau_sees_her(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert "还没有登记师资" in browser.get("/resources/trainers").text
    sent = {
        "name": "于海波", "document": "师资证书", "document_number": "SZ1", "document_from": "2025-01-01", "document_to": "明年",
    }  # fmt: skip
    refused = browser.post("/resources/trainers/new", data=sent)
    assert refused.status_code == 422 and "日期请按" in refused.text and 'value="于海波"' in refused.text
    refused = browser.post("/resources/trainers/new", data=sent | {"document_to": ""})
    assert refused.status_code == 422 and "至少选一个能授课的职业和等级" in refused.text
    done = browser.post("/resources/trainers/new", data=sent | {"document_to": "", "teaches_smart_manufacturing": "senior"})
    assert done.status_code == 302
    number = session.scalars(select(Trainer.number)).one()
    page = login_as(Role.BUREAU).get("/resources/trainers").text
    assert "于海波" in page and institution.name in page and number in page and "登记师资</a>" not in page


def test_a_venue_with_rooms_is_kept_and_its_page_says_who_counts_on_it(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    sent = {
        "name": "实训中心", "district_code": "371002", "address": "文化西路 1 号", "room_id": ["", "", ""],
        "room_name": ["301", "", "302"], "room_seats": ["60", "", "many"],
    }  # fmt: skip
    refused = browser.post("/resources/venues/new", data=sent)
    assert refused.status_code == 422 and "第 2 间教室：座位数" in refused.text
    assert browser.post("/resources/venues/new", data=sent | {"room_seats": ["60", "", "40"]}).status_code == 302
    venue = session.scalars(select(Venue)).one()
    assert [(room.name, room.seats) for room in venue.rooms] == [("301", 60), ("302", 40)]
    record = make_class(session, "approved", institution=institution)
    record.sessions[0].room_id = venue.rooms[0].id
    session.flush()
    page = browser.get(f"/resources/venues/{venue.number}").text
    assert "用在 1 个班次" in page and record.number in page and "2 间教室，100 座" in page
    wrong = browser.post(f"/resources/venues/{venue.number}/end", data={"version": venue.version, "day": "x"})
    assert wrong.status_code == 422 and "请填写日期" in wrong.text
    browser.post(f"/resources/venues/{venue.number}/end", data={"version": venue.version, "day": "2026-05-01"})
    session.refresh(venue)
    assert str(venue.ended_on) == "2026-05-01"


def test_what_others_do_at_a_shared_venue_is_theirs(session: Session, login_as: Login) -> None:
    owner, guest = make_institution(session), make_institution(session)
    venue = make_venue(session, owner, shared=True)
    record = make_class(session, "approved", institution=owner)
    record.sessions[0].room_id = venue.rooms[0].id
    session.flush()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=guest.id)
    page = browser.get(f"/resources/venues/{venue.number}").text
    assert venue.name in page and record.number not in page and "/edit" not in page
    assert browser.get(f"/resources/venues/{venue.number}/edit").status_code == 403


def test_foreign_trainers_are_not_there(session: Session, login_as: Login) -> None:
    theirs = make_trainer(session, make_institution(session))
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    for address in (f"/resources/trainers/{theirs.number}", f"/resources/trainers/{theirs.number}/edit"):
        assert browser.get(address).status_code == 404


def test_a_full_width_blank_is_a_blank(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    sent = {"name": "于　海波", "document": "师资\xa0证书", "document_number": "SZ1", "document_from": "2025-01-01"}
    assert browser.post("/resources/trainers/new", data=sent | {"teaches_smart_manufacturing": "senior"}).status_code == 302
    record = session.scalars(select(Trainer)).one()
    assert (record.name, record.document) == ("于 海波", "师资 证书")


def test_the_page_says_how_the_days_of_a_document_were_changed(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    record = make_trainer(session, institution, document_to=date(2026, 1, 1))
    session.commit()
    sent = {
        "version": record.version, "name": "于大海", "document": record.document, "document_number": record.document_number,
        "document_from": "2024-01-01", "document_to": "2027-01-01", "teaches_smart_manufacturing": "senior",
    }  # fmt: skip
    assert browser.post(f"/resources/trainers/{record.number}/edit", data=sent).status_code == 302
    page = login_as(Role.BUREAU).get(f"/resources/trainers/{record.number}").text
    assert "失效日 2026-01-01 → 2027-01-01" in page and "于海波" not in page
