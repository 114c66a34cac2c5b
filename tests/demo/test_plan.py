"""The plan of the demo city: drawn the same each time, with dates that can have been."""

from __future__ import annotations

from collections import Counter

from stdnum.cn import uscc

from training_app.accounts.rules import Known, password_defect
from training_app.demo import humans, units
from training_app.demo.logins import ENGINEERS, PASSWORD, STAFF, UNITS
from training_app.demo.oddities import twins
from training_app.demo.plan import ELSEWHERE, PERSONS, TODAY, class_plans
from training_app.intake.columns_names import understand_name
from training_app.kernel import identity
from training_app.kernel.actor import Role
from training_app.kernel.identity import IdentityKind


def test_the_same_seed_draws_the_same_plan_and_people() -> None:
    assert class_plans() == class_plans()
    assert class_plans(1) != class_plans(2)
    assert humans.humans(300) == humans.humans(300)


def test_sixty_classes_over_four_quarters() -> None:
    plans = class_plans()
    assert [plan.serial for plan in plans] == list(range(1, 61))
    assert Counter((plan.days[0].month - 1) // 3 for plan in plans if plan.days[0].year == 2026).keys() == {0, 1, 2, 3}
    assert {plan.trainer for plan in plans} == set(range(12))
    assert {plan.end for plan in plans} == {
        "draft", "submitted", "returned", "awaiting", "enrolled", "running", "completed", "reported", "cancelled"
    }  # fmt: skip


def test_everybody_is_used_exactly_once_as_a_newcomer() -> None:
    newcomers = [place for plan in class_plans() for place in plan.people[: plan.newcomers]]
    assert newcomers == list(range(PERSONS - ELSEWHERE))
    for plan in class_plans():
        assert len(set(plan.people)) == len(plan.people) <= plan.capacity


def test_nothing_happens_after_today() -> None:
    for plan in class_plans():
        assert plan.filed_on < TODAY and plan.filed_on < plan.days[0]
        assert plan.days == sorted(set(plan.days))
        if plan.completed_on is not None:
            assert plan.days[-1] < plan.completed_on < TODAY
        if plan.end == "running":
            assert plan.days[0] < TODAY <= plan.days[-1]


def test_the_numbers_of_people_are_right_and_differ() -> None:
    people = list(humans.distinct(humans.humans(PERSONS + 50)))[:PERSONS]
    twins(class_plans(), people)
    assert len({identity.canonical(human.kind, human.number) for human in people}) == PERSONS
    for human in people:
        assert not identity.defects(human.number, IdentityKind(human.kind), TODAY), human.kind
        assert understand_name(human.name) == (human.name, ()), human.name
    assert {human.kind for human in people} == set(IdentityKind)


def test_the_codes_of_institutions_are_right_and_differ() -> None:
    codes = [unit.code for unit in (*units.TRAINERS, *units.ASSESSORS, *units.EMPLOYERS, *units.AUTHORITIES)]
    assert all(uscc.is_valid(code) for code in codes) and len(set(codes)) == len(codes)


def test_every_role_has_a_login_and_the_password_keeps_the_rules() -> None:
    logins = (*STAFF, *UNITS, *ENGINEERS)
    assert {login.role for login in logins} == set(Role) - {Role.VISITOR}
    assert len({login.login for login in logins}) == len(logins)
    for login in logins:
        assert password_defect(PASSWORD, Known(login.login, login.name)) is None


def test_unusual_people_are_among_the_first_class() -> None:
    first = humans.humans(70)
    assert any(ord(sign) > 0xFFFF for human in first[:8] for sign in human.name), "a name beyond the basic plane"
    assert all("·" in human.name for human in first[20:26])
    assert {human.kind for human in first} >= {"hmt_residence_permit", "hm_travel_permit", "passport"}
