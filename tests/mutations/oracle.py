"""What a careful reader would object to in the check of a file whose truth is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.mutations.cells import BY_NUMBER, TOLD
from tests.mutations.layouts import Expected, Plan
from training_app.classes.check import RosterCheck
from training_app.classes.check_result import RosterRow
from training_app.kernel.identity import is_valid


@dataclass
class Verdict:
    """`wrong`: silent errors, each in words. `doubted`: readable cells the check complained about, by what was done."""

    wrong: list[str] = field(default_factory=list)
    doubted: Counter[str] = field(default_factory=Counter)


def judge(check: RosterCheck, plan: Plan, lines: list[int] | None) -> Verdict:
    """Compares a check with the plan of its file; `lines` are the physical lines of a delimited text by row."""
    verdict = Verdict()
    if any(
        each.code in ("sheet.no_header", "column.missing", "file.damaged", "file.unreadable") for each in check.problems
    ):
        verdict.doubted["whole file: " + check.problems[0].code] += 1
        return verdict
    ambiguous = any(each.code == "column.ambiguous" for each in check.problems)
    if ambiguous:
        verdict.doubted["whole file: column.ambiguous"] += 1
        return verdict
    found = {(row.sheet, row.block, row.line): row for row in check.rows}
    if len(found) != len(check.rows):
        verdict.wrong.append("a line stands twice among the rows")
    wanted = {}
    for each in plan.people:
        line = lines[each.line - 1] if lines is not None else each.line
        wanted[each.sheet, each.block, line] = each
    for key in found.keys() - wanted.keys():
        row = found[key]
        # Nobody is stored from a line in error; it is too much all the same.
        words = "was stored" if row.status != "error" else "was taken for one in error"
        verdict.wrong.append(f"{key} is nobody and {words}: {row.fields} {[each.code for each in row.problems]}")
    for key in wanted.keys() - found.keys():
        reasons = [each.reason for each in check.skipped if (each.sheet, each.line) == (key[0], key[2])]
        verdict.wrong.append(f"{key} vanished ({reasons}): {_cells(wanted[key])}")
    hidden = {look.name for look in plan.looks if look.hidden_columns}
    told = {each.sheet for each in check.problems if each.code == "column.hidden"}
    if hidden - told:
        verdict.wrong.append(f"hidden columns of {hidden - told} and nothing said")
    for key in wanted.keys() & found.keys():
        _judge_line(wanted[key], found[key], verdict)
    return verdict


def _judge_line(expected: Expected, row: RosterRow, verdict: Verdict) -> None:
    told = {problem.field for problem in row.problems}
    truth = expected.learner.fields
    number_known = row.fields.get("identity_number") == truth["identity_number"]
    for name, typed in expected.typed.items():
        value = row.fields.get(name)
        if typed.how == "lost digits" and is_valid(str(typed.cell)):
            continue  # one in eleven has a right check digit: nobody can see it
        if name == "identity_kind" and "identity_number" in told:
            continue
        if typed.promise == TOLD:
            if name not in told and (number_known or typed.how not in BY_NUMBER):
                verdict.wrong.append(
                    f"line {row.line}: {name} {typed.cell!r} ({typed.how}) went in silently as {value!r}"
                )
        elif name in told:
            verdict.doubted[f"{name}: {typed.how}"] += 1
        elif name == "phone" and value is None and not str(typed.cell or "").strip():
            continue
        elif value != truth[name]:
            verdict.wrong.append(
                f"line {row.line}: {name} {typed.cell!r} ({typed.how}) is {value!r}, not {truth[name]!r}"
            )
    for name, value in row.fields.items():
        if name not in expected.typed and name not in ("identity_kind", "remark", "education_outcome", "full_time"):
            verdict.wrong.append(f"line {row.line}: {name} {value!r} stands in no cell")
    remark = row.fields.get("remark", "")
    for heading, text in expected.extra.items():
        if text not in remark:
            verdict.wrong.append(f"line {row.line}: {heading} {text!r} is lost, remark {remark!r}")
    if expected.hidden and "row.hidden" not in {problem.code for problem in row.problems}:
        verdict.wrong.append(f"line {row.line}: hidden and nothing said")


def _cells(expected: Expected) -> dict[str, object]:
    return {name: typed.cell for name, typed in expected.typed.items()}
