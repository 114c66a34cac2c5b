"""When a class may be evaluated, and which results may be shown.

Nothing is shown before the time for answers is over: results that grow would give away every further answer by their
difference. And nothing with fewer answers than the parameter asks for. Totals are made of groups that may be shown alone, so
that no group can be found by taking others from a total.

Source: 威人社函〔2023〕25号 六（二） asks for the evaluation and says nothing of how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from training_app.classes import messages_evaluations as messages
from training_app.kernel.texts import can_be_kept

SCORES = range(1, 6)
MOST_REMARK = 500
FINISHED = ("completed", "failed")
"""States of trainees who evaluate: who stayed to the end, passed or not."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the evaluation of a class: its questions, how many answers results need, how many days it is open."""

    questions: tuple[str, ...]
    instructor_question: str
    min_answers: int
    open_days: int


@dataclass(frozen=True, slots=True)
class Group:
    """The answers about one thing: how many, and the sum of their scores by question."""

    name: str
    count: int
    sums: tuple[int, ...]

    @property
    def means(self) -> tuple[int, ...]:
        """The mean of each question in hundredths, rounded down."""
        return tuple(each * 100 // self.count for each in self.sums)

    @property
    def mean(self) -> int:
        """The mean over all questions in hundredths, rounded down."""
        return sum(self.sums) * 100 // (self.count * len(self.sums))

    @property
    def by_question(self) -> tuple[str, ...]:
        """The mean of each question with two decimals."""
        return tuple(points(each) for each in self.means)

    @property
    def points(self) -> str:
        """The mean over all questions with two decimals."""
        return points(self.mean)


def points(mean: int) -> str:
    """A mean in hundredths with two decimals: 430 → "4.30"."""
    return f"{mean // 100}.{mean % 100:02d}"


def last_day(completed_on: date, terms: Terms) -> date:
    """The last day on which a class may be evaluated."""
    return completed_on + timedelta(days=terms.open_days)


def may_show(count: int, completed_on: date, terms: Terms, today: date) -> bool:
    """Whether results with so many answers may be shown on a day."""
    return today > last_day(completed_on, terms) and count >= terms.min_answers


def total(groups: Iterable[Group], name: str = "") -> Group | None:
    """Groups that may be shown, as one; None for none. Only those with as many questions as the first are taken in."""
    found = list(groups)
    if not found:
        return None
    alike = [each for each in found if len(each.sums) == len(found[0].sums)]
    return Group(name, sum(each.count for each in alike), tuple(map(sum, zip(*(each.sums for each in alike), strict=True))))


def mistakes(
    scores: Sequence[int | None], instructors: Mapping[str, int | None], remark: str, terms: Terms
) -> dict[str, str]:
    """Every wrong field of an evaluation (`question-2`, `remark`) with its sentence; an instructor may stay without score."""
    wrong = {
        f"question-{place}": messages.SCORE_MISSING.format(place=place)
        for place, score in enumerate(scores, start=1) if score not in SCORES
    }  # fmt: skip
    for place, score in enumerate(instructors.values(), start=1):
        if score is not None and score not in SCORES:
            wrong[f"instructor-{place}"] = messages.SCORE_WRONG
    if len(remark) > MOST_REMARK:
        wrong["remark"] = messages.TOO_LONG.format(most=MOST_REMARK, count=len(remark))
    elif not can_be_kept(remark):
        wrong["remark"] = messages.UNPRINTABLE
    return wrong
