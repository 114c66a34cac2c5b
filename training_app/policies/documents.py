"""Policy documents: what is registered about them, their texts, and where in a text a sentence stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
PREAMBLE = "通知"
ANNEX = "附件"

_PAGE_MARK = re.compile(r"—\s*\d+\s*—")
_SPACE = re.compile(r"\s+")
_BRACKETS = str.maketrans("()[]", "（）［］")
_NUMERALS = "[一二三四五六七八九十]+"
_HEADINGS = (
    re.compile(rf"\s*({_NUMERALS})、"),
    re.compile(rf"\s*[（(]({_NUMERALS})[）)]"),
    re.compile(r"\s*(\d{1,2})[.．]\s*(?=[^\d\s])"),
)
_CLAUSE = re.compile(rf"({_NUMERALS})(?:（({_NUMERALS})）)?(\d+)?")


def fold(text: str) -> str:
    """The text as quotes are compared: without white space and page marks (`— 6 —`), brackets in one width."""
    return _SPACE.sub("", _PAGE_MARK.sub("", text)).translate(_BRACKETS)


@dataclass(frozen=True)
class Document:
    """One policy document. `number` is as printed; `in_force_until` is set only where the text bounds itself."""

    key: str
    number: str
    title: str
    issuer: str
    jurisdiction: str
    issued_on: date
    in_force_from: date
    in_force_basis: str
    text: str
    sha256: str
    in_force_until: date | None = None
    folder: Path = field(default=TEXTS, repr=False)

    @property
    def path(self) -> Path:
        return self.folder / self.text

    @cached_property
    def body(self) -> str:
        """The text as received, page breaks and all. OSError when it is not there."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def folded(self) -> str:
        return fold(self.body)

    def digest(self) -> str:
        """SHA-256 of the text file as it lies there now."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def _clauses(self) -> list[tuple[int, str]]:
        """Offsets in the folded text at which a clause begins, with its path: 二, 二（一）, 二（一）2."""
        found: list[tuple[int, str]] = [(0, PREAMBLE)]
        offset, path = 0, ["", "", ""]
        for line in _PAGE_MARK.sub("", self.body).splitlines():
            folded = fold(line)
            if folded == ANNEX:
                path = ["", "", ""]
                found.append((offset, ANNEX))
            else:
                level = next((depth for depth, mark in enumerate(_HEADINGS) if mark.match(line)), None)
                if level is not None and (level == 0 or path[0]):
                    path[level:] = [_HEADINGS[level].match(line)[1], *[""] * (2 - level)]  # type: ignore[index]
                    found.append((offset, path[0] + (f"（{path[1]}）" if path[1] else "") + path[2]))
            offset += len(folded)
        return found

    def clauses_of(self, quote: str) -> list[str]:
        """Every clause in which the quote stands verbatim (by where it begins); empty when it stands nowhere."""
        wanted, start, clauses = fold(quote), -1, []
        while wanted and (start := self.folded.find(wanted, start + 1)) >= 0:
            clauses.append(next(path for offset, path in reversed(self._clauses) if offset <= start))
        return clauses

    def context(self, quote: str, around: int = 160) -> tuple[str, str, str] | None:
        """The quote as it stands in the document: text before, the quote, text after; None when it is not there."""
        at = self.folded.find(fold(quote))
        if at < 0:
            return None
        end = at + len(fold(quote))
        return self.folded[max(0, at - around):at], self.folded[at:end], self.folded[end:end + around]


def within(clause: str, found: str) -> bool:
    """Whether a sentence found in clause `found` may be cited as `clause`: the same clause or a part of it."""
    if clause == found:
        return True
    if clause in (PREAMBLE, ANNEX) or found in (PREAMBLE, ANNEX):
        return False
    cited, stands = _CLAUSE.fullmatch(clause), _CLAUSE.fullmatch(found)
    if not cited or not stands:
        return False
    return all(part is None or part == other for part, other in zip(cited.groups(), stands.groups(), strict=True))


@dataclass(frozen=True)
class Documents(Mapping[str, Document]):
    """The registered documents by key."""

    by_key: dict[str, Document]

    def __getitem__(self, key: str) -> Document:
        return self.by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_key)

    def __len__(self) -> int:
        return len(self.by_key)

    def numbered(self, number: str) -> Document | None:
        """The document with this number as printed."""
        return next((document for document in self.by_key.values() if document.number == number), None)
