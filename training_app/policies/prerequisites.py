"""What the national standard of an occupation asks of whoever applies for a level (`national/prerequisites.toml`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from training_app.policies.conditions import Facts, Node, Truth, compile_node
from training_app.policies.engine import all_of
from training_app.policies.pack import Pack, Rule


@dataclass(frozen=True, slots=True, eq=False)
class Prerequisite:
    """The conditions of one level of one occupation. `truth` tells whether given facts meet them, None for unknown."""

    rule: Rule
    tree: Node
    truth: Callable[[Facts], Truth]


@lru_cache(maxsize=512)
def prerequisite(pack: Pack, occupation: str, level: str, day: date) -> Prerequisite | None:
    """What is asked on the day; None where the pack has no standard of that occupation and level in force."""
    rules = [rule for rule in pack.rules if (rule.standard, rule.level) == (occupation, level) and rule.in_force(day)]
    if not rules:
        return None
    rule = rules[-1]
    own = [] if rule.when is None else [rule.when]
    tree = all_of([*own, *pack.included(rule, day)])
    return Prerequisite(rule, tree, compile_node(tree, pack.facts))
