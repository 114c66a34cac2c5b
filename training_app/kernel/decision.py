"""Decisions of the rule engine: three-valued, explained condition by condition, with the smallest ways out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """The answer of a rule. UNKNOWN: facts are missing, or only a committee can judge."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class State(StrEnum):
    """How one condition stands."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Where a rule comes from: TEXT is quoted verbatim; SECONDARY and ASSUMED are shown as 待核实."""

    TEXT = "text"
    SECONDARY = "secondary"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Citation:
    """The place a rule stands: document number as printed, clause, verbatim quote (TEXT), or where it was read."""

    basis: Basis
    document: str = ""
    clause: str = ""
    quote: str = ""
    source: str = ""

    @property
    def unverified(self) -> bool:
        """True when the rule must be shown with 待核实."""
        return self.basis is not Basis.TEXT


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One comparison of a fact, as it came out."""

    fact: str
    operator: str
    expected: Any
    actual: Any
    state: State
    citation: Citation


@dataclass(frozen=True, slots=True)
class Decision:
    """Why yes, why not, and what would make it yes.

    `missing` holds alternative smallest sets of conditions that together would turn a "no" into a "yes", smallest first.
    `subject_to` names conditions only a committee can judge.
    """

    outcome: Outcome
    conditions: tuple[ConditionResult, ...] = ()
    missing: tuple[tuple[ConditionResult, ...], ...] = ()
    subject_to: tuple[str, ...] = field(default=())
