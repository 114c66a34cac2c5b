"""How much of a file is read. Every figure is far above any real list and far below what harms the machine."""

from __future__ import annotations

FILE_BYTES = 32 * 1024 * 1024
"""Largest file accepted."""
UNPACKED_BYTES = 400 * 1024 * 1024
"""Largest sum of unpacked sizes a zip container may declare."""
MEMBER_BYTES = 300 * 1024 * 1024
"""Largest unpacked size of one member."""
MEMBERS = 5_000
RATIO = 300
"""Largest unpacked size per packed byte of a member above RATIO_FROM; real sheets of equal cells stay below 150."""
RATIO_FROM = 8 * 1024 * 1024
SHEETS = 200
CELLS = 6_000_000
ROWS = 300_000
COLUMNS = 2_000
CELL_CHARACTERS = 32_767
"""Longest cell text, as in Excel."""
MERGES = 200_000
TAGS = 4_000_000
"""Most tags of a web page or an XML document."""
EFFORT = {"read": 1, "mark_up": 3}
"""How much more of memory and time a task may use than reading."""


def memory_bytes(size: int) -> int:
    """Address space a child may add to read a file of `size` bytes."""
    return min(128 * 1024 * 1024 + 40 * size, 440 * 1024 * 1024)


def seconds(size: int) -> int:
    """Processor seconds a child may use to read a file of `size` bytes."""
    return min(4 + size // (1024 * 1024), 30)
