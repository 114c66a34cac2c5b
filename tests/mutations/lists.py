"""Lists of one line per record, mutated: a world that takes each list, the truth of its lines, what the register then holds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, credit_code, make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.mutations.cells import READ, TOLD, Cell, Typed, type_name, type_number
from tests.mutations.people import LEVELS, Learner, learner
from tests.reports.world import list_programme
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.classes.models import Attendance, ClassSession, Enrolment
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import Actor, Role
from training_app.people.models import HeldTitle, PersonDocument
from training_app.policies.occupations import occupations
from training_app.programmes.models import CatalogueHours, ProgrammeCatalogueEntry
from training_app.subsidies.models import Disbursement

Typist = Callable[[Any, random.Random], Typed]
Facts = dict[str, dict[str, Any]]
"""By the key of a record, what the register holds of it, in the fields of the list."""
OCCUPATIONS = {entry.key: entry.name for entry in occupations()}


@dataclass
class Case:
    """One list in its world. `heads` are the wordings of headings by field, the first field is the record's key; `lines` the
    truth by field, `typists` how a value is written; `stored` is what the register holds now."""

    kind: str
    actor: Actor
    at: datetime
    heads: dict[str, str]
    lines: list[dict[str, Any]]
    typists: dict[str, Typist]
    stored: Callable[[], Facts]
    subject: str | None = None
    needed: tuple[str, ...] = ()
    people: dict[str, Learner] = field(default_factory=dict)


def _pick(chance: random.Random, right: Sequence[Cell], wrong: Sequence[Cell], share: float = 0.25) -> Typed:
    if chance.random() > share:
        cell = chance.choice(right)
        return Typed(cell, READ, f"{cell!r}")
    cell = chance.choice(wrong)
    return Typed(cell, TOLD, f"{cell!r}")


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def type_money(fen: int, chance: random.Random) -> Typed:
    """Money in 元 as books have it; what could be another sum must be told."""
    whole, text = fen // 100, f"{fen / 100:.2f}"
    return _pick(
        chance,
        (text, f"{fen / 100:,.2f}", f"¥{text}", f"￥{fen / 100:,.2f}", f"{text}元", f" {text} ", _wide(text), fen / 100,
         f"{text}\n", f"\u200b{text}", f"人民币{text}元", f"'{text}"),
        ("", "0", f"-{text}", f"({text})", f"{whole / 10000}万元", f"{whole}①", f"{whole}²", "1.8E3", "壹仟捌佰元整", "同上",
         f"{whole}/{whole}", f"{whole},5", "1,80", f"{whole} {whole}", "见备注", f"{text}5", f"{whole}.", "O.5", "1800元/人"),
    )  # fmt: skip


def type_points(hundredths: int, chance: random.Random) -> Typed:
    """A score of a hundred."""
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return _pick(
        chance,
        (text, f"{text}分", f" {text}", _wide(text), hundredths / 100, f"{hundredths / 100:.2f}", f"\u200b{text}"),
        ("101", "-1", "82,5", "8,5", "合格", f"{text}①", 0.82, "0.82", "82.5%", "八十二", "8O", "同上", "82/100", "82.555", "优",
         "良好", "1e1", "82 5"),
    )  # fmt: skip


def type_hours(hundredths: int, chance: random.Random) -> Typed:
    """学时."""
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return _pick(
        chance,
        (text, f"{text}学时", f"{text} 课时", f" {text}", _wide(text), hundredths / 100, f"{text}\n"),
        ("-8", "7,5", "3天", f"{text}①", f"{text}/{text}", "同上", "24小时", "二十四", "24+8", "约24", "24.555", "2学分", "NaN"),
        0.2,
    )  # fmt: skip


def type_day(day: date, chance: random.Random) -> Typed:
    """A day in every spelling."""
    return _pick(
        chance,
        (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日",
         f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), day, (day - date(1899, 12, 30)).days, f" {day:%Y-%m-%d} ",
         _wide(f"{day:%Y.%m.%d}"), f"{day:%Y-%m-%d} 00:00:00", f"{day.year}、{day.month}、{day.day}", f"\u200b{day}"),
        ("2026-02-30", "2026.13.1", "不详", f"{day:%y.%m.%d}", "3/5/2026", f"{day.year}年{day.month}月", f"{day.year}", "同上",
         f"{day.year}.{day.month}", "去年", f"{day}①", "20260", f"约{day}", "2999-01-01"),
        0.2,
    )  # fmt: skip


def type_reference(text: str, chance: random.Random) -> Typed:
    """A number of vouchers or certificates."""
    return _pick(
        chance, (text, f" {text}", f"{text}\n", f"\u200b{text}", f"'{text}", text),
        (20260301000012345678.0, "2.02603E+19", "同上", "〃"), 0.2,
    )  # fmt: skip


def type_words(text: str, chance: random.Random) -> Typed:
    """Free text."""
    return _pick(chance, (text, text, f" {text}", f"{text}\n", f"\u200b{text}"), ("同上", "〃"), 0.1)


def type_one_of(words: dict[Any, tuple[str, ...]], wrong: tuple[Cell, ...]) -> Typist:
    """One of the words for a value, or words that leave it open."""
    return lambda value, chance: _pick(chance, words[value], wrong, 0.15)


_type_level = type_one_of(LEVELS, ("高级工", "三级", "初级/中级", "中级以上", "？", "同上", "特级"))


def _people(session: Session, chance: random.Random, count: int) -> list[Learner]:
    start = chance.randrange(1, 900)
    found = []
    for serial in range(start, start + count):
        one = learner(chance, serial, documents=False)
        one.fields["name"] = chance.choice(("丛林", "于海生", "毕云", "古丽娜尔·艾尼瓦尔", "欧阳娜娜", "𬭎芳"))
        found.append(one)
    return found


def _person_typists(people: dict[str, Learner]) -> dict[str, Typist]:
    return {
        "identity_number": lambda number, chance: type_number(people[number], chance),
        "name": lambda name, chance: type_name(Learner({"name": name}), chance),
    }


_PERSON_HEADS = {
    "identity_number": "证件号码 身份证号 身份证号码 有效证件号码 身份证号（18位） *证件号码",
    "name": "姓名 学员姓名 姓　名 *姓名 姓名：",
}  # fmt: skip


def _numbers(session: Session) -> dict[int, str]:
    return {each.person_id: each.number or "" for each in session.scalars(select(PersonDocument))}


def scores(session: Session, chance: random.Random) -> Case:
    """Scores of a running class."""
    school = make_institution(session)
    record = make_class(session, "running", institution=school)
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 9))}
    for number, one in people.items():
        make_enrolment(session, record, make_person(session, one.fields["name"], number=number, born=one.born))

    def stored() -> Facts:
        numbers = _numbers(session)
        rows = session.scalars(select(Enrolment).where(Enrolment.class_id == record.id, Enrolment.score.is_not(None)))
        return {numbers[each.person_id]: {"score": each.score} for each in rows}

    lines = [
        {"identity_number": number, "name": one.fields["name"], "score": chance.randrange(100, 10001, 50)}
        for number, one in people.items()
    ]
    heads = {**_PERSON_HEADS, "score": "成绩 总成绩 考核成绩 结业成绩 成绩（百分制） 得分"}
    typists = {**_person_typists(people), "score": type_points}
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    return Case("scores", actor_of(school), at, heads, lines, typists, stored, record.number, ("score",))


def attendance(session: Session, chance: random.Random) -> Case:
    """Attendance of a running class of four days, a column for each."""
    school = make_institution(session)
    record = make_class(session, "running", institution=school)
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 8))}
    for number, one in people.items():
        make_enrolment(session, record, make_person(session, one.fields["name"], number=number, born=one.born))
    fields = [f"session-{number}" for number in range(1, 5)]

    def stored() -> Facts:
        numbers = _numbers(session)
        rows = session.execute(
            select(Enrolment.person_id, ClassSession.number, Attendance.status)
            .join(Attendance, Attendance.enrolment_id == Enrolment.id)
            .join(ClassSession, ClassSession.id == Attendance.session_id).where(Enrolment.class_id == record.id)
        )
        found: Facts = {}
        for person_id, number, status in rows:
            found.setdefault(numbers[person_id], {})[f"session-{number}"] = status
        return found

    words = {
        "present": ("√", "到", "出勤", "✓", " √ "), "late": ("迟到", "迟"), "leave": ("请假", "事假", "假"),
        "absent": ("×", "缺勤", "旷课", "缺"),
    }  # fmt: skip
    typist = type_one_of(words, ("○", "△", "/", "早退", "同上", "?", "1"))
    lines = [
        {"identity_number": number, "name": one.fields["name"]}
        | {each: chance.choice(("present", "present", "late", "leave", "absent")) for each in fields}
        for number, one in people.items()
    ]
    form = chance.choice(("第{0}次", "3月{1}日", "2026-03-0{1}", "3.{1}",
                          "2026年3月{1}日", "第{0}次课（3月{1}日）", "2026/3/{1}"))
    heads = {**_PERSON_HEADS, **{f"session-{number}": form.format(number, number + 1) for number in range(1, 5)}}
    typists = {**_person_typists(people), **dict.fromkeys(fields, typist)}
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    return Case("attendance", actor_of(school), at, heads, lines, typists, stored, record.number)


def disbursements(session: Session, chance: random.Random) -> Case:
    """Payments for a completed class whose people all have their certificate."""
    school = make_institution(session, in_catalogue=True)
    list_programme(session)
    record = make_class(session, "completed", institution=school)
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 8))}
    for number, one in people.items():
        person = make_person(session, one.fields["name"], number=number, born=one.born)
        enrolment = make_enrolment(session, record, person, "completed")
        make_level_certificate(
            session, person, record.level, enrolment=enrolment, occupation_key=record.occupation_key,
            issued_on=date(2026, 5, 20),
        )  # fmt: skip

    def stored() -> Facts:
        numbers = _numbers(session)
        return {
            numbers[each.person_id]: {"amount": each.amount_fen, "paid_on": each.paid_on, "voucher": each.voucher}
            for each in session.scalars(select(Disbursement))
        }

    lines = [
        {"identity_number": number, "name": one.fields["name"], "class_number": record.number, "level": "intermediate",
         "amount": chance.randrange(50_000, 300_000), "paid_on": date(2026, 6, 1) + timedelta(days=chance.randrange(90)),
         "voucher": f"PZ2026-{serial:05d}"}
        for serial, (number, one) in enumerate(people.items())
    ]  # fmt: skip
    heads = {
        **_PERSON_HEADS, "class_number": "班次编号 班次号 培训班次", "level": "等级 级别 证书等级",
        "amount": "金额(元) 金额 发放金额 补贴金额（元） 金额（单位：元）", "paid_on": "发放日期 发放时间 拨付日期",
        "voucher": "凭证号 凭证编号 支付凭证号",
    }  # fmt: skip
    typists = {
        **_person_typists(people), "class_number": type_words, "level": _type_level, "amount": type_money, "paid_on": type_day,
        "voucher": type_reference,
    }  # fmt: skip
    at = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    return Case("disbursements", bureau(), at, heads, lines, typists, stored, None, tuple(heads))


def level_certificates(session: Session, chance: random.Random) -> Case:
    """Level results of a completed class, with their certificates."""
    body = make_assessment_body(session)
    record = make_class(session, "completed", assessment_body=body)
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 8))}
    for number, one in people.items():
        person = make_person(session, one.fields["name"], number=number, born=one.born)
        make_enrolment(session, record, person, "completed")

    def stored() -> Facts:
        numbers = _numbers(session)
        found: Facts = {
            numbers[each.person_id]: {
                "theory_score": each.theory_score, "ability_score": each.ability_score, "assessed_on": each.assessed_on,
            } for each in session.scalars(select(LevelAssessment))
        }  # fmt: skip
        for each in session.scalars(select(LevelCertificate)):
            found[numbers[each.person_id]] |= {"certificate_number": each.number, "issued_on": each.issued_on}
        return found

    lines = [
        {"identity_number": number, "name": one.fields["name"], "class_number": record.number,
         "theory_score": chance.randrange(6000, 10001, 50), "ability_score": chance.randrange(6000, 10001, 50),
         "assessed_on": date(2026, 4, 11), "certificate_number": f"SZ3710002{serial:05d}", "issued_on": date(2026, 5, 20)}
        for serial, (number, one) in enumerate(people.items())
    ]  # fmt: skip
    heads = {
        **_PERSON_HEADS, "class_number": "班次编号 班次 班号", "theory_score": "理论成绩 理论 理论知识考试成绩",
        "ability_score": "能力成绩 专业能力 实操成绩", "assessed_on": "考核日期 评价日期 考试时间",
        "certificate_number": "证书编号 证书号 等级证书编号", "issued_on": "发证日期 颁证日期",
    }  # fmt: skip
    typists = {
        **_person_typists(people), "class_number": type_words, "theory_score": type_points, "ability_score": type_points,
        "assessed_on": type_day, "certificate_number": type_reference, "issued_on": type_day,
    }  # fmt: skip
    actor, at = actor_of(body, Role.ASSESSMENT_BODY), datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    return Case("level_certificates", actor, at, heads, lines, typists, stored, None, tuple(heads))


def earlier_hours(session: Session, chance: random.Random) -> Case:
    """One training each of people the register does not know."""
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 9))}

    def stored() -> Facts:
        numbers = _numbers(session)
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
        **_PERSON_HEADS, "year": "年度 年份", "subject": "科目 学时类别", "hours": "学时 学时数 认定学时",
        "source": "举办单位 主办单位",
        "course": "学习内容 培训项目", "evidence": "证明材料 证书编号 文号", "occurred_on": "日期 培训日期 完成日期",
    }  # fmt: skip
    years = {year: (str(year), f"{year}年", f"{year}年度", f" {year} ") for year in range(2020, 2026)}
    subjects = {"general": ("公需", "公需科目", "公需课"), "professional": ("专业", "专业科目", "专业课")}
    typists: dict[str, Typist] = {
        **_person_typists(people), "year": type_one_of(years, ("24", "2024-2025", "近三年", "2099", "同上")),
        "subject": type_one_of(subjects, ("选修", "公需/专业", "同上", "其他")), "hours": type_hours, "source": type_words,
        "course": type_words, "evidence": type_reference, "occurred_on": type_day,
    }  # fmt: skip
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    return Case("earlier_hours", bureau(), at, heads, lines, typists, stored, None, ("hours", "subject", "source"))


def earlier_titles(session: Session, chance: random.Random) -> Case:
    """One title each of people the register does not know."""
    people = {each.fields["identity_number"]: each for each in _people(session, chance, chance.randint(2, 9))}

    def stored() -> Facts:
        numbers = _numbers(session)
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
        **_PERSON_HEADS, "title_name": "职称名称 职称 现职称 专业技术职务", "held_from": "取得日期 取得时间 批准时间",
        "specialty": "专业 职称专业",
        "certificate_number": "证书编号 证书号 管理号",
    }  # fmt: skip
    typists = {
        **_person_typists(people),
        "title_name": type_one_of(titles, ("高级", "初级", "高级工", "技师", "同上", "工程师/会计师", "有", "副主任科员")),
        "held_from": type_day, "specialty": type_words, "certificate_number": type_reference,
    }  # fmt: skip
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    return Case("earlier_titles", bureau(), at, heads, lines, typists, stored, None, ("title_name", "held_from"))


def programmes(session: Session, chance: random.Random) -> Case:
    """Entries of the catalogue, each with its hours."""
    keys = chance.sample([(key, level) for key in OCCUPATIONS for level in LEVELS], chance.randint(2, 9))
    names = {f"{OCCUPATIONS[key]}/{level}": (key, level) for key, level in keys}

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
        {"occupation": name, "level": level, "hours": chance.randrange(800, 20000, 50), "document": "威人社函〔2026〕1号",
         "valid_from": date(2026, 1, 1), "valid_last": date(2028, 12, 31)}
        for name, (key, level) in names.items()
    ]  # fmt: skip
    heads = {
        "occupation": "职业 职业名称 培训项目 职业（工种）", "level": "等级 级别 培训等级", "hours": "学时 标准学时 培训学时",
        "document": "文号 依据",
        "valid_from": "有效期起 起始日期", "valid_last": "有效期至 有效期止 截止日期",
    }  # fmt: skip

    def type_occupation(name: str, chance: random.Random) -> Typed:
        word = name.partition("/")[0]
        return _pick(chance, (word, f" {word}", f"{word}\n", f"\u200b{word}"), ("会计", "智能焊接", "同上", "？"), 0.15)

    typists: dict[str, Typist] = {
        "occupation": type_occupation, "level": _type_level, "hours": type_hours, "document": type_words,
        "valid_from": type_day, "valid_last": type_day,
    }  # fmt: skip
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    return Case("programmes", bureau(), at, heads, lines, typists, stored, None, ("occupation", "level", "valid_from"))


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
        return _pick(
            chance, (code, code.lower(), f" {code}", _wide(code), f"{code[:8]} {code[8:]}", f"\u200b{code}"),
            (code[:-1], f"{code}1", code[:9] + code[10:] + code[9], "同上", "5.23E+17", code.replace("5", "S", 1)), 0.25,
        )  # fmt: skip

    typists: dict[str, Typist] = {
        "code": type_code, "name": type_words, "kind": type_one_of(kinds, ("机构", "培训机构/评价机构", "同上", "？")),
        "address": type_words, "contact_phone": type_words, "valid_from": type_day, "valid_last": type_day,
        "document": type_words, "district": type_words,
    }  # fmt: skip
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    return Case("institutions", bureau(), at, heads, lines, typists, stored, None, ("code", "name", "kind", "valid_from"))


WORLDS = (
    scores, attendance, disbursements, level_certificates, earlier_hours, earlier_titles, programmes, institutions,
)  # fmt: skip
