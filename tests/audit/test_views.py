from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from training_app.audit import service
from training_app.kernel.actor import Actor, Role
from training_app.kernel.permissions import Permission, may


@pytest.fixture
def auditor(login_as):
    return login_as(Role.AUDITOR)


def _page(browser, query=""):
    answer = browser.get(f"/audit/{query}")
    return answer.status_code, answer.get_data(as_text=True)


def test_the_auditor_sees_who_did_what(auditor, act):
    act(2)
    status, page = _page(auditor, "?number=WH2026-0001")
    assert status == 200
    for words in ("王芳", "10.0.0.9", "班次 提交", "WH2026-0001", "2026-07-01 10:03", "请审核", "威人社函〔2023〕25号 六（二）"):
        assert words in page
    assert "WH2026-0000" not in page


def test_what_users_wrote_is_shown_and_never_run(auditor, act):
    act(remark="<script>alert(1)</script>", detail={"<u>": ["<s>"]})
    _, page = _page(auditor)
    assert "<script>alert" not in page and "<u>" not in page and "<s>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("role", [Role.BUREAU, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_nobody_else_opens_it(login_as, role):
    browser = login_as(role)
    assert _page(browser)[0] == 403
    assert browser.post("/audit/verify").status_code == 403
    assert [other for other in Role if may(other, Permission.AUDIT_VIEW)] == [Role.AUDITOR]


def test_filters_narrow_and_pages_go_on(session, auditor, act, clerk):
    act(60)
    service.record(
        session, Actor(Role.BUREAU, user_id=9, name="李强"), "return.accept", "return", "2026Q3",
        at=datetime(2026, 7, 31, 16, 0, tzinfo=UTC), result=service.DENIED,
    )  # fmt: skip
    session.commit()
    for query in ("?name=李强", "?kind=return", "?result=denied", "?first=2026-08-01&last=2026-08-01", "?number=2026Q3"):
        page = _page(auditor, query)[1]
        assert page.count("<tr>") == 2, query
        assert "李强" in page and "季度报表 接收" in page and "被拒绝" in page
    assert "没有符合筛选条件" in _page(auditor, "?last=2020-01-01")[1]
    first = _page(auditor, "?name=王芳")[1]
    assert first.count("<tr>") == 51
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = auditor.get(older).get_data(as_text=True)
    assert second.count("<tr>") == 11 and 'rel="next"' not in second
    assert "WH2026-0000" in second and "WH2026-0000" not in first


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?first=yesterday", "日期请按"), ("?first=2026-07-02&last=2026-07-01", "截止日早于起始日"),
        ("?name=" + "x" * 101, "最多填 100"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_explained(auditor, query, sentence):
    status, page = _page(auditor, query)
    assert status == 422
    assert sentence in page
    assert "Not a valid" not in page


@pytest.mark.parametrize("query", ["?kind=%00", "?kind=%25", "?result=zzz", "?name=%00", "?kind=.", "?x=1&x=2"])
def test_odd_filters_find_nothing_and_break_nothing(auditor, query):
    assert _page(auditor, query)[0] == 200


def test_the_check_says_what_it_found(session, auditor, act, monkeypatch, tmp_path):
    act(3)
    monkeypatch.setitem(auditor.application.config, "INSTANCE_DIR", tmp_path)
    answer = auditor.post("/audit/verify", follow_redirects=True).get_data(as_text=True)
    assert "审计记录完好" in answer
    session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
    session.execute(text("UPDATE audit_events SET remark = 'x' WHERE seq = (SELECT max(seq) - 1 FROM audit_events)"))
    session.commit()
    answer = auditor.post("/audit/verify", follow_redirects=True).get_data(as_text=True)
    assert "被改动" in answer and "处异常" in answer
