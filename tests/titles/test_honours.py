"""Honours: claimed with a document or entered by a clerk, checked, listed for selection; nobody sees another's."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_level_certificate
from tests.builders.honours import AT, SCAN, TODAY, make_facts, make_honour
from tests.builders.people import make_person
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Stale
from training_app.kernel.lists import Asked
from training_app.notices.models import Notice
from training_app.people.models_honours import Honour
from training_app.registration.service import Upload
from training_app.titles import queries_honours as honours
from training_app.titles import service_honours as service
from training_app.titles.queries_facts import facts_of_many
from training_app.titles.queries_honours import Filters
from training_app.titles.rules_honours import LIFE

BUREAU = Actor(role=Role.BUREAU)


def listed(session: Session, **filters: str) -> list[tuple[str, str]]:
    page = honours.page_of(session, BUREAU, Filters(**filters), Asked("-granted_on"), TODAY)
    return [(line.record.number, line.certificate) for line in page.items]


def test_a_claim_is_checked_and_taken_back_and_the_engineer_hears_of_it(session: Session) -> None:
    person = make_person(session)
    record = make_honour(session, person)
    service.decide(session, BUREAU, record.number, "check", record.version, "", AT)
    service.decide(session, BUREAU, record.number, "revoke", record.version, "证书已被撤回", AT)
    assert (record.state, record.remark) == ("revoked", "证书已被撤回")
    with pytest.raises(Conflict):
        service.decide(session, BUREAU, record.number, "check", record.version, "", AT)
    told = session.scalars(select(Notice.kind).where(Notice.mailbox == f"person:{person.id}").order_by(Notice.id)).all()
    assert told == ["honour.checked", "honour.revoked"]


def test_a_refusal_says_why(session: Session) -> None:
    record = make_honour(session, make_person(session))
    with pytest.raises(InvalidInput) as refused:
        service.decide(session, BUREAU, record.number, "refuse", record.version, " ", AT)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Stale):
        service.decide(session, BUREAU, record.number, "check", record.version + 1, "", AT)


@pytest.mark.parametrize("changed", [
    {"kind": "x"}, {"level": "x"}, {"name": " "}, {"granted_by": ""}, {"document": "文" * 101}, {"granted_on": None},
    {"granted_on": TODAY + timedelta(days=1)}, {"place": "一\x00等"},
])  # fmt: skip
def test_every_wrong_field_is_named(session: Session, changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_honour(session, make_person(session), **changed)
    assert set(refused.value.fields) == set(changed)


def test_an_engineer_needs_a_scan_and_a_clerk_none(session: Session) -> None:
    person = make_person(session)
    me = Actor(role=Role.ENGINEER, person_id=person.id)
    for upload in (None, Upload("a.pdf", b"MZ program")):
        with pytest.raises(InvalidInput) as refused:
            service.claim(session, me, make_facts(), upload, TODAY, AT)
        assert set(refused.value.fields) == {"file"}
    entered = service.enter(session, BUREAU, person.number, make_facts(), None, TODAY, AT)
    assert entered.state == "checked"
    with pytest.raises(Conflict):
        service.claim(session, me, make_facts(), SCAN, TODAY, AT)
    with pytest.raises(PermissionDenied):
        service.enter(session, me, person.number, make_facts(document="另一份"), SCAN, TODAY, AT)


def test_nobody_sees_anothers(session: Session) -> None:
    mine, other = make_person(session), make_person(session)
    record = make_honour(session, mine)
    me, stranger = (Actor(role=Role.ENGINEER, person_id=each.id) for each in (mine, other))
    assert [each.number for each in honours.of_person(session, me, mine.id)] == [record.number]
    assert honours.of_person(session, stranger, mine.id) == []
    with pytest.raises(NotFound):
        honours.by_number(session, stranger, record.number)
    with pytest.raises(NotFound):
        honours.by_number(session, Actor(role=Role.DISTRICT, district_code="371002"), record.number)


def test_a_survivor_of_a_merge_keeps_them(session: Session) -> None:
    old, new = make_person(session), make_person(session)
    record = make_honour(session, old)
    old.merged_into = new.id
    session.flush()
    assert honours.person_of(session, record).id == new.id
    assert [each.number for each in honours.of_person(session, BUREAU, new.id)] == [record.number]


def test_those_with_a_standing_certificate_are_listed_for_selection(session: Session) -> None:
    engineer, beginner = make_person(session), make_person(session)
    make_level_certificate(session, engineer, "junior")
    make_level_certificate(session, engineer, "intermediate")
    theirs, other = make_honour(session, engineer), make_honour(session, beginner)
    assert set(listed(session)) == {(theirs.number, "intermediate"), (other.number, "")}
    assert listed(session, certificate="any") == [(theirs.number, "intermediate")]
    assert listed(session, certificate="senior") == []
    assert listed(session, text=beginner.number) == [(other.number, "")]
    assert listed(session, kind="talent_card") == listed(session, state="checked") == []


def test_only_the_bureau_decides() -> None:
    states = ("claimed", "checked", "refused", "revoked")
    open_to = {(state, role): LIFE.open_to(state, role) for state in states for role in Role}
    assert {key: verbs for key, verbs in open_to.items() if verbs} == {
        ("claimed", Role.BUREAU): ["check", "refuse"], ("checked", Role.BUREAU): ["revoke"],
    }  # fmt: skip


def test_engineer_and_clerk_in_the_browser(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    person = make_person(session)
    engineer, bureau = login_as(Role.ENGINEER, person_id=person.id), login_as(Role.BUREAU)
    assert "还没有登记荣誉" in engineer.get("/me/honours").text
    form = {
        "kind": "competition", "level": "national", "name": "全国工业互联网大赛", "granted_by": "工信部", "place": "二等奖",
        "granted_on": f"{dates.today()}", "document": "G-17",
    }  # fmt: skip
    assert engineer.post("/me/honours/new", data=form).status_code == 422
    sent = engineer.post("/me/honours/new", data={**form, "file": (io.BytesIO(SCAN.data), "证书.pdf")})
    assert sent.status_code == 302
    record = session.scalars(select(Honour).where(Honour.person_id == person.id)).one()
    assert "全国工业互联网大赛" in bureau.get("/honours?state=claimed").text
    where = f"/honours/{record.number}"
    assert engineer.get(where).status_code == 403
    assert engineer.get(f"{where}/file").data == bureau.get(f"{where}/file").data == SCAN.data
    assert bureau.post(f"{where}/refuse", data={"version": record.version}).status_code == 422
    assert bureau.post(f"{where}/check", data={"version": record.version}).status_code == 302
    assert bureau.post(f"{where}/check", data={"version": record.version}).status_code == 409
    assert "已核对" in engineer.get("/me/honours").text
    assert bureau.get("/honours/new").status_code == 404
    entered = {**form, "document": "G-18", "kind": "talent_card", "name": "威海英才卡"}
    assert bureau.post(f"/honours/new?person={person.number}", data=entered).status_code == 302
    assert "威海英才卡" in bureau.get(f"/people/{person.number}?tab=certificates").text


@pytest.mark.parametrize(("name", "card"), [
    ("威海英才卡", "weihai"), ("山东惠才卡（A卡）", "huicai"), ("某市人才绿卡", None),
])  # fmt: skip
def test_a_checked_talent_card_is_known_to_the_rules_of_titles(session: Session, name: str, card: str | None) -> None:
    person = make_person(session)
    record = make_honour(session, person, kind="talent_card", name=name)

    def known() -> object:
        return facts_of_many(session, [person.id], TODAY)[person.id].get("talent.card")

    assert known() is None
    service.decide(session, BUREAU, record.number, "check", record.version, "", AT)
    assert known() == card
    assert facts_of_many(session, [person.id], record.granted_on - timedelta(days=1))[person.id].get("talent.card") is None
    service.decide(session, BUREAU, record.number, "revoke", record.version, "卡已到期", AT)
    assert known() is None


def test_a_card_counts_up_to_its_last_day(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    person = make_person(session)
    record = make_honour(session, person, kind="talent_card", name="威海英才卡", valid_until="2026-08-31")
    service.decide(session, BUREAU, record.number, "check", record.version, "", AT)
    days = {date(2026, 8, 31): "weihai", date(2026, 9, 1): None}
    for day, card in days.items():
        assert facts_of_many(session, [person.id], day)[person.id].get("talent.card") == card
    assert [number for number, _ in listed(session, validity="ended")] == [record.number]
    assert listed(session, validity="valid") == []
    session.commit()
    browser = login_as(Role.ENGINEER, person_id=person.id)
    assert "2026-08-31 到期" in browser.get("/me/honours").text


@pytest.mark.parametrize(("changed", "words"), [
    ({"kind": "competition", "valid_until": "2027-01-01"}, "只有人才卡"), ({"valid_until": "2026-05-29"}, "不早于授予日期"),
    ({"valid_until": "明年"}, "不早于授予日期"),
])  # fmt: skip
def test_only_a_card_has_a_last_day_and_not_before_it_was_granted(session: Session, changed: dict, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make_honour(session, make_person(session), **{"kind": "talent_card", **changed})
    assert words in caught.value.fields["valid_until"]


def test_the_list_is_narrowed_to_an_occupation_and_a_year(session: Session) -> None:
    person = make_person(session)
    certificate, holder = make_level_certificate(session, person), make_honour(session, person)
    make_honour(session, make_person(session))
    assert [number for number, _ in listed(session, occupation=certificate.occupation_key)] == [holder.number]
    assert listed(session, occupation="nothing") == []
    year = str(holder.granted_on.year)
    assert len(listed(session, year=year)) == 2
    assert listed(session, year="1999") == []
    assert honours.years(session, BUREAU) == [year]


def test_many_claims_are_checked_at_once(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    claims = [make_honour(session, make_person(session)) for _ in range(3)]
    service.decide(session, BUREAU, claims[2].number, "refuse", claims[2].version, "看不清", AT)
    session.commit()
    bureau = login_as(Role.BUREAU)
    chosen = {"chosen": [each.number for each in claims], "confirmed": "1"}
    assert bureau.post("/lists/honours/acts/check", data=chosen).status_code in (200, 302)
    session.expire_all()
    assert [each.state for each in claims] == ["checked", "checked", "refused"]
