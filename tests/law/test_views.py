"""The pages of the law: every quote beside its rule, 待核实 beside everything not settled."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from training_app.kernel.actor import Role
from training_app.law import queries_open
from training_app.policies import load
from training_app.policies.check import open_questions


@pytest.fixture
def browser(login_as):
    return login_as(Role.BUREAU)


def test_all_quotes_and_sources_stand_on_the_page(browser) -> None:
    page = browser.get("/law/").get_data(as_text=True).replace("&#34;", '"').replace("&#39;", "'")
    for dated in load().dated_entries():
        assert dated.label in page
        assert (dated.citation.quote or dated.citation.source) in page
    assert page.count("待核实") >= sum(dated.open_question for dated in load().dated_entries())


def test_open_questions_are_all_listed_in_few_lines(browser) -> None:
    page = browser.get("/law/open").get_data(as_text=True)
    questions = open_questions(load())
    assert f"未定事项 {len(questions)} 项" in page
    text = html.unescape(page)
    assert all(question.text in text for question in questions)
    assert "全国 · 各等级申报条件" in page and "威海市 · 职称通道" in page
    standards = {each.name.rpartition(".")[0] for each in questions if each.name.startswith("prerequisites.")}
    assert len(standards) == 14 and all(page.count(f'<tr id="{each}">') == 1 for each in standards)
    rows = re.findall(r'<tr id="([^"]+)"', page)
    assert len(rows) == len(set(rows)) and len(rows) < len(questions) - 25


def test_open_questions_are_narrowed_to_how_they_stand(browser) -> None:
    whole = queries_open.counts(load())
    assert sum(whole.values()) == len(open_questions(load())) and all(whole.values())
    for wanted, count in whole.items():
        groups = queries_open.groups(load(), wanted)
        assert sum(group.count for group in groups) == count
        page = html.unescape(browser.get(f"/law/open?standing={wanted}").get_data(as_text=True))
        shown = {each.text for group in groups for line in group.lines for each in line.questions}
        hidden = {each.text for each in open_questions(load())} - shown
        assert all(text in page for text in shown) and not any(text in page for text in hidden)
    assert browser.get("/law/open?standing=x").get_data(as_text=True).count("<tr id=") > 30


def test_open_questions_can_be_had_as_a_file(browser) -> None:
    answer = browser.get("/law/open.csv")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) == len(open_questions(load())) + 1 and lines[0][0] == "范围"
    assert {line[4] for line in lines[1:]} == {"待核实", "推定", "未定"}
    only = list(csv.reader(io.StringIO(browser.get("/law/open.csv?standing=assumed").data.decode("utf-8-sig"))))
    assert {line[4] for line in only[1:]} == {"推定"} and len(only) - 1 == queries_open.counts(load())["assumed"]


def test_search_and_its_empty_answer(browser) -> None:
    assert "hours.required_total" in browser.get("/law/?q=hours.required_total").get_data(as_text=True)
    assert "没有符合条件的规定" in browser.get("/law/?q=zzzz&open=1").get_data(as_text=True)


def test_a_quote_is_marked_in_its_document(browser) -> None:
    quote = "并在培训结业30日内将学员名单和培训情况报省人力资源社会保障厅"
    page = browser.get("/law/documents/weihai-2023-25", query_string={"quote": quote}).get_data(as_text=True)
    assert f"<mark>{quote}</mark>" in page and "威人社函〔2023〕25号" in page


@pytest.mark.parametrize("query", [{}, {"quote": "没有这一句话"}, {"quote": "<script>"}])
def test_a_document_without_the_quote_shows_its_text_only(browser, query: dict[str, str]) -> None:
    answer = browser.get("/law/documents/weihai-2023-25", query_string=query)
    assert answer.status_code == 200 and "<mark>" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("key", ["none", "jinhua-2022-8"])
def test_documents_of_other_cities_are_not_ours(browser, key: str) -> None:
    assert browser.get(f"/law/documents/{key}").status_code == 404


def test_employers_and_engineers_may_read_the_law_administrators_need_not(login_as) -> None:
    assert login_as(Role.AUDITOR).get("/law/").status_code == 200
    assert login_as(Role.SYSTEM_ADMIN).get("/law/").status_code == 403
