"""The life of an act on a certificate, and what must be said to ask for one. Pure."""

from __future__ import annotations

from training_app.kernel.actor import Role
from training_app.kernel.texts import can_be_kept
from training_app.kernel.workflow import Transition, Workflow

REVOKE, REPLACE = "revoke", "replace"
ACTS = (REVOKE, REPLACE)
ASKED, DONE, REFUSED, WITHDRAWN = "asked", "done", "refused", "withdrawn"
LEAST_REASON, LONGEST = 6, 500
_DECIDE = frozenset({Role.BUREAU})
_ASK = frozenset({Role.BUREAU, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY})
ACT_LIFE = Workflow(
    "certificate_act",
    (
        Transition(ASKED, "agree", _DECIDE, DONE),
        Transition(ASKED, "refuse", _DECIDE, REFUSED, remark=True),
        Transition(ASKED, "withdraw", _ASK, WITHDRAWN),
    ),
)


def remark_defect(remark: str) -> str:
    """The key of the sentence about a reason to refuse, "" for one that can be kept."""
    if len(remark.strip()) < LEAST_REASON:
        return "reason"
    return "long" if len(remark) > LONGEST else "" if can_be_kept(remark) else "unseen"


def defects(act: str, reason: str, document: str) -> dict[str, str]:
    """What is missing in an application, field → key of the sentence; empty when it can be taken."""
    found = {}
    if act not in ACTS:
        found["act"] = "act"
    if len(reason.strip()) < LEAST_REASON:
        found["reason"] = "reason"
    if not document.strip():
        found["document"] = "document"
    for name, value in (("reason", reason), ("document", document)):
        if len(value) > LONGEST:
            found[name] = "long"
        elif not can_be_kept(value):
            found[name] = "unseen"
    return found
