"""What a login and a password must be, and which roles exclude each other."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from training_app.kernel.actor import Role

# Figures of the lock-out, of sessions and passwords: GB/T 22239-2019 8.1.4.1 a, b with the values assessors use. They are
# settings of the platform's operation, not of the training law.
MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
# The first lock; each further one without a login in between lasts twice as long, up to the longest.
LOCK, LONGEST_LOCK = timedelta(minutes=15), timedelta(hours=2)
ATTEMPTS_PER_ADDRESS_AND_MINUTE = 20
# So many wrong attempts in one minute, wherever from, are an attack somebody has to know of.
ALARM_PER_MINUTE = 200
STAFF_IDLE, IDLE = timedelta(minutes=15), timedelta(minutes=30)
STAFF_SESSIONS, SESSIONS = 1, 3
# How long the code may be owed after the password, and how many codes there are for a lost phone.
HALF_OPEN = timedelta(minutes=5)
RECOVERY_CODES = 10
# An account nobody used for so long is disabled; a browser nobody used for so long is no longer known.
UNUSED = timedelta(days=90)
KNOWN_DEVICE = timedelta(days=180)
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
# How long a new password for an administrator waits for the second person.
AGREEMENT_LIFE = timedelta(hours=24)
# Wrong codes in a minute from one address and from everywhere, and wrong second answers to one code before it is void.
LAST_FOUR = 4
WRONG_CODES_PER_ADDRESS, WRONG_CODES_IN_ALL, WRONG_ANSWERS = 10, 300, 5
# A password: how many of the last are refused, how long it serves, how soon it may be changed again.
REFUSED = 5
STAFF_PASSWORD_AGE, PASSWORD_AGE = timedelta(days=90), timedelta(days=180)
PASSWORD_REST = timedelta(days=1)
# The authorities' own people: they see more than their own, so their passwords and sessions end sooner.
STAFF = THREE_ADMINISTRATORS | {Role.BUREAU, Role.DISTRICT, Role.AUTHORITY}
_COMMON = ("password", "abc123", "admin", "iloveyou", "1qaz", "2wsx", "3edc")
_HOUSE = ("weihai", "renshe")
# Rows, columns and zigzags of the keyboard, and the alphabet.
_KEYS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qweasdzxc", "zxcasdqwe",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    "1z2x3c4v5b", "qwerasdfzxcv", "zaq1xsw2cde3", "a1s2d3f4g5", "q1q2q3q4q5", "a1b2c3d4e5",
)  # fmt: skip
_WALK, _NUMBER_RUN, _UNIT_RUN = 5, 6, 4


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


@dataclass(frozen=True, slots=True)
class Known:
    """What a guesser knows of a user: names in signs and syllables of pinyin, units likewise, identity and phone numbers."""

    login: str
    name: str
    name_pinyin: tuple[str, ...] = ()
    units: tuple[tuple[str, tuple[str, ...]], ...] = ()
    numbers: tuple[str, ...] = ()


def password_defect(password: str, known: Known) -> str | None:
    """The key of the first rule a new password breaks, or None.

    At least 12 characters, three of four classes, nothing of the user's own names, numbers and units, no walk over the
    keyboard and none of the commonest words (GB/T 22239-2019 8.1.4.1 a with the values assessors use). No list of the
    commonest passwords is needed besides: of the ten thousand of zxcvbn 4.5 none has the length and the classes.
    """
    if len(password) < MIN_LENGTH:
        return "short"
    if len(password) > MAX_LENGTH:
        return "long"
    classes = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    if sum(any(is_class(c) for c in password) for is_class in classes) < 3:
        return "classes"
    folded = password.casefold()
    letters = "".join(sign for sign in folded if sign.isalnum())
    own = (known.login.casefold(), known.name.casefold(), "".join(known.name_pinyin))
    if any(word in text for word in own if len(word) > 2 for text in (folded, letters)):
        return "own_name"
    if any(run in letters for number in known.numbers for run in _runs(number.casefold(), _NUMBER_RUN)):
        return "own_number"
    if any(word in letters for word in (*_HOUSE, *(word for unit in known.units for word in _unit_words(*unit)))):
        return "unit"
    if any(word in folded for word in _COMMON) or _walks(folded):
        return "common"
    return None


def _runs(text: str, length: int) -> set[str]:
    return {text[start : start + length] for start in range(len(text) - length + 1)}


def _unit_words(name: str, pinyin: tuple[str, ...]) -> set[str]:
    """Four signs in a row of a unit's name, three of its syllables; of a short one (环翠区) all but the last."""
    signs = min(_UNIT_RUN, len(name) - 1)
    syllables = min(_UNIT_RUN, len(pinyin)) - 1
    spoken = {"".join(pinyin[start : start + syllables]) for start in range(len(pinyin) - syllables + 1)}
    return {word for word in _runs(name.casefold(), signs) | spoken if len(word) > 1}


def _walks(folded: str) -> bool:
    """Five neighbours on the keyboard or in the alphabet, forth or back, or five times the same sign."""
    lines = [line for keys in _KEYS for line in (keys, keys[::-1])]
    return any(len(set(run)) == 1 or any(run in line for line in lines) for run in _runs(folded, _WALK))


def must_enrol(roles: set[str]) -> bool:
    """Whether somebody with these roles needs a second factor where it is required: all but engineers."""
    return bool(roles - {Role.ENGINEER})


def idle(role: str) -> timedelta:
    """After how long without use a session in this role ends."""
    return STAFF_IDLE if role in STAFF else IDLE


def sessions_at_once(roles: set[str]) -> int:
    """How many sessions somebody with these roles has at once."""
    return STAFF_SESSIONS if STAFF & roles else SESSIONS


def password_expires(set_at: datetime, roles: set[str]) -> datetime:
    """When a password has served its time, given the roles its owner has."""
    return set_at + (STAFF_PASSWORD_AGE if STAFF & roles else PASSWORD_AGE)


def excludes(role: Role, held: set[str]) -> bool:
    """Whether holding `held` forbids `role`: one person is at most one of the three administrators (三员)."""
    return role in THREE_ADMINISTRATORS and bool((set(THREE_ADMINISTRATORS) - {role}) & held)


def masked_name(name: str) -> str:
    """A name of which only the first sign is shown: 王**, however long it is."""
    return f"{name[:1]}**" if name else ""
