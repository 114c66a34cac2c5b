"""Samples of a file's values: short, numbers of people hidden but for their ends."""

from __future__ import annotations

import pytest

from training_app.intake.pages_columns import mask


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("371002199003071234", "3710**********1234"), ("371002 19900307 123X", "3710**********123X"),
        ("371002-19900307-1234", "3710**********1234"), ("３７１００２１９９００３０７１２３４", "3710**********1234"),
        ("13800001234", "13*******34"), ("138 0000 1234", "13*******34"), ("H1234567890", "H1*******90"),
        ("手机13800001234，工作日", "手机13*******34,工作日"), ("6222021234567890123", "6222***********0123"),
        ("20260305", "20260305"), ("2026-03-05", "2026-03-05"), ("本科", "本科"), ("第 3 组", "第 3 组"),
        ("威" * 40, "威" * 23 + "…"), ("E12345678", "E1*****78"),
    ],
)  # fmt: skip
def test_a_sample_tells_what_kind_of_value_it_is_and_whose_it_is_not(value: str, shown: str) -> None:
    assert mask(value) == shown
