"""Reads condition trees from the tables of a pack. Every leaf carries its own source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training_app.kernel.decision import Basis, Citation
from training_app.policies.conditions import (
    LEVEL,
    OPERATORS,
    ORDERED,
    All,
    Any_,
    Given,
    Leaf,
    Node,
    negate,
)
from training_app.policies.documents import Documents
from training_app.policies.facts import Fact, FactTable
from training_app.policies.pack import PolicyDataError

_SOURCE_KEYS = ("basis", "document", "clause", "quote", "source")
_LEAF_KEYS = frozenset({"fact", "judged_by", "fixed", "interpretation", *_SOURCE_KEYS, *OPERATORS})


class TreeReader:
    """Turns tables into trees. A leaf takes document and clause from its rule unless it names its own, never the quote."""

    def __init__(self, documents: Documents, table: FactTable) -> None:
        self.documents = documents
        self.table = table

    def read_with_includes(
        self, entry: Mapping[str, Any] | None, rule: Mapping[str, Any], where: str
    ) -> tuple[Node | None, tuple[str, ...]]:
        """The tree and the names of the rules whose conditions are asked as well (`include` beside `all`)."""
        if entry is None:
            return None, ()
        rest = dict(entry)
        includes = rest.pop("include", [])
        if not isinstance(includes, list) or not all(isinstance(name, str) for name in includes):
            raise PolicyDataError(f"{where}: include is a list of rule names")
        return (self.read(rest, rule, where) if rest else None), tuple(includes)

    def read(self, entry: Any, rule: Mapping[str, Any], where: str) -> Node:
        """One node of the tree."""
        if not isinstance(entry, dict):
            raise PolicyDataError(f"{where}: a condition is a table")
        if "fact" in entry:
            return self._leaf(entry, rule, where)
        if set(entry) == {"given", "then"}:
            guard = self._leaf(entry["given"], rule, where)
            then = self.read(entry["then"], rule, where)
            if guard.operator != "eq":
                raise PolicyDataError(f"{where}: the guard of given/then compares with eq")
            return Given(guard, then, Any_((negate(guard), then)))
        if len(entry) != 1:
            raise PolicyDataError(f"{where}: a condition is a leaf, all, any, not or given/then, not {sorted(entry)}")
        (kind, body), = entry.items()
        if kind == "not":
            return negate(self.read(body, rule, where))
        if kind not in ("all", "any") or not isinstance(body, list) or not body:
            raise PolicyDataError(f"{where}: unknown or empty condition {kind!r}")
        parts = tuple(self.read(part, rule, where) for part in body)
        return All(parts) if kind == "all" else Any_(parts)

    def _leaf(self, entry: Mapping[str, Any], rule: Mapping[str, Any], where: str) -> Leaf:
        name = entry.get("fact")
        where = f"{where}: {name}"
        for key in entry:
            if key not in _LEAF_KEYS:
                raise PolicyDataError(f"{where}: unknown key {key!r}")
        operators = [key for key in entry if key in OPERATORS]
        if name not in self.table or len(operators) != 1:
            raise PolicyDataError(f"{where}: unknown fact, or not exactly one comparison")
        if entry.get("judged_by", "committee") != "committee":
            raise PolicyDataError(f"{where}: judged_by is committee or absent")
        operator = operators[0]
        expected = entry[operator]
        self._check_value(self.table[name], operator, expected, where)
        return Leaf(
            fact=name, operator=operator, expected=tuple(expected) if isinstance(expected, list) else expected,
            citation=self._citation(entry, rule, where), interpretation=entry.get("interpretation", ""),
            committee="judged_by" in entry, fixed=entry.get("fixed", False),
        )

    def _check_value(self, fact: Fact, operator: str, expected: Any, where: str) -> None:
        if operator == "differs_from":
            good = expected in self.table
        elif operator == "is":
            good = fact.kind == "flag" and isinstance(expected, bool)
        elif operator in ("in", "not_in"):
            good = isinstance(expected, list) and bool(expected) and set(expected) <= set(fact.values)
        elif operator in ORDERED:
            number = fact.kind in ("number", "whole_number") and not isinstance(expected, bool | str | list)
            good = number or (fact.kind == "ordered" and (expected == LEVEL or expected in fact.values))
        else:
            good = fact.kind == "word" or expected == LEVEL or expected in fact.values
        if not good:
            raise PolicyDataError(f"{where}: {operator} {expected!r} does not fit a {fact.kind}")

    def _citation(self, entry: Mapping[str, Any], rule: Mapping[str, Any], where: str) -> Citation:
        try:
            basis = Basis(entry.get("basis", rule["basis"]))
        except ValueError:
            raise PolicyDataError(f"{where}: unknown basis {entry['basis']!r}") from None
        if basis is not Basis.TEXT:
            return Citation(
                basis, entry.get("document", ""), entry.get("clause", ""), entry.get("quote", ""),
                entry.get("source", rule.get("source", "")),
            )
        key = entry.get("document", rule.get("document", ""))
        document = self.documents[key].number if key in self.documents else key
        clause = entry.get("clause", "" if "document" in entry else rule.get("clause", ""))
        return Citation(basis, document, clause, entry.get("quote", ""), entry.get("source", ""))
