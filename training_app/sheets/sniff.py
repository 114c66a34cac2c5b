"""What a file really is, by its content. Its name is never asked: renamed files are the rule, not the exception."""

from __future__ import annotations

import re

from training_app.sheets.cfb import MAGIC as COMPOUND_MAGIC
from training_app.sheets.errors import UNREADABLE, SheetError
from training_app.sheets.spreadsheetml import NAMESPACE

_FOREIGN = (
    (b"%PDF", "pdf"), (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"),
    (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"BM", "picture"),
    (b"II*\0", "picture"), (b"MM\0*", "picture"), (b"{\\rtf", "word"), (b"\x7fELF", "program"), (b"MZ\x90", "program"),
    (b"SQLite format 3\0", "database"), (b"OFDF", "pdf"),
)
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|meta|table|tr|style|div)\b", re.IGNORECASE)


def container(data: bytes) -> str:
    """"zip", "compound", "xml" (SpreadsheetML), "html" or "text".

    Raises SheetError(file.unreadable) with what it is instead.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise SheetError(UNREADABLE, "empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(COMPOUND_MAGIC):
        return "compound"
    for magic, detail in _FOREIGN:
        if data.startswith(magic) and not (magic == b"BM" and _is_text(data)):
            raise SheetError(UNREADABLE, detail)
    head = _ascii_head(data)
    if head.startswith(b"<"):
        if NAMESPACE.encode() in head:
            return "xml"
        if _PAGE.search(head):
            return "html"
        raise SheetError(UNREADABLE, "xml")
    if head.lower().startswith(b"mime-version:"):
        return "html"
    return "text"


def _ascii_head(data: bytes) -> bytes:
    head = data[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] in (b"<\0?\0", b"<\0h\0", b"\0<\0?", b"\0<\0h"):
        head = head.replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:512]
