"""Pages of institutions and of the programme catalogue."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml.html import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import credit_code, make_institution
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.programmes.models import ProgrammeCatalogueEntry

FORM = {"code": credit_code(800001), "name": "威海测试培训学校", "unit_nature": "enterprise", "district_code": "371002"}


def test_bureau_registers_qualifies_and_ends(login_as, session: Session) -> None:
    browser = login_as(Role.BUREAU)
    assert browser.post("/institutions/new", data=FORM).headers["Location"] == f"/institutions/{FORM['code']}"
    page = browser.get(f"/institutions/{FORM['code']}").get_data(as_text=True)
    assert FORM["name"] in page and "还没有资格" in page
    data = {"kind": "training_institution", "document": "测试〔2026〕1号", "valid_from": "2026-01-01"}
    assert browser.post(f"/institutions/{FORM['code']}/qualifications/new", data=data).status_code == 302
    held = session.scalars(select(Institution).where(Institution.code == FORM["code"])).one().qualifications[0]
    page = browser.get(f"/institutions/{FORM['code']}?tab=qualifications").get_data(as_text=True)
    assert "测试〔2026〕1号" in page and "列入目录的培训项目" in page
    end = f"/institutions/{FORM['code']}/qualifications/{held.id}/end"
    assert browser.post(end, data=sent_from(browser.get(end)) | {"day": "2026-06-01"}).status_code == 302
    assert "已失效" in browser.get(f"/institutions/{FORM['code']}").get_data(as_text=True)
    edit = f"/institutions/{FORM['code']}/edit"
    assert browser.post(edit, data=sent_from(browser.get(edit)) | {"name": "改名学校"}).status_code == 302
    assert "改名学校" in browser.get("/institutions/?q=gmxx").get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "91110000802100433A"}, "末位与前 17 位对不上"), ({"code": ""}, "应为 18 位"), ({"name": ""}, "请填写机构全称"),
        ({"unit_nature": "x"}, "请从列表里选择单位性质"), ({"district_code": "x"}, "没有这个区市"),
        ({"name": "a\u202eb"}, "不能显示的字符"), ({"name": "a" * 101}, "最多 100 个字符"),
    ],
)
def test_wrong_registration_keeps_what_was_typed(login_as, change: dict[str, str], sentence: str) -> None:
    answer = login_as(Role.BUREAU).post("/institutions/new", data=FORM | {"address": "世昌大道"} | change)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page and 'value="世昌大道"' in page


def ending_pages(session: Session, browser: FlaskClient) -> list[str]:
    """The pages that end a qualification and a programme, both open since 2026-01-01."""
    made = make_institution(session)
    (held,) = made.qualifications
    held.valid_from = date(2026, 1, 1)
    session.commit()
    browser.post("/programmes/new", data=TestProgrammes.ENTRY)
    entry = session.scalars(select(ProgrammeCatalogueEntry)).one()
    return [f"/institutions/{made.code}/qualifications/{held.id}/end", f"/programmes/{entry.id}/end"]


@pytest.mark.parametrize(
    ("day", "sentence"), [("x", "2026-07-01 的样子"), ("", "请填写日期"), ("2025-12-31", "不能早于生效日 2026-01-01")]
)
def test_ending_on_a_wrong_day_is_said_on_top_and_beside(login_as, session: Session, day: str, sentence: str) -> None:
    browser = login_as(Role.BUREAU)
    for url in ending_pages(session, browser):
        answer = browser.post(url, data=sent_from(browser.get(url)) | {"day": day})
        tree = fromstring(answer.get_data(as_text=True))
        (link,) = tree.xpath('//div[contains(@class,"err-summary")]//a')
        assert answer.status_code == 422 and sentence in link.text
        assert tree.get_element_by_id(link.get("href")[1:]).get("value") == day
        assert sentence in "".join(tree.get_element_by_id("day-error").itertext())
        assert browser.post(url, data={"day": "2026-06-01"}).status_code == 422, "without the version it was drawn from"
        assert browser.get(url.replace("/end", "0/end")).status_code == 404


def test_two_who_end_the_same_see_each_other(login_as, session: Session) -> None:
    first, second = login_as(Role.BUREAU), login_as(Role.BUREAU)
    for url in ending_pages(session, first):
        mine, theirs = sent_from(first.get(url)), sent_from(second.get(url))
        assert second.post(url, data=theirs | {"day": "2026-06-01"}).status_code == 302
        answer = first.post(url, data=mine | {"day": "2026-05-01"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409 and "您的修改还没有保存" in page and "对方改成：<b>2026-06-01" in page
        again = sent_from(answer)
        assert again["day"] == "2026-05-01"
        later = first.post(url, data=again | {"day": "2026-07-01"})
        assert later.status_code == 422 and "2026-06-01 起已经" in later.get_data(as_text=True)
        assert first.post(url, data=again).status_code == 302


def test_others_see_their_own_and_change_nothing(login_as, session: Session) -> None:
    own, foreign = make_institution(session), make_institution(session)
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=own.id)
    page = browser.get("/institutions/").get_data(as_text=True)
    assert own.code in page and foreign.code not in page
    assert browser.get(f"/institutions/{own.code}").status_code == 200
    answer = browser.get(f"/institutions/{foreign.code}")
    assert answer.status_code == 404 and foreign.name not in answer.get_data(as_text=True)
    for path in (f"/institutions/{own.code}/edit", "/institutions/new", "/programmes/new"):
        assert browser.get(path).status_code == 403
    assert browser.post(f"/institutions/{own.code}/qualifications/1/end").status_code == 403


class TestProgrammes:
    ENTRY = {
        "occupation_key": "smart_manufacturing", "level": "junior", "document": "测试〔2026〕2号", "valid_from": "2026-01-01",
    }

    def test_bureau_keeps_the_catalogue(self, login_as, session: Session) -> None:
        browser = login_as(Role.BUREAU)
        assert "目录还是空的" in browser.get("/programmes/").get_data(as_text=True)
        assert browser.post("/programmes/new", data=self.ENTRY).headers["Location"] == "/programmes/"
        page = browser.get("/programmes/").get_data(as_text=True)
        assert "测试〔2026〕2号" in page and "所有机构" in page
        entry = session.scalars(select(ProgrammeCatalogueEntry)).one()
        url = f"/programmes/{entry.id}/end"
        assert browser.post(url, data=sent_from(browser.get(url)) | {"day": "2026-07-01"}).status_code == 302
        again = browser.post("/programmes/new", data=self.ENTRY)
        assert again.status_code == 422 and "有效期重叠" in again.get_data(as_text=True)
        assert browser.post("/programmes/new", data=self.ENTRY | {"valid_from": "2026-07-01"}).status_code == 302

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"occupation_key": "x"}, "请从列表里选择职业"), ({"direction": "big_data/x"}, "没有这个方向"),
            ({"level": "x"}, "请从列表里选择等级"), ({"institution_code": credit_code(7)[:-1]}, "没有统一社会信用代码"),
            ({"valid_to": "2026-01-01"}, "失效日应晚于生效日"), ({"valid_from": "1/1"}, "2026-07-01 的样子"),
            ({"document": ""}, "请填写公布目录的文号"),
        ],
    )
    def test_wrong_entry_names_its_field(self, login_as, change: dict[str, str], sentence: str) -> None:
        answer = login_as(Role.BUREAU).post("/programmes/new", data=self.ENTRY | change)
        assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)

    def test_an_entry_for_one_institution_is_not_shown_to_another(self, login_as, session: Session) -> None:
        own, foreign = make_institution(session), make_institution(session, district_code="371003")
        session.commit()
        browser = login_as(Role.BUREAU)
        for number, code in enumerate((own.code, foreign.code, "")):
            data = self.ENTRY | {"institution_code": code, "document": f"目录{number}号"}
            assert browser.post("/programmes/new", data=data).status_code == 302
        for browser, seen in (
            (login_as(Role.TRAINING_INSTITUTION, institution_id=own.id), "02"),
            (login_as(Role.DISTRICT, district_code="371003"), "12"),
        ):
            page = browser.get("/programmes/").get_data(as_text=True)
            assert [str(number) for number in range(3) if f"目录{number}号" in page] == list(seen)
        assert "目录1号" not in browser.get(f"/institutions/{own.code}?tab=qualifications").get_data(as_text=True)


def sent_from(answer) -> dict[str, str]:
    """What a browser would send from the form of an edit page."""
    (form,) = fromstring(answer.get_data(as_text=True)).xpath("//main//form[@method='post' and .//input[@name='opened']]")
    return {name: value for name, value in form.form_values() if name not in ("csrf_token", "form_token", "draft_key")}


def test_two_editors_of_one_institution_see_each_other(login_as, session: Session) -> None:
    made = make_institution(session)
    session.commit()
    first, second, url = login_as(Role.BUREAU), login_as(Role.BUREAU), f"/institutions/{made.code}/edit"
    mine, theirs = sent_from(first.get(url)), sent_from(second.get(url))
    changed = {"address": "文化路 1 号", "unit_nature": "university", "contact_phone": "13806310000"}
    assert second.post(url, data=theirs | changed).status_code == 302
    answer = first.post(url, data=mine | {"address": "文化路 2 号", "contact_name": "丛珊"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "改过这条记录，您的修改还没有保存" in page
    assert "下面 1 处两人都改了" in page and "2 处只有对方改了" in page and 'data-fill="文化路 1 号"' in page
    again = sent_from(answer)
    assert again["unit_nature"] == "university" and again["contact_phone"] == "13806310000"
    assert (again["address"], again["contact_name"]) == ("文化路 2 号", "丛珊")
    assert first.post(url, data=again).status_code == 302
    session.refresh(made)
    assert (made.address, made.unit_nature, made.contact_name) == ("文化路 2 号", "university", "丛珊")
    record = first.get(f"/institutions/{made.code}?tab=timeline").get_data(as_text=True)
    assert "地址 文化路 1 号 → 文化路 2 号" in record and "联系电话已改" in record


def test_an_edit_that_names_no_version_is_refused_in_words(login_as, session: Session) -> None:
    made = make_institution(session)
    session.commit()
    answer = login_as(Role.BUREAU).post(f"/institutions/{made.code}/edit", data=FORM)
    assert answer.status_code == 422 and "没有写明打开的是哪一版" in answer.get_data(as_text=True)
