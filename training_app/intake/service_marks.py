"""What our own workbooks say of themselves, signed: an upload is believed to continue a batch, or to come from a template,
only when we wrote so."""

from __future__ import annotations

from typing import NamedTuple

from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, mac

_PURPOSE = "intake.mark"
_SIGNATURE_BYTES = 16
_BATCH, _TEMPLATE = "batch", "template"
_LONGEST = 200


class BatchMark(NamedTuple):
    """The workbook was given back with the problems of this batch marked."""

    number: str


class TemplateMark(NamedTuple):
    """The workbook began as a template: of which list, in which version, for which record ("" for none)."""

    kind: str
    version: str
    subject: str


Mark = BatchMark | TemplateMark


def write(mark: Mark) -> str:
    """The mark as a workbook carries it."""
    said = "/".join((_BATCH if isinstance(mark, BatchMark) else _TEMPLATE, *mark))
    return f"{said}/{_signature(said).hex()}"


def read(text: str) -> Mark | None:
    """The mark a workbook carries; None for none, for one of another installation, and for a forged one."""
    said, _, signature = text.partition("\n")[0].rpartition("/")
    if not said or len(text) > _LONGEST:
        return None
    try:
        given = bytes.fromhex(signature)
    except ValueError:
        return None
    if not equal(given, _signature(said)):
        return None
    what, *parts = said.split("/")
    return BatchMark(*parts) if what == _BATCH else TemplateMark(*parts)


def _signature(said: str) -> bytes:
    return mac(Use.FILE, _PURPOSE, said.encode())[:_SIGNATURE_BYTES]
