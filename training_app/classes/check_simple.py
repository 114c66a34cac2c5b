"""Cells of a roster that mean the same in whatever line they stand: free text, schooling, employer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from training_app.classes import columns_schooling as schooling
from training_app.intake.columns import EMPTY_WORDS, as_written, is_day_shown, plain, understand_sex
from training_app.sheets.layout import DITTO

Read = Callable[[str], tuple[dict[str, Any], str | None, str | None]]
"""From a cell to the fields it gives, the code of a defect and a suggestion."""


def repeat_above(cells: list[str], records: Sequence[int]) -> None:
    """Signs for "the same" take the words of the record above; `records` are the lines that are records."""
    above = ""
    for row in records:
        if cells[row].strip() in DITTO:
            cells[row] = above
        above = cells[row]


def read_sex(text: str) -> tuple[dict[str, Any], str | None, str | None]:
    """Sex, or value.unknown."""
    value = understand_sex(text)
    if value is not None:
        return {"sex": value}, None, None
    return {}, None if plain(text) in EMPTY_WORDS else "value.unknown", None


def _education(text: str) -> tuple[dict[str, Any], str | None, str | None]:
    if plain(text) in EMPTY_WORDS:
        return {}, None, None
    found = schooling.understand_education(text)
    return (found, None, None) if found is not None else ({}, "education.unknown", None)


def understand_employer(text: str) -> tuple[dict[str, Any], str | None, str | None]:
    """The employer's name as written; an empty cell is said, because it is registered as having none."""
    shown = as_written(text)
    if shown in EMPTY_WORDS or shown in ("无单位", "暂无单位", "无工作单位"):
        return {}, "employer.missing", None
    if is_day_shown(shown):
        return {}, "value.unknown", None
    return {"employer": shown}, None, None


def _worded(name: str, understand: Callable[[str], Any]) -> Read:
    def read(text: str) -> tuple[dict[str, Any], str | None, str | None]:
        if plain(text) in EMPTY_WORDS:
            return {}, None, None
        value = understand(text)
        return ({name: value}, None, None) if value is not None else ({}, "value.unknown", None)

    return read


def _free(name: str) -> Read:
    def read(text: str) -> tuple[dict[str, Any], str | None, str | None]:
        shown = as_written(text)
        if is_day_shown(shown):
            return {}, "value.unknown", None
        return ({} if shown in EMPTY_WORDS else {name: shown}), None, None

    return read


READERS: dict[str, Read] = {
    "education": _education,
    "education_outcome": _worded("education_outcome", schooling.understand_outcome),
    "full_time": _worded("full_time", schooling.understand_full_time),
    "degree": _worded("degree", schooling.understand_degree),
    "major": _free("major"), "post": _free("post"), "held_title": _free("held_title"),
    "experience_years": _worded("experience_years", schooling.understand_years),
    "prior_certificate": _free("prior_certificate"),
}
