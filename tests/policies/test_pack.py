"""Parameters and rules by day, and the strict reading of the files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from training_app import policies
from training_app.kernel.decision import Basis
from training_app.kernel.errors import InvalidInput, PolicyNotInForce
from training_app.policies.city import city
from training_app.policies.loader import load
from training_app.policies.pack import PolicyDataError
from training_app.policies.retirement import retirement_day

PACK = policies.load()


def test_a_value_comes_with_its_source() -> None:
    value = PACK.parameter("subsidies.repeat_window").on(date(2026, 1, 1))
    assert value.value == 1
    assert (value.citation.basis, value.citation.document, value.citation.clause) == (
        Basis.TEXT, "威人社函〔2023〕25号", "五（三）",
    )
    assert value.open_question


def test_before_its_first_day_a_parameter_is_not_in_force() -> None:
    with pytest.raises(PolicyNotInForce, match="2023-05-24"):
        PACK.parameter("classes.report_after_completion_days").on(date(2023, 5, 23))
    assert PACK.parameter("classes.report_after_completion_days").on(date(2023, 5, 24)).value == 30


def test_figures_of_2024_end_with_2024_and_the_yearly_one_does_not() -> None:
    for name in ("development.engineers_target", "development.training_target", "development.workshops_target"):
        assert PACK.parameter(name).on(date(2024, 12, 31)).value
        with pytest.raises(PolicyNotInForce):
            PACK.parameter(name).on(date(2025, 1, 1))
    assert PACK.parameter("development.policy_sessions_per_year").on(date(2026, 1, 1)).value == 2


def test_jinhua_holds_only_in_its_span() -> None:
    jinhua = policies.load("jinhua")
    targets = jinhua.parameter("development.tier_targets")
    assert targets.on(date(2022, 3, 7)).value["leading_engineer"] == 100
    for outside in (date(2022, 3, 6), date(2026, 1, 1)):
        with pytest.raises(PolicyNotInForce):
            targets.on(outside)
    assert jinhua.city.number_prefix == "JH"


def test_what_another_city_regulates_is_not_in_force_here() -> None:
    with pytest.raises(PolicyNotInForce):
        policies.load("jinhua").parameter("subsidies.repeat_window").on(date(2024, 1, 1))
    with pytest.raises(PolicyDataError):
        PACK.parameter("nobody.knows")


def test_a_rule_by_day() -> None:
    assert PACK.rule("titles.recommendation", date(2024, 2, 3)).citation.document == "威人社字〔2022〕32号"
    assert PACK.rule("titles.recommendation", date(2024, 2, 4)).citation.document == "威人社字〔2024〕2号"
    with pytest.raises(PolicyNotInForce):
        PACK.rule("titles.recommendation", date(2022, 11, 15))


def test_a_pack_cannot_be_changed() -> None:
    value = PACK.parameter("titles.recognised_title_by_level").on(date(2026, 1, 1)).value
    with pytest.raises(TypeError):
        value["senior"] = "associate_senior"


def test_the_city() -> None:
    city = PACK.city
    assert (city.number_prefix, city.section) == ("WH", "专业技术人员管理科")
    assert [district.short_name for district in city.districts] == [
        "市直", "环翠区", "文登区", "荣成市", "乳山市", "高区", "经区", "临港区", "南海新区",
    ]
    assert [district.code for district in city.districts if not district.official] == ["3710NH"]
    assert city.district("371002").name == "环翠区"
    assert city.district("999999") is None
    with pytest.raises(InvalidInput, match="weihai"):
        policies.load("atlantis")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("weihai/programmes.toml", "label =", "lable ="),
        ("weihai/programmes.toml", "from = 2023-05-24", 'from = "2023-05-24"'),
        ("weihai/programmes.toml", "from = 2023-05-24", "from = 2023-05-24\nto = 2023-05-01"),
        ("weihai/programmes.toml", 'basis = "text"', 'basis = "hearsay"'),
        ("weihai/programmes.toml", 'name = "reports.due"', 'name = "subsidies.repeat_window"'),
        ("weihai/routes.toml", 'fact = "employment.months_here", at_least', 'fact = "employment.months", at_least'),
        ("weihai/routes.toml", 'at_least = "bachelor"', 'at_least = "phd"'),
        ("weihai/routes.toml", "at_least = 12", 'at_least = "12"'),
        ("weihai/routes.toml", "at_least = 12,", "at_least = 12, at_most = 13,"),
        ("weihai/routes.toml", 'judged_by = "committee"', 'judged_by = "somebody"'),
        ("weihai/routes.toml", "any = [", "some = ["),
        ("weihai/city.toml", 'kind = "city"', 'kind = "town"'),
        ("national/prerequisites.toml", 'standard = "big_data"', 'standard = "big_dada"'),
        ("national/prerequisites.toml", 'level = "junior"', 'level = "none"'),
        ("national/prerequisites.toml", 'include = ["prerequisites.smart_manufacturing.junior"]', "include = 1"),
        ("documents.toml", "number =", "nummer ="),
        ("national/facts.toml", 'kind = "flag"', 'kind = "boolean"'),
    ],
)
def test_what_the_reader_does_not_know_it_refuses(copy: Path, name: str, old: str, new: str) -> None:
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyDataError):
        load("weihai", copy)


@pytest.mark.parametrize(
    ("sex", "born_on", "retires_on"),
    [
        ("male", date(1964, 12, 31), date(2024, 12, 31)),
        ("male", date(1965, 1, 1), date(2025, 2, 1)),
        ("male", date(1965, 4, 30), date(2025, 5, 30)),
        ("male", date(1965, 5, 1), date(2025, 7, 1)),
        ("male", date(1980, 1, 1), date(2043, 1, 1)),
        ("female", date(1969, 12, 31), date(2024, 12, 31)),
        ("female", date(1970, 1, 1), date(2025, 2, 1)),
        ("female", date(1985, 3, 1), date(2043, 3, 1)),
    ],
)
def test_the_statutory_retirement_day(sex: str, born_on: date, retires_on: date) -> None:
    assert retirement_day(sex, born_on, PACK) == retires_on


def test_the_application_chooses_its_city_once() -> None:
    try:
        policies.choose("jinhua")
        assert policies.load().city.number_prefix == "JH"
        with pytest.raises(InvalidInput):
            policies.choose("atlantis")
        assert policies.load().city.key == "jinhua"
    finally:
        policies.choose("weihai")
    assert policies.load() is policies.load("weihai")


def test_pages_and_numbers_speak_of_the_chosen_city() -> None:
    assert (city().prefix, city().office) == ("WH", "威海市人力资源和社会保障局 专业技术人员管理科")
    try:
        policies.choose("jinhua")
        assert (city().prefix, city().office) == ("JH", "金华市人力资源和社会保障局")
    finally:
        policies.choose("weihai")
