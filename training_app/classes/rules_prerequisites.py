"""Whether what is known of somebody can meet what a standard asks of whoever applies for a level.

What no list and no register tells (whether the major is related, how long somebody has worked, the rules for technical
schools) stays unknown and never counts against anybody. A title or certificate that neither of them names is taken as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from training_app.classes import labels_prerequisites as labels
from training_app.classes.columns_evidence import Reached, earliest_day, understand_certificate, understand_title
from training_app.classes.columns_programme import OccupationWords
from training_app.policies.conditions import All, Any_, Leaf, Node
from training_app.policies.facts import FactTable, completed_years
from training_app.policies.pack import Pack
from training_app.policies.prerequisites import Prerequisite, prerequisite

EVIDENCE = (
    "education", "education_outcome", "degree", "graduation_date", "held_title", "held_title_on", "experience_years",
    "prior_certificate",
)  # fmt: skip
"""The fields of a roster line that are looked at."""
_TITLE_YEARS = {"title.assistant_engineer_years": "assistant_engineer", "title.engineer_years": "engineer"}
_CERTIFICATE_YEARS = {"certificate.junior_years": "junior", "certificate.intermediate_years": "intermediate"}
_VOCATIONAL = "vocational"
"""The level under which graduates of technical schools are registered."""


class Schooling(NamedTuple):
    """One education: level (None: only a degree is told), outcome, degree, the day it ended or will end."""

    level: str | None
    outcome: str = "graduated"
    degree: str | None = None
    ends_on: date | None = None


class Background(NamedTuple):
    """What somebody has reached. `odd_title`, `odd_certificate`: one is told of in words nobody understands."""

    schooling: tuple[Schooling, ...] = ()
    titles: tuple[Reached, ...] = ()
    certificates: tuple[Reached, ...] = ()
    years: str | None = None
    odd_title: bool = False
    odd_certificate: bool = False

    def joined(self, other: Background) -> Background:
        """What both tell together; years and odd words are those of this one."""
        return self._replace(
            schooling=self.schooling + other.schooling, titles=self.titles + other.titles,
            certificates=self.certificates + other.certificates,
        )  # fmt: skip


NOTHING = Background()


class Verdict(NamedTuple):
    """`unmet`: no alternative can be met. `settled`: nothing more that is known could change that. `found` says in words
    what the line tells, where `unmet`; of what the register knows only that it does not help, because whoever sends in a
    number may not be one to whom the register tells about its person."""

    unmet: bool
    settled: bool
    found: str = ""


class Judge:
    """Judges people by what one standard asks of one level, as of a day; who tells the same is judged once."""

    def __init__(self, asked: Prerequisite, table: FactTable, day: date, words: OccupationWords) -> None:
        self.asked = asked
        self.level = asked.rule.level
        self._table = table
        self._day = day
        self._words = words
        self._known: dict[tuple[Any, ...], Verdict] = {}

    @classmethod
    def of(cls, pack: Pack, words: OccupationWords, occupation: str, level: str, day: date) -> Judge | None:
        """None where no standard of that occupation and level is in force on the day."""
        asked = prerequisite(pack, occupation, level, day)
        return cls(asked, pack.facts, day, words) if asked else None

    def verdict(self, fields: Mapping[str, Any], more: Background = NOTHING) -> Verdict:
        """About the person of a roster line, of whom the register knows `more`."""
        key = (more, *map(fields.get, EVIDENCE))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._judged(self._background(fields), more)
        return found

    def told(self, found: str, where: str) -> dict[str, str]:
        """The words of the sentence about one person. `where` has been looked."""
        return {**self._demand, "where": where, "found": found}

    @cached_property
    def _demand(self) -> dict[str, str]:
        """What is asked, and by which rule, in words."""
        rule = self.asked.rule
        label = labels.UNVERIFIED.format(label=rule.label) if rule.citation.unverified else rule.label
        return {"rule": label, "asks": asks(self.asked.tree, self._table)}

    def _background(self, fields: Mapping[str, Any]) -> Background:
        get = fields.get
        title, clear_title = understand_title(get("held_title") or "")
        certificate, clear_certificate = understand_certificate(
            get("prior_certificate") or "", self._words, self.asked.rule.standard
        )
        schooling = Schooling(
            get("education"), get("education_outcome") or "graduated", get("degree"), earliest_day(get("graduation_date"))
        )
        return Background(
            (schooling,) if schooling.level or schooling.degree else (),
            (Reached(title, earliest_day(get("held_title_on"))),) if title else (),
            (certificate,) if certificate else (), get("experience_years"), not clear_title, not clear_certificate,
        )  # fmt: skip

    def _judged(self, line: Background, more: Background) -> Verdict:
        facts = facts_of(line.joined(more), self._day, self._table)
        truth = self.asked.truth(facts)
        if truth is False:
            return Verdict(True, False, _found(line, self._table) + (labels.REGISTER if more != NOTHING else ""))
        return Verdict(False, truth is True or "education.technical_school" in facts)


def facts_of(known: Background, day: date, table: FactTable) -> dict[str, Any]:
    """The facts the standards speak of, on a day; an absent one is unknown."""
    facts = _facts_of_schooling(known.schooling, day, table)
    titles, ranks = _held(known.titles, day), table["title.level"].ranks or {}
    if not known.odd_title:
        facts["title.level"] = max((title.level for title in titles), key=ranks.__getitem__, default="none")
    _add_years(facts, _TITLE_YEARS, titles, ranks, day, known.odd_title)
    steps = {level: rank for rank, level in enumerate(table["certificate.level"].values)}
    certificates = _held(known.certificates, day)
    _add_years(facts, _CERTIFICATE_YEARS, certificates, steps, day, known.odd_certificate)
    if known.years is not None:
        facts["occupation.years"] = Decimal(known.years)
    return facts


def _held(reached: Iterable[Reached], day: date) -> list[Reached]:
    return [each for each in reached if each.since is None or each.since <= day]


def _facts_of_schooling(schooling: Iterable[Schooling], day: date, table: FactTable) -> dict[str, Any]:
    """An education not finished proves at most the level below it."""
    told = [each for each in schooling if each.level]
    levels, degrees = table["education.level"].values, table["degree.level"].ranks or {}
    ranks = {level: rank for rank, level in enumerate(levels)}
    facts: dict[str, Any] = {}
    given = [each.degree for each in schooling if each.degree]
    if given or told:
        facts["degree.level"] = max(given, key=degrees.__getitem__, default="none")
    if not told:
        return facts
    best = max(ranks[each.level or ""] - (each.outcome != "graduated") for each in told)
    facts["education.level"] = levels[best]
    if best > ranks[_VOCATIONAL] or _VOCATIONAL not in {levels[best], *(each.level for each in told)}:
        facts["education.technical_school"] = False
    studying = [each for each in told if each.outcome == "studying"]
    present = max(studying, key=lambda each: ranks[each.level or ""], default=None)
    facts["education.studying"] = present.level if present else "none"
    if present and present.ends_on:
        facts["education.years_to_graduation"] = completed_years(day, present.ends_on)
    return facts


def _add_years(
    facts: dict[str, Any], names: Mapping[str, str], reached: list[Reached], ranks: Mapping[str, int], day: date, odd: bool
) -> None:
    """How long each of the levels has been held. Who holds only a higher one has had it for longer than anybody tells."""
    for name, level in names.items():
        held = [each for each in reached if ranks[each.level] >= ranks[level]]
        since = [each.since for each in held if each.since is not None]
        if odd or len(since) < len(held) or (held and all(each.level != level for each in held)):
            continue
        facts[name] = max((completed_years(begun, day) for begun in since), default=Decimal(0))


def asks(tree: Node, table: FactTable) -> str:
    """The alternatives of a standard in short, numbered. The proof of this very training is not among them."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    ways = next((part.parts for part in parts if isinstance(part, Any_)), parts)
    items = [labels.ITEM.format(number=number, text=_words(way, table)) for number, way in enumerate(ways, 1)]
    return labels.BETWEEN.join(items)


