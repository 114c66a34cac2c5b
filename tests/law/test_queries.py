"""Entries of the law in words."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.law import labels, queries
from training_app.policies import load
from training_app.policies.pack import DatedValue, Pack

DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


def all_entries(pack: Pack, **filters: object) -> list[queries.Entry]:
    return [entry for group in queries.entries(pack, DAY, **filters).values() for entry in group]  # type: ignore[arg-type]


def test_every_entry_of_the_pack_is_shown_once(pack: Pack) -> None:
    assert sorted(id(entry.dated) for entry in all_entries(pack)) == sorted(id(dated) for dated in pack.dated_entries())


def test_only_open_narrows_to_what_is_not_settled(pack: Pack) -> None:
    found = all_entries(pack, only_open=True)
    assert found and all(entry.dated.open_question for entry in found)
    assert len(found) == sum(dated.open_question for dated in pack.dated_entries())


@pytest.mark.parametrize("search", ["hours.required_total", "威人社函〔2023〕25号", "30日内", "绿色通道"])
def test_search_looks_at_names_documents_and_quotes(pack: Pack, search: str) -> None:
    found = all_entries(pack, search=search)
    assert found and len(found) < len(all_entries(pack))
    assert all(search in entry.text for entry in found)


def test_expired_values_stand_last_and_say_so(pack: Pack) -> None:
    name = "titles.recommendation_quota"
    quota = [entry for entry in all_entries(pack, search=name) if entry.dated.name == name]
    assert [entry.standing for entry in quota] == ["in_force", "expired"]


def test_every_rule_with_conditions_says_them_in_words(pack: Pack) -> None:
    for entry in all_entries(pack):
        if entry.kind == "rule" and entry.dated.when is not None:  # type: ignore[attr-defined]
            assert entry.lines, entry.dated.name
            for line in entry.lines:
                assert line.text and "@" not in line.text and "None" not in line.text, entry.dated.name


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "是"), (30, "30"), ("junior", "初级"), (("junior", "senior"), "初级、高级"),
        ({"national": {"total": 2, "full_senior": 1}, "provincial": {"total": 1}}, "国家级：合计 2、正高级 1；省级：合计 1"),
        ({"health": "卫生", "software": "计算机技术与软件"}, "卫生、计算机技术与软件"), (date(2025, 1, 1), "2025-01-01"),
    ],
)
def test_values_in_words(value: object, words: str) -> None:
    assert labels.value(value) == words


def test_a_parameter_carries_its_unit(pack: Pack) -> None:
    (entry,) = [e for e in all_entries(pack, search="hours.required_total") if isinstance(e.dated, DatedValue)]
    assert entry.value == f"{pack.parameter('hours.required_total').on(DAY).value} 学时"


def test_a_rule_that_takes_the_conditions_of_another_names_it(pack: Pack) -> None:
    [entry] = [each for each in all_entries(pack) if each.dated.name == "prerequisites.big_data.junior"]
    assert [line.text for line in entry.lines] == ["“智能制造工程技术人员国家职业技术技能标准（2021年版）初级申报条件”的全部条件"]
    assert entry.dated.open_question
