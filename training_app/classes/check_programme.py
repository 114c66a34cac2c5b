"""What a line says about the training: occupation, direction and level from up to four columns together."""

from __future__ import annotations

from typing import Any

from training_app.classes.columns import PROGRAMME
from training_app.classes.columns_programme import OccupationWords, Programme
from training_app.intake.columns import EMPTY_WORDS, as_written, is_skill_grade, plain, understand_level
from training_app.sheets.headings import Column

COLUMNS = (PROGRAMME, "occupation", "direction", "level")
"""The fields of the columns concerned, in the order of the texts given to `understand_programme`."""

Defects = list[tuple[Column, str, str | None]]


def understand_programme(
    words: OccupationWords, texts: tuple[str, ...], known: dict[str, Column]
) -> tuple[dict[str, Any], Defects]:
    """The fields of a line, and defects as (column, code, suggestion). Text nobody understands goes to the remark."""
    both, occupation_text, direction_text, level_text = ("" if plain(each) in EMPTY_WORDS else each for each in texts)
    fields: dict[str, Any] = {}
    defects: Defects = []
    said = Programme()
    for name, text in ((PROGRAMME, both), ("occupation", occupation_text)):
        if text:
            each = words.understand(text)
            _note_rest(words, known[name], text, each, fields, defects)
            said = Programme(said.occupation or each.occupation, said.direction or each.direction, said.level or each.level)
    level = said.level
    if level_text:
        stated = understand_level(level_text)
        if stated is None or (level is not None and stated != level):
            defects.append((known["level"], "level.unknown", None))
            stated = None
        level = stated
    occupation, direction = said.occupation, said.direction
    if direction_text:
        each = words.understand(direction_text)
        occupation = occupation or each.occupation
        if each.occupation is None:
            direction = words.direction(occupation, direction_text)
        else:
            direction = each.direction or (words.direction(occupation, each.rest) if each.rest else direction)
    found = {"occupation": occupation, "direction": direction, "level": level}
    return fields | {name: value for name, value in found.items() if value is not None}, defects


def _note_rest(
    words: OccupationWords, column: Column, text: str, said: Programme, fields: dict[str, Any], defects: Defects
) -> None:
    if said.occupation is None and (column.field == "occupation" or said.rest):
        defects.append((column, "occupation.unknown", words.closest(text)))
    elif said.rest:
        fields["remark"] = f"{as_written(column.heading)}：{as_written(text)}"
        if is_skill_grade(said.rest):
            defects.append((column, "level.unknown", None))
