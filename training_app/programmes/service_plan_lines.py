"""The lines of a year plan: added, changed, removed by the institution; asked about and answered by assessment bodies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, Stale
from training_app.programmes import labels, queries, queries_plans, rules_plans, service_plan_notices
from training_app.programmes import messages_plans as messages
from training_app.programmes.models import Occupation
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import LineFacts
from training_app.programmes.service_plans import note, open_for, refuse, wrong_text


def add(
    session: Session, actor: Actor, number: str, version: int | None, facts: LineFacts, at: datetime
) -> PlanLine:
    """A new line at the end. InvalidInput names every wrong field."""
    record = open_for(session, actor, number, "edit", version)
    values = _checked(session, record, facts, None)
    line = PlanLine(plan_id=record.id, line=take_lines(session, record), answer="", **values)
    session.add(line)
    count_up(session, record)
    note(session, actor, "plan.add_line", record, at, line=line.line, version=record.version)
    return line


def change(
    session: Session, actor: Actor, number: str, line_number: int, version: int | None, facts: LineFacts, at: datetime
) -> PlanLine:
    """Changes a line; whoever confirmed it has to be asked again. What a line of the filed version is for stays."""
    record = open_for(session, actor, number, "edit", version)
    line = queries_plans.line(session, record.id, line_number, number)
    values = _checked(session, record, facts, line)
    changed = sorted(name for name, value in values.items() if getattr(line, name) != value)
    if not changed:
        return line
    told = line.body_id if line.answer else None
    for name in changed:
        setattr(line, name, values[name])
    forget_answer(session, record, line, told, at)
    count_up(session, record)
    note(session, actor, "plan.edit_line", record, at, line=line.line, fields=changed, version=record.version)
    return line


def remove(session: Session, actor: Actor, number: str, line_number: int, version: int | None, at: datetime) -> None:
    """Takes a line out; its number is not given again."""
    record = open_for(session, actor, number, "edit", version)
    line = queries_plans.line(session, record.id, line_number, number)
    told = line.body_id if line.answer else None
    record.last_line = max(record.last_line, line_number)
    session.delete(line)
    count_up(session, record)
    note(session, actor, "plan.remove_line", record, at, line=line_number, version=record.version)
    _settle(session, record, told, at)


def ask(session: Session, actor: Actor, number: str, version: int | None, at: datetime) -> tuple[int, int]:
    """Asks the bodies of all lines not asked about, or declined and not changed since; answers how many bodies and lines."""
    record = open_for(session, actor, number, "ask", version)
    lines = [row.record for row in queries_plans.lines_of(session, record.id) if row.record.answer in ("", "declined")]
    if not lines:
        raise InvalidInput("plans.nothing_to_ask", messages.NOTHING_TO_ASK)
    for line in lines:
        line.answer, line.answered_at, line.answered_by, line.answer_remark = "asked", None, None, ""
    bodies = {line.body_id for line in lines}
    count_up(session, record)
    note(session, actor, "plan.ask", record, at, lines=[line.line for line in lines])
    service_plan_notices.tell_asked(session, record, bodies, at)
    return len(bodies), len(lines)


def answer(
    session: Session, actor: Actor, number: str, chosen: Collection[int] | None, answer: str, remark: str, at: datetime,
    seen: Mapping[int, str] = MappingProxyType({}),
) -> int:  # fmt: skip
    """An assessment body confirms or declines lines it was asked about (`chosen` None: all it has not confirmed yet), until
    the plan is filed; how many. InvalidInput for none, for another answer, or a refusal without a reason; Stale when a line
    is not any more what its body read (`seen`: `LineWords.edition` by line)."""
    record = open_for(session, actor, number, "answer")
    rows = [
        row for row in queries_plans.lines_of(session, record.id, queries_plans.lines_shown(actor))
        if (row.record.answer != "confirmed" if chosen is None else row.record.line in chosen)
    ]  # fmt: skip
    if any(seen.get(row.record.line, edition) != edition for row in rows for edition in [row.words().edition]):
        raise Stale("plans.stale", messages.STALE.format(number=number))
    lines = [row.record for row in rows]
    wrong = {"remark": wrong_text(remark, rules_plans.MOST_REASON)}
    if not lines:
        wrong["lines"] = messages.CHOOSE_LINES
    if answer not in ("confirmed", "declined"):
        wrong["answer"] = messages.ANSWER
    elif answer == "declined" and not remark.strip():
        wrong["remark"] = messages.DECLINE_REASON
    refuse(wrong)
    for line in lines:
        line.answer, line.answered_at, line.answered_by = answer, at, actor.user_id
        line.answer_remark = remark.strip() if answer == "declined" else ""
    count_up(session, record)
    note(session, actor, "plan.answer", record, at, lines=[line.line for line in lines], answered=answer)
    _settle(session, record, actor.institution_id, at)
    service_plan_notices.tell_answered(session, actor, record, answer, len(lines), at)
    return len(lines)


def take_lines(session: Session, record: AnnualPlan, count: int = 1) -> int:
    """Numbers for so many new lines, the first of them: above every one any version of the year's plan ever had, those taken out
    too. The plan is held."""
    plan = AnnualPlan
    last = session.scalar(
        select(func.greatest(func.max(plan.last_line), func.max(PlanLine.line)))
        .outerjoin(PlanLine, PlanLine.plan_id == plan.id)
        .where(plan.institution_id == record.institution_id, plan.year == record.year)
    )
    record.last_line = (last or 0) + count
    return (last or 0) + 1


def count_up(session: Session, record: AnnualPlan) -> None:
    """A change of lines is one of their plan, so that a page drawn before it is told from the present."""
    flag_modified(record, "content")
    session.flush()


def forget_answer(session: Session, record: AnnualPlan, line: PlanLine, told: int | None, at: datetime) -> None:
    """A line was changed: its body has to be asked again, and `told`, the one asked before, need not answer any more."""
    line.answer, line.answered_at, line.answered_by, line.answer_remark = "", None, None, ""
    session.flush()
    _settle(session, record, told, at)


def _settle(session: Session, record: AnnualPlan, body_id: int | None, at: datetime) -> None:
    """What the body was told is settled once none of its lines waits for an answer."""
    waiting = select(PlanLine.id).where(PlanLine.plan_id == record.id, PlanLine.body_id == body_id, PlanLine.answer == "asked")
    if body_id is not None and session.scalar(waiting.limit(1)) is None:
        service_plan_notices.settle_asked(session, record, body_id, at)


def _checked(
    session: Session, record: AnnualPlan, facts: LineFacts, line: PlanLine | None
) -> dict[str, object]:
    """The columns of a line. InvalidInput names every wrong field at once."""
    occupations = {each.key: each for each in queries.occupations(session)}
    bodies = {each.code: each for each in queries_plans.bodies(session, record.year)}
    others = [row.record for row in queries_plans.lines_of(session, record.id) if line is None or row.record.id != line.id]
    wrong = _wrong(session, record, facts, occupations, bodies)
    if not any(wrong.values()):
        key = (facts.occupation_key, facts.direction_key or None, facts.level, bodies[facts.body].id)
        same = next((each for each in others if _key(each) == key), None)
        if same is not None:
            wrong["programme"] = messages.LINE_TWICE.format(line=same.line)
        elif line is None and len(others) >= rules_plans.MOST_LINES:
            wrong["programme"] = messages.TOO_MANY_LINES.format(most=rules_plans.MOST_LINES)
        elif line is not None and key[:3] != _key(line)[:3] and _is_carried_over(session, record, line):
            wrong["programme"] = messages.SUBJECT_FIXED
    refuse(wrong)
    return {
        "occupation_key": facts.occupation_key, "direction_key": facts.direction_key or None, "level": facts.level,
        "body_id": bodies[facts.body].id, "classes": facts.classes, "headcount": facts.headcount,
        "first_month": facts.first_month, "last_month": facts.last_month, "assessment_plan": facts.assessment_plan.strip(),
        "hours": facts.hours, "hours_source": facts.hours_source.strip(),
    }  # fmt: skip


def _key(line: PlanLine) -> tuple[str, str | None, str, int]:
    return line.occupation_key, line.direction_key, line.level, line.body_id


def _is_carried_over(session: Session, record: AnnualPlan, line: PlanLine) -> bool:
    wanted = select(PlanLine.id).where(PlanLine.plan_id == record.amends, PlanLine.line == line.line)
    return session.scalar(wanted) is not None


def _wrong(
    session: Session, record: AnnualPlan, facts: LineFacts, occupations: Mapping[str, Occupation],
    bodies: Mapping[str, Institution],
) -> dict[str, str]:  # fmt: skip
    wrong = {"assessment_plan": wrong_text(facts.assessment_plan, rules_plans.MOST_TEXT["assessment_plan"])}
    if not facts.assessment_plan.strip():
        wrong["assessment_plan"] = messages.TEXT_MISSING
    occupation = occupations.get(facts.occupation_key)
    if occupation is None:
        wrong["programme"] = messages.OCCUPATION
    elif facts.direction_key and facts.direction_key not in {each.key for each in occupation.directions}:
        wrong["programme"] = messages.DIRECTION.format(occupation=occupation.name)
    if facts.level not in labels.LEVELS:
        wrong["level"] = messages.LEVEL
    if facts.body not in bodies:
        wrong["body"] = messages.BODY.format(year=record.year)
    elif not queries_plans.assesses(session, bodies[facts.body].id, record.year, facts.occupation_key, facts.level):
        wrong["body"] = messages.BODY_SCOPE
    for name, most in (("classes", rules_plans.MOST_CLASSES), ("headcount", rules_plans.MOST_HEADCOUNT)):
        value = getattr(facts, name)
        if value is None or not 0 < value <= most:
            wrong[name] = messages.NUMBER.format(most=most)
    return wrong | _wrong_months(facts.first_month, facts.last_month) | _wrong_hours(facts.hours, facts.hours_source)


def _wrong_hours(hours: int | None, source: str) -> dict[str, str]:
    wrong = {"hours_source": wrong_text(source, rules_plans.MOST_TEXT["hours_source"])}
    if hours is not None and not 0 < hours <= rules_plans.MOST_HOURS:
        wrong["hours"] = messages.HOURS.format(most=rules_plans.MOST_HOURS // 100)
    elif hours is not None and not source.strip():
        wrong["hours_source"] = messages.HOURS_SOURCE
    elif hours is None and source.strip():
        wrong["hours"] = messages.HOURS_MISSING
    return wrong


def _wrong_months(first: int | None, last: int | None) -> dict[str, str]:
    months: Sequence[tuple[str, int | None]] = (("first_month", first), ("last_month", last))
    wrong = {name: messages.MONTH for name, month in months if month is None or not 1 <= month <= 12}
    if not wrong and first is not None and last is not None and last < first:
        wrong["last_month"] = messages.MONTHS_REVERSED
    return wrong
