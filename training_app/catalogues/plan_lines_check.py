"""What the register says against lists of plan lines: the assessment body of each line, and the line the plan has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from training_app.catalogues import messages_plan_lines as messages
from training_app.catalogues.columns_institutions import full_name
from training_app.catalogues.columns_plan_lines import PLAN_LINE_LIST, show
from training_app.catalogues.columns_programmes import direction_of, level_of
from training_app.institutions.models import Institution
from training_app.intake.rows import Outcome, Row
from training_app.kernel.quantities import parse_hundredths
from training_app.programmes import labels_plans, queries_plans
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import MOST_LINES

LIVE = frozenset(
    {
        "body.unknown", "body.several", "body.scope", "row.duplicate", "row.contradiction", "row.imported", "line.change",
        "plan.full",
    }
)
_NEEDED = ("classes", "headcount", "first_month", "last_month", "assessment_plan")
COLUMNS = (*_NEEDED, "hours", "hours_source")
"""What of a line the list changes, where the plan has a line of that occupation, direction, level and body."""
_SHOWN = {"first_month": "months", "last_month": "months"}
Key = tuple[str, str | None, str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The key of a line, its values, and the line of the plan that has this key."""

    key: Key
    values: tuple[int | str | None, ...]
    line: PlanLine | None


def check_rows(session: Session, plan: AnnualPlan, rows: Sequence[Row]) -> None:
    """Adds the problems and foretells what becomes of each line."""
    bodies = queries_plans.bodies(session, plan.year)
    lines = {key_of(row.record): row.record for row in queries_plans.lines_of(session, plan.id)}
    for row in rows:
        show(row.fields)
        body = _body(row, bodies, plan.year)
        row.found = None
        if body is not None and all(name in row.fields for name in ("occupation", *_NEEDED)) and row.status != "error":
            key = (row.fields["occupation"], direction_of(row.fields), level_of(row.fields), body.id)
            if queries_plans.assesses(session, body.id, plan.year, key[0], key[2]):
                row.found = Found(key, _values(row, lines.get(key)), lines.get(key))
            else:
                PLAN_LINE_LIST.report(row, "body.scope", "body")
    _compare(rows)
    room = MOST_LINES - len(lines)
    for row in rows:
        row.outlook = _outlook(row)
        if row.outlook == Outcome.CREATED:
            room -= 1
            if room < 0:
                PLAN_LINE_LIST.report(row, "plan.full", "occupation", most=MOST_LINES)
                row.outlook = Outcome.HELD


def key_of(line: PlanLine) -> Key:
    """What a line of a plan is for; no plan has two of the same."""
    return line.occupation_key, line.direction_key, line.level, line.body_id


def values_of(line: PlanLine) -> tuple[int | str | None, ...]:
    """What a line says beside that."""
    return tuple(getattr(line, name) for name in COLUMNS)


def _values(row: Row, line: PlanLine | None) -> tuple[int | str | None, ...]:
    """The values of a line of the file; one that says nothing of the 学时 leaves those the plan has."""
    if "hours" in row.fields:
        hours, source = parse_hundredths(row.fields["hours"]), row.fields["hours_source"]
    else:
        hours, source = (line.hours, line.hours_source) if line else (None, "")
    return (*(row.fields[name] for name in _NEEDED), hours, source)


def _body(row: Row, bodies: Sequence[Institution], year: int) -> Institution | None:
    code, name = row.fields.get("body_code"), row.fields.get("body")
    if code is None and name is None:
        return None
    found = [each for each in bodies if each.code == code or (name is not None and full_name(each.name) == name)]
    if len(found) > 1:
        PLAN_LINE_LIST.report(row, "body.several", "body", codes=messages.FIELD_MARK.join(each.code for each in found))
    elif not found:
        PLAN_LINE_LIST.report(row, "body.unknown", "body", year=year)
    return found[0] if len(found) == 1 else None


def _compare(rows: Sequence[Row]) -> None:
    """Lines of one key: of equal ones all but the first, of different ones every line."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row.found is not None:
            groups[row.found.key].append(row)
    for group in groups.values():
        agree = len({row.found.values for row in group}) == 1
        for row in group if len(group) > 1 else ():
            if row.open and not (agree and row is group[0]):
                other = group[1] if row is group[0] else group[0]
                PLAN_LINE_LIST.report(row, "row.duplicate" if agree else "row.contradiction", "occupation", first=other.line)


def _outlook(row: Row) -> str:
    if row.found is None or row.status == "error":
        return Outcome.HELD
    line = row.found.line
    if line is None:
        if row.earlier == Outcome.CREATED:
            PLAN_LINE_LIST.report(row, "row.imported", "occupation")
            return Outcome.HELD
        return Outcome.CREATED
    pairs = zip(COLUMNS, row.found.values, values_of(line), strict=True)
    changed = list(dict.fromkeys(_SHOWN.get(name, name) for name, new, old in pairs if new != old))
    if not changed:
        return Outcome.EXISTING
    fields = messages.FIELD_MARK.join(labels_plans.FIELDS[name] for name in changed)
    PLAN_LINE_LIST.report(row, "line.change", changed[0], line=line.line, fields=fields)
    return Outcome.UPDATED
