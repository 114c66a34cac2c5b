"""Checks a pack against its documents, and lists what in it is open.

A citation must be found verbatim, in the clause it names, on a day the document was in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from training_app.kernel.decision import Basis, Citation
from training_app.policies.conditions import Leaf, leaves
from training_app.policies.documents import Document, fold, within
from training_app.policies.messages import sentence
from training_app.policies.pack import Dated, DatedValue, Pack, Rule

SOURCES = Path(__file__).parent.parent
SHORTEST_QUOTE = 6
"""Characters; anything shorter stands in too many sentences to prove one."""

_LITERAL = re.compile(r"""["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""")


@dataclass(frozen=True, slots=True)
class Defect:
    """Something wrong in the data. `where`: file, entry and fact."""

    code: str
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that decides but is not settled: a basis other than a text, or a reading nobody has decided yet.

    `kind` is `source` or `interpretation`.
    """

    kind: str
    where: str
    name: str
    label: str
    begins: date
    basis: str
    document: str
    clause: str
    text: str


def check(pack: Pack, sources: Path = SOURCES) -> list[Defect]:
    """Every defect of the pack; an empty list when all is well. `sources` is where the readers of parameters are."""
    return [
        *_check_documents(pack),
        *_check_citations(pack),
        *_check_spans(pack),
        *_check_readers(pack, sources),
    ]


def open_questions(pack: Pack) -> list[OpenQuestion]:
    """What stands on something else than a text, and every reading without `decided_by`."""
    found = []
    for entry in pack.dated_entries():
        alike = sum(leaf.citation.source == entry.citation.source for leaf in _leaves_of(entry))
        found.extend(_questions(entry, "", entry.citation, entry.interpretation, told_elsewhere=alike == 1))
        for leaf in _leaves_of(entry):
            told = alike > 1 and leaf.citation.source == entry.citation.source
            found.extend(_questions(entry, leaf.fact, leaf.citation, leaf.interpretation, told_elsewhere=told))
    for document in pack.documents.values():
        if document.jurisdiction in ("national", pack.city.key) and document.in_force_basis:
            found.append(
                OpenQuestion(
                    "interpretation", "documents.toml", document.key, document.title, document.in_force_from, "text",
                    document.number, "", document.in_force_basis,
                )
            )
    return list(dict.fromkeys(found))


def names_read(sources: Path) -> frozenset[str]:
    """Dotted names that stand as strings in Python sources."""
    return frozenset(
        name
        for path in sources.rglob("*.py")
        for name in _LITERAL.findall(path.read_text(encoding="utf-8"))
    )


def _questions(
    entry: Dated, fact: str, citation: Citation, interpretation: str, *, told_elsewhere: bool = False
) -> Iterator[OpenQuestion]:
    where = f"{entry.where}: {fact}" if fact else entry.where
    head = (where, entry.name, entry.label, entry.begins, str(citation.basis), citation.document, citation.clause)
    if citation.unverified and not told_elsewhere:
        yield OpenQuestion("source", *head, citation.source)
    if interpretation and not entry.decided_by:
        yield OpenQuestion("interpretation", *head, interpretation)


def _leaves_of(entry: Dated) -> list[Leaf]:
    if not isinstance(entry, Rule):
        return []
    trees = [entry.when, *(grant.when for grant in entry.grants)]
    return [leaf for tree in trees if tree is not None for leaf in leaves(tree)]


def _check_documents(pack: Pack) -> Iterator[Defect]:
    for document in pack.documents.values():
        where = f"documents.toml: {document.key}"
        try:
            digest, folded = document.digest(), document.folded
        except (OSError, UnicodeDecodeError):
            yield Defect("check.text_missing", where, sentence("check.text_missing", text=document.text))
            continue
        if digest != document.sha256:
            yield Defect("check.text_altered", where, sentence("check.text_altered", text=document.text))
        if fold(document.number) not in folded:
            yield Defect(
                "check.number_missing", where,
                sentence("check.number_missing", text=document.text, number=document.number),
            )


def _check_citations(pack: Pack) -> Iterator[Defect]:
    for entry in pack.dated_entries():
        where = f"{entry.where}: {entry.name} ({entry.begins.isoformat()})"
        yield from _check_citation(pack, entry, entry.citation, where)
        for leaf in _leaves_of(entry):
            yield from _check_citation(pack, entry, leaf.citation, f"{where}: {leaf.fact}")


def _check_citation(pack: Pack, entry: Dated, citation: Citation, where: str) -> Iterator[Defect]:
    def defect(code: str, **facts: object) -> Defect:
        return Defect(f"check.{code}", where, sentence(f"check.{code}", **facts))

    if citation.basis is not Basis.TEXT:
        if citation.quote:
            yield defect("quote_forbidden")
        if not citation.source.strip():
            yield defect("source_missing")
        return
    document = pack.documents.numbered(citation.document)
    if document is None:
        yield defect("document_unknown", document=citation.document)
        return
    if document.jurisdiction not in ("national", pack.city.key):
        yield defect("jurisdiction", document=document.number, jurisdiction=document.jurisdiction)
    yield from _check_quote(document, citation, defect)
    if entry.begins < document.in_force_from:
        yield defect("before_document", first=entry.begins, document=document.number, start=document.in_force_from)
    end = document.in_force_until
    if end is not None and (entry.until is None or entry.until > end):
        yield defect("after_document", document=document.number, end=end)


def _check_quote(document: Document, citation: Citation, defect) -> Iterator[Defect]:  # type: ignore[no-untyped-def]
    if not citation.quote.strip():
        yield defect("quote_missing")
        return
    if len(fold(citation.quote)) < SHORTEST_QUOTE:
        yield defect("quote_short", quote=citation.quote)
    try:
        clauses = document.clauses_of(citation.quote)
    except (OSError, UnicodeDecodeError):
        return
    if not clauses:
        yield defect("quote_not_verbatim", quote=citation.quote, document=document.number)
    elif not citation.clause.strip():
        yield defect("clause_missing")
    elif not any(within(citation.clause, found) for found in clauses):
        yield defect(
            "clause_wrong", quote=citation.quote, document=document.number, clause=citation.clause, found=clauses[0]
        )


def _check_spans(pack: Pack) -> Iterator[Defect]:
    spans: dict[tuple[str, str], list[Dated]] = {}
    for entry in pack.dated_entries():
        spans.setdefault((type(entry).__name__, entry.name), []).append(entry)
    for versions in spans.values():
        versions.sort(key=lambda version: version.begins)
        for earlier, later in zip(versions, versions[1:], strict=False):
            where = f"{later.where}: {later.name}"
            facts = {"first": earlier.begins, "second": later.begins, "end": earlier.until}
            if earlier.begins == later.begins or (earlier.until is not None and earlier.until >= later.begins):
                yield Defect("check.overlap", where, sentence("check.overlap", **facts))
            elif earlier.until is None:
                if not isinstance(earlier, DatedValue):
                    yield Defect("check.overlap", where, sentence("check.overlap", **facts))
            elif earlier.until + timedelta(days=1) < later.begins:
                yield Defect("check.gap", where, sentence("check.gap", **facts))


def _check_readers(pack: Pack, sources: Path) -> Iterator[Defect]:
    read = names_read(sources)
    for parameter in pack.parameters.values():
        if not parameter.awaiting and parameter.name not in read:
            yield Defect(
                "check.unread", f"{parameter.values[0].where}: {parameter.name}", sentence("check.unread")
            )
    included = {name for rule in pack.rules for name in rule.includes}
    for rule in pack.rules:
        if not (rule.route or rule.standard) and rule.name not in included and rule.name not in read:
            yield Defect("check.rule_unused", f"{rule.where}: {rule.name}", sentence("check.rule_unused"))
