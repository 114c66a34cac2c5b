"""What anybody finds out about a paper: all its words to who has it, nothing to who has not."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.verification.papers import Papers
from training_app.crypto import marks
from training_app.kernel.publicly import resolvers


@pytest.fixture
def papers(session: Session) -> Papers:
    return Papers(session)


def shown(answer: object) -> str:
    return html.unescape(answer.get_data(as_text=True))  # type: ignore[attr-defined]


def ask(client: FlaskClient, number: str, name: str) -> str:
    answer = client.post("/verify", data={"number": number, "name": name})
    assert answer.status_code == 200
    return shown(answer)


def test_each_kind_answers_to_number_and_name(client: FlaskClient, papers: Papers) -> None:
    assert [each.kind for each in resolvers()] == ["completion", "level", "title", "return"]
    for kind, (number, name, words) in papers.asked.items():
        page = ask(client, number, name)
        assert all(word in page for word in words), (kind, words)
        assert "没有查到" not in page


@pytest.mark.parametrize("number", ["{0}", "{1}", " {1} ", "{2}"])
@pytest.mark.parametrize("name", ["丛海明", "丛 海 明", "丛海明\u200b"])
def test_what_is_printed_may_be_typed_in_many_ways(client: FlaskClient, papers: Papers, number: str, name: str) -> None:
    printed = papers.asked["completion"][0]
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in printed.replace("-", "–"))
    typed = number.format(printed, printed.replace("-", "").lower(), wide)
    assert "有效" in ask(client, typed, name)


def test_the_number_without_its_check_group_is_not_enough(client: FlaskClient, papers: Papers) -> None:
    assert "没有查到" in ask(client, papers.completion.number, "丛海明")


def test_nothing_is_said_that_the_paper_does_not_say(client: FlaskClient, papers: Papers) -> None:
    for number, name, _ in papers.asked.values():
        page = ask(client, number, name)
        said = re.sub(r'value="[^"]*"', "", page)
        for secret in ("199003", "3710*", "13806310000", "秘密单位", "0011", *([name] if name == "丛海明" else [])):
            assert secret not in said, (number, secret)


def test_a_code_opens_the_paper_and_compares_it(client: FlaskClient, papers: Papers) -> None:
    address = f"/v/{marks.token('completion', papers.completion.number)}"
    page = shown(client.get(address))
    assert "丛**" in page and "蓝湾培训学校" in page and marks.seal_text(papers.completion.paper_seal or b"") in page
    assert "丛海明" not in page
    day = papers.completion.issued_on.isoformat()
    for name, on, said in (("丛海明", day, "一致："), ("丛海鸣", day, "不一致："), ("丛海明", "2026-04-21", "不一致：")):
        assert said in shown(client.post(address, data={"name": name, "issued_on": on}))
    assert client.post(address, data={"name": "丛海明", "issued_on": "昨天"}).status_code == 422


def test_codes_of_other_kinds_open_theirs(client: FlaskClient, papers: Papers) -> None:
    for kind, number in (("level", papers.level.number), ("title", papers.title.number), ("return", papers.filed.number)):
        assert client.get(f"/v/{marks.token(kind, number)}").status_code == 200


def test_a_code_that_is_not_ours_is_no_code(client: FlaskClient, papers: Papers) -> None:
    token = marks.token("completion", papers.completion.number)
    other = marks.token("completion", "PX2026-999999")
    bad = ["x", "a" * 4096, "javascript:alert(1)", "..etc", token[:-1], token + "A", other, marks.token("diploma", "1")]
    bad += [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))]
    pages = set()
    for each in bad:
        answer = client.get(f"/v/{each}", environ_base={"REMOTE_ADDR": f"10.0.{bad.index(each)}.1"})
        assert answer.status_code == 404, each
        pages.add(re.sub(r'name="csrf-token" content="[^"]*"', "", shown(answer)))
    assert len(pages) == 1 and "无法验证" in pages.pop()


def test_a_revocation_is_seen_at_once_and_a_replacement_names_the_new_one(client: FlaskClient, papers: Papers) -> None:
    address = f"/v/{marks.token('completion', papers.completion.number)}"
    assert "已换发" not in shown(client.get(address))
    made = papers.two_people("replace")
    page = shown(client.get(address))
    assert "已换发" in page and f"{made.successor}-{marks.check_group(made.successor)}" in page
    assert "2026-09-08 起" in page
    papers.session.execute(text("UPDATE level_certificates SET state = 'revoked'"))
    papers.session.expire_all()
    number, name, _ = papers.asked["level"]
    assert "已撤销" in ask(client, number, name)


def test_words_that_were_changed_in_the_database_are_not_vouched_for(client: FlaskClient, papers: Papers) -> None:
    papers.session.execute(text("ALTER TABLE completion_certificates DISABLE TRIGGER USER"))
    papers.session.execute(text("UPDATE completion_certificates SET paper = jsonb_set(paper, '{name}', '\"别人\"')"))
    papers.session.expire_all()
    page = shown(client.get(f"/v/{marks.token('completion', papers.completion.number)}"))
    assert "登记的内容与防伪码不符" in page
    day = papers.completion.issued_on.isoformat()
    token = f"/v/{marks.token('completion', papers.completion.number)}"
    assert "不一致：" in shown(client.post(token, data={"name": "别人", "issued_on": day}))
    found = client.post("/verify", data={"number": papers.asked["completion"][0], "name": "丛海明"})
    assert '<span class="badge st st-bad">有效</span>' in shown(found), "nothing green over words that were changed"


def test_answers_are_kept_nowhere(client: FlaskClient, papers: Papers) -> None:
    number, name, _ = papers.asked["completion"]
    found = client.post("/verify", data={"number": number, "name": name})
    for answer in (client.get("/verify"), found, client.get("/v/x")):
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    papers.session.commit()
    tables = papers.session.scalars(text("SELECT detail::text FROM audit_events")).all()
    assert not [each for each in tables if "丛海明" in each]


@pytest.mark.parametrize(
    ("number", "name", "said"),
    [("", "丛海明", "请填写证书上印的编号"), ("PX1", " ", "请填写证书上印的姓名"), ("x" * 61, "丛", "最多 60"),
     ("\x00", "x", "编号")],
)
def test_a_form_left_empty_is_said(client: FlaskClient, number: str, name: str, said: str) -> None:
    answer = client.post("/verify", data={"number": number, "name": name})
    assert answer.status_code == 422 and said in shown(answer)


def test_a_paper_of_another_system_is_found_by_the_number_it_has(client: FlaskClient, papers: Papers) -> None:
    old = papers.from_elsewhere("旧合格0002")
    page = ask(client, "旧合格 0002", "鞠思雨")
    assert "有效" in page and "防伪码" not in page.split("查验说明")[0] and old.number in page


def test_a_draft_return_is_not_published(client: FlaskClient, papers: Papers) -> None:
    papers.session.execute(text("UPDATE quarterly_returns SET state = 'draft', content_hash = NULL"))
    papers.session.expire_all()
    number, name, _ = papers.asked["return"]
    assert "没有查到" in ask(client, number, name)
    assert client.get(f"/v/{marks.token('return', papers.filed.number)}").status_code == 404
