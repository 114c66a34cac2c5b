"""The year plans of the demo city: one of each institution for 2026, out of the classes it will hold, and what of the next
year is under way: one waits for the bureau, one was sent back, one was declined by its body, one is being amended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.demo.founding import Cast
from training_app.demo.plan import HOURS_A_DAY, ClassPlan
from training_app.demo.telling import Steps, at
from training_app.demo.units import ASSESSORS, TRAINERS
from training_app.files.pdf import A4_PORTRAIT, MM, Paper
from training_app.kernel.actor import Actor
from training_app.programmes import service_plan_lines, service_plan_versions, service_plans
from training_app.programmes.rules_plans import LineFacts
from training_app.programmes.service_plans import PlanText, Upload

Subject = tuple[str, str, str, int]
"""Occupation, direction, level and the place of the assessment body."""
_YEAR, _NEXT = 2026, 2027
_BEGUN = date(2025, 11, 10)
_TEXT = (
    "培训对象：在岗和有意愿从事数字技术工作的人员。\n课程与学时：按国家职业标准和培训大纲设理论、实操两部分。\n"
    "师资与场地：专兼职教师 8 名以上，实训工位满足计划人数。\n质量保障：逐次考勤，结业考核后颁发培训合格证书。"
)
_ASSESSMENT = "结业后 30 日内考核：理论知识机考 90 分钟，专业能力现场实操，每场不超过 50 人"
_HOURS_SOURCE = "教学大纲第三部分，演示数据"
"""Only the first class of a line decides its hours, so that a class of another length differs from its line."""
_SENT, _UNSENT = "鲁人社数字备〔2026〕{number}号", frozenset({5, 8})
"""What went to the province is cited so; the plans of these institutions nobody has noted yet."""
_SHORT = 3
"""The institution whose plan has one class less in each line than it files."""
_AMENDED, _SUBMITTED, _RETURNED, _DECLINED, _ASKED = 0, 6, 2, 4, 10
_REASON = "计划 4 班 160 人，报备的实训工位只有 60 个，请说明场地或调减人数。"
_DECLINES = "高级考核需要现场答辩，明年上半年排不出专家，请改到 9 月以后。"


@dataclass(slots=True)
class YearPlans:
    """The plans while they are told: `numbers` by institution, `lines` by institution and subject as classes are filed under."""

    cast: Cast
    subjects: dict[int, dict[Subject, list[ClassPlan]]] = field(default_factory=dict)
    numbers: dict[tuple[int, int], str] = field(default_factory=dict)
    lines: dict[tuple[int, Subject], int] = field(default_factory=dict)

    def line_of(self, plan: ClassPlan) -> str:
        """The line of a class as a filing names it."""
        return f"{self.numbers[plan.trainer, _YEAR]}/{self.lines[plan.trainer, subject_of(plan)]}"

    def trainer(self, place: int) -> Actor:
        return self.cast.of_unit[TRAINERS[place].code]

    def assessor(self, place: int) -> Actor:
        return self.cast.of_unit[ASSESSORS[place].code]


def subject_of(plan: ClassPlan) -> Subject:
    """What the line of a class is for."""
    return plan.occupation, plan.direction, plan.level, plan.assessor


def draw_up(cast: Cast, plans: Sequence[ClassPlan]) -> YearPlans:
    """What each institution plans for its classes."""
    found = YearPlans(cast)
    subjects: dict[int, dict[Subject, list[ClassPlan]]] = defaultdict(lambda: defaultdict(list))
    for plan in plans:
        subjects[plan.trainer][subject_of(plan)].append(plan)
    found.subjects = {place: dict(subjects[place]) for place in range(len(TRAINERS))}
    return found


def steps(told: YearPlans) -> Steps:
    """The plans of 2026 in November before it, those of 2027 in the last weeks."""
    for place in range(len(TRAINERS)):
        begun, asked, answered, handed_in, filed = (at(date(2025, 11, day), 9 + place % 8, place) for day in (10, 11, 13, 14, 19))
        yield begun, _act(_begin, told, place, begun)
        yield asked, _act(_ask, told, place, asked)
        yield answered, _act(_confirm, told, place, answered)
        yield handed_in, _act(_submit, told, place, handed_in)
        yield filed, _act(_file, told, place, filed)
        if place not in _UNSENT:
            sent = at(date(2025, 12, 1 + place), 10, place)
            yield sent, _act(_send, told, place, sent)
    yield from _this_autumn(told)


def _this_autumn(told: YearPlans) -> Steps:
    amended = at(date(2026, 11, 16), 9, 5)
    yield amended, _act(_amend, told, _AMENDED, amended)
    for place in (_SUBMITTED, _RETURNED, _DECLINED, _ASKED):
        begun = at(date(2026, 11, 12), 9, place)
        yield begun, _act(_begin_next, told, place, begun)
    declined = at(date(2026, 11, 17), 14, 20)
    yield declined, _act(_decline, told, _DECLINED, declined)
    for place in (_SUBMITTED, _RETURNED):
        answered, handed_in = at(date(2026, 11, 16), 15, place), at(date(2026, 11, 18), 10, place)
        yield answered, _act(_confirm_next, told, place, answered)
        yield handed_in, _act(_submit_next, told, place, handed_in)
    returned = at(date(2026, 11, 20), 11, 10)
    yield returned, _act(_send_back, told, _RETURNED, returned)


Told = Callable[[Session, YearPlans, int, datetime], None]


def _act(act: Told, told: YearPlans, place: int, now: datetime) -> Callable[[Session], None]:
    return lambda session: act(session, told, place, now)


def _begin(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    elsewhere = TRAINERS[place].district is None
    text = PlanText(_TEXT, *(("烟台市人力资源和社会保障局", "烟人社数字备〔2025〕18号") if elsewhere else ()))
    uploads = {"filing": Upload("烟台市备案函.pdf", _paper(TRAINERS[place].name))} if elsewhere else {}
    actor = told.trainer(place)
    record = service_plans.create(session, actor, _YEAR, text, uploads, now.date(), now)
    told.numbers[place, _YEAR] = record.number
    for subject, classes in told.subjects[place].items():
        spare = 0 if place == _SHORT and len(classes) > 1 else 1
        months = [plan.days[0].month for plan in classes]
        facts = LineFacts(
            *subject[:3], ASSESSORS[subject[3]].code, len(classes) - 1 + spare,
            sum(plan.capacity for plan in classes) + (40 if spare else -20), min(months), max(months), _ASSESSMENT,
            len(classes[0].days) * HOURS_A_DAY, _HOURS_SOURCE,
        )  # fmt: skip
        line = service_plan_lines.add(session, actor, record.number, None, facts, now)
        told.lines[place, subject] = line.line
    if not told.subjects[place]:
        _add(session, told, place, _YEAR, ("big_data", "processing", "junior", 0), 1, now)


def _begin_next(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    record = service_plans.create(session, told.trainer(place), _NEXT, PlanText(_TEXT), {}, now.date(), now)
    told.numbers[place, _NEXT] = record.number
    for subject, classes in (
        (("smart_manufacturing", "production_control", "intermediate", 0), 4), (("big_data", "analysis", "intermediate", 0), 2),
        (("smart_manufacturing", "intelligent_maintenance", "senior", 1), 1),
    ):  # fmt: skip
        _add(session, told, place, _NEXT, subject, classes, now)
    service_plan_lines.ask(session, told.trainer(place), record.number, None, now)


def _add(
    session: Session, told: YearPlans, place: int, year: int, subject: Subject, classes: int, now: datetime
) -> None:
    facts = LineFacts(*subject[:3], ASSESSORS[subject[3]].code, classes, 40 * classes, 3, 10, _ASSESSMENT)
    service_plan_lines.add(session, told.trainer(place), told.numbers[place, year], None, facts, now)


def _ask(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    service_plan_lines.ask(session, told.trainer(place), told.numbers[place, _YEAR], None, now)


def _confirm(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    for assessor in sorted({subject[3] for subject in told.subjects[place]} or {0}):
        number = told.numbers[place, _YEAR]
        service_plan_lines.answer(session, told.assessor(assessor), number, None, "confirmed", "", now)


def _confirm_next(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    for assessor in (0, 1):
        number = told.numbers[place, _NEXT]
        service_plan_lines.answer(session, told.assessor(assessor), number, None, "confirmed", "", now)


def _decline(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    number = told.numbers[place, _NEXT]
    service_plan_lines.answer(session, told.assessor(0), number, None, "confirmed", "", now)
    service_plan_lines.answer(session, told.assessor(1), number, None, "declined", _DECLINES, now)


def _submit(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    service_plans.submit(session, told.trainer(place), told.numbers[place, _YEAR], None, now)


def _submit_next(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    service_plans.submit(session, told.trainer(place), told.numbers[place, _NEXT], None, now)


def _file(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    number = f"威人社数字备〔2025〕{place + 3}号"
    service_plans.file(session, told.cast.bureau, told.numbers[place, _YEAR], None, number, now)


def _send(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    document, day = _SENT.format(number=place + 21), now.date()
    number = told.numbers[place, _YEAR]
    service_plan_versions.send_to_province(session, told.trainer(place), number, None, day, document, None, day, now)


def _send_back(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    service_plans.send_back(session, told.cast.bureau, told.numbers[place, _NEXT], None, {"line/1": _REASON}, now)


def _amend(session: Session, told: YearPlans, place: int, now: datetime) -> None:
    """One line grows, one is added and waits for its body."""
    actor = told.trainer(place)
    record = service_plan_versions.amend(session, actor, told.numbers[place, _YEAR], now)
    subject, classes = next(iter(told.subjects[place].items()))
    months = [plan.days[0].month for plan in classes]
    grown = LineFacts(
        *subject[:3], ASSESSORS[subject[3]].code, len(classes) + 2, sum(plan.capacity for plan in classes) + 120, min(months), 12,
        _ASSESSMENT, (len(classes[0].days) + 1) * HOURS_A_DAY, _HOURS_SOURCE,
    )  # fmt: skip
    service_plan_lines.change(session, actor, record.number, told.lines[place, subject], None, grown, now)
    facts = LineFacts("artificial_intelligence", "", "junior", ASSESSORS[0].code, 1, 40, 12, 12, _ASSESSMENT)
    service_plan_lines.add(session, actor, record.number, None, facts, now)
    service_plan_lines.ask(session, actor, record.number, None, now)


def _paper(name: str) -> bytes:
    """The letter by which an institution's own city filed its plan."""
    paper = Paper("备案函", A4_PORTRAIT)
    for place, line in enumerate(("2026 年度培训方案备案函（演示，虚构）", name, "报来的年度培训方案和考核计划收悉，准予备案。")):
        paper.text(25 * MM, (250 - 14 * place) * MM, line, 14)
    return paper.finish().content
