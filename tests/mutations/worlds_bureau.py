"""Mutated lists of the bureau: hours and titles of earlier years, published lists; the truth, and what the register holds."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau, credit_code
from tests.mutations.cells import Typed
from tests.mutations.lists import (
    PERSON_HEADS,
    Case,
    Facts,
    Form,
    Typist,
    numbers_of,
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
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.identity import is_credit_code
from training_app.people.models import HeldTitle
from training_app.policies.occupations import occupations
from training_app.programmes.models import CatalogueHours, ProgrammeCatalogueEntry

OCCUPATIONS = {entry.key: entry.name for entry in occupations()}


def earlier_hours(session: Session, chance: random.Random) -> Case:
    """One training each of people the register does not know."""
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 9))}

    def stored() -> Facts:
        numbers = numbers_of(session)
        rows = list(session.scalars(select(HourEntry)))
        reversed_ones = {each.reverses for each in rows}
        return {
            numbers[each.person_id]: {
                "year": each.year, "subject": each.subject, "hours": each.hours, "occurred_on": each.occurred_on,
                "evidence": each.evidence,
            } for each in rows if each.id not in reversed_ones and each.reverses is None
        }  # fmt: skip

    lines = []
    for number, one in people.items():
        day = date(2021, 1, 1) + timedelta(days=chance.randrange(1400))
        told = {"source": "威海市继续教育基地", "course": "工业互联网研修", "evidence": f"鲁继教{chance.randrange(9999):04d}"}
        lines.append(
            {"identity_number": number, "name": one.fields["name"], "year": day.year,
             "subject": chance.choice(("general", "professional")), "hours": chance.randrange(50, 7250, 50),
             "occurred_on": day, **told}
        )  # fmt: skip
    heads = {
        **PERSON_HEADS, "year": "年度 年份", "subject": "科目 学时类别", "hours": "学时 学时数 认定学时",
        "source": "举办单位 主办单位",
        "course": "学习内容 培训项目", "evidence": "证明材料 证书编号 文号", "occurred_on": "日期 培训日期 完成日期",
    }  # fmt: skip
    years = {year: (str(year), f"{year}年", f"{year}年度", f" {year} ") for year in range(2020, 2026)}
    subjects = {"general": ("公需", "公需科目", "公需课"), "professional": ("专业", "专业科目", "专业课")}
    typists: dict[str, Typist] = {
        **person_typists(people), "year": type_one_of(years, ("24", "2024-2025", "近三年", "2099", "同上")),
        "subject": type_one_of(subjects, ("选修", "公需/专业", "同上", "其他")), "hours": type_hours, "source": type_words,
        "course": type_words, "evidence": type_reference, "occurred_on": type_day,
    }  # fmt: skip
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    narrow = (*PERSON_HEADS, "year", "subject", "hours", "source")
    form = Form(heads, lines, narrow, ("source", "course"))
    return Case("earlier_hours", bureau(), at, [form], typists, stored)


def earlier_titles(session: Session, chance: random.Random) -> Case:
    """One title each of people the register does not know."""
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 9))}

    def stored() -> Facts:
        numbers = numbers_of(session)
        return {
            numbers[each.person_id]: {
                "title_name": (each.series, each.level), "held_from": each.held_from, "specialty": each.specialty,
                "certificate_number": each.certificate_number,
            } for each in session.scalars(select(HeldTitle))
        }  # fmt: skip

    titles = {
        ("engineering", "engineer"): ("工程师", "中级工程师"), ("engineering", "assistant_engineer"): ("助理工程师", "助工"),
        ("engineering", "associate_senior"): ("高级工程师", "高工", "副高级工程师"), ("accounting", "engineer"): ("会计师",),
        ("economics", "associate_senior"): ("高级经济师",), ("engineering", "technician"): ("技术员",),
    }  # fmt: skip
    lines = [
        {"identity_number": number, "name": one.fields["name"], "title_name": chance.choice(list(titles)),
         "held_from": date(2004, 1, 1) + timedelta(days=chance.randrange(7000)), "specialty": "机械电子工程",
         "certificate_number": f"鲁中字{serial:05d}号"}
        for serial, (number, one) in enumerate(people.items())
    ]  # fmt: skip
    heads = {
        **PERSON_HEADS, "title_name": "职称名称 职称 现职称 专业技术职务", "held_from": "取得日期 取得时间 批准时间",
        "specialty": "专业 职称专业",
        "certificate_number": "证书编号 证书号 管理号",
    }  # fmt: skip
    typists = {
        **person_typists(people),
        "title_name": type_one_of(titles, ("高级", "初级", "高级工", "技师", "同上", "工程师/会计师", "有", "副主任科员")),
        "held_from": type_day, "specialty": type_words, "certificate_number": type_reference,
    }  # fmt: skip
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    form = Form(heads, lines, (*PERSON_HEADS, "title_name", "held_from"), ("specialty",))
    return Case("earlier_titles", bureau(), at, [form], typists, stored)


def programmes(session: Session, chance: random.Random) -> Case:
    """Entries of the catalogue, each with its hours."""
    keys = sorted(chance.sample([(key, level) for key in OCCUPATIONS for level in LEVELS], chance.randint(2, 9)))
    def stored() -> Facts:
        hours = {
            (each.occupation_key, each.level): each.hours for each in session.scalars(select(CatalogueHours))
        }  # fmt: skip
        return {
            f"{OCCUPATIONS[each.occupation_key]}/{each.level}": {
                "valid_from": each.valid_from, "valid_last": each.valid_to and each.valid_to - timedelta(days=1),
                "document": each.document, "hours": hours.get((each.occupation_key, each.level)),
            } for each in session.scalars(select(ProgrammeCatalogueEntry))
        }  # fmt: skip

    lines = [
        {"occupation": OCCUPATIONS[key], "level": level, "hours": chance.randrange(800, 20000, 50),
         "document": "威人社函〔2026〕1号", "valid_from": date(2026, 1, 1), "valid_last": date(2028, 12, 31)}
        for key, level in keys
    ]  # fmt: skip
    heads = {
        "occupation": "职业 职业名称 培训项目 职业（工种）", "level": "等级 级别 培训等级", "hours": "学时 标准学时 培训学时",
        "document": "文号 依据",
        "valid_from": "有效期起 起始日期", "valid_last": "有效期至 有效期止 截止日期",
    }  # fmt: skip

    def type_occupation(word: str, chance: random.Random) -> Typed:
        return pick(chance, (word, f" {word}", f"{word}\n", f"\u200b{word}"), ("会计", "智能焊接", "同上", "？"), 0.15)

    typists: dict[str, Typist] = {
        "occupation": type_occupation, "level": type_level, "hours": type_hours, "document": type_words,
        "valid_from": type_day, "valid_last": type_day,
    }  # fmt: skip
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    alike = ("occupation", "document", "valid_from", "valid_last")
    form = Form(heads, lines, ("occupation", "level", "valid_from", "document"), alike)
    place = lambda truth, name: (f"{truth['occupation']}/{truth['level']}", name)  # noqa: E731
    return Case("programmes", bureau(), at, [form], typists, stored, place=place)


_ODD_NAMES = ("海韵", "统计", "审核通", "教务", "天舟", "合计", "会计", "共享", "示范")


def institutions(session: Session, chance: random.Random) -> Case:
    """A published list of institutions the register does not know."""
    start = chance.randrange(500_000, 900_000)

    def stored() -> Facts:
        rows = session.execute(
            select(Institution, Qualification).join(Qualification, Qualification.institution_id == Institution.id)
            .where(Institution.batch_id.is_not(None))
        )
        return {
            one.code: {
                "name": one.name, "kind": held.kind, "address": one.address, "contact_phone": one.contact_phone,
                "valid_from": held.valid_from, "valid_last": held.valid_to and held.valid_to - timedelta(days=1),
            } for one, held in rows
        }  # fmt: skip

    lines = [
        {"code": credit_code(serial), "name": f"威海{word}职业培训学校",
         "kind": chance.choice(("training_institution", "assessment_body")),
         "address": f"文化西路 {serial % 97 + 1} 号", "contact_phone": f"0631-52{serial % 90000 + 10000}",
         "valid_from": date(2026, 1, 1), "valid_last": date(2028, 12, 31), "document": "名录〔2026〕1号", "district": "环翠区"}
        for serial, word in enumerate(chance.sample(_ODD_NAMES, 5), start)
    ]  # fmt: skip
    heads = {
        "code": "统一社会信用代码 信用代码 机构代码", "name": "机构名称 单位名称 培训机构名称", "kind": "机构类别 类别 资质类型",
        "address": "地址 办公地址",
        "contact_phone": "联系电话 电话",
        "valid_from": "有效期起 起始日期", "valid_last": "有效期至 截止日期",
        "document": "文号 依据文件",
        "district": "区市 所在区市",
    }  # fmt: skip
    kinds = {"training_institution": ("培训机构", "培训学校"), "assessment_body": ("评价机构", "评价组织")}

    def type_code(code: str, chance: random.Random) -> Typed:
        moved = code[:9] + code[10:] + code[9]
        return pick(
            chance, (code, code.lower(), f" {code}", wide(code), f"{code[:8]} {code[8:]}", f"\u200b{code}"),
            (code[:-1], f"{code}1", "" if is_credit_code(moved) else moved, "同上", "5.23E+17", code.replace("5", "S", 1)), 0.25,
        )  # fmt: skip

    typists: dict[str, Typist] = {
        "code": type_code, "name": type_words, "kind": type_one_of(kinds, ("机构", "培训机构/评价机构", "同上", "？")),
        "address": type_words, "contact_phone": type_words, "valid_from": type_day, "valid_last": type_day,
        "document": type_words, "district": type_words,
    }  # fmt: skip
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    alike = ("kind", "document", "district", "valid_from", "valid_last")
    form = Form(heads, lines, ("code", "name", "kind", "valid_from", "document", "district"), alike)
    return Case("institutions", bureau(), at, [form], typists, stored)
