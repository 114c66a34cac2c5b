"""Whether somebody may sign up for a class, condition by condition, each with its clause.

Source: 威人社函〔2023〕25号 三 (who may take part). Only what a text excludes refuses; the rest warns, or is for the institution
to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from training_app.classes import messages_eligibility as messages
from training_app.kernel.decision import Citation


class Weight(StrEnum):
    """What a condition means for whoever applies. ASKS: the institution looks at it before it accepts."""

    FITS = "fits"
    ASKS = "asks"
    WARNS = "warns"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of somebody on the first day of a class. `unmet` says in words what the standard asks where
    nothing that is known meets it, "" otherwise; `elsewhere`: accepted or in training in another open class of the same
    occupation and level."""

    retired: bool = False
    past_age: bool = False
    studying: bool = False
    elsewhere: bool = False
    unmet: str = ""
    held: bool = False
    completed: bool = False
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """Where the conditions stand; None where no text in force says it."""

    who: Citation
    retirement_age: Citation | None = None
    prerequisite: Citation | None = None
    once: Citation | None = None
    excludes_retired: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One condition as it came out."""

    name: str
    weight: Weight
    sentence: str
    citation: Citation | None = None

    @property
    def in_short(self) -> str:
        """The sentence for a line of a list: without what a standard asks, which is the same for everybody."""
        unmet = self.name == "prerequisite" and self.weight is Weight.WARNS
        return messages.PREREQUISITE_IN_SHORT if unmet else self.sentence

    @property
    def label(self) -> str:
        """What is asked, in words."""
        return messages.CHECKS[self.name]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All conditions of one person for one class."""

    checks: Sequence[Check]

    @property
    def refused(self) -> bool:
        """Whether a text says no."""
        return any(each.weight is Weight.REFUSES for each in self.checks)

    @property
    def code(self) -> str:
        """The first condition that refuses, "" for none."""
        return next((each.name for each in self.checks if each.weight is Weight.REFUSES), "")

    @property
    def reason(self) -> str:
        """Why not, in words."""
        return "".join(each.sentence for each in self.checks if each.weight is Weight.REFUSES)

    @property
    def notes(self) -> list[Check]:
        """What is to be known or looked at though it refuses nobody."""
        return [each for each in self.checks if each.weight in (Weight.ASKS, Weight.WARNS)]


def judge(known: Known, law: Law) -> Eligibility:
    """Every condition, those that refuse first."""
    checks = [
        _retired(known, law),
        _either("elsewhere", known.elsewhere, Weight.REFUSES, messages.ELSEWHERE, messages.NOT_ELSEWHERE, law.once),
        _either("graduate", known.studying, Weight.ASKS, messages.STUDYING, messages.WORKING, law.who),
        _either("prerequisite", bool(known.unmet), Weight.WARNS, known.unmet, messages.PREREQUISITE_FITS, law.prerequisite),
        _either(
            "held", known.held or known.completed, Weight.WARNS, messages.HELD if known.held else messages.COMPLETED,
            messages.NOT_HELD, law.once,
        ),
        _either("overlap", known.overlapping, Weight.WARNS, messages.OVERLAP, messages.NO_OVERLAP, None),
    ]  # fmt: skip
    order = list(reversed(Weight))
    return Eligibility(sorted(checks, key=lambda each: order.index(each.weight)))


def _retired(known: Known, law: Law) -> Check:
    if known.retired and law.excludes_retired:
        return Check("retired", Weight.REFUSES, messages.RETIRED, law.who)
    if known.past_age and law.excludes_retired:
        return Check("retired", Weight.ASKS, messages.PAST_AGE, law.retirement_age)
    return Check("retired", Weight.FITS, messages.NOT_RETIRED, law.who)


def _either(name: str, found: bool, weight: Weight, yes: str, no: str, citation: Citation | None) -> Check:
    return Check(name, weight, yes, citation) if found else Check(name, Weight.FITS, no, citation)
