"""What a login and a password must be, and which roles exclude each other."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from training_app.kernel.actor import Role

# Figures of the lock-out, of sessions and passwords: GB/T 22239-2019 8.1.4.1 a, b with the values assessors use. They are
# settings of the platform's operation, not of the training law.
MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
ATTEMPTS_PER_ADDRESS_AND_MINUTE = 20
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
MIN_LENGTH = 12
MAX_LENGTH = 128
LOGIN_MIN, LOGIN_MAX = 2, 50
THREE_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
FIRST_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.BUREAU)
# How long a one-time code serves: an invitation by hand, a printed list, a new password.
INVITATION_LIFE = timedelta(days=14)
PRINTED_LIFE = timedelta(days=30)
RESET_LIFE = timedelta(hours=2)
# Wrong codes in a minute from one address and from everywhere, and wrong second answers to one code before it is void.
LAST_FOUR = 4
WRONG_CODES_PER_ADDRESS, WRONG_CODES_IN_ALL, WRONG_ANSWERS = 10, 300, 5
_COMMON = ("password", "123456", "qwerty", "abc123", "111111", "admin", "weihai", "renshe", "iloveyou", "1qaz2wsx")


def canonical_login(login: str) -> str:
    """The one spelling of a login name: NFKC, case folded, trimmed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def login_defect(login: str) -> str | None:
    """The key of what is wrong with a new login name, or None: 2 to 50 letters, digits, dots, hyphens, underscores."""
    canonical = canonical_login(login)
    if not LOGIN_MIN <= len(canonical) <= LOGIN_MAX:
        return "length"
    if not all(sign.isalnum() or sign in "._-" for sign in canonical):
        return "signs"
    return None


def password_defect(password: str, login: str, display_name: str) -> str | None:
    """The key of the first rule a new password breaks, or None.

    At least 12 characters, three of four classes, nothing of the user's own name or of the commonest passwords
    (GB/T 22239-2019 8.1.4.1 a with the values assessors use).
    """
    if len(password) < MIN_LENGTH:
        return "short"
    if len(password) > MAX_LENGTH:
        return "long"
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    if sum(any(is_class(c) for c in password) for is_class in classes) < 3:
        return "classes"
    folded = password.casefold()
    if any(word in folded for word in (login.casefold(), display_name.casefold()) if len(word) > 2):
        return "own_name"
    if any(word in folded for word in _COMMON) and len(password) < 20:
        return "common"
    return None


def excludes(role: Role, held: set[str]) -> bool:
    """Whether holding `held` forbids `role`: one person is at most one of the three administrators (三员)."""
    return role in THREE_ADMINISTRATORS and bool((set(THREE_ADMINISTRATORS) - {role}) & held)


def masked_name(name: str) -> str:
    """A name of which only the first sign is shown: 王**, however long it is."""
    return f"{name[:1]}**" if name else ""
