"""The mutated opening load: classes of earlier years with everything the books tell of their people."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau, make_institution
from tests.mutations.cells import Typed, type_phone
from tests.mutations.lists import (
    PERSON_HEADS,
    Case,
    Facts,
    Form,
    Typist,
    may_be_none,
    numbers_of,
    people_of,
    person_typists,
    pick,
    type_day,
    type_hours,
    type_level,
    type_money,
    type_one_of,
    type_reference,
    type_words,
)
from tests.mutations.people import LEVELS, OCCUPATIONS, Learner
from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.people.models import Person
from training_app.subsidies.models import Disbursement

_HEADS = {
    **PERSON_HEADS, "class_ref": "班次编号（原） 原班次编号 班号 期次", "institution": "培训机构 培训机构（代码或名称） 承办机构",
    "occupation": "职业 职业名称 工种", "level": "等级 培训等级", "starts_on": "开班日期 开班时间",
    "completed_on": "结业日期 结业时间",
    "class_name": "班次名称 培训班名称", "district": "区市 办班区市", "hours": "学时 实际学时", "phone": "手机 联系电话",
    "employer": "单位 工作单位", "result": "结果（合格/不合格/退班） 结业结果 是否合格",
    "completion_certificate": "培训合格证书号 结业证书编号", "level_certificate": "等级证书编号 专业技术等级证书编号",
    "issued_on": "发证日期 发证时间", "assessor": "评价机构 发证机构", "amount": "补贴金额（元） 补贴金额 发放金额",
    "paid_on": "发放日期 拨付日期", "voucher": "凭证号 凭证编号",
}  # fmt: skip
_NARROW = (
    *PERSON_HEADS, "class_ref", "institution", "occupation", "level", "starts_on", "completed_on", "hours", "result",
)  # fmt: skip
_OF_CLASS = ("class_ref", "institution", "occupation", "level", "starts_on", "completed_on", "class_name", "district")
_PAID = ("completion_certificate", "level_certificate", "issued_on", "assessor", "amount", "paid_on", "voucher")
_RESULTS = {
    "completed": ("合格", "结业", "考核合格", "通过"), "failed": ("不合格", "考核不合格", "未通过"),
    "withdrawn": ("退班", "中途退出", "退训"),
}  # fmt: skip
_DISTRICTS = {"371082": ("荣成市", "371082"), "371002": ("环翠区", "371002")}


def _type_phone(phone: str, chance: random.Random) -> Typed:
    return type_phone(Learner({"phone": phone}), chance)


def opening(session: Session, chance: random.Random) -> Case:
    """One to three classes of two institutions, everybody in one of them."""
    schools = {one.code: one for one in (make_institution(session) for _ in range(2))}
    people = {each.fields["identity_number"]: each for each in people_of(chance, chance.randint(3, 9))}
    classes = [_earlier_class(chance, schools, serial) for serial in range(chance.randint(1, 3))]
    lines = [_line(chance, classes, serial, one) for serial, one in enumerate(people.values(), chance.randrange(1, 900))]
    lines.sort(key=lambda line: line["class_ref"])

    def type_institution(code: str, chance: random.Random) -> Typed:
        name = schools[code].name
        return pick(
            chance, (code, name, f" {name}", f"{name}\n", code.lower(), f"\u200b{code}"),
            ("某某学校", "同上", code[:-1], f"{name}等", "", "〃"), 0.15,
        )  # fmt: skip

    typists: dict[str, Typist] = {
        **person_typists(people), "class_ref": type_reference, "institution": type_institution, "phone": _type_phone,
        "occupation": type_one_of(OCCUPATIONS, ("会计", "智能焊接", "同上", "？", "")), "level": type_level,
        "district": type_one_of(_DISTRICTS, ("某区", "同上", "？", "环翠区/荣成市")), "class_name": type_words,
        "result": type_one_of(_RESULTS, ("优秀", "合格/不合格", "同上", "？", "未考核", "")), "employer": type_words,
        "hours": type_hours,
        "starts_on": type_day, "completed_on": type_day,
        **dict.fromkeys(("paid_on", "issued_on"), may_be_none(type_day)),
        **dict.fromkeys(("completion_certificate", "level_certificate", "voucher"), may_be_none(type_reference)),
        "amount": may_be_none(type_money), "assessor": may_be_none(type_words),
    }  # fmt: skip
    form = Form(_HEADS, lines, _NARROW, _OF_CLASS)
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    return Case("opening", bureau(), at, [form], typists, lambda: _stored(session), own=("amount",))


def _earlier_class(chance: random.Random, schools: dict[str, Institution], serial: int) -> dict[str, Any]:
    begins = date(2023, 6, 1) + timedelta(days=chance.randrange(800))
    level = chance.choice(list(LEVELS))
    return {
        "class_ref": f"旧班{begins.year}-{serial:02d}", "institution": chance.choice(list(schools)), "level": level,
        "occupation": chance.choice(list(OCCUPATIONS)), "starts_on": begins, "completed_on": begins + timedelta(days=20),
        "class_name": f"{begins.year}年旧班{serial}", "district": chance.choice(list(_DISTRICTS)),
    }  # fmt: skip


def _line(chance: random.Random, classes: list[dict[str, Any]], serial: int, one: Learner) -> dict[str, Any]:
    told = chance.choice(classes)
    result = chance.choice(("completed", "completed", "completed", "failed", "withdrawn"))
    line = {
        **told, "identity_number": one.fields["identity_number"], "name": one.fields["name"], "phone": one.fields["phone"],
        "employer": one.fields["employer"], "hours": chance.randrange(800, 9600, 50), "result": result,
        **dict.fromkeys(_PAID),
    }  # fmt: skip
    if result != "completed":
        return line
    after = told["completed_on"] + timedelta(days=40)
    line["completion_certificate"] = f"旧合格{serial:04d}"
    if chance.random() < 0.7:
        line |= {"level_certificate": f"SZ{serial:07d}", "issued_on": after, "assessor": "省数字人才评价中心"}
    if chance.random() < 0.6:
        amount = chance.randrange(50_000, 300_000)
        line |= {"amount": amount, "paid_on": after + timedelta(days=9), "voucher": f"旧凭证{serial:04d}"}
    return line


def _stored(session: Session) -> Facts:
    numbers = numbers_of(session)
    completions = {
        each.enrolment_id: each.number for each in session.scalars(select(CompletionCertificate))
    }  # fmt: skip
    levels = {each.enrolment_id: each for each in session.scalars(select(LevelCertificate))}
    payments = {each.enrolment_id: each for each in session.scalars(select(Disbursement))}
    codes = dict(session.execute(select(Institution.id, Institution.code)).all())
    found: Facts = {}
    rows = session.execute(
        select(Enrolment, TrainingClass, Person).join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == Enrolment.person_id).where(Enrolment.origin == "opening")
    )
    for one, record, person in rows:
        level, paid = levels.get(one.id), payments.get(one.id)
        assert numbers[person.id] not in found, "somebody stands in two classes"
        found[numbers[person.id]] = {
            "class_ref": record.original_number, "institution": codes[record.institution_id], "level": record.level,
            "occupation": record.occupation_key, "starts_on": record.starts_on, "completed_on": record.completed_on,
            "class_name": record.name, "district": record.district_code, "hours": one.hours_attended, "phone": person.phone,
            "employer": one.employer_name, "result": one.state, "completion_certificate": completions.get(one.id),
            "level_certificate": level and level.number, "issued_on": level and level.issued_on,
            "assessor": level and level.issuer_name, "amount": paid and paid.amount_fen, "paid_on": paid and paid.paid_on,
            "voucher": paid and paid.voucher,
        }  # fmt: skip
    return found
