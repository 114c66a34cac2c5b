"""The life of an application for a level assessment (威人社函〔2023〕25号 四（三）: 培训合格人员 apply to the body under the
告知承诺制).

An attempt ends with its result, or because nobody came; a result taken back opens it again. It lapses when the class is
completed anew without the applicant, or cancelled."""

from __future__ import annotations

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

RECORD_KIND = "level_application"
_BODY = frozenset({Role.ASSESSMENT_BODY})
_APPLICANT = frozenset({Role.ENGINEER, Role.TRAINING_INSTITUTION})
_ENDS_CLASS = frozenset({Role.TRAINING_INSTITUTION, Role.BUREAU})
LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("applied", "accept", _BODY, "accepted"),
        Transition("applied", "return", _BODY, "returned", remark=True),
        Transition("applied", "retract", _APPLICANT, "retracted"),
        Transition("returned", "retract", _APPLICANT, "retracted"),
        Transition("accepted", "assess", _BODY, "assessed"),
        Transition("accepted", "miss", _BODY, "absent"),
        Transition("assessed", "unassess", _BODY, "accepted"),
        Transition("absent", "unassess", _BODY, "accepted"),
        Transition("applied", "lapse", _ENDS_CLASS, "returned", remark=True),
        Transition("accepted", "lapse", _ENDS_CLASS, "returned", remark=True),
    ),
)
STATES = ("applied", "returned", "accepted", "retracted", "assessed", "absent")
OPEN = ("applied", "accepted")
"""States of which an enrolment has one at most; who was returned or retracted, failed or was absent applies anew."""
DECLARED = ("accepted", "assessed", "absent")
"""States of an application that was accepted, whatever came of it."""
VERDICTS = ("met", "not_met", "unknown")
MOST_REASON = 300
