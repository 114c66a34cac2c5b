"""Conditions in words for people: what is asked, what it must be, what it is. Feeds the decision component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training_app.kernel.decision import Basis, Citation, ConditionResult, Decision, Outcome, State
from training_app.policies.pack import Pack
from training_app.titles.labels import CLAUSE, EXPECTED, LIST, RULE_IN_FORCE, UNKNOWN_VALUE, WANTED, WANTED_SO
from training_app.titles.messages import sentence
from training_app.titles.rules import IN_FORCE


class Words:
    """The words of one pack for the conditions of its rules."""

    def __init__(self, pack: Pack) -> None:
        self._facts = pack.facts

    def condition(self, item: ConditionResult) -> str:
        """What is asked about (现有职称级别)."""
        return RULE_IN_FORCE if item.fact == IN_FORCE else self._facts[item.fact].label

    def expected(self, item: ConditionResult) -> str:
        """What it must be (低于工程师, 6 年以上)."""
        values = item.expected if isinstance(item.expected, tuple | list) else (item.expected,)
        return EXPECTED[item.operator].format(value=LIST.join(self._value(item.fact, value) for value in values))

    def actual(self, item: ConditionResult) -> str:
        """What it is."""
        return UNKNOWN_VALUE if item.actual is None else self._value(item.fact, item.actual)

    def wanted(self, item: ConditionResult) -> str:
        """Condition and expectation in one; a condition that is so or not needs no second word."""
        if isinstance(item.expected, bool) and item.operator in ("eq", "is"):
            return WANTED_SO[item.expected].format(condition=self.condition(item))
        return WANTED.format(condition=self.condition(item), expected=self.expected(item))

    def reason(self, item: ConditionResult) -> str:
        """Why a condition stands in the way, with where it is ruled."""
        if item.state is State.UNKNOWN:
            return sentence("titles.reason_unknown", wanted=self.wanted(item))
        return sentence(
            "titles.reason", condition=self.condition(item), expected=self.expected(item), actual=self.actual(item),
            clause=place_of(item.citation),
        )  # fmt: skip

    def _value(self, fact: str, value: Any) -> str:
        return str(value) if fact == IN_FORCE else self._facts[fact].value_label(value)


def place_of(citation: Citation) -> str:
    """Document and clause, or where a rule without a text was read."""
    if not citation.document:
        return citation.source
    return CLAUSE.format(document=citation.document, clause=citation.clause).strip()


def kept_decision(kept: Mapping[str, Any]) -> Decision:
    """The decision of a title record as it was kept on its day."""
    route = kept["route"]
    conditions = tuple(
        ConditionResult(
            each["fact"], each["operator"], each["expected"], each["actual"], State(each["state"]),
            Citation(Basis(each["basis"]), each["document"], each["clause"], each["quote"], each.get("source", "")),
        )
        for each in route["conditions"]
    )  # fmt: skip
    return Decision(Outcome(route["outcome"]), conditions, (), tuple(route["subject_to"]))
