"""Mutated lists of classes: scores, attendance, payments, level certificates; the truth, and what the register then holds."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment, make_level_certificate, make_lot
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.mutations.cells import Typed
from tests.mutations.lists import (
    PERSON_HEADS,
    Case,
    Facts,
    Form,
    numbers_of,
    people_of,
    person_typists,
    pick,
    type_day,
    type_level,
    type_money,
    type_one_of,
    type_points,
    type_reference,
    type_words,
    wide,
)
from tests.reports.world import list_programme
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.classes.models import Attendance, ClassSession, Enrolment
from training_app.kernel.actor import Role
from training_app.subsidies.models import Disbursement


def scores(session: Session, chance: random.Random) -> Case:
    """Scores of a running class."""
    school = make_institution(session)
    record = make_class(session, "running", institution=school)
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 9))}
    for number, one in people.items():
        make_enrolment(session, record, make_person(session, one.fields["name"], number=number, born=one.born))

    def stored() -> Facts:
        numbers = numbers_of(session)
        rows = session.scalars(select(Enrolment).where(Enrolment.class_id == record.id, Enrolment.score.is_not(None)))
        return {numbers[each.person_id]: {"score": each.score} for each in rows}

    lines = [
        {"identity_number": number, "name": one.fields["name"], "score": chance.randrange(100, 10001, 50)}
        for number, one in people.items()
    ]
    heads = {**PERSON_HEADS, "score": "成绩 总成绩 考核成绩 结业成绩 成绩（百分制） 得分"}
    typists = {**person_typists(people), "score": type_points}
    at = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
    form = Form(heads, lines, (*PERSON_HEADS, "score"))
    return Case("scores", actor_of(school), at, [form], typists, stored, record.number)


def attendance(session: Session, chance: random.Random) -> Case:
    """Attendance of a running class of four days: a column for each, a line for each person and session, a sheet for each,
    or all of them in one file."""
    school = make_institution(session)
    record = make_class(session, "running", institution=school)
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 8))}
    for number, one in people.items():
        make_enrolment(session, record, make_person(session, one.fields["name"], number=number, born=one.born))

    def stored() -> Facts:
        numbers = numbers_of(session)
        rows = session.execute(
            select(Enrolment.person_id, ClassSession.number, Attendance.status)
            .join(Attendance, Attendance.enrolment_id == Enrolment.id)
            .join(ClassSession, ClassSession.id == Attendance.session_id).where(Enrolment.class_id == record.id)
        )
        found: Facts = {}
        for person_id, number, status in rows:
            found.setdefault(numbers[person_id], {})[f"session-{number}"] = status
        return found

    def place(truth: dict[str, Any], name: str) -> tuple[str, str]:
        return truth["identity_number"], f"session-{truth['held']}" if name == "status" else name

    statuses = type_one_of(_STATUSES, ("○", "△", "/", "早退", "同上", "?", "1"))
    came = {
        number: {held: chance.choice(("present", "present", "late", "leave", "absent")) for held in range(1, 5)}
        for number in people
    }
    who = {number: {"identity_number": number, "name": one.fields["name"]} for number, one in people.items()}
    typists = {
        **person_typists(people), **dict.fromkeys((f"session-{held}" for held in range(1, 5)), statuses),
        "status": statuses, "held": _type_held,
    }  # fmt: skip
    at = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    forms = _attendance_forms(who, came, chance)
    return Case("attendance", actor_of(school), at, forms, typists, stored, record.number, place=place)


_STATUSES: dict[Any, tuple[str, ...]] = {
    "present": ("√", "到", "出勤", "✓", " √ "), "late": ("迟到", "迟"), "leave": ("请假", "事假", "假"),
    "absent": ("×", "缺勤", "旷课", "缺"),
}  # fmt: skip
_BY_LINE = {
    **PERSON_HEADS, "held": "课次 日期 上课日期 考勤日期 上课时间 第几次课", "status": "考勤 出勤情况 考勤结果 是否出勤 签到情况",
}  # fmt: skip
_OF_SESSIONS = (
    "第{0}次", "3月{1}日", "2026-03-0{1}", "3.{1}", "2026年3月{1}日", "第{0}次课（3月{1}日）", "2026/3/{1}",
)  # fmt: skip


def _type_held(number: int, chance: random.Random) -> Typed:
    day = date(2026, 3, number + 1)
    return pick(
        chance,
        (f"第{number}次", f"{day:%Y-%m-%d}", day, f"3月{day.day}日", f"{day.year}.{day.month}.{day.day}", str(number), number,
         (day - date(1899, 12, 30)).days, f" 2026年3月{day.day}日", wide(f"{day:%Y/%m/%d}"), f"{day:%Y%m%d}"),
        ("第9次", "4月9日", "同上", "上周", "第1、2次", "3月", "2025-03-02", "〃", "全部", 9), 0.15,
    )  # fmt: skip


def _attendance_forms(
    who: dict[str, dict[str, Any]], came: dict[str, dict[int, str]], chance: random.Random
) -> list[Form]:
    columns, lines, sheet = chance.choice((((1, 2, 3, 4), (), 0), ((), (1, 2, 3, 4), 0), ((1, 2), (3, 4), 0), ((1, 2), (3,), 4),
                                           ((), (1, 2, 3), 4)))
    forms = []
    if columns:
        wording = chance.choice(_OF_SESSIONS)
        heads = {**PERSON_HEADS, **{f"session-{held}": wording.format(held, held + 1) for held in columns}}
        told = [one | {f"session-{held}": came[number][held] for held in columns} for number, one in who.items()]
        forms.append(Form(heads, told, (*PERSON_HEADS, f"session-{columns[0]}")))
    if lines:
        told = [one | {"held": held, "status": came[number][held]} for held in lines for number, one in who.items()]
        forms.append(Form(_BY_LINE, told, tuple(_BY_LINE), ("held",)))
    if sheet:
        heads = {name: words for name, words in _BY_LINE.items() if name != "held"}
        told = [one | {"held": sheet, "status": came[number][sheet]} for number, one in who.items()]
        forms.append(Form(heads, told, sheet=chance.choice((f"3月{sheet + 1}日", f"第{sheet}次"))))
    return forms


def disbursements(session: Session, chance: random.Random) -> Case:
    """Payments for a completed class whose people all have their certificate."""
    school = make_institution(session, in_catalogue=True)
    list_programme(session)
    record = make_class(session, "completed", institution=school)
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 8))}
    for number, one in people.items():
        person = make_person(session, one.fields["name"], number=number, born=one.born)
        enrolment = make_enrolment(session, record, person, "completed")
        make_level_certificate(
            session, person, record.level, enrolment=enrolment, occupation_key=record.occupation_key,
            issued_on=date(2026, 5, 20),
        )  # fmt: skip

    def stored() -> Facts:
        numbers = numbers_of(session)
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
        **PERSON_HEADS, "class_number": "班次编号 班次号 培训班次", "level": "等级 级别 证书等级",
        "amount": "金额(元) 金额 发放金额 补贴金额（元） 金额（单位：元）", "paid_on": "发放日期 发放时间 拨付日期",
        "voucher": "凭证号 凭证编号 支付凭证号",
    }  # fmt: skip
    typists = {
        **person_typists(people), "class_number": type_words, "level": type_level, "amount": type_money, "paid_on": type_day,
        "voucher": type_reference,
    }  # fmt: skip
    at = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    form = Form(heads, lines, tuple(heads), ("class_number", "level"))
    return Case("disbursements", bureau(), at, [form], typists, stored, own=("amount",))


def level_certificates(session: Session, chance: random.Random) -> Case:
    """Level results of a completed class, with their certificates."""
    body = make_assessment_body(session)
    record = make_class(session, "completed", assessment_body=body)
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(2, 8))}
    for number, one in people.items():
        person = make_person(session, one.fields["name"], number=number, born=one.born)
        enrolment = make_enrolment(session, record, person, "completed")
        # Without an approved lot no certificate is taken: each passed once before.
        earlier = make_assessment(session, enrolment, body, assessed_on=date(2026, 3, 20))
        make_lot(session, [earlier], on=date(2026, 4, 1))

    def stored() -> Facts:
        numbers = numbers_of(session)
        found: Facts = {
            numbers[each.person_id]: {
                "theory_score": each.theory_score, "ability_score": each.ability_score, "assessed_on": each.assessed_on,
            } for each in session.scalars(select(LevelAssessment).where(LevelAssessment.batch_id.is_not(None)))
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
        **PERSON_HEADS, "class_number": "班次编号 班次 班号", "theory_score": "理论成绩 理论 理论知识考试成绩",
        "ability_score": "能力成绩 专业能力 实操成绩", "assessed_on": "考核日期 评价日期 考试时间",
        "certificate_number": "证书编号 证书号 等级证书编号", "issued_on": "发证日期 颁证日期",
    }  # fmt: skip
    typists = {
        **person_typists(people), "class_number": type_words, "theory_score": type_points, "ability_score": type_points,
        "assessed_on": type_day, "certificate_number": type_reference, "issued_on": type_day,
    }  # fmt: skip
    actor, at = actor_of(body, Role.ASSESSMENT_BODY), datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    form = Form(heads, lines, tuple(heads), ("class_number", "assessed_on", "issued_on"))
    return Case("level_certificates", actor, at, [form], typists, stored)
