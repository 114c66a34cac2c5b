"""Where a proposed value comes from. Said after the sentence of a problem, and only where a value is proposed."""

from __future__ import annotations

from collections.abc import Mapping

from training_app.kernel.problems import Problem

PROPOSED: dict[str, str] = {
    "identity.fifteen_digits": "建议值按旧号码推算，须与证件核对后再采用。",
    "value.ditto": "建议值取自上一行，核对后再采用。",
    "date.month": "建议值是那个月的最后一天，那时已经取得；核对后再采用。",
}
"""By code, of lists of every kind."""


def offer(problem: Problem, value: str | None, words: Mapping[str, str] = PROPOSED) -> Problem:
    """The problem with this value proposed and with the `words` of its code on where it comes from; without both for None."""
    said = words.get(problem.code, "")
    problem.message = problem.message.removesuffix(said) + (said if value else "")
    problem.suggestion = value or None
    return problem
