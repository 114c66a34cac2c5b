"""The one-time code of the first set-up: who can read the server's own files may name the first administrators.

Kept in `setup_code` of the instance folder (mode 0600) until the set-up is done.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "setup_code"
# No signs that are mistaken for each other when read from a screen: 30 signs to the power of 20 are 98 bits.
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _GROUP = 5, 4


def make(instance: Path) -> str:
    """The code of this installation, made on first use; a process that was faster wins."""
    path = instance / NAME
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{code}\n")
    return code


def matches(instance: Path, typed: str) -> bool:
    """Whether this is the code; False as long as none was made. Hyphens, spaces and case do not matter."""
    try:
        code = (instance / NAME).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return False
    wanted = _bare(code)
    return bool(wanted) and secrets.compare_digest(_bare(typed).encode(), wanted.encode())


def discard(instance: Path) -> None:
    """Takes the code away once it has served."""
    (instance / NAME).unlink(missing_ok=True)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
