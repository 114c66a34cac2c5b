"""The life of a registration, what it needs, which files are taken, and the receipt code.

What is asked for: the organisation's own certificate, because its 统一社会信用代码 has to be proved; of training
institutions and assessment bodies also that the ministry has published them (威人社函〔2023〕25号 二). Nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow
from training_app.registration.labels import NAME_HEADS, NAME_TAILS

RECORD_KIND = "registration"
_APPLICANT = frozenset({Role.VISITOR})
_BUREAU = frozenset({Role.BUREAU})

LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("submitted", "accept", _BUREAU, "accepted"),
        Transition("submitted", "return", _BUREAU, "returned", remark=True),
        Transition("submitted", "refuse", _BUREAU, "refused", remark=True),
        Transition("returned", "refuse", _BUREAU, "refused", remark=True),
        Transition("returned", "correct", _APPLICANT, "submitted"),
        Transition("accepted", "activate", _APPLICANT, "accepted"),
        Transition("submitted", "reissue", _BUREAU, "submitted"),
        Transition("returned", "reissue", _BUREAU, "returned"),
        Transition("accepted", "reissue", _BUREAU, "accepted"),
    ),
)
ROLES = {
    "training_institution": Role.TRAINING_INSTITUTION, "assessment_body": Role.ASSESSMENT_BODY, "employer": Role.EMPLOYER,
    "authority": Role.AUTHORITY,
}
"""Kinds that may register, and the role their people act in. A kind is also the kind of its qualification."""

LISTED = frozenset({"training_institution", "assessment_body"})
"""Kinds that the ministry publishes (威人社函〔2023〕25号 二): they name the list and show the page."""

LENGTHS = {
    "name": 100, "address": 200, "legal_representative": 50, "contact_name": 50, "phone": 30, "administrator": 50,
    "basis": 200,
}  # fmt: skip
MAX_BYTES = 5 * 1024 * 1024
ACTIVATION = timedelta(days=30)
# A form half filled is kept so long with its files; then they may be cleared away.
PENDING = timedelta(days=1)
# How long documents and contacts of applications that came to nothing are kept after they were refused or sent back.
KEEP_ENDED = timedelta(days=180)
# One address: an office behind one line files for several organisations; a program files for hundreds.
MOST_PER_HOUR = 20
MOST_FILES_PER_HOUR = 60

_PHONE = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d{9}|(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:-\d{1,6})?)", re.ASCII)
_TICKET = re.compile(r"[0-9a-f]{32}", re.ASCII)
# No signs that are mistaken for each other when read from paper: 30 signs to the power of 20 are 98 bits.
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _GROUP = 5, 4
_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
# What a scan never holds: programs, other files, commands to start something.
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def documents_of(kind: str) -> tuple[str, ...]:
    """The kinds of document an organisation of this kind has to send."""
    return ("licence", "listing") if kind in LISTED else ("licence",)


def is_phone(text: str) -> bool:
    """Whether the text is a mobile or fixed-line number of the mainland, with or without area code and extension."""
    return bool(_PHONE.fullmatch(text.strip()))


def is_ticket(text: str) -> bool:
    """Whether the text can be the number of a form we have handed out."""
    return bool(_TICKET.fullmatch(text))


def media_type(data: bytes) -> str | None:
    """What the bytes are, by their first signs: PDF, JPEG or PNG; None for anything else, whatever its name says."""
    for start, found in ((_PDF, "application/pdf"), (_JPEG, "image/jpeg"), (_PNG, "image/png")):
        if data.startswith(start):
            return found
    return None


def file_defect(data: bytes) -> str | None:
    """The key of what is wrong with an uploaded document, or None."""
    if not data:
        return "empty"
    if len(data) > MAX_BYTES:
        return "large"
    kind = media_type(data)
    if kind is None:
        return "kind"
    ending = {"application/pdf": b"%%EOF", "image/jpeg": b"\xff\xd9", "image/png": b"IEND"}[kind]
    if ending not in data[-2048:]:
        return "broken"
    return "active" if kind == "application/pdf" and _ACTIVE.search(data) else None


def receipt_of(seed: bytes) -> str:
    """The receipt code that belongs to 32 secret bytes: five groups of four signs."""
    number, signs = int.from_bytes(seed), []
    for _ in range(_GROUPS * _GROUP):
        number, place = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))


def bare_receipt(text: str) -> str:
    """A receipt code as typed, without hyphens, spaces and small letters."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The fields that differ, each with its value before."""
    return {name: value for name, value in before.items() if after[name] != value}


def core_of(name: str, city: str) -> str:
    """What tells a name apart from others: without place in front and kind of company behind."""
    heads = (city, city.removesuffix(NAME_HEADS[-2]), *NAME_HEADS)
    for head in heads:
        name = name.removeprefix(head)
    for tail in NAME_TAILS:
        name = name.removesuffix(tail)
    return name
