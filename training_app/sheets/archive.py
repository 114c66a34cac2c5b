"""Zip containers looked at before anything is unpacked: which kind of document, and whether it may be unpacked at all."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from training_app.sheets import limits
from training_app.sheets.errors import DAMAGED, PASSWORD, TOO_LARGE, UNREADABLE, SheetError

_XML_DANGER = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_DOCUMENTS = {"word/": "word", "ppt/": "powerpoint", "Index/": "numbers"}


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, checked: sizes, members, names, encryption.

    Raises SheetError: file.damaged (no zip, the same name twice, overlapping members), file.too_large, file.password.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SheetError(DAMAGED, "zip") from error
    members = archive.infolist()
    if len(members) > limits.MEMBERS:
        raise SheetError(TOO_LARGE, "members")
    if any(member.flag_bits & 1 for member in members):
        raise SheetError(PASSWORD, "zip")
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names):
        raise SheetError(DAMAGED, "zip")
    if sum(member.file_size for member in members) > limits.UNPACKED_BYTES:
        raise SheetError(TOO_LARGE, "unpacked")
    for member in members:
        large = member.file_size > limits.RATIO_FROM
        if member.file_size > limits.MEMBER_BYTES or (
            large and member.file_size > limits.RATIO * max(member.compress_size, 1)
        ):
            raise SheetError(TOO_LARGE, "unpacked")
    _refuse_overlaps(members, len(data))
    return archive


def _refuse_overlaps(members: list[zipfile.ZipInfo], size: int) -> None:
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end or member.header_offset + member.compress_size > size:
            raise SheetError(DAMAGED, "zip")
        end = member.header_offset + 30 + member.compress_size


def document_kind(archive: zipfile.ZipFile) -> str:
    """"xlsx", "xlsb" or "ods"; SheetError(file.unreadable) for any other archive, naming what it is."""
    names = {name.lstrip("/").replace("\\", "/").lower() for name in archive.namelist()}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        kind = member_bytes(archive, "mimetype", 200) if "mimetype" in names else b"spreadsheet"
        if b"spreadsheet" in kind:
            return "ods"
        raise SheetError(UNREADABLE, "word")
    for prefix, detail in _OTHER_DOCUMENTS.items():
        if any(name.startswith(prefix.lower()) for name in names):
            raise SheetError(UNREADABLE, detail)
    raise SheetError(UNREADABLE, "archive")


def member_bytes(archive: zipfile.ZipFile, name: str, limit: int = limits.MEMBER_BYTES) -> bytes:
    """The unpacked bytes of a member, never more than `limit` whatever its header says; b"" when there is none."""
    try:
        with archive.open(name) as stream:
            found = stream.read(limit + 1)
    except KeyError:
        return b""
    except Exception as error:  # zlib.error, BadZipFile, EOFError … have no common base
        raise SheetError(DAMAGED, "zip") from error
    if len(found) > limit:
        raise SheetError(TOO_LARGE, "unpacked")
    return found


def member_pieces(archive: zipfile.ZipFile, name: str, size: int = 1 << 20) -> Iterator[bytes]:
    """The unpacked bytes of an XML member in pieces that end after a tag; nothing when there is no such member."""
    rest = b""
    read = 0
    try:
        with archive.open(name) as stream:
            while piece := stream.read(size):
                read += len(piece)
                if read > limits.MEMBER_BYTES:
                    raise SheetError(TOO_LARGE, "unpacked")
                whole, mark, tail = (rest + piece).rpartition(b">")
                if mark:
                    yield whole + mark
                    rest = tail
                else:
                    rest += piece
    except KeyError:
        return
    except SheetError:
        raise
    except Exception as error:  # zlib.error, BadZipFile, EOFError … have no common base
        raise SheetError(DAMAGED, "zip") from error
    if rest:
        yield rest


def refuse_entities(archive: zipfile.ZipFile) -> None:
    """Refuses documents whose XML parts declare a document type or entities: no office program writes them.

    The head of every part is looked at: a declaration can stand nowhere else.
    """
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            head = _head(archive, name)
            if _XML_DANGER.search(head):
                raise SheetError(DAMAGED, "entities")


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            head = stream.read(4096)
    except Exception as error:
        raise SheetError(DAMAGED, "zip") from error
    return head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:1] == b"\0" else head
