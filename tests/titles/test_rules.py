"""The eleven routes by the sentences of the documents: each case is one a clerk can read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training_app import policies
from training_app.kernel.decision import Outcome, State
from training_app.kernel.errors import InvalidInput, PolicyNotInForce
from training_app.policies.facts import completed_years
from training_app.titles.rules import (
    IN_FORCE,
    ROUTES,
    RouteAdvice,
    explain,
    outcomes,
    recognised_title,
    recommendation_quota,
    recommender,
)

PACK = policies.load("weihai")
NOW = date(2026, 9, 28)
NO_2020_50, NO_2022_32 = "威人社办发〔2020〕50号", "威人社字〔2022〕32号"
NO_2023_25, NO_2024_2 = "威人社函〔2023〕25号", "威人社字〔2024〕2号"

# A person of whom everything is known and whom no route is open to.
NOBODY: dict[str, Any] = {
    "person.retired": False, "person.in_city_scope": True, "employment.kind": "enterprise",
    "employment.front_line": False, "employment.moved_from_non_unit": False, "employment.technical_post_years": 0,
    "employment.assessment_passed": False, "education.level": "college", "education.full_time": False,
    "degree.level": "none", "experience.years": 0, "title.level": "none", "title.appointed": False,
    "certificate.system": "professional_level", "certificate.level": "none", "certificate.valid": False,
    "target.exam_based": False, "talent.card": "none", "talent.postdoc": "none",
    "talent.postdoc_station_in_city": False, "talent.kind": "none", "skill.grade": "none", "skill.years": 0,
    "skill.exceptional": False, "employer.tier": "none", "employer.champion": False,
    "employer.recommendation_right": True, "employer.recommended_this_year": 0,
    "employer.recommended_full_senior_this_year": 0, "recommendation.signed_by": "none",
    "recommendation.merit_met": False, "employer.consent": False, "employer.assessment_passed": False,
    "integrity.blocked": False, "conditions.other_met": True,
}
JUNIOR = {"certificate.level": "junior", "certificate.valid": True}
INTERMEDIATE = {"certificate.level": "intermediate", "certificate.valid": True}
SENIOR = {"certificate.level": "senior", "certificate.valid": True}
RECOMMENDED = {
    "employer.tier": "national", "recommendation.signed_by": "chairman", "recommendation.merit_met": True,
    "education.level": "vocational",
}
PROVINCIAL = {**RECOMMENDED, "employer.tier": "provincial"}
SKILLED = {"employment.front_line": True, "skill.grade": "senior_worker", "skill.years": 2}
INITIAL = {"education.full_time": True, "employer.assessment_passed": True}
OTHER_SERIES = {"title.level": "engineer", "title.series": "economics"}
COMPOSITE = {**OTHER_SERIES, "title.appointed": True, "employer.consent": True}
MOVED = {
    "employment.moved_from_non_unit": True, "employment.technical_post_years": 1, "employment.assessment_passed": True,
}
GREEN = {"degree.level": "bachelor", "education.level": "bachelor", "experience.years": 6}


def person(*changes: dict[str, Any], drop: str = "", **named: Any) -> dict[str, Any]:
    facts = dict(NOBODY)
    for change in changes:
        facts.update(change)
    facts.update({name.replace("__", "."): value for name, value in named.items()})
    for name in drop.split():
        facts.pop(name, None)
    return facts


def ask(route: str, facts: dict[str, Any], on: date = NOW) -> RouteAdvice:
    return explain(facts, on, PACK).route(route)


def level(name: str) -> dict[str, str]:
    return {"target.level": name}


YES = [
    ("certificate_recognition", JUNIOR, NOW, "assistant_engineer", NO_2023_25),
    ("certificate_recognition", INTERMEDIATE, date(2023, 5, 24), "engineer", NO_2023_25),
    ("certificate_recognition", {**INTERMEDIATE, **OTHER_SERIES}, NOW, "engineer", NO_2023_25),
    ("certificate_recognition", {**JUNIOR, "employer.tier": "provincial"}, date(2022, 11, 16), "assistant_engineer",
     NO_2022_32),
    ("certificate_reference", SENIOR, NOW, "associate_senior", NO_2023_25),
    ("certificate_reference", {**SENIOR, **level("full_senior")}, NOW, "full_senior", NO_2023_25),
    ("initial_recognition", {**INITIAL, "education.level": "vocational"}, NOW, "technician", NO_2024_2),
    ("initial_recognition", {**INITIAL, "education.level": "college"}, date(2024, 2, 4), "technician", NO_2024_2),
    ("initial_recognition", {**INITIAL, "education.level": "bachelor"}, NOW, "assistant_engineer", NO_2024_2),
    ("green_channel", {"experience.years": 3}, date(2020, 9, 9), "assistant_engineer", NO_2020_50),
    ("green_channel", {"education.level": "vocational", "experience.years": 5}, NOW, "assistant_engineer", NO_2020_50),
    ("green_channel", {"degree.level": "master", "experience.years": 3}, NOW, "engineer", NO_2020_50),
    ("green_channel", {"degree.level": "second_bachelor", "experience.years": 3}, NOW, "engineer", NO_2020_50),
    ("green_channel", {"degree.level": "doctor", "experience.years": 3}, NOW, "engineer", NO_2020_50),
    ("green_channel", {"degree.level": "bachelor", "experience.years": 6}, NOW, "engineer", NO_2020_50),
    ("green_channel", {"education.level": "bachelor", "experience.years": 6}, NOW, "engineer", NO_2020_50),
    ("green_channel", {"experience.years": 8}, NOW, "engineer", NO_2020_50),
    ("green_channel", {**GREEN, "employment.kind": "dispatched", "employment.workplace_kind": "enterprise",
                       "employment.months_here": 1}, NOW, "engineer", NO_2020_50),
    ("green_channel", {**GREEN, "employment.kind": "seconded_private", "employment.months_here": 12}, NOW, "engineer",
     NO_2020_50),
    ("direct_channel", {"talent.card": "huicai"}, date(2020, 9, 9), "full_senior", NO_2020_50),
    ("direct_channel", {"talent.card": "weihai", **level("engineer")}, date(2024, 2, 3), "engineer", NO_2020_50),
    ("direct_channel", {"talent.card": "weihai", **level("associate_senior")}, NOW, "associate_senior", NO_2024_2),
    ("direct_channel", {"talent.postdoc": "left_station"}, NOW, "full_senior", NO_2024_2),
    ("direct_channel", {"talent.postdoc": "in_station", "talent.postdoc_station_in_city": True}, NOW, "full_senior",
     NO_2024_2),
    ("direct_channel", {"talent.card": "huicai", "conditions.other_met": False, **level("associate_senior")}, NOW,
     "associate_senior", NO_2024_2),
    ("talent_direct", {"talent.kind": "urgent"}, date(2020, 9, 9), "engineer", NO_2020_50),
    ("talent_direct", {"talent.kind": "outstanding_young", **level("assistant_engineer")}, NOW, "assistant_engineer",
     NO_2024_2),
    ("recommendation", RECOMMENDED, date(2022, 11, 16), "full_senior", NO_2022_32),
    ("recommendation", RECOMMENDED, NOW, "full_senior", NO_2024_2),
    ("recommendation", {**RECOMMENDED, "employer.recommended_this_year": 1}, NOW, "full_senior", NO_2024_2),
    ("recommendation", {**RECOMMENDED, "employer.recommended_this_year": 1,
                        "employer.recommended_full_senior_this_year": 1}, NOW, "associate_senior", NO_2024_2),
    ("recommendation", {**PROVINCIAL, "recommendation.signed_by": "rnd_lead"}, NOW, "associate_senior", NO_2024_2),
    ("skilled_worker", SKILLED, date(2024, 2, 4), "assistant_engineer", NO_2024_2),
    ("skilled_worker", {**SKILLED, "skill.grade": "technician", "skill.years": 3}, NOW, "engineer", NO_2024_2),
    ("skilled_worker", {**SKILLED, "employment.front_line": False, "employer.tier": "provincial"},
     date(2022, 11, 16), "assistant_engineer", NO_2022_32),
    ("exceptional_skill", {"skill.exceptional": True, **level("engineer")}, NOW, "engineer", NO_2024_2),
    ("composite", COMPOSITE, date(2020, 9, 9), "engineer", NO_2020_50),
    ("composite", COMPOSITE, NOW, "engineer", NO_2024_2),
    ("composite", {**OTHER_SERIES, "employer.tier": "provincial"}, date(2022, 11, 16), "engineer", NO_2022_32),
    ("moved_in", {**MOVED, **level("engineer")}, date(2020, 9, 9), "engineer", NO_2020_50),
    ("moved_in", {**MOVED, "employment.kind": "public_institution", **level("engineer")}, NOW, "engineer", NO_2020_50),
]


@pytest.mark.parametrize(("route", "change", "on", "opened", "document"), YES)
def test_route_is_open(route: str, change: dict[str, Any], on: date, opened: str, document: str) -> None:
    advice = ask(route, person(change), on)
    assert (advice.decision.outcome, advice.level) == (Outcome.YES, opened)
    assert document in {condition.citation.document for condition in advice.decision.conditions}
    assert {condition.state for condition in advice.decision.conditions} == {State.MET}
    assert not advice.decision.missing
    assert not advice.decision.subject_to


@pytest.mark.parametrize(("route", "change", "on", "opened", "document"), YES)
def test_integrity_scope_and_seconding_close_every_route(
    route: str, change: dict[str, Any], on: date, opened: str, document: str
) -> None:
    assert ask(route, person(change, integrity__blocked=True), on).decision.outcome is Outcome.NO
    assert ask(route, person(change, person__in_city_scope=False), on).decision.outcome is Outcome.NO
    seconded = {"employment.kind": "seconded_private", "employment.workplace_kind": "enterprise"}
    late = ask(route, person(change, seconded, employment__months_here=11), on).decision
    assert late.outcome is Outcome.NO
    assert ask(route, person(change, seconded, employment__months_here=12), on).decision.outcome is Outcome.YES
    assert ask(route, person(change, seconded, drop="employment.months_here"), on).decision.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(("route", "change", "on", "opened", "document"), YES)
def test_dropping_a_condition_of_a_yes_makes_it_unknown_and_names_it(
    route: str, change: dict[str, Any], on: date, opened: str, document: str
) -> None:
    facts = person(change, level(opened))
    for condition in ask(route, facts, on).decision.conditions:
        if condition.fact in ("target.series", "employment.workplace_kind"):
            continue
        dropped = ask(route, person(facts, level(opened), drop=condition.fact), on).decision
        if dropped.outcome is Outcome.NO:  # whom no list names is no listed enterprise while no general rule holds
            assert condition.fact == "employer.tier"
            assert IN_FORCE in {c.fact for c in dropped.conditions}
        elif dropped.outcome is not Outcome.YES:
            assert dropped.outcome is Outcome.UNKNOWN, condition.fact
            assert condition.fact in {c.fact for c in dropped.conditions if c.state is State.UNKNOWN}


NO = [
    ("certificate_recognition", {**JUNIOR, "target.exam_based": True}, NOW, "target.exam_based"),
    ("certificate_recognition", {**JUNIOR, "employer.tier": "national", "target.exam_based": True}, NOW,
     "target.exam_based"),
    ("certificate_recognition", {**JUNIOR, "certificate.valid": False}, NOW, "certificate.valid"),
    ("certificate_recognition", {**JUNIOR, "certificate.system": "vocational_skill"}, NOW, "certificate.system"),
    ("certificate_recognition", {**INTERMEDIATE, **level("assistant_engineer")}, NOW, "certificate.level"),
    ("certificate_recognition", {**SENIOR, **level("engineer")}, NOW, "certificate.level"),
    ("certificate_recognition", {**SENIOR, **level("associate_senior")}, NOW, "target.level"),
    ("certificate_recognition", {**JUNIOR, "target.series": "economics"}, NOW, "target.series"),
    ("certificate_recognition", {**INTERMEDIATE, "title.level": "engineer", "title.series": "engineering"}, NOW,
     "title.level"),
    ("certificate_recognition", JUNIOR, date(2023, 5, 23), IN_FORCE),
    ("certificate_recognition", {**JUNIOR, "employer.tier": "national"}, date(2022, 11, 15), IN_FORCE),
    ("certificate_reference", INTERMEDIATE, NOW, "certificate.level"),
    ("certificate_reference", SENIOR, date(2023, 5, 23), IN_FORCE),
    ("initial_recognition", {**INITIAL, "education.full_time": False}, NOW, "education.full_time"),
    ("initial_recognition", {**INITIAL, "education.level": "senior_high"}, NOW, "education.level"),
    ("initial_recognition", {**INITIAL, **level("assistant_engineer")}, NOW, "education.level"),
    ("initial_recognition", {**INITIAL, "employer.assessment_passed": False}, NOW, "employer.assessment_passed"),
    ("initial_recognition", {**INITIAL, "employment.kind": "public_institution"}, NOW, "employment.workplace_kind"),
    ("initial_recognition", {**INITIAL, **level("engineer")}, NOW, "target.level"),
    ("initial_recognition", INITIAL, date(2024, 2, 3), IN_FORCE),
    ("green_channel", {**GREEN, "experience.years": Decimal("5.999"), **level("engineer")}, NOW, "experience.years"),
    ("green_channel", {**GREEN, "employment.kind": "dispatched", "employment.workplace_kind": "public_institution"},
     NOW, "employment.workplace_kind"),
    ("green_channel", {**GREEN, "conditions.other_met": False}, NOW, "conditions.other_met"),
    ("green_channel", {**GREEN, **level("associate_senior")}, NOW, "target.level"),
    ("green_channel", GREEN, date(2020, 9, 8), IN_FORCE),
    ("direct_channel", {"talent.postdoc": "in_station"}, NOW, "talent.postdoc_station_in_city"),
    ("direct_channel", {"talent.card": "huicai"}, date(2020, 9, 8), IN_FORCE),
    ("talent_direct", {"talent.kind": "urgent", **level("associate_senior")}, NOW, "target.level"),
    ("talent_direct", {"talent.kind": "urgent", "employment.kind": "public_institution"}, NOW,
     "employment.workplace_kind"),
    ("recommendation", {**PROVINCIAL, **level("full_senior")}, NOW, "employer.tier"),
    ("recommendation", {**PROVINCIAL, "employer.recommended_this_year": 1}, NOW, "employer.recommended_this_year"),
    ("recommendation", {**RECOMMENDED, "employer.recommended_this_year": 2}, NOW, "employer.recommended_this_year"),
    ("recommendation", {**RECOMMENDED, "employer.recommended_this_year": 1,
                        "employer.recommended_full_senior_this_year": 1, **level("full_senior")}, NOW,
     "employer.recommended_full_senior_this_year"),
    ("recommendation", {**RECOMMENDED, "recommendation.signed_by": "none"}, NOW, "recommendation.signed_by"),
    ("recommendation", {**RECOMMENDED, "recommendation.merit_met": False}, NOW, "recommendation.merit_met"),
    ("recommendation", {**RECOMMENDED, "employer.recommendation_right": False}, NOW, "employer.recommendation_right"),
    ("recommendation", {**RECOMMENDED, "target.series": "economics"}, NOW, "target.series"),
    ("recommendation", {**RECOMMENDED, "employer.tier": "none", "employer.champion": True}, NOW, "employer.tier"),
    ("recommendation", RECOMMENDED, date(2022, 11, 15), IN_FORCE),
    ("skilled_worker", {**SKILLED, "employment.front_line": False}, NOW, "employment.front_line"),
    ("skilled_worker", {**SKILLED, "skill.years": Decimal("1.9")}, NOW, "skill.years"),
    ("skilled_worker", SKILLED, date(2024, 2, 3), IN_FORCE),
    ("exceptional_skill", {"skill.exceptional": False}, NOW, "skill.exceptional"),
    ("exceptional_skill", {"skill.exceptional": True}, date(2024, 2, 3), IN_FORCE),
    ("composite", {**COMPOSITE, "employer.consent": False}, NOW, "employer.consent"),
    ("composite", {**COMPOSITE, "title.appointed": False}, NOW, "title.appointed"),
    ("composite", {**COMPOSITE, "title.series": "engineering"}, NOW, "title.series"),
    ("composite", {**COMPOSITE, **level("associate_senior")}, NOW, "title.level"),
    ("composite", {**OTHER_SERIES, "employer.tier": "national"}, date(2022, 11, 15), "employer.consent"),
    ("moved_in", {**MOVED, "employment.technical_post_years": Decimal("0.999")}, NOW,
     "employment.technical_post_years"),
    ("moved_in", {**MOVED, "employment.kind": "social_organisation"}, NOW, "employment.workplace_kind"),
]


@pytest.mark.parametrize(("route", "change", "on", "because"), NO)
def test_route_is_closed(route: str, change: dict[str, Any], on: date, because: str) -> None:
    decision = ask(route, person(change), on).decision
    assert decision.outcome is Outcome.NO
    assert because in {c.fact for c in decision.conditions if c.state is State.NOT_MET}
    assert not decision.subject_to


def test_always_exactly_the_eleven_routes_and_nothing_open_to_nobody() -> None:
    for city in policies.cities():
        for on in (date(1900, 1, 1), date(2021, 1, 1), NOW, date(9999, 12, 31)):
            for facts in ({}, NOBODY):
                advice = explain(facts, on, policies.load(city))
                assert tuple(route.route for route in advice.routes) == ROUTES
                assert not advice.any_open


def test_jinhua_has_no_route_and_says_so() -> None:
    for route in explain(person(JUNIOR), NOW, policies.load("jinhua")).routes:
        assert [c.fact for c in route.decision.conditions] == [IN_FORCE]


def test_before_every_rule_the_condition_names_the_document_to_come() -> None:
    for route in explain(person(JUNIOR), date(2020, 9, 8), PACK).routes:
        condition, = route.decision.conditions
        assert condition.fact == IN_FORCE
        assert condition.citation.document in {NO_2020_50, NO_2022_32, NO_2023_25, NO_2024_2}
        assert not route.decision.missing


def test_what_only_a_committee_judges_is_subject_to() -> None:
    decision = ask("green_channel", person(GREEN, drop="conditions.other_met")).decision
    assert (decision.outcome, decision.subject_to) == (Outcome.UNKNOWN, ("conditions.other_met",))
    assert not decision.missing
    without = ask("green_channel", person(GREEN, drop="conditions.other_met experience.years")).decision
    assert (without.outcome, without.subject_to) == (Outcome.UNKNOWN, ())


def test_the_smallest_ways_of_an_engineer_in_the_green_channel() -> None:
    facts = person(GREEN, level("engineer"), experience__years=Decimal("4.8"))
    ways = [[(c.fact, c.expected) for c in way] for way in ask("green_channel", facts).decision.missing]
    assert ways == [[("degree.level", "second_bachelor")], [("experience.years", 6)]]


def test_nobody_is_told_to_change_what_cannot_be_changed() -> None:
    held = {"title.level": "engineer", "title.series": "engineering"}
    for facts in (
        person(INTERMEDIATE, held, level("engineer")), person(RECOMMENDED, employer__recommended_this_year=2),
        person(JUNIOR, target__exam_based=True),
    ):
        for route in explain(facts, NOW, PACK).routes:
            named = {c.fact for way in route.decision.missing for c in way if c.actual is not None}
            assert not named & {
                "title.series", "target.exam_based", "target.level", "employer.recommended_this_year", IN_FORCE,
            }
            if "title.level" in named:
                assert route.route == "composite"


def test_without_a_target_the_highest_open_level_is_told() -> None:
    assert ask("green_channel", person(GREEN)).level == "engineer"
    assert ask("green_channel", person(GREEN, experience__years=3)).level == "assistant_engineer"
    assert ask("green_channel", person(GREEN, experience__years=3, drop="degree.level")).level == "assistant_engineer"


def test_a_seconded_person_is_only_asked_for_when_it_is_spoken_of() -> None:
    known = person(talent__card="huicai", drop="employment.kind")
    assert ask("direct_channel", known).decision.outcome is Outcome.YES
    hinted = ask("direct_channel", {**known, "employment.months_here": 6}).decision
    assert hinted.outcome is Outcome.UNKNOWN
    assert "employment.kind" in {c.fact for c in hinted.conditions if c.state is State.UNKNOWN}


def test_the_workplace_follows_from_the_employment_where_that_tells() -> None:
    assert ask("green_channel", person(GREEN, employment__kind="individual_business")).decision.outcome is Outcome.NO
    dispatched = ask("green_channel", person(GREEN, employment__kind="dispatched")).decision
    assert dispatched.outcome is Outcome.UNKNOWN


def test_unknown_names_are_ignored_and_wrong_values_refused() -> None:
    assert explain({**NOBODY, "person.shoe_size": 43}, NOW, PACK).ignored == ("person.shoe_size",)
    for name, value in (
        ("education.level", "phd"), ("experience.years", -1), ("person.retired", "no"), ("person.retired", 1),
        ("experience.years", True), ("employer.recommended_this_year", 1.5), ("title.series", " "),
        ("title.series", "\ud800"), ("experience.years", float("nan")), ("experience.years", 10**30),
    ):
        with pytest.raises(InvalidInput) as refused:
            explain({name: value}, NOW, PACK)
        assert name in refused.value.message


def test_parameters_and_routes_tell_the_same() -> None:
    for certificate, title in (("junior", "assistant_engineer"), ("intermediate", "engineer"), ("senior", None)):
        told, value = recognised_title(certificate, NOW, PACK)
        assert told == title
        assert value.citation.clause == "五（二）"
        facts = person(certificate__level=certificate, certificate__valid=True)
        advice = ask("certificate_recognition", facts)
        assert (advice.level if advice.decision.outcome is Outcome.YES else None) == title
    with pytest.raises(PolicyNotInForce):
        recognised_title("junior", date(2023, 5, 23), PACK)
    for on in (date(2022, 11, 16), NOW):
        for tier, facts in (("national", RECOMMENDED), ("provincial", PROVINCIAL)):
            quota, _ = recommendation_quota(tier, on, PACK)
            assert quota is not None
            last = {"employer.recommended_this_year": quota["total"] - 1}
            full = {"employer.recommended_this_year": quota["total"]}
            assert ask("recommendation", person(facts, last), on).decision.outcome is Outcome.YES
            assert ask("recommendation", person(facts, full), on).decision.outcome is Outcome.NO
    assert recommendation_quota("none", NOW, PACK)[0] is None
    assert recommender("dispatched", NOW, PACK)[0] == "agency_with_workplace"
    assert recommender("student", NOW, PACK)[0] is None


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2020, 9, 28), date(2026, 9, 28), "6"), (date(2020, 9, 28), date(2026, 9, 27), "5.997"),
        (date(2021, 12, 1), date(2026, 9, 28), "4.824"), (date(2024, 2, 29), date(2025, 2, 28), "0.999"),
        (date(2024, 2, 29), date(2025, 3, 1), "1"), (date(2026, 9, 28), date(2026, 9, 28), "0"),
        (date(2026, 9, 29), date(2026, 9, 28), "0"), (date(2023, 3, 1), date(2024, 2, 29), "0.999"),
    ],
)
def test_years_are_completed_years_and_days(since: date, on: date, years: str) -> None:
    assert completed_years(since, on) == Decimal(years)


def _values(name: str) -> st.SearchStrategy[Any]:
    fact = PACK.facts[name]
    if fact.kind == "flag":
        return st.booleans()
    if fact.values:
        return st.sampled_from(fact.values)
    if fact.kind == "word":
        return st.sampled_from(["engineering", "economics"])
    return st.sampled_from([0, 1, 2, 3, 5, 6, 8, 11, 12])


FACTS = st.fixed_dictionaries({}, optional={name: _values(name) for name in PACK.facts})
DAYS = st.sampled_from(
    [date(2020, 9, 8), date(2020, 9, 9), date(2022, 11, 16), date(2023, 5, 24), date(2024, 2, 3), date(2024, 2, 4)]
)
MEETS = {
    "at_least": lambda c: c.expected, "eq": lambda c: c.expected, "is": lambda c: c.expected,
    "in": lambda c: c.expected[0], "ne": lambda c: "other" if c.fact == "title.series" else "enterprise",
    "below": lambda c: "none" if isinstance(c.expected, str) else c.expected - 1,
}


@settings(max_examples=150, deadline=None)
@given(FACTS, DAYS)
def test_every_way_leads_to_a_yes_and_none_asks_more_than_another(facts: dict[str, Any], on: date) -> None:
    for advice in explain(facts, on, PACK).routes:
        decision = advice.decision
        assert len(decision.missing) <= 5
        assert [len(way) for way in decision.missing] == sorted(len(way) for way in decision.missing)
        if decision.outcome is Outcome.YES or decision.subject_to:
            assert not decision.missing
        for way in decision.missing:
            changed = {**facts, **{c.fact: MEETS[c.operator](c) for c in way}, "target.level": advice.level}
            after = ask(advice.route, changed, on).decision
            assert after.outcome is Outcome.YES or after.subject_to, (advice.route, way)
            for other in decision.missing:
                assert other is way or not {(c.fact, c.operator, c.expected) for c in other} <= {
                    (c.fact, c.operator, c.expected) for c in way
                }


@settings(max_examples=150, deadline=None)
@given(FACTS, DAYS, st.data())
def test_a_definite_answer_stays_whatever_a_further_fact_says(
    facts: dict[str, Any], on: date, data: st.DataObject
) -> None:
    before = outcomes(facts, on, PACK)
    # Defaults, and what is left unsaid of seconding and of official lists, may be contradicted by what is said later.
    silent = {"target.series", "target.level", "employment.kind", "employment.months_here", "employer.tier",
              "employment.workplace_kind"}
    name = data.draw(st.sampled_from(sorted(set(PACK.facts) - silent)))
    if name not in facts:
        after = outcomes({**facts, name: data.draw(_values(name))}, on, PACK)
        for route in ROUTES:
            assert before[route] is Outcome.UNKNOWN or after[route] is before[route], (route, name)


@settings(max_examples=100, deadline=None)
@given(FACTS, DAYS)
def test_the_quick_answer_is_the_explained_one(facts: dict[str, Any], on: date) -> None:
    explained = {advice.route: advice.decision.outcome for advice in explain(facts, on, PACK).routes}
    assert explained == outcomes(facts, on, PACK)


def test_json_has_the_contracted_shape() -> None:
    document = explain(person(GREEN, experience__years=Decimal("4.8"), drop="talent.kind"), NOW, PACK).as_json()
    assert document["on"] == "2026-09-28"
    for route in document["routes"]:
        assert set(route) == {"route", "outcome", "level", "subject_to", "conditions", "missing"}
        for condition in route["conditions"]:
            assert set(condition) >= {
                "fact", "operator", "expected", "actual", "state", "basis", "document", "clause", "quote",
            }
        for wanted in chain.from_iterable(route["missing"]):
            assert set(wanted) == {"fact", "operator", "expected"}