def _words(node: Node, table: FactTable, *, inside: bool = False) -> str:
    if isinstance(node, Leaf):
        fact = table[node.fact]
        value = fact.value_label(node.expected) if fact.values else node.expected
        up = "" if fact.values and node.expected == fact.values[-1] else labels.UP
        return labels.WANTED[node.fact].format(value=value, up=up)
    if not isinstance(node, All | Any_):
        raise TypeError(f"no words for {type(node).__name__}")
    joined = (labels.AND if isinstance(node, All) else labels.OR).join(
        _words(part, table, inside=True) for part in node.parts
    )
    return labels.BRACKETS.format(joined) if inside else joined


def _found(known: Background, table: FactTable) -> str:
    education, degree = table["education.level"], table["degree.level"]
    schooling = []
    for each in known.schooling:
        if each.level:
            schooling.append(labels.OUTCOMES.get(each.outcome, "{}").format(education.value_label(each.level)))
        if each.degree and each.degree != "none":
            schooling.append(degree.value_label(each.degree))
    parts = [
        labels.SCHOOLING.format(labels.LIST.join(dict.fromkeys(schooling)) or labels.NOT_TOLD),
        labels.TITLE.format(_reached(known.titles, table, "title.level")),
        labels.CERTIFICATE.format(_reached(known.certificates, table, "certificate.level")),
    ]
    if known.years is not None:
        parts.append(labels.YEARS.format(known.years))
    return labels.PARTS.join(parts)


def _reached(reached: Iterable[Reached], table: FactTable, fact: str) -> str:
    words = []
    for each in reached:
        level = table[fact].value_label(each.level)
        words.append(labels.SINCE.format(level=level, since=each.since.isoformat()) if each.since else level)
    return labels.LIST.join(dict.fromkeys(words)) or labels.NONE
