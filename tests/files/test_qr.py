"""A code put together from differences is the code the encoder makes."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from training_app.files.qr import QrBatch, rectangles


def encoded(address: str) -> list[str]:
    made = segno.make(address.encode(), mode="byte", error="m", micro=False, boost_error=False, mask=4)
    return ["".join(map(str, line)) for line in made.matrix]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=5))
def test_any_texts(addresses: list[str]) -> None:
    batch = QrBatch()
    for address in addresses:
        assert batch.rows(address) == encoded(address)


def test_a_class_of_like_addresses() -> None:
    batch = QrBatch()
    for number in range(0, 3000, 37):
        address = f"https://example.gov.cn/v/PX2026-{number:06d}?c={number * 7919 % 2**32:08x}"
        assert batch.rows(address) == encoded(address)


def test_too_long_an_address_is_refused() -> None:
    with pytest.raises(ValueError):
        QrBatch().rows("x" * 3000)


def test_rectangles_cover_the_dark_modules_once() -> None:
    rows = encoded("https://example.gov.cn/")
    covered = [(x + step, y) for x, y, width in rectangles(rows) for step in range(width)]
    dark = [(x, len(rows) - 1 - line) for line, modules in enumerate(rows) for x, dark in enumerate(modules) if dark == "1"]
    assert sorted(covered) == sorted(dark)
