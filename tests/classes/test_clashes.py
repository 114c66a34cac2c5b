"""Two clerks of one institution edit one filing, or its timetable."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from lxml.html import HtmlElement, fromstring
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body, make_institution
from tests.classes.test_views import LogIn, text_of
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Role


def sent_from(text: str) -> dict[str, str]:
    """What a browser would send from the form of the page that edits a record."""
    tree: HtmlElement = fromstring(text)
    (form,) = tree.xpath('//form[@data-draft]')
    return {name: value or "" for name, value in form.form_values() if name not in ("csrf_token", "form_token", "draft_key")}


def two_editors(session: Session, login_as: LogIn) -> tuple[TrainingClass, FlaskClient, FlaskClient]:
    institution = make_institution(session)
    make_assessment_body(session)
    record = make_class(session, "draft", institution=institution)
    first = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    return record, first, login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)


def test_different_fields_both_survive(session: Session, login_as: LogIn) -> None:
    record, first, second = two_editors(session, login_as)
    url = f"/classes/{record.number}/edit"
    mine, theirs = sent_from(text_of(first.get(url))), sent_from(text_of(second.get(url)))
    end = (record.ends_on + timedelta(days=2)).isoformat()
    assert second.post(url, data=theirs | {"ends_on": end}).status_code == 302
    page = text_of(first.post(url, data=mine | {"venue": "文化路 9 号"}), 409)
    assert "改过这条记录，您的修改还没有保存" in page and "1 处只有对方改了" in page
    again = sent_from(page)
    assert (again["venue"], again["ends_on"]) == ("文化路 9 号", end)
    session.expire_all()
    assert record.venue != "文化路 9 号"
    assert first.post(url, data=again).status_code == 302
    session.expire_all()
    assert (record.venue, record.ends_on.isoformat()) == ("文化路 9 号", end)
    assert f"结束日期 {mine['ends_on']} → {end}" in text_of(first.get(f"/classes/{record.number}"))


def test_the_same_field_is_asked_about_and_mine_is_kept(session: Session, login_as: LogIn) -> None:
    record, first, second = two_editors(session, login_as)
    url = f"/classes/{record.number}/edit"
    mine, theirs = sent_from(text_of(first.get(url))), sent_from(text_of(second.get(url)))
    assert second.post(url, data=theirs | {"mode": "online", "contact_phone": "0631-5999999"}).status_code == 302
    page = text_of(first.post(url, data=mine | {"mode": "mixed", "contact_phone": "0631-5888888"}), 409)
    tree = fromstring(page)
    assert "下面 2 处两人都改了" in page
    (offer,) = tree.xpath('//button[@data-fill-for="mode"]')
    assert offer.get("data-fill") == "online"
    assert "对方改成：线上" in "".join(tree.xpath('//div[@id="mode-now"]')[0].itertext())
    row = " ".join(tree.xpath('//table[contains(@class,"clash-lines")]//tr[td//a[@href="#mode"]]')[0].itertext())
    assert "线下" in row and "线上+线下" in row
    again = sent_from(page)
    assert (again["mode"], again["contact_phone"]) == ("mixed", "0631-5888888")
    assert first.post(url, data=again).status_code == 302
    session.expire_all()
    assert (record.mode, record.contact_phone) == ("mixed", "0631-5888888")
    assert "5999999" not in text_of(first.get(f"/classes/{record.number}"))


def test_a_refused_value_does_not_forget_what_was_opened(session: Session, login_as: LogIn) -> None:
    record, first, second = two_editors(session, login_as)
    url = f"/classes/{record.number}/edit"
    mine, theirs = sent_from(text_of(first.get(url))), sent_from(text_of(second.get(url)))
    refused = sent_from(text_of(first.post(url, data=mine | {"capacity": "x"}), 422))
    assert second.post(url, data=theirs | {"capacity": "55"}).status_code == 302
    assert "对方改成" in text_of(first.post(url, data=refused | {"capacity": "60"}), 409)


LINE = {"held_on": "", "starts_at": "08:30", "ends_at": "11:30", "mode": "onsite", "kind": "theory", "hours": "4"}


def test_a_timetable_both_changed_shows_whose_lines_are_where(session: Session, login_as: LogIn) -> None:
    record, first, second = two_editors(session, login_as)
    url = f"/classes/{record.number}/timetable"
    held = {name: value for name, value in sent_from(text_of(first.get(url))).items() if name in ("version", "opened")}
    day = record.starts_on.isoformat()
    common = held | {"action": "save"} | LINE
    assert second.post(url, data=common | {"held_on": day, "topic": "张三的课"}).status_code == 302
    page = text_of(first.post(url, data=common | {"held_on": day, "topic": "李四的课"}), 409)
    assert "课表两人都改了" in page
    sides = [" ".join(each.itertext()) for each in fromstring(page).xpath('//div[contains(@class,"clash-sides")]/div')]
    assert "张三的课" in sides[0] and "李四的课" in sides[1]
    now = {name: value for name, value in sent_from(page).items() if name in ("version", "opened")}
    assert first.post(url, data=common | now | {"held_on": day, "topic": "李四的课"}).status_code == 302
    session.expire_all()
    assert [each.topic for each in record.sessions] == ["李四的课"]


def test_a_timetable_stays_when_only_the_filing_changed(session: Session, login_as: LogIn) -> None:
    record, first, second = two_editors(session, login_as)
    url = f"/classes/{record.number}/timetable"
    held = sent_from(text_of(first.get(url)))
    edit = f"/classes/{record.number}/edit"
    assert second.post(edit, data=sent_from(text_of(second.get(edit))) | {"capacity": "77"}).status_code == 302
    data = {name: held[name] for name in ("version", "opened")} | {"action": "save"} | LINE
    page = text_of(first.post(url, data=data | {"held_on": record.starts_on.isoformat(), "topic": "新课"}), 409)
    assert "改的不是课表" in page and "新课" in page
