"""The life of one class step by step, for its page. Pure.

The order is that of 威人社函〔2023〕25号 四、五、六. A step nobody has reached says so; one the reader may not see is left out.
A further step is a function of `Known` in `class_steps` or `class_steps_after`, its name in `labels_story.STEPS`, its place here,
and its link in `templates/classes/_story.html`; what it counts is one more part in `queries_class_story`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training_app.web import class_steps as before
from training_app.web import class_steps_after as after
from training_app.web.class_steps import Known, Step

_STEPS = (
    before.plan, before.filing, before.changes, before.sign_up, before.people, before.attendance, before.corrections,
    before.findings, before.completion, after.certificates, after.report, after.level_applications, after.sittings, after.results,
    after.lots, after.level_certificates, after.inspections, after.evaluation, after.payments,
)  # fmt: skip
_STEPS_OF_EARLIER_YEARS = (
    before.people, before.completion, after.certificates, after.results, after.level_certificates, after.inspections,
    after.payments,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """The steps of a class in the order of its life: those that have begun, wait or ended, and those still ahead."""

    reached: Sequence[Step]
    ahead: Sequence[Step]


def story(known: Known) -> Story:
    """The steps of a class; of one from the books of earlier years those that can be known."""
    makers = _STEPS if known.record.origin == "register" else _STEPS_OF_EARLIER_YEARS
    steps = [step for step in (make(known) for make in makers) if step is not None]
    ahead = [] if known.record.state == "cancelled" else [step for step in steps if step.is_ahead]
    return Story([step for step in steps if not step.is_ahead], ahead)
