"""Drafts: kept sealed, offered again to the same person in the same role only, gone once the form is sent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.builders.institutions import make_institution
from tests.web.test_once import filing
from training_app.drafts.models import Draft
from training_app.kernel.actor import Role

TYPED = {"name": "智能制造第六期", "contact_phone": "13800001111", "csrf_token": "x", "password": "geheim"}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_what_was_typed_is_offered_again_sealed_in_the_table(login_as, session: Session) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert browser.post("/drafts/classes.new", data=TYPED).status_code == 204
    assert browser.post("/drafts/classes.new", data={**TYPED, "name": "改过的名称"}).status_code == 204
    stored = session.scalars(select(Draft)).one()
    assert b"13800001111" not in bytes(stored.content_sealed) and "geheim" not in (stored.content or "")
    page = browser.get("/classes/new").get_data(as_text=True)
    assert "data-draft-offer" in page and "\\u6539\\u8fc7" in page and "13800001111" in page and "geheim" not in page


def test_nobody_else_and_no_other_form_gets_it(login_as, session: Session) -> None:
    institution = make_institution(session)
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    browser.post("/drafts/classes.new", data=TYPED)
    colleague = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert "data-draft-offer" not in colleague.get("/classes/new").get_data(as_text=True)
    colleague.post("/drafts/classes.new/drop")
    assert count(session) == 1


def test_it_is_gone_once_dropped_or_sent(login_as, session: Session) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    browser.post("/drafts/classes.new", data=TYPED)
    assert browser.post("/drafts/classes.new/drop").status_code == 204 and count(session) == 0
    browser.post("/drafts/classes.new", data=TYPED)
    sent = filing(draft_key="classes.new")
    assert browser.post("/classes/new", data={**sent, "name": ""}).status_code == 422
    assert count(session) == 1
    assert browser.post("/classes/new", data=sent).status_code == 302
    assert count(session) == 0


def test_an_old_draft_goes_when_another_is_kept(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    browser.post("/drafts/institutions.new", data=TYPED)
    session.execute(update(Draft).values(saved_at=Draft.saved_at - timedelta(days=31)))
    session.commit()
    browser.post("/drafts/programmes.new", data=TYPED)
    assert session.scalars(select(Draft.key)).all() == ["programmes.new"]


def test_what_is_no_draft_is_refused_in_words(login_as) -> None:
    browser = login_as(Role.BUREAU)
    assert browser.post("/drafts/nonsense", data=TYPED).status_code == 404
    assert browser.post("/drafts/classes.new", data={"name": "x" * 70_000}).status_code == 422


def test_a_user_has_so_many_drafts_and_the_newest_stay(login_as, session: Session, monkeypatch) -> None:
    monkeypatch.setattr("training_app.drafts.rules.MOST_DRAFTS", 3)
    school = make_institution(session)
    browser, colleague = (login_as(Role.TRAINING_INSTITUTION, institution_id=school.id) for _ in range(2))
    colleague.post("/drafts/classes.edit:A-9", data=TYPED)
    for number in range(5):
        assert browser.post(f"/drafts/classes.edit:A-{number}", data=TYPED).status_code == 204
    kept = set(session.scalars(select(Draft.key)))
    assert kept == {"classes.edit:A-9", *(f"classes.edit:A-{number}" for number in (2, 3, 4))}
