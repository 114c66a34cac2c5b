"""Help pages of every list: each code it can report has one, in words, for everybody; none without a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import training_app
from training_app.classes import messages as roster_messages
from training_app.intake import labels, lists, rules_help
from training_app.intake.messages_help import CELLS, PEOPLE, TABLE
from training_app.intake.plain import PlainKind
from training_app.kernel.identity import IdentityDefect

SOURCES = {
    "scores": ("classes/scores", "classes/columns_scores", "classes/listed", "classes/messages_lists"),
    "attendance": (
        "classes/attendance", "classes/columns_attendance", "classes/columns_sessions", "classes/listed",
        "classes/messages_attendance",
    ),
    "level_certificates": (
        "certificates/columns", "certificates/levels_check", "certificates/levels_results", "certificates/levels_approval",
        "certificates/messages_levels",
    ),
    "province_results": ("certificates/columns_province", "certificates/province", "certificates/messages_reconciliation"),
    "disbursements": ("subsidies/columns", "subsidies/payments_check", "subsidies/messages"),
    "institutions": (
        "catalogues/columns_cells", "catalogues/columns_institutions", "catalogues/compare_institutions",
        "catalogues/institutions_check", "catalogues/rules_spans", "catalogues/messages", "catalogues/messages_institutions",
    ),
    "programmes": (
        "catalogues/columns_cells", "catalogues/columns_programmes", "catalogues/programmes_check", "catalogues/rules_spans",
        "catalogues/messages", "catalogues/messages_programmes",
    ),
    "plan_lines": (
        "catalogues/columns_plan_lines", "catalogues/plan_lines_check", "catalogues/messages_plan_lines",
    ),
    "trainers": ("catalogues/columns_trainers", "catalogues/trainers_check", "catalogues/messages_trainers"),
    "venues": ("catalogues/columns_venues", "catalogues/venues_check", "catalogues/messages_venues"),
    "earlier_hours": ("hours/columns", "hours/earlier_check", "hours/messages_earlier"),
    "earlier_titles": ("titles/columns", "titles/earlier_check", "titles/messages_earlier"),
    "opening": ("opening/columns", "opening/register_check", "opening/messages"),
}  # fmt: skip
"""Where the codes of a plain list are named: its cells, its check, its sentences. A new list is added here."""
_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_ROOT = Path(training_app.__file__).parent


def named_in(*modules: str) -> Iterator[str]:
    """The codes that stand in the sources, read without running them."""
    for module in modules:
        for node in ast.walk(ast.parse((_ROOT / f"{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
                yield node.value


def has_sentence(kind: PlainKind, code: str) -> bool:
    try:
        return bool(kind.sentence(code))
    except KeyError:
        return False


def plain_kinds() -> list[PlainKind]:
    return [kind for kind in lists.explained() if isinstance(kind, PlainKind)]


def test_each_list_of_the_register_has_pages(app: Flask) -> None:
    assert {kind.key for kind in lists.explained()} == labels.TITLES.keys()
    assert {kind.key for kind in plain_kinds()} == SOURCES.keys()


def test_what_lists_share_is_what_they_all_report() -> None:
    shared = {*named_in("intake/columns_names"), *(code for code in named_in("intake/columns") if code.startswith("identity."))}
    shared |= {str(defect) for defect in IdentityDefect}
    assert shared == PEOPLE.keys()
    files = {code for code in roster_messages.FILE if ":" not in code}
    told = {code for code in named_in("intake/columns_plain", "intake/columns_doubts") if not code.startswith("identity.")}
    assert files | told == TABLE.keys() | CELLS.keys()


def test_every_code_a_list_can_report_has_a_page_and_every_page_a_code(app: Flask) -> None:
    for kind in plain_kinds():
        codes = {code for code in named_in(*SOURCES[kind.key]) if has_sentence(kind, code)} | TABLE.keys() | CELLS.keys()
        if any(each.name == "identity_number" for each in kind.plain.headings):
            codes |= PEOPLE.keys()
        if any("day_cell" in each.understand.__qualname__ for each in kind.plain.headings):
            codes.add("date.invalid")
        assert codes == set(kind.help), kind.key
        assert kind.live <= set(kind.help), kind.key


def test_a_page_says_everything_and_leaves_no_placeholder(app: Flask) -> None:
    for kind in lists.explained():
        for page in rules_help.pages(kind):
            words = [page.sentence, *page.help[:6], *page.help.steps]
            assert all(word.strip() for word in words), (kind.key, page.code)
            assert page.help.wrong != page.help.right, (kind.key, page.code)
            assert not [word for word in words if re.search(r"[{}]", word)], (kind.key, page.code)


def test_anybody_can_read_them_and_what_is_not_there_is_not_found(app: Flask) -> None:
    client = app.test_client()
    for kind in lists.explained():
        index = client.get(f"/help/{kind.key}").text
        assert labels.TITLES[kind.key] in index
        assert all(f'href="{kind.help_page}{code}"' in index for code in kind.help)
    page = client.get("/help/disbursements/certificate.missing").text
    assert "五（三）" in page and "改好前不导入" in page
    assert "照常导入" in client.get("/help/attendance/session.twice").text
    for address in ("/help/nothing", "/help/scores/no.such", "/help/scores/session.twice", "/help/nothing/name.missing"):
        assert client.get(address).status_code == 404


def test_no_sentence_promises_a_proposal_that_may_not_be_there(app: Flask) -> None:
    always = {"code.missing", "institution.code_missing", "score.stayed_away"}
    for kind in lists.explained():
        assert {code for code in kind.help if "建议" in kind.sentence(code)} <= always, kind.key


@pytest.mark.parametrize("code", ["row.hidden", "identity.lost_digits", "file.password"])
def test_lists_share_their_words(app: Flask, code: str) -> None:
    assert len({kind.help[code] for kind in lists.explained() if code in kind.help}) == 1


def test_examples_are_of_the_list_itself(app: Flask) -> None:
    for kind in plain_kinds():
        labels_of = {heading.label for heading in kind.plain.headings}
        for code in ("column.missing", "column.ambiguous"):
            said = re.search(r"“(.+?)”", kind.sentence(code))
            assert said is not None and said[1] in labels_of, f"{kind.key} {code}: {kind.sentence(code)}"
    for key, thing in (("institutions", "qualification"), ("programmes", "entry")):
        first, last = re.findall(r"\d{4}-\d\d-\d\d", lists.get(key).sentence(f"{thing}.shorter"))
        assert last < first, "what is shorter ends earlier"
        assert len(re.findall(r"\d{4}-\d\d-\d\d", lists.get(key).sentence(f"{thing}.overlaps"))) == 2
