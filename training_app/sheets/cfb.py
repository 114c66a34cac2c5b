"""The compound file of old Office programs (OLE, [MS-CFB]): its directory and the bytes of one stream."""

from __future__ import annotations

import struct

from training_app.sheets.errors import DAMAGED, SheetError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_MINI_SECTOR = 64


class CompoundFile:
    """A compound file opened over its bytes. Raises SheetError(file.damaged) where the structure is broken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError, ValueError) as error:
            raise SheetError(DAMAGED, "compound") from error

    def _open(self) -> None:
        data = self._data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._sector = 1 << shift
        (first_directory,) = struct.unpack_from("<I", data, 48)
        self._mini_cutoff, first_mini, _, first_difat, difat_count = struct.unpack_from("<IIIII", data, 56)
        difat = list(struct.unpack_from("<109I", data, 76))
        sector = first_difat
        for _ in range(min(difat_count, len(data) // self._sector + 1)):
            if sector >= _END:
                break
            entries = struct.unpack_from(f"<{self._sector // 4}I", data, (sector + 1) * self._sector)
            difat.extend(entries[:-1])
            sector = entries[-1]
        fat: list[int] = []
        for sector in difat:
            if sector < _END:
                fat.extend(struct.unpack_from(f"<{self._sector // 4}I", data, (sector + 1) * self._sector))
        self._fat = fat
        self._entries = self._directory(self._chain(first_directory))
        self._mini_fat: list[int] = []
        if first_mini < _END:
            raw = self._chain(first_mini)
            self._mini_fat = list(struct.unpack(f"<{len(raw) // 4}I", raw))

    def _chain(self, sector: int) -> bytes:
        parts = []
        limit = len(self._data) // self._sector + 2
        while sector < _END:
            if len(parts) > limit:
                raise SheetError(DAMAGED, "compound")
            start = (sector + 1) * self._sector
            parts.append(self._data[start : start + self._sector])
            sector = self._fat[sector]
        return b"".join(parts)

    def _directory(self, raw: bytes) -> dict[str, tuple[int, int, int]]:
        entries = {}
        for start in range(0, len(raw) - 127, 128):
            (length,) = struct.unpack_from("<H", raw, start + 64)
            kind = raw[start + 66]
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = raw[start : start + length - 2].decode("utf-16-le", "replace")
                first, size = struct.unpack_from("<II", raw, start + 116)
                entries.setdefault(name, (kind, first, size))
                if kind == 5:
                    self._root = (first, size)
        return entries

    @property
    def names(self) -> set[str]:
        """Names of all storages and streams."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; SheetError when there is none or its chain is broken."""
        if name not in self._entries:
            raise SheetError(DAMAGED, "compound")
        try:
            _, first, size = self._entries[name]
            if size >= self._mini_cutoff:
                return self._chain(first)[:size]
            container = self._chain(self._root[0])
            parts = []
            while first < _END and len(parts) <= len(self._mini_fat):
                parts.append(container[first * _MINI_SECTOR : (first + 1) * _MINI_SECTOR])
                first = self._mini_fat[first]
            return b"".join(parts)[:size]
        except IndexError as error:
            raise SheetError(DAMAGED, "compound") from error
