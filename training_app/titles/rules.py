"""The eleven routes to a title: which are open to a person on a day, why, and what is missing for the others.

All conditions and levels are policy data (`policies/<city>/routes.toml`); here is only how a route is asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from training_app.kernel.decision import Basis, Citation, ConditionResult, Decision, Outcome, State
from training_app.policies.conditions import Node, at_level
from training_app.policies.engine import Examiner, all_of, any_of
from training_app.policies.pack import DatedValue, Pack, Rule
from training_app.titles.messages import sentence

ROUTES = (
    "certificate_recognition", "certificate_reference", "initial_recognition", "green_channel", "direct_channel",
    "talent_direct", "recommendation", "skilled_worker", "exceptional_skill", "composite", "moved_in",
)
IN_FORCE = "rule.in_force"


@dataclass(frozen=True, slots=True)
class RouteAdvice:
    """One route: the decision for `level`. `level` is None only where no rule is in force and no level was asked for."""

    route: str
    level: str | None
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        """The form of the machine interface (`flask titles explain --json`)."""
        decision = self.decision
        return {
            "route": self.route, "outcome": str(decision.outcome), "level": self.level,
            "subject_to": list(decision.subject_to),
            "conditions": [_condition_json(condition) for condition in decision.conditions],
            "missing": [
                [{"fact": c.fact, "operator": c.operator, "expected": _plain(c.expected)} for c in way]
                for way in decision.missing
            ],
        }


@dataclass(frozen=True, slots=True)
class TitleAdvice:
    """All eleven routes of one person on one day. `ignored` are the names of facts that no rule knows."""

    on: date
    routes: tuple[RouteAdvice, ...]
    ignored: tuple[str, ...] = ()

    @property
    def any_open(self) -> bool:
        return any(advice.decision.outcome is Outcome.YES for advice in self.routes)

    def route(self, name: str) -> RouteAdvice:
        return next(advice for advice in self.routes if advice.route == name)

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "routes": [advice.as_json() for advice in self.routes]}


def explain(facts: Mapping[str, Any], on: date, pack: Pack) -> TitleAdvice:
    """Every route with its reasons. An absent fact is unknown; InvalidInput for a value that a fact cannot have."""
    known, ignored = pack.facts.clean(facts)
    desks = _book(pack).on(on)
    return TitleAdvice(on, tuple(desk.explain(known) for desk in desks), tuple(ignored))


def explain_route(route: str, facts: Mapping[str, Any], on: date, pack: Pack) -> RouteAdvice:
    """One route with its reasons, for going through many people."""
    known, _ = pack.facts.clean(facts)
    return next(desk for desk in _book(pack).on(on) if desk.route == route).explain(known)


def outcomes(facts: Mapping[str, Any], on: date, pack: Pack) -> dict[str, Outcome]:
    """The answers of all routes without reasons, for going through many people."""
    known, _ = pack.facts.clean(facts)
    return {desk.route: desk.outcome(known) for desk in _book(pack).on(on)}


def recognised_title(certificate_level: str, on: date, pack: Pack) -> tuple[str | None, DatedValue]:
    """The title level that a level certificate is recognised as on the day, None for 高级 (only a reference).

    With the value in force and its citation (威人社函〔2023〕25号 五（二）). PolicyNotInForce before that day.
    """
    value = pack.parameter("titles.recognised_title_by_level").on(on)
    return value.value.get(certificate_level), value


def recommender(employment_kind: str, on: date, pack: Pack) -> tuple[str | None, DatedValue]:
    """Who recommends an applicant of this employment, None where no document names anybody; with the citation."""
    value = pack.parameter("titles.recommender_by_employment").on(on)
    return value.value.get(employment_kind), value


def recommendation_quota(tier: str, on: date, pack: Pack) -> tuple[Mapping[str, int] | None, DatedValue]:
    """How many people an enterprise of the tier may recommend in a year: `total` and, of these, `full_senior`."""
    value = pack.parameter("titles.recommendation_quota").on(on)
    return value.value.get(tier), value


@dataclass(frozen=True, slots=True)
class _Window:
    """One level a route opens at this time."""

    level: str
    examiner: Examiner
    by_default: bool


@dataclass(frozen=True, slots=True)
class _Desk:
    """One route as it stands over a span of days. `windows` go from the highest level down.

    `pending` tells that the route's general rule is not in force; then what special rules there are speak only where one
    of `special_facts` is known. `citation`: where the route is ruled.
    """

    route: str
    windows: tuple[_Window, ...]
    citation: Citation
    pending: ConditionResult | None
    special_facts: tuple[str, ...]

    def outcome(self, facts: Mapping[str, Any]) -> Outcome:
        unknown = False
        for window in self._asked(facts):
            truth = window.examiner.truth(facts)
            if truth:
                return Outcome.YES
            unknown = unknown or truth is None
        return Outcome.UNKNOWN if unknown else Outcome.NO

    def explain(self, facts: Mapping[str, Any]) -> RouteAdvice:
        target = facts.get("target.level")
        asked = self._asked(facts)
        if not asked:
            condition = self.pending or self._not_offered(target)
            return RouteAdvice(self.route, target, Decision(Outcome.NO, (condition,)))
        window = asked[0] if len(asked) == 1 else self._best(asked, facts)
        decision = window.examiner.decide(facts)
        if self.pending and decision.outcome is not Outcome.YES:
            decision = Decision(
                decision.outcome, (*decision.conditions, self.pending), decision.missing, decision.subject_to
            )
        return RouteAdvice(self.route, window.level, decision)

    def _asked(self, facts: Mapping[str, Any]) -> tuple[_Window, ...]:
        if self.pending and all(facts.get(name) is None for name in self.special_facts):
            return ()
        target = facts.get("target.level")
        if target is None:
            return tuple(window for window in self.windows if window.by_default)
        return tuple(window for window in self.windows if window.level == target)

    def _best(self, asked: tuple[_Window, ...], facts: Mapping[str, Any]) -> _Window:
        """The highest level that is open, else open but for the committee, else unknown, else nearest to a yes."""
        truths = [(window, window.examiner.truth(facts)) for window in asked]
        for window, truth in truths:
            if truth:
                return window
        unknown = [window for window, truth in truths if truth is None]
        for window in unknown:
            if window.examiner.only_committee_left(facts):
                return window
        if unknown:
            return unknown[0]
        return self._nearest(asked, facts)

    def _nearest(self, asked: tuple[_Window, ...], facts: Mapping[str, Any]) -> _Window:
        """The level with the least missing. Among equals the lowest, but the highest of those that miss the same;

        of these a lower one only where it has more to say on why not (a used-up quota beside a tier too low).
        """
        best, least = asked[0], _least(asked[0], facts)
        for window in asked[1:]:
            gap = _least(window, facts)
            if gap is None:
                nearer = least is None and _reasons(window, facts) > _reasons(best, facts)
            elif least is None or len(gap) < len(least):
                nearer = True
            elif gap == least:
                nearer = _reasons(window, facts) > _reasons(best, facts)
            else:
                nearer = len(gap) == len(least)
            if nearer:
                best, least = window, gap
        return best

    def _not_offered(self, target: str | None) -> ConditionResult:
        offered = tuple(window.level for window in reversed(self.windows))
        return ConditionResult("target.level", "in", offered, target, State.NOT_MET, self.citation)


def _least(window: _Window, facts: Mapping[str, Any]) -> tuple[tuple[str, str, Any], ...] | None:
    """The smallest set of what is missing for a level; None where nothing leads there."""
    gaps = window.examiner.gaps(facts)
    return tuple((leaf.fact, leaf.operator, leaf.expected) for leaf in gaps[0]) if gaps else None


def _reasons(window: _Window, facts: Mapping[str, Any]) -> int:
    """How many conditions of the level are known not to be met."""
    return sum(condition.state is State.NOT_MET for condition in window.examiner.conditions(facts))


class RouteBook:
    """The routes of one pack, prepared for every span of days between two changes of any rule."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._changes = sorted(
            {rule.begins for rule in pack.rules}
            | {rule.until + timedelta(days=1) for rule in pack.rules if rule.until is not None}
        )
        self._desks: dict[int, tuple[_Desk, ...]] = {}

    def on(self, day: date) -> tuple[_Desk, ...]:
        """All eleven routes as they stand on the day."""
        span = bisect_right(self._changes, day)
        if span not in self._desks:
            self._desks[span] = tuple(self._desk(route, day) for route in ROUTES)
        return self._desks[span]

    def _desk(self, route: str, day: date) -> _Desk:
        every = self.pack.route_rules(route)
        rules = [rule for rule in every if rule.in_force(day)]
        ranks = self.pack.facts["title.level"].ranks or {}
        grants = {grant.level: grant.by_default for rule in rules for grant in rule.grants}
        windows = tuple(
            _Window(level, Examiner(self._tree(rules, level, day), self.pack.facts), grants[level])
            for level in sorted(grants, key=lambda level: -ranks[level])
        )
        pending = None if any(not rule.special for rule in rules) else _pending(every, day)
        special = tuple(dict.fromkeys(rule.special for rule in rules if rule.special))
        citation = (rules or list(every) or [None])[0]
        return _Desk(route, windows, citation.citation if citation else Citation(Basis.ASSUMED), pending, special)

    def _tree(self, rules: list[Rule], level: str, day: date) -> Node:
        ways: list[Node] = []
        for rule in rules:
            for grant in rule.grants:
                if grant.level == level:
                    parts = [part for part in (rule.when, grant.when) if part is not None] + self.pack.included(rule, day)
                    ways.append(at_level(all_of(parts), level))
        return any_of(ways)


def _pending(rules: tuple[Rule, ...], day: date) -> ConditionResult:
    """The condition of a route whose general rule does not hold on the day: cites the rule that will, or did."""
    general = [rule for rule in rules if not rule.special]
    later = [rule for rule in general if rule.begins > day]
    cited = min(later, key=lambda rule: rule.begins) if later else max(
        general, key=lambda rule: rule.begins, default=None
    )
    citation = cited.citation if cited else Citation(Basis.ASSUMED, source=sentence("titles.not_regulated"))
    return ConditionResult(IN_FORCE, "is", True, False, State.NOT_MET, citation)


@lru_cache(maxsize=8)
def _book(pack: Pack) -> RouteBook:
    return RouteBook(pack)


def _condition_json(condition: ConditionResult) -> dict[str, Any]:
    citation = condition.citation
    return {
        "fact": condition.fact, "operator": condition.operator, "expected": _plain(condition.expected),
        "actual": _plain(condition.actual), "state": str(condition.state), "basis": str(citation.basis),
        "document": citation.document, "clause": citation.clause, "quote": citation.quote, "source": citation.source,
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: exact numbers without a needless fraction."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value

