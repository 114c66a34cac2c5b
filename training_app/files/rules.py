"""File names fit to be kept and shown, and the headers a file is handed out with."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from training_app.files.messages import UNNAMED

LONGEST_NAME = 120

# Control and format characters (line breaks, bidirectional overrides, zero-width), and what paths are made of.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SEPARATORS = re.compile(r'[\\/:*?"<>|]+')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}", re.ASCII)
_OCTETS = "application/octet-stream"


def clean_name(name: str) -> str:
    """The file's own name without folders, control characters and anything a file system or header trips over."""
    name = unicodedata.normalize("NFC", name)
    name = "".join(sign for sign in name if unicodedata.category(sign) not in _FORBIDDEN_CATEGORIES)
    name = re.split(r"[\\/]", name)[-1]
    name = _SEPARATORS.sub("_", name).strip(" .~")
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        keep_ending = bool(dot) and len(ending) <= 10
        name = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if keep_ending else name[:LONGEST_NAME]
    return name or UNNAMED


def download_headers(name: str, media_type: str) -> dict[str, str]:
    """The headers of a file handed out: saved and never shown in the application's own origin (RFC 6266, RFC 5987)."""
    name = clean_name(name)
    plain = "".join(sign if sign.isascii() and sign not in '"\\%;' else "_" for sign in name)
    return {
        "Content-Type": media_type if _MEDIA_TYPE.fullmatch(media_type) else _OCTETS,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
