"""Example forms for the tests of the papers."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from training_app.reports.layout import ReturnForm, ReturnRow


def row(key: str, name: str, *figures: int, **distinct: int) -> ReturnRow:
    """A line with its six figures and the distinct persons that matter."""
    return ReturnRow(key, name, *figures, distinct=distinct)


def example_form(**changes: Any) -> ReturnForm:
    """A unit's submitted quarter, as in a real return."""
    form = ReturnForm(
        unit_name="山东蓝湾数智职业培训学校有限公司", reported_on=date(2026, 6, 29), period_from=date(2026, 4, 1),
        period_to=date(2026, 6, 30), prepared_by="毕晓彤", phone="0631-5200000", draft=False, hash="5f2c9a07b1d4",
        rows=(
            row("smart", "智能制造", 3, 128, 6840000, 3, 41, 38, headcount_trained=128),
            row("data", "大数据", 2, 63, 5760001, 2, 35, 32, headcount_trained=62),
            row("chain", "区块链", 1, 28, 0, 0, 12, 0),
            row("iot", "物联网", 1, 34, 2520000, 1, 16, 14),
        ),
        total=row("total", "合计", 7, 253, 15120001, 6, 104, 84, headcount_trained=249, headcount_certified=104,
                  headcount_subsidised=84),
    )
    return dataclasses.replace(form, **changes)
