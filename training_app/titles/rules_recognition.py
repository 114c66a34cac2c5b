"""Recognition of a title from a level certificate 认定: what the register knows, what the officer confirms, what follows.

Source: 威人社函〔2023〕25号 五（二）. All levels and conditions are policy data; here is only who answers which fact.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from training_app.kernel.decision import Decision, Outcome
from training_app.policies.pack import DatedValue, Pack
from training_app.titles.rules import explain_route, recognised_title

ROUTE = "certificate_recognition"
REFERENCE = "certificate_reference"
SYSTEM = "professional_level"
ENGINEERING = "engineering"

CONFIRMABLE: dict[str, Any] = {
    "person.in_city_scope": True, "target.exam_based": False, "integrity.blocked": False, "title.level": "none",
}
"""Facts the register may not hold and the officer answers for, with the answer that lets a recognition go on.

A fact the register does hold is never overwritten by a confirmation.
"""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What of a level certificate counts: its system, level and whether it stands."""

    system: str
    level: str
    valid: bool

    def as_facts(self) -> dict[str, Any]:
        """In the words of the rules."""
        return {"certificate.system": self.system, "certificate.level": self.level, "certificate.valid": self.valid}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a certificate opens for its holder on a day.

    `level` is the title (None: 高级, only a reference), `decision` the answer with what is confirmed so far, `facts` what it
    was answered by, `confirmed` those of them only the officer answered for, `to_confirm` the facts still to be confirmed
    that would let it pass; `source` the mapping of levels.
    """

    level: str | None
    decision: Decision
    facts: Mapping[str, Any]
    to_confirm: tuple[str, ...]
    confirmed: tuple[str, ...]
    source: DatedValue

    @property
    def granted(self) -> bool:
        """Whether the title can be recognised now."""
        return self.level is not None and self.decision.outcome is Outcome.YES

    @property
    def within_reach(self) -> bool:
        """Whether only confirmations of the officer are left."""
        return self.level is not None and (self.granted or bool(self.to_confirm))


def examine(
    person: Mapping[str, Any], certificate: CertificateFacts, on: date, pack: Pack, *, series: str = ENGINEERING,
    exam_based: bool = False, confirmed: Collection[str] = (),
) -> Recognition:  # fmt: skip
    """Whether the certificate is recognised as a title in the series on the day.

    `person` are the facts of the register, `exam_based` says that the chosen series or specialty is 以考代评, `confirmed`
    names the facts the officer answers for. Raises PolicyNotInForce before the rule.
    """
    level, source = recognised_title(certificate.level, on, pack)
    known = {**person, **certificate.as_facts(), "target.series": series}
    if exam_based:
        known["target.exam_based"] = True
    used = tuple(name for name in CONFIRMABLE if name in confirmed and name not in known)
    facts = {**known, **{name: CONFIRMABLE[name] for name in used}}
    if level is None:
        return Recognition(None, explain_route(REFERENCE, facts, on, pack).decision, facts, (), used, source)
    facts["target.level"] = level
    decision = explain_route(ROUTE, facts, on, pack).decision
    if decision.outcome is not Outcome.UNKNOWN:
        return Recognition(level, decision, facts, (), used, source)
    open_facts = tuple(name for name in CONFIRMABLE if name not in facts)
    supposed = {**facts, **{name: CONFIRMABLE[name] for name in open_facts}}
    passes = explain_route(ROUTE, supposed, on, pack).decision.outcome is Outcome.YES
    return Recognition(level, decision, facts, open_facts if passes else (), used, source)


def is_exam_based(series: str, specialty: str, on: date, pack: Pack) -> bool:
    """Whether series or specialty stands in the list of those that are examined instead of reviewed."""
    listed = pack.parameter("titles.exam_based_series").on(on).value
    return series in listed or specialty.strip() in listed.values()
