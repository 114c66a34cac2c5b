"""Where somebody stands: every route to a title by what the register knows, the open ones first, and what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.certificates.queries import family
from training_app.kernel.decision import ConditionResult, Decision, Outcome
from training_app.policies.loader import load
from training_app.policies.pack import Pack
from training_app.titles import queries_facts
from training_app.titles.rules import RouteAdvice, explain
from training_app.titles.rules_recognition import (
    CONFIRMABLE,
    ENGINEERING,
    ROUTE,
    SYSTEM,
    CertificateFacts,
    Recognition,
    examine,
)

_MOST_WAYS = 3
_NOT_A_STEP = frozenset({"technician"})
"""Levels nobody climbs to on the way: who recognises an engineer's first title recognises 助理工程师."""


class Way(StrEnum):
    """How a route stands, from the best: open now; open once the bureau has confirmed what the register does not hold;
    open but for the committee; not to be told for lack of facts; closed."""

    OPEN = "open"
    CONFIRM = "confirm"
    COMMITTEE = "committee"
    UNKNOWN = "unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RouteStanding:
    """One route: its decision, how it stands, and the smallest set of what is missing (empty when nothing leads there)."""

    route: str
    level: str | None
    decision: Decision
    way: Way
    lacks: tuple[ConditionResult, ...] = ()
    to_confirm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """All eleven routes on a day, the best first. `certificate_number` is the one that recognition would be based on.

    `next_level` is the level above what is held or open now ("" above the highest), `next_ways` the routes that lead
    there with the least missing, supposing that what the bureau confirms is as it should be.
    """

    on: date
    routes: tuple[RouteStanding, ...]
    certificate_number: str
    next_level: str = ""
    next_ways: tuple[RouteStanding, ...] = ()

    @property
    def first(self) -> RouteStanding | None:
        """The route that is open now, at most but for the bureau's confirmation; None when there is none."""
        best = self.routes[0]
        return best if best.way in (Way.OPEN, Way.CONFIRM) else None

    def route(self, name: str) -> RouteStanding | None:
        return next((each for each in self.routes if each.route == name), None)


def standing(session: Session, person_id: int, on: date) -> Standing:
    """The routes of a person (the survivor of a merge). The caller has shown the person to be in scope."""
    pack = load()
    survivor = queries_facts.survivor_id(session, person_id)
    person = queries_facts.facts_of_many(session, [survivor], on)[survivor]
    certificates = _certificates(session, survivor, on)
    levels = pack.facts["certificate.level"].values
    highest = max((level for _, level in certificates), key=levels.index, default=None)
    facts = person | (
        CertificateFacts(SYSTEM, highest, True).as_facts() if highest else {"certificate.level": levels[0]}
    )
    advice = explain(facts, on, pack)
    number, recognition = _best_recognition(person, certificates, on)
    routes = [
        _recognition_standing(recognition) if each.route == ROUTE and recognition else _standing_of(each)
        for each in advice.routes
    ]
    order = list(Way)
    routes.sort(key=lambda each: (order.index(each.way), len(each.lacks) or len(each.decision.conditions)))
    found = Standing(on, tuple(routes), number)
    level = _next_level(facts, found.first, pack)
    return replace(found, next_level=level, next_ways=_next_ways(facts, level, on, pack) if level else ())


def _next_level(facts: Mapping[str, Any], first: RouteStanding | None, pack: Pack) -> str:
    """The level above what is held or open now; the first of engineers for somebody who holds none."""
    levels = pack.facts["title.level"].values
    held = facts["title.level"] if facts.get("title.series") == ENGINEERING else levels[0]
    reached = max(levels.index(held), levels.index(first.level) if first and first.level else 0)
    above = [level for level in levels[reached + 1 :] if level not in _NOT_A_STEP]
    return above[0] if above else ""


def _next_ways(facts: Mapping[str, Any], level: str, on: date, pack: Pack) -> tuple[RouteStanding, ...]:
    supposed = {
        **CONFIRMABLE, "certificate.system": SYSTEM, "certificate.valid": True, **facts, "target.level": level,
    }  # fmt: skip
    ways = [_standing_of(advice) for advice in explain(supposed, on, pack).routes]
    leading = [each for each in ways if each.lacks or each.way is Way.COMMITTEE]
    return tuple(sorted(leading, key=lambda each: len(each.lacks))[:_MOST_WAYS])


def _certificates(session: Session, person_id: int, on: date) -> Sequence[tuple[str, str]]:
    """Number and level of the standing certificates, newest first."""
    rows = session.execute(
        select(LevelCertificate.number, LevelCertificate.level)
        .where(
            LevelCertificate.person_id.in_(family(person_id)), LevelCertificate.state == "issued",
            LevelCertificate.system == SYSTEM, LevelCertificate.issued_on <= on,
        )
        .order_by(LevelCertificate.issued_on.desc(), LevelCertificate.number)
    )  # fmt: skip
    return [(number, level) for number, level in rows]


def _best_recognition(
    person: dict, certificates: Sequence[tuple[str, str]], on: date
) -> tuple[str, Recognition | None]:
    """The certificate that brings the highest title within reach."""
    pack = load()
    if not pack.parameter("titles.recognised_title_by_level").values[0].begins <= on:
        return "", None
    ranks = pack.facts["title.level"].ranks or {}
    found = [(number, examine(person, CertificateFacts(SYSTEM, level, True), on, pack)) for number, level in certificates]
    reachable = [(number, each) for number, each in found if each.level and each.within_reach]
    return max(reachable, key=lambda pair: ranks[pair[1].level or ""], default=("", None))


def _recognition_standing(found: Recognition) -> RouteStanding:
    way = Way.OPEN if found.granted else Way.CONFIRM
    return RouteStanding(ROUTE, found.level, found.decision, way, to_confirm=found.to_confirm)


def _standing_of(advice: RouteAdvice) -> RouteStanding:
    decision = advice.decision
    lacks = decision.missing[0] if decision.missing else ()
    if decision.outcome is Outcome.YES:
        way = Way.OPEN
    elif decision.outcome is Outcome.NO:
        way = Way.CLOSED
    else:
        way = Way.COMMITTEE if decision.subject_to else Way.UNKNOWN
    return RouteStanding(advice.route, advice.level, decision, way, lacks)
