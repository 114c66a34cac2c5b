"""Conditions over facts: leaves and `all` / `any` / `given` trees, and how each is true, false or unknown (Kleene).

`not` exists only in the data: it is pushed down to the leaves while reading, so that every leaf says what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from training_app.kernel.decision import Citation
from training_app.policies.facts import FactTable

Facts = Mapping[str, Any]
Truth = bool | None

COMMITTEE = "\0committee"
"""Key in the facts: what only a committee can judge is taken as met."""

LEVEL = "@level"
"""Expected value in the data that stands for the level asked for."""

NEGATED = {
    "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "is": "is",
    "at_least": "below", "below": "at_least", "at_most": "above", "above": "at_most",
}
OPERATORS = frozenset(NEGATED) | {"differs_from"}
ORDERED = frozenset({"at_least", "below", "at_most", "above"})


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One comparison of one fact, with the place it comes from.

    `differs_from` compares with another fact (named by `expected`). `fixed`: nobody can change it once it is not met.
    `committee`: only a committee can judge it.
    """

    fact: str
    operator: str
    expected: Any
    citation: Citation
    interpretation: str = ""
    committee: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """Met when every part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Any_:
    """Met when one part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """`then` counts only where `guard` is met. Where the facts are silent on both, it asks nothing."""

    guard: Leaf
    then: Node
    either: Any_


Node = Leaf | All | Any_ | Given


def leaves(node: Node) -> Iterator[Leaf]:
    """Every comparison of the tree, in the order of the data."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Given):
        yield node.guard
        yield from leaves(node.then)
    else:
        for part in node.parts:
            yield from leaves(part)


def negate(node: Node) -> Node:
    """The tree that is met exactly when `node` is not, by De Morgan down to the leaves."""
    if isinstance(node, Leaf):
        if node.operator not in NEGATED:
            raise ValueError(f"{node.fact}: {node.operator} cannot be negated")
        expected = not node.expected if node.operator == "is" else node.expected
        return replace(node, operator=NEGATED[node.operator], expected=expected)
    if isinstance(node, Given):
        raise ValueError(f"{node.guard.fact}: a given/then cannot be negated")
    parts = tuple(negate(part) for part in node.parts)
    return Any_(parts) if isinstance(node, All) else All(parts)


def at_level(node: Node, level: str) -> Node:
    """The tree with the level asked for put in."""
    if isinstance(node, Leaf):
        return replace(node, expected=level) if node.expected == LEVEL else node
    if isinstance(node, Given):
        guard, then = at_level(node.guard, level), at_level(node.then, level)
        return Given(guard, then, Any_((negate(guard), then)))  # type: ignore[arg-type]
    return type(node)(tuple(at_level(part, level) for part in node.parts))


def resolve(node: Given, facts: Facts) -> Node | None:
    """What a `given` asks under these facts: `then`, nothing (None), or either not the guard or `then`."""
    guard = facts.get(node.guard.fact)
    if guard is not None:
        return node.then if guard == node.guard.expected else None
    if all(facts.get(leaf.fact) is None for leaf in leaves(node.then)):
        return None
    return node.either


def compile_node(node: Node, table: FactTable) -> Callable[[Facts], Truth]:
    """A function that tells quickly whether the tree is met: True, False, or None for unknown."""
    if isinstance(node, Leaf):
        return _compile_leaf(node, table)
    if isinstance(node, Given):
        then, either = compile_node(node.then, table), compile_node(node.either, table)

        def given(facts: Facts) -> Truth:
            asked = resolve(node, facts)
            return True if asked is None else then(facts) if asked is node.then else either(facts)

        return given
    tests = tuple(compile_node(part, table) for part in node.parts)
    decisive = isinstance(node, Any_)

    def combine(facts: Facts) -> Truth:
        unknown = False
        for test in tests:
            answer = test(facts)
            if answer is decisive:
                return decisive
            if answer is None:
                unknown = True
        return None if unknown else not decisive

    return combine


def _compile_leaf(leaf: Leaf, table: FactTable) -> Callable[[Facts], Truth]:
    fact = leaf.fact
    if leaf.operator == "differs_from":
        other = leaf.expected

        def differs(facts: Facts) -> Truth:
            mine, theirs = facts.get(fact), facts.get(other)
            return None if mine is None or theirs is None else mine != theirs

        return differs
    satisfied = comparison(leaf, table)
    committee = leaf.committee

    def compare(facts: Facts) -> Truth:
        value = facts.get(fact)
        if value is None:
            return True if committee and COMMITTEE in facts else None
        return satisfied(value)

    return compare


def comparison(leaf: Leaf, table: FactTable) -> Callable[[Any], bool]:
    """Whether a known value of the leaf's fact is what the leaf wants."""
    expected, operator = leaf.expected, leaf.operator
    if operator in ("eq", "is"):
        return lambda value: value == expected
    if operator == "ne":
        return lambda value: value != expected
    if operator == "in":
        return frozenset(expected).__contains__
    if operator == "not_in":
        wanted = frozenset(expected)
        return lambda value: value not in wanted
    ranks = table[leaf.fact].ranks
    if ranks is None:
        return {
            "at_least": lambda value: value >= expected, "below": lambda value: value < expected,
            "at_most": lambda value: value <= expected, "above": lambda value: value > expected,
        }[operator]
    limit = ranks[expected]
    good = frozenset(
        value for value, rank in ranks.items()
        if {"at_least": rank >= limit, "below": rank < limit, "at_most": rank <= limit, "above": rank > limit}[operator]
    )
    return good.__contains__


def implies(stronger: Leaf, weaker: Leaf, table: FactTable) -> bool:
    """Whether meeting `stronger` surely meets `weaker`; only where it can be told from the two leaves alone."""
    if stronger.fact != weaker.fact or "differs_from" in (stronger.operator, weaker.operator):
        return stronger.fact == weaker.fact and (stronger.operator, stronger.expected) == (
            weaker.operator, weaker.expected,
        )
    fact = table[stronger.fact]
    if fact.values:
        mine, theirs = comparison(stronger, table), comparison(weaker, table)
        return all(theirs(value) for value in fact.values if mine(value))
    if stronger.operator == weaker.operator:
        if stronger.operator in ("at_least", "above"):
            return stronger.expected >= weaker.expected
        if stronger.operator in ("at_most", "below"):
            return stronger.expected <= weaker.expected
        return bool(stronger.expected == weaker.expected)
    return False


def as_number(value: Any) -> Any:
    """A number of the data as the facts hold it: exact."""
    return Decimal(value) if isinstance(value, float) else value
