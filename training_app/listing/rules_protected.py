"""The life of a list with whole numbers, and what must be said to ask for one. Pure."""

from __future__ import annotations

import secrets
from datetime import timedelta

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

ASKED, AGREED, REFUSED, MADE, EXPIRED = "asked", "agreed", "refused", "made", "expired"
WITHDRAWN = "withdrawn"
KEPT_FOR = timedelta(hours=24)
"""An agreement and a finished file are good for so long."""
MOST_FETCHED = 3
LEAST_PURPOSE, LONGEST_PURPOSE = 6, 200
_ASKERS = frozenset({Role.BUREAU, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY})
EXPORT_LIFE = Workflow(
    "protected_export",
    (
        Transition(ASKED, "agree", _ASKERS, AGREED),
        Transition(ASKED, "refuse", _ASKERS, REFUSED, remark=True),
        Transition(AGREED, "make", _ASKERS, MADE),
        Transition(MADE, "fetch", _ASKERS, MADE),
        Transition(ASKED, "withdraw", _ASKERS, WITHDRAWN),
        Transition(AGREED, "withdraw", _ASKERS, WITHDRAWN),
        Transition(MADE, "withdraw", _ASKERS, WITHDRAWN),
    ),
)
# Without the signs people mistake for one another when they copy a password by hand.
_SIGNS = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"
_PASSWORD_SIGNS = 16


def new_password() -> str:
    """A password of sixteen random signs, some 90 bits."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_PASSWORD_SIGNS))
