"""Mutated lists of certificates the province published, and of lines of a year plan; the truth, and what the register holds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from tests.builders.plans import make_plan
from tests.mutations.cells import Typed
from tests.mutations.lists import (
    PERSON_HEADS,
    Case,
    Facts,
    Form,
    Typist,
    may_be_none,
    people_of,
    person_typists,
    pick,
    type_day,
    type_hours,
    type_level,
    type_one_of,
    type_reference,
    type_words,
    wide,
)
from tests.mutations.people import LEVELS
from training_app.certificates.models_reconciliation import ProvinceResult
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.people.lines import person_lines
from training_app.policies.occupations import occupations
from training_app.programmes.models_plans import PlanLine

OCCUPATIONS = {entry.key: entry.name for entry in occupations()}
_WRONG_OCCUPATIONS = ("会计", "智能焊接", "同上", "？")


def province_results(session: Session, chance: random.Random) -> Case:
    """Certificates of people the register does not know: each is a difference, and a line of the published list."""
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 9))}
    told = person_lines((0, {"name": "", "identity_number": number}) for number in people)
    by_index = {bytes(line.index): line.identity_number for line in told}

    def stored() -> Facts:
        return {
            by_index[bytes(each.identity_index)]: {
                "name": each.name, "occupation": each.occupation_key, "level": each.level, "certificate_number": each.number,
                "issued_on": each.issued_on,
            } for each in session.scalars(select(ProvinceResult))
        }  # fmt: skip

    lines = [
        {"identity_number": number, "name": one.fields["name"], "occupation": chance.choice(list(OCCUPATIONS)),
         "level": chance.choice(LEVELS_OF), "certificate_number": f"SZ37100026{serial:06d}",
         "issued_on": chance.choice((None, date(2026, 3, 1) + timedelta(days=chance.randrange(90))))}
        for serial, (number, one) in enumerate(people.items(), chance.randrange(1000))
    ]  # fmt: skip
    heads = {
        **PERSON_HEADS, "occupation": "职业 职业名称 申报职业", "level": "等级 级别 专业技术等级",
        "certificate_number": "证书编号 证书号 等级证书编号", "issued_on": "发证日期 颁证日期 发证时间",
    }  # fmt: skip
    typists: dict[str, Typist] = {
        **person_typists(people), "occupation": _type_occupation, "level": type_level, "certificate_number": type_reference,
        "issued_on": may_be_none(type_day),
    }  # fmt: skip
    clerk = replace(bureau(), user_id=make_user(session, "bijiao", Role.BUREAU).id)
    form = Form(heads, lines, tuple(heads), ("occupation", "level"))
    return Case("province_results", clerk, datetime(2026, 9, 28, 2, 0, tzinfo=UTC), [form], typists, stored)


LEVELS_OF = tuple(LEVELS)


def _type_occupation(key: str, chance: random.Random) -> Typed:
    word = OCCUPATIONS.get(key, key)
    return pick(chance, (word, f" {word}", f"{word}\n", f"\u200b{word}"), _WRONG_OCCUPATIONS, 0.15)


def plan_lines(session: Session, chance: random.Random) -> Case:
    """What a plan of the year that is not filed yet intends, with one assessment body."""
    plan, body = make_plan(session, "draft"), make_assessment_body(session, "威海（胶东）评价中心")
    keys = sorted(chance.sample([(key, level) for key in OCCUPATIONS for level in LEVELS], chance.randint(2, 9)))

    def stored() -> Facts:
        return {
            f"{each.occupation_key}/{each.level}": {
                "classes": each.classes, "headcount": each.headcount, "months": (each.first_month, each.last_month),
                "assessment_plan": each.assessment_plan, "hours": each.hours, "hours_source": each.hours_source or None,
            } for each in session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id))
        }  # fmt: skip

    lines = []
    for key, level in keys:
        first, hours = chance.randint(1, 12), chance.choice((None, chance.randrange(800, 20000, 50)))
        lines.append(
            {"occupation": key, "level": level, "body": body.name, "classes": chance.randint(1, 9),
             "headcount": chance.randrange(20, 400), "months": (first, chance.randint(first, 12)),
             "assessment_plan": "结业后一个月内机考", "hours": hours, "hours_source": hours and "国家职业标准 培训要求"}
        )  # fmt: skip
    heads = {
        "occupation": "职业 职业名称 培训项目", "level": "等级 培训等级", "body": "评价机构 评价机构名称",
        "classes": "班数 计划班数", "headcount": "人数 计划人数", "months": "开班月份 开班时间",
        "assessment_plan": "考核计划 考核安排", "hours": "每班学时 学时", "hours_source": "学时出处 学时依据",
    }  # fmt: skip
    typists: dict[str, Typist] = {
        "occupation": _type_occupation, "level": type_level,
        "body": type_one_of({body.name: (body.name, "威海(胶东)评价中心", body.code)}, ("威海评价中心", "待定", "同上")),
        "classes": _type_count("个班"), "headcount": _type_count("人"), "months": _type_months, "assessment_plan": type_words,
        "hours": may_be_none(type_hours), "hours_source": may_be_none(type_words),
    }  # fmt: skip
    school = actor_of(session.get_one(Institution, plan.institution_id))
    form = Form(heads, lines, tuple(heads)[:7], ("body", "assessment_plan"))
    place = lambda truth, name: (f"{truth['occupation']}/{truth['level']}", name)  # noqa: E731
    at = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
    own = ("classes", "headcount")
    return Case("plan_lines", school, at, [form], typists, stored, subject=plan.number, own=own, place=place)


def _type_count(unit: str) -> Typist:
    def typed(count: int, chance: random.Random) -> Typed:
        right = (str(count), count, f"{count}{unit}", f" {count} ", wide(str(count)), f"约{count}")
        return pick(chance, right, ("0", "", f"-{count}", f"{count}.5", f"{count}-9", "若干", "同上", f"{count}①", "二"), 0.2)

    return typed


def _type_months(span: tuple[int, int], chance: random.Random) -> Typed:
    first, last = span
    if first == last:
        right: tuple[str, ...] = (f"{first}月", f"{first}月份", f"2026年{first}月", f" {first}月 ")
    else:
        right = (
            f"{first}月至{last}月", f"{first}-{last}月", f"{first}—{last}", f"{first}月～{last}月", f"2026年{first}月至{last}月",
        )
    return pick(chance, right, ("", "13月", "12月至3月", "待定", "同上", date(2026, first, last), f"{first}月①", "春季"), 0.2)
