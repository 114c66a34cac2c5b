"""The pack of one city: its parameters, rules and provisions by day, with the documents and facts they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from training_app.kernel.decision import Citation
from training_app.kernel.errors import PolicyNotInForce
from training_app.policies.conditions import Node
from training_app.policies.documents import Documents
from training_app.policies.facts import FactTable
from training_app.policies.messages import sentence


class PolicyDataError(Exception):
    """The data of a pack is malformed, or the program asks for a name that no pack has: a defect, never a user's error."""


@dataclass(frozen=True, kw_only=True)
class Dated:
    """What every entry of a pack carries: span of days (both included, `until` None = open), source and reading.

    `interpretation` is our reading where the text leaves a choice; open while `decided_by` is empty.
    `document_key` is the registered document of a text basis, `where` the file of the pack.
    """

    name: str
    label: str
    begins: date
    until: date | None
    citation: Citation
    document_key: str = ""
    interpretation: str = ""
    decided_by: str = ""
    where: str = ""

    def in_force(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day <= self.until)

    @property
    def open_question(self) -> bool:
        """True when it must be shown with 待核实: no text at hand, or a reading nobody has decided yet."""
        return self.citation.unverified or bool(self.interpretation and not self.decided_by)


@dataclass(frozen=True, kw_only=True)
class DatedValue(Dated):
    """One value of a parameter over its span. Tables and lists are frozen."""

    value: Any


@dataclass(frozen=True)
class Parameter:
    """A named figure or choice of the law, with every value it has had.

    `awaiting` names the part of the system that will read it, while none does yet.
    """

    name: str
    label: str
    unit: str
    awaiting: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue:
        """The value in force on the day, with its citation. PolicyNotInForce when there is none."""
        for value in reversed(self.values):
            if value.in_force(day):
                return value
        if not self.values:
            raise PolicyNotInForce(
                "policies.not_regulated", sentence("policies.not_regulated", name=self.name), parameter=self.name
            )
        first = self.values[0].begins
        raise PolicyNotInForce(
            "policies.not_in_force",
            sentence("policies.not_in_force", label=self.label, on=day.isoformat(), first=first.isoformat()),
            parameter=self.name, on=day.isoformat(), first=first.isoformat(),
        )


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A level a route can open, and what it asks beside the rule's own conditions.

    `by_default` is False for a level that is looked at only when somebody asks for it.
    """

    level: str
    when: Node | None
    by_default: bool = True


@dataclass(frozen=True, kw_only=True)
class Rule(Dated):
    """A dated rule: conditions, and for a route to a title the levels it opens.

    `special` names the fact by which the rule widens the route for some people only (an employer on an official list).
    While the general rule of the route is not in force, such a rule speaks only where that fact is known. `standard` and
    `level`: the rule is what the national standard of that occupation asks of whoever applies for that level.
    """

    when: Node | None = None
    route: str = ""
    grants: tuple[Grant, ...] = ()
    includes: tuple[str, ...] = ()
    special: str = ""
    standard: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Provision(Dated):
    """A sentence of the law that a record or a page of the system carries out, or that is not for a system (why)."""

    carried_by: str = ""
    not_for_system: str = ""


@dataclass(frozen=True)
class District:
    """A reporting district. `kind`: city (市直), district, development_zone; `official` False for a code of our own."""

    code: str
    name: str
    short_name: str
    kind: str
    official: bool
    note: str = ""


@dataclass(frozen=True, eq=False)
class City:
    """Names, offices, number prefix and districts of the city the register works for."""

    key: str
    code: str
    name: str
    platform_name: str
    office: str
    section: str
    industry_office: str
    phone: str
    number_prefix: str
    districts: tuple[District, ...]
    offices: Mapping[str, str] = field(default_factory=dict)

    def district(self, code: str) -> District | None:
        return next((district for district in self.districts if district.code == code), None)


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything that holds in one city: the national data with the city's own. Get one from `loader.load()`."""

    city: City
    documents: Documents
    facts: FactTable
    parameters: dict[str, Parameter]
    rules: tuple[Rule, ...]
    provisions: tuple[Provision, ...]
    elsewhere: frozenset[str] = frozenset()

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; one that only other cities regulate is never in force here.

        PolicyDataError when no pack at all has it.
        """
        found = self.parameters.get(name)
        if found is None and name in self.elsewhere:
            return Parameter(name, name, "", "", ())
        if found is None:
            raise PolicyDataError(f"no parameter {name!r} in any pack")
        return found

    @cached_property
    def _rules_by_name(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.name, []).append(rule)
        return found

    def rule_versions(self, name: str) -> tuple[Rule, ...]:
        """Every version of the rule, oldest first; empty when the pack has none."""
        return tuple(self._rules_by_name.get(name, ()))

    def rule(self, name: str, day: date) -> Rule:
        """The version of the rule in force on the day. PolicyNotInForce when there is none."""
        versions = self.rule_versions(name)
        if not versions:
            raise PolicyDataError(f"no rule {name!r} in the pack of {self.city.key}")
        for version in reversed(versions):
            if version.in_force(day):
                return version
        first = versions[0]
        raise PolicyNotInForce(
            "policies.not_in_force",
            sentence("policies.not_in_force", label=first.label, on=day.isoformat(), first=first.begins.isoformat()),
            rule=name, on=day.isoformat(), first=first.begins.isoformat(),
        )

    def included(self, rule: Rule, day: date) -> list[Node]:
        """What the rules ask that the rule includes, as in force on the day. PolicyDataError where one asks nothing."""
        found = [self.rule(name, day) for name in rule.includes]
        if empty := next((each.name for each in found if each.when is None), None):
            raise PolicyDataError(f"{empty} is included but asks nothing")
        return [each.when for each in found if each.when is not None]

    def route_rules(self, route: str) -> tuple[Rule, ...]:
        """Every version of every rule that speaks of the route, in the order of the data: the first is cited first."""
        return tuple(rule for rule in self.rules if rule.route == route)

    def dated_entries(self) -> Iterator[Dated]:
        """Everything that carries a source: parameter values, rules, provisions."""
        for parameter in self.parameters.values():
            yield from parameter.values
        yield from self.rules
        yield from self.provisions
