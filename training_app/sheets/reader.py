"""A file read in this very process. Only the limited child process calls this for files of users."""

from __future__ import annotations

from pathlib import PurePath

from training_app.sheets import limits
from training_app.sheets.archive import document_kind, open_archive, refuse_entities
from training_app.sheets.biff import is_encrypted
from training_app.sheets.cfb import CompoundFile
from training_app.sheets.errors import PASSWORD, TOO_LARGE, UNREADABLE, SheetError
from training_app.sheets.html import read_html
from training_app.sheets.marks import take_off
from training_app.sheets.model import Workbook
from training_app.sheets.office import read_office
from training_app.sheets.sniff import container
from training_app.sheets.spreadsheetml import read_spreadsheetml
from training_app.sheets.text import decode, read_text

_SHEET_NAME_LENGTH = 31


def read_here(data: bytes, name: str) -> Workbook:
    """The workbook in `data` without what we wrote into it ourselves; `name` names the sheet of kinds that have no sheet
    names. Raises SheetError."""
    return take_off(_read(data, name))


def _read(data: bytes, name: str) -> Workbook:
    if len(data) > limits.FILE_BYTES:
        raise SheetError(TOO_LARGE, "file")
    kind = container(data)
    stem = PurePath(name.replace("\\", "/")).stem[:_SHEET_NAME_LENGTH]
    if kind == "zip":
        return _read_archive(data)
    if kind == "compound":
        return _read_compound(data)
    if kind == "xml":
        return read_spreadsheetml(data)
    if kind == "html":
        return read_html(data, stem)
    return read_text(decode(data), stem)


def _read_archive(data: bytes) -> Workbook:
    with open_archive(data) as archive:
        kind = document_kind(archive)
        refuse_entities(archive)
        if kind == "ods" and b"encryption-data" in _manifest(archive):
            raise SheetError(PASSWORD, "ods")
        return read_office(data, kind, archive, None)


def _manifest(archive: object) -> bytes:
    try:
        with archive.open("META-INF/manifest.xml") as stream:  # type: ignore[attr-defined]
            return stream.read(1_000_000)
    except KeyError:
        return b""


def _read_compound(data: bytes) -> Workbook:
    compound = CompoundFile(data)
    names = compound.names
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise SheetError(PASSWORD, "xlsx")
    for name in ("Workbook", "Book", "WORKBOOK"):
        if name in names:
            stream = compound.stream(name)
            if is_encrypted(stream):
                raise SheetError(PASSWORD, "xls")
            return read_office(data, "xls", None, stream)
    for name, detail in (("WordDocument", "word"), ("PowerPoint Document", "powerpoint")):
        if name in names:
            raise SheetError(UNREADABLE, detail)
    raise SheetError(UNREADABLE, "compound")
