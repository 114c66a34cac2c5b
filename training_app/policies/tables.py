"""Tables for people out of the packs: every fact, every applicable sentence with what carries it out, and from where the
conditions of the levels are known."""

from __future__ import annotations

from collections.abc import Iterable

from training_app.policies.facts import Fact
from training_app.policies.labels import BASIS, FACT_KIND, TABLE_HEADS, TABLE_TITLES
from training_app.policies.pack import Pack, Rule


def as_markdown(packs: Iterable[Pack]) -> str:
    """All tables as one Markdown document; the sentences of each city under its own heading."""
    packs = list(packs)
    lines = [f"# {TABLE_TITLES['document']}", "", TABLE_TITLES["generated"], "", f"## {TABLE_TITLES['facts']}", ""]
    lines += _table(TABLE_HEADS["facts"], [_fact_row(fact) for fact in packs[0].facts.values()])
    lines += ["", f"## {TABLE_TITLES['standards']}", ""]
    lines += _table(TABLE_HEADS["standards"], [_standard_row(rule) for rule in packs[0].rules if rule.standard])
    for pack in packs:
        lines += ["", f"## {TABLE_TITLES['sentences']}（{pack.city.name}）", ""]
        lines += _table(TABLE_HEADS["sentences"], _sentence_rows(pack))
    return "\n".join([*lines, ""])


def _fact_row(fact: Fact) -> list[str]:
    values = "、".join(f"`{value}` {fact.value_label(value)}" for value in fact.values)
    return [f"`{fact.name}`", fact.label, FACT_KIND[fact.kind], values, fact.origin]


def _standard_row(rule: Rule) -> list[str]:
    return [f"`{rule.name}`", rule.label, rule.begins.isoformat(), BASIS[rule.citation.basis], rule.citation.source]


def _sentence_rows(pack: Pack) -> list[list[str]]:
    rows = []
    for provision in pack.provisions:
        citation = provision.citation
        told = provision.carried_by or TABLE_TITLES["not_for_system"] + provision.not_for_system
        rows.append([f"`{provision.name}`", citation.document, citation.clause, citation.quote, told])
    return rows


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    cells = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in cells]
