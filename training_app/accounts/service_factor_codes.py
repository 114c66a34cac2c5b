"""Codes of the second factor: six digits of an app (RFC 6238), each good once, and recovery codes for a lost phone."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from training_app.accounts import codes
from training_app.accounts.models import RecoveryCode, SecondFactor

STEP = 30
"""Seconds a code is shown; SHA-1 and six digits are what every app can do."""
TRIES = (0, -1, 1)
"""Steps beside the present one that are accepted, for phones whose clock is a little off."""
_PLAIN = {"synchronize_session": False}


def accept(session: Session, user_id: int, typed: str, at: datetime) -> bool:
    """Whether this is a code of the user's that serves now; it does not serve again. Of many who bring the same one at the
    same moment one is let in: the row is changed only by the first."""
    factor = session.scalar(select(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None)))
    if factor is None:
        return False
    step = step_of(factor, typed, at)
    if step is not None:
        taken = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        return session.scalar(taken.values(last_step=step).returning(SecondFactor.user_id), execution_options=_PLAIN) is not None
    spent = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_digest == codes.digest(typed), RecoveryCode.used_at.is_(None)
    )
    return session.scalar(spent.values(used_at=at).returning(RecoveryCode.id), execution_options=_PLAIN) is not None


def step_of(factor: SecondFactor, typed: str, at: datetime) -> int | None:
    """The time step whose code this is, None when it is none of those accepted now."""
    digits = "".join(unicodedata.normalize("NFKC", typed[:50]).split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    app, present = pyotp.TOTP(factor.seed or "", interval=STEP), int(at.timestamp()) // STEP
    steps = [present + beside for beside in TRIES if hmac.compare_digest(app.at((present + beside) * STEP), digits)]
    return steps[0] if steps else None
