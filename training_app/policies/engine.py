"""Decides a condition tree over facts and says why: three-valued, condition by condition, with the smallest ways out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from training_app.kernel.decision import ConditionResult, Decision, Outcome, State
from training_app.policies.conditions import (
    COMMITTEE,
    All,
    Any_,
    Facts,
    Given,
    Leaf,
    Node,
    comparison,
    compile_node,
    implies,
    resolve,
)
from training_app.policies.facts import FactTable

MOST_SETS = 5
"""How many alternative sets of missing conditions are told."""

_WORKING_SETS = 24
_STATE = {True: State.MET, False: State.NOT_MET, None: State.UNKNOWN}

Gap = tuple[Leaf, ...]


class Examiner:
    """Decides one compiled tree over and over. Build it once, ask it for each person.

    `table` gives kinds and scales of the facts. Facts must have gone through `FactTable.clean`.
    """

    def __init__(self, tree: Node, table: FactTable) -> None:
        self.tree = tree
        self.table = table
        self._truth = compile_node(tree, table)
        self._truths = {id(node): compile_node(node, table) for node in _nodes(tree)}
        self._implied: dict[tuple[Leaf, Leaf], bool] = {}

    def truth(self, facts: Facts) -> bool | None:
        """Met, not met, or unknown: the quick answer without reasons."""
        return self._truth(facts)

    def only_committee_left(self, facts: Facts) -> bool:
        """Whether nothing is unknown but what a committee judges, and the rest is met."""
        return self._truth({**facts, COMMITTEE: True}) is True

    def decide(self, facts: Facts) -> Decision:
        """The decision with every condition that counted, and what is missing for a yes."""
        truth = self._truth(facts)
        seen, subject = facts, False
        if truth is None:
            assumed = {**facts, COMMITTEE: True}
            subject = self._truth(assumed) is True
            seen = assumed if subject else facts
        told = list(_unique(self._told(self.tree, seen)))
        results = tuple(self._result(leaf, facts) for leaf in told)
        committee = tuple(dict.fromkeys(leaf.fact for leaf in told if leaf.committee and facts.get(leaf.fact) is None))
        missing: tuple[tuple[ConditionResult, ...], ...] = ()
        if truth is not True and not subject:
            missing = tuple(
                tuple(self._result(leaf, facts) for leaf in gap) for gap in self.gaps(facts)[:MOST_SETS]
            )
        outcome = Outcome.YES if truth else Outcome.NO if truth is False else Outcome.UNKNOWN
        return Decision(outcome, results, missing, committee if subject else ())

    def conditions(self, facts: Facts) -> tuple[ConditionResult, ...]:
        """Every condition that counts under these facts, without asking what is missing."""
        return tuple(self._result(leaf, facts) for leaf in _unique(self._told(self.tree, facts)))

    def gaps(self, facts: Facts) -> list[Gap]:
        """Alternative sets of conditions that are all there is between these facts and a yes, smallest first.

        Nothing that nobody can change, nothing that only the committee has still to judge. Empty when no way leads there.
        """
        return self._gaps(self.tree, facts)

    def _result(self, leaf: Leaf, facts: Facts) -> ConditionResult:
        expected = facts.get(leaf.expected) if leaf.operator == "differs_from" else leaf.expected
        operator = "ne" if leaf.operator == "differs_from" else leaf.operator
        plain = {key: value for key, value in facts.items() if key != COMMITTEE} if COMMITTEE in facts else facts
        state = _STATE[self._truths[id(leaf)](plain)]
        return ConditionResult(leaf.fact, operator, expected, facts.get(leaf.fact), state, leaf.citation)

    def _told(self, node: Node, facts: Facts) -> Iterable[Leaf]:
        """The leaves that explain the answer: of alternatives that are met, the first met one; otherwise all."""
        if isinstance(node, Leaf):
            return (node,)
        if isinstance(node, Given):
            asked = resolve(node, facts)
            return () if asked is None else self._told(asked, facts)
        parts: tuple[Node, ...] = node.parts
        if isinstance(node, Any_):
            met = next((part for part in parts if self._truths[id(part)](facts) is True), None)
            parts = parts if met is None else (met,)
        return [leaf for part in parts for leaf in self._told(part, facts)]

    def _gaps(self, node: Node, facts: Facts) -> list[Gap]:
        if isinstance(node, Leaf):
            return self._leaf_gaps(node, facts)
        if isinstance(node, Given):
            asked = resolve(node, facts)
            return [()] if asked is None else self._gaps(asked, facts)
        if isinstance(node, Any_):
            return self._smallest(self._ask_once([gap for part in node.parts for gap in self._gaps(part, facts)]))
        ways: list[Gap] = [()]
        for part in node.parts:
            more = self._gaps(part, facts)
            if more != [()]:
                joined = (self._join(way, gap) for way in ways for gap in more)
                ways = self._smallest([way for way in joined if way is not None])
        return ways

    def _ask_once(self, ways: list[Gap]) -> list[Gap]:
        """Of alternatives that nobody can change and that are only not known, the first: one question is enough."""
        settled = [way for way in ways if way and all(leaf.fixed for leaf in way)]
        return [way for way in ways if way not in settled[1:]]

    def _leaf_gaps(self, leaf: Leaf, facts: Facts) -> list[Gap]:
        truth = self._truths[id(leaf)](facts)
        value = facts.get(leaf.fact)
        if truth or (leaf.committee and value is None):
            return [()]
        if truth is False and (leaf.fixed or self._given_back(leaf, value)):
            return []
        return [(leaf,)]

    def _given_back(self, leaf: Leaf, value: Any) -> bool:
        """Whether meeting the leaf would mean giving up an education or a title already reached."""
        ranks = self.table[leaf.fact].ranks
        if not self.table[leaf.fact].rises or ranks is None:
            return False
        return leaf.operator in ("below", "at_most") or (
            leaf.operator == "eq" and ranks[value] > ranks.get(leaf.expected, len(ranks))
        )

    def _join(self, way: Gap, gap: Gap) -> Gap | None:
        """Both sets together; None where one fact would need two values at once."""
        joined = list(way)
        for leaf in gap:
            same = [other for other in joined if other.fact == leaf.fact]
            if any(self._implies(other, leaf) for other in same):
                continue
            weaker = [other for other in same if self._implies(leaf, other)]
            joined = [other for other in joined if other not in weaker]
            if any(not self._agree(other, leaf) for other in same if other not in weaker):
                return None
            joined.append(leaf)
        return tuple(joined)

    def _agree(self, one: Leaf, other: Leaf) -> bool:
        fact = self.table[one.fact]
        if not fact.values or "differs_from" in (one.operator, other.operator):
            return True
        first, second = comparison(one, self.table), comparison(other, self.table)
        return any(first(value) and second(value) for value in fact.values)

    def _smallest(self, ways: list[Gap]) -> list[Gap]:
        """Without ways that ask all of another way and more; smallest first, the order of the data among equals."""
        kept: list[Gap] = []
        for way in sorted(ways, key=len):
            if not any(self._covers(other, way) for other in kept):
                kept.append(way)
        # A way of the same size may ask less than one kept before it.
        kept = [way for way in kept if not any(o is not way and self._covers(o, way) for o in kept)]
        return kept[:_WORKING_SETS]

    def _implies(self, stronger: Leaf, weaker: Leaf) -> bool:
        if stronger.fact != weaker.fact:
            return False
        key = (stronger, weaker)
        if key not in self._implied:
            self._implied[key] = implies(stronger, weaker, self.table)
        return self._implied[key]

    def _covers(self, less: Gap, more: Gap) -> bool:
        return all(any(self._implies(asked, leaf) for asked in more) for leaf in less)


def _nodes(node: Node) -> Iterable[Node]:
    yield node
    if isinstance(node, Given):
        yield from _nodes(node.either)
        yield node.then
    elif not isinstance(node, Leaf):
        for part in node.parts:
            yield from _nodes(part)


def _unique(told: Iterable[Leaf]) -> Iterable[Leaf]:
    """Each comparison once, with the first place it is cited from."""
    seen: set[tuple[Any, ...]] = set()
    for leaf in told:
        key = (leaf.fact, leaf.operator, leaf.expected)
        if key not in seen:
            seen.add(key)
            yield leaf


def all_of(parts: Iterable[Node]) -> Node:
    """Every part; a single part stands for itself."""
    parts = tuple(parts)
    return parts[0] if len(parts) == 1 else All(parts)


def any_of(parts: Iterable[Node]) -> Node:
    """One of the parts; a single part stands for itself."""
    parts = tuple(parts)
    return parts[0] if len(parts) == 1 else Any_(parts)
