"""What the page of rules shows: the entries of the city's pack, grouped and filtered. Everybody with the page sees all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from training_app.kernel.decision import Citation
from training_app.law import labels
from training_app.policies.conditions import All, Any_, Given, Leaf, Node
from training_app.policies.pack import Dated, DatedValue, Pack, Provision, Rule


@dataclass(frozen=True, slots=True)
class Line:
    """A condition of a rule in words, indented by `depth`; `citation` only where it is not the rule's own."""

    depth: int
    text: str
    citation: Citation | None = None
    interpretation: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of a parameter, rule or provision as the page shows it."""

    kind: str
    dated: Dated
    value: str
    lines: Sequence[Line]
    standing: str

    @property
    def text(self) -> str:
        """Everything a reader may search for."""
        dated = self.dated
        parts = (
            dated.label, dated.name, self.value, dated.citation.document, dated.citation.clause, dated.citation.quote,
            dated.citation.source, dated.interpretation, *(line.text for line in self.lines),
        )
        return " ".join(parts)


def entries(pack: Pack, day: date, *, search: str = "", only_open: bool = False) -> dict[str, list[Entry]]:
    """Entries by subject (the file of the pack they stand in), those in force on the day first, then what follows and what
    has expired."""
    found: dict[str, list[Entry]] = {}
    for dated in pack.dated_entries():
        if only_open and not dated.open_question:
            continue
        entry = _entry(pack, dated, day)
        if search and search.casefold() not in entry.text.casefold():
            continue
        subject = dated.where.rsplit("/", 1)[-1].removesuffix(".toml")
        found.setdefault(subject, []).append(entry)
    order = {"in_force": 0, "coming": 1, "expired": 2}
    for group in found.values():
        group.sort(key=lambda entry: order[entry.standing])
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _place(subject: str) -> tuple[int, str]:
    known = list(labels.SUBJECTS)
    return (known.index(subject) if subject in known else len(known), subject)


def _entry(pack: Pack, dated: Dated, day: date) -> Entry:
    standing = "in_force" if dated.in_force(day) else "coming" if dated.begins > day else "expired"
    if isinstance(dated, DatedValue):
        unit = pack.parameters[dated.name].unit
        value = labels.value(dated.value) + (f" {unit}" if unit else "")
        return Entry("parameter", dated, value, (), standing)
    if isinstance(dated, Rule):
        lines = list(_lines(pack, dated.when, dated.citation, 0)) if dated.when is not None else []
        lines += [Line(0, labels.INCLUDED.format(label=pack.rule_versions(name)[-1].label)) for name in dated.includes]
        for grant in dated.grants:
            if grant.when is not None:
                lines.append(Line(0, labels.value(grant.level)))
                lines += _lines(pack, grant.when, dated.citation, 1)
        return Entry("rule", dated, "、".join(labels.value(grant.level) for grant in dated.grants), lines, standing)
    if isinstance(dated, Provision):
        return Entry("provision", dated, dated.carried_by or dated.not_for_system, (), standing)
    return Entry("parameter", dated, "", (), standing)


def _lines(pack: Pack, node: Node, own: Citation, depth: int) -> list[Line]:
    """The tree of conditions as indented sentences."""
    if isinstance(node, Leaf):
        cited = node.citation if node.citation != own else None
        return [Line(depth, _leaf(pack, node), cited, node.interpretation)]
    if isinstance(node, Given):
        return [Line(depth, f"{labels.GIVEN}：{_leaf(pack, node.guard)}"), *_lines(pack, node.then, own, depth + 1)]
    parts: Sequence[Node] = node.parts
    if len(parts) == 1:
        return _lines(pack, parts[0], own, depth)
    head = labels.ANY if isinstance(node, Any_) else labels.ALL
    inner = [line for part in parts for line in _lines(pack, part, own, depth + (0 if depth == 0 and _is_all(node) else 1))]
    return inner if depth == 0 and _is_all(node) else [Line(depth, f"{head}："), *inner]


def _is_all(node: Node) -> bool:
    return isinstance(node, All)


def _leaf(pack: Pack, leaf: Leaf) -> str:
    fact = pack.facts[leaf.fact]
    if leaf.operator == "differs_from":
        expected: Any = pack.facts[leaf.expected].label
    elif isinstance(leaf.expected, tuple | list):
        expected = "、".join(fact.value_label(item) for item in leaf.expected)
    elif leaf.expected == "@level":
        expected = labels.APPLIED_LEVEL
    else:
        expected = fact.value_label(leaf.expected)
    return f"{fact.label} {labels.OPERATORS.get(leaf.operator, leaf.operator)}{expected}".rstrip()
