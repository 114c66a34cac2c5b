"""What a login and a password must be, and which roles exclude each other."""

from __future__ import annotations

import unicodedata

from training_app.kernel.actor import Role

MIN_LENGTH = 12
MAX_LENGTH = 128
THREE_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
_COMMON = ("password", "123456", "qwerty", "abc123", "111111", "admin", "weihai", "renshe", "iloveyou", "1qaz2wsx")


def canonical_login(login: str) -> str:
    """The one spelling of a login name: NFKC, case folded, trimmed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


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
