"""One column of a plain list: what it is called, how its cells are understood, how a template fills it in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from training_app.intake.columns import Defects
from training_app.intake.columns_doubts import Measure


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with what surrounds it: the other cells of its line by field, the day it is, the date system of the file.
    `mark` says what the spreadsheet did to it (sheets.model)."""

    text: str
    mark: str | None
    line: Mapping[str, str]
    today: date
    epoch_1904: bool = False


Understood = tuple[dict[str, Any], Defects]
"""Canonical values by field (as JSON holds them), and what is wrong as (code, suggestion)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: `label` is how we call it, `words` the headings understood, separated by spaces, `weaker` those understood
    where no surer column is there. `needed`: a file without it is no such list. `looks` tells whether a value looks like
    one, where the name of the field does not say it. `measure` is what its numbers count, `each_own` that one cell merged
    over several lines cannot be meant for each of them."""

    name: str
    label: str
    words: str
    understand: Callable[[Cell], Understood]
    needed: bool = True
    looks: Callable[[str], bool] | None = None
    weaker: str = ""
    measure: Measure | None = None
    each_own: bool = False

    def takes(self, text: str) -> bool:
        """Whether a cell of this text is understood as a value, whatever stands beside it."""
        return bool(self.understand(Cell(text, None, {}, date.max))[0])


class Fill(NamedTuple):
    """How a column of a template is filled in: a hint, an example, the choices that drop down."""

    hint: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    width: int = 14
