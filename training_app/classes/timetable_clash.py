"""A timetable somebody else changed while it was edited: whose lines are where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from training_app.audit.models import AuditEvent
from training_app.classes import rules_timetable
from training_app.classes.rules import SessionPlan
from training_app.classes.timetable_form import TimetableForm
from training_app.kernel.clashes import Edition


@dataclass(frozen=True, slots=True)
class TimetableClash:
    """Who changed the class since, the form to go on with, and where both changed the timetable: the sessions only theirs
    and only the sender's. `taken`: the sender had changed nothing and has the present timetable now."""

    edits: Sequence[tuple[str, datetime]]
    form: TimetableForm
    theirs: Sequence[SessionPlan] = ()
    mine: Sequence[SessionPlan] = ()
    taken: bool = False

    @classmethod
    def of(
        cls, edition: Edition, form: TimetableForm, there: Sequence[SessionPlan], events: Sequence[AuditEvent]
    ) -> TimetableClash:
        """What was sent beside what is there. Whoever changed nothing gets the present timetable."""
        edits = [(event.actor_name, event.at) for event in events]
        if edition.showed("sessions", as_text(form.plans)) and not edition.showed("sessions", as_text(there)):
            return cls(edits, TimetableForm.of(there), taken=True)
        if edition.showed("sessions", as_text(there)):
            return cls(edits, form)
        theirs = [plan for plan in there if plan not in form.plans]
        return cls(edits, form, theirs, [plan for plan in form.plans if plan not in there])


def as_text(plans: Sequence[SessionPlan]) -> str:
    """A timetable as one text, the same for the same sessions whatever their order."""
    return "\n".join(sorted(repr(rules_timetable.typed(plan)) for plan in plans))
