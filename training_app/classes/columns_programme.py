"""Cells that name a training programme understood: occupation, direction and level in one cell or several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from training_app.intake.columns import plain, split_level
from training_app.policies.occupations import OccupationEntry

_SEPARATORS = re.compile(r"[-－—–/／、,，.·()（）\[\]【】\s_|+:：;；]+")
_TAIL = re.compile(
    r"(?:国家职业)?(?:工程技术人员|工程师|技术人员|专业人员|工程技术|工程|技术|职业|培训|项目|专业)+(?:证书|认定|培训|班)?$"
)


@dataclass(frozen=True, slots=True)
class Programme:
    """What a cell says about the training: any of the three may be None. `rest` is text nobody understood."""

    occupation: str | None = None
    direction: str | None = None
    level: str | None = None
    rest: str = ""


@dataclass(frozen=True)
class OccupationWords:
    """Words by which the occupations of the catalogue are called.

    `words` maps a name or alias (without spaces) to the key of the occupation, `directions` per occupation the spelling
    of each known direction to its name.
    """

    words: Mapping[str, str]
    directions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[OccupationEntry]) -> OccupationWords:
        """From the entries of the catalogue."""
        words: dict[str, str] = {}
        directions: dict[str, dict[str, str]] = {}
        for entry in entries:
            for word in (entry.name, entry.short_name, *entry.aliases):
                words.setdefault(_word(word), entry.key)
                words.setdefault(_word(_TAIL.sub("", word)), entry.key)
            words.update({code: entry.key for code in (entry.code_2015, entry.code_2022) if code})
            directions[entry.key] = {_direction_word(each.name): each.name for each in entry.directions}
        words.pop("", None)
        return cls(words, directions)

    def understand(self, text: str) -> Programme:
        """Occupation, direction and level named in a cell such as 大数据工程技术人员（大数据分析方向）初级."""
        without, level = split_level(plain(text))
        code = re.search(r"\d-\d{2}-\d{2}-\d{2}", without)
        occupation = self.words.get(code[0]) if code else None
        if code and occupation:
            without = without.replace(code[0], " ")
        rest = []
        for part in [part for part in _SEPARATORS.split(without) if part]:
            found, remainder = self._leading(part) if occupation is None else (self._again(part, occupation), "")
            if found is None:
                rest.append(part)
            else:
                occupation = found
                rest.extend([remainder] if remainder else [])
        direction = None
        unknown = []
        for part in rest:
            if part in ("等级", "级", "证书", "班", "方向", "培训班", "专业技术等级") or _TAIL.fullmatch(part):
                continue
            if occupation is not None and direction is None:
                direction = self.directions.get(occupation, {}).get(_direction_word(part)) or (
                    part if part.endswith("方向") else None
                )
                if direction is not None:
                    continue
            if self._leading(part)[0] not in (None, occupation):
                return Programme(level=level, rest=without.strip())  # two occupations in one cell
            unknown.append(part)
        return Programme(occupation, direction, level, " ".join(unknown))

    def direction(self, occupation: str | None, text: str) -> str:
        """The catalogue's name of a direction, or the text itself where the catalogue knows none such."""
        shown = plain(text)
        return self.directions.get(occupation or "", {}).get(_direction_word(shown), shown)

    def closest(self, text: str) -> str | None:
        """The occupation that a misspelt cell most likely means, None when it is not clear enough to propose."""
        found = get_close_matches(_word(text), self.words, n=2, cutoff=0.66)
        keys = {self.words[each] for each in found}
        return found[0] if len(keys) == 1 else None

    def _again(self, part: str, occupation: str) -> str | None:
        """The same occupation named a second time (大数据-大数据工程技术人员)."""
        return occupation if self.words.get(_word(part)) == occupation else None

    def _leading(self, part: str) -> tuple[str | None, str]:
        """The occupation a piece of text begins with, and what follows it."""
        word = _word(part)
        for candidate in (word, _TAIL.sub("", word)):
            if candidate in self.words:
                return self.words[candidate], ""
        for size in range(len(word) - 1, 2, -1):
            if word[:size] in self.words:
                remainder = re.sub(r"^(?:工程技术人员|工程师|技术人员|工程技术)", "", word[size:])
                key = self.words[word[:size]]
                known = _direction_word(remainder) in self.directions.get(key, {}) or remainder.endswith("方向")
                return (key, remainder) if known or remainder in ("", "等级", "证书", "班", "培训班") else (None, "")
        return None, ""


def _word(text: str) -> str:
    return re.sub(r"[\s()]", "", plain(text)).lower()


def _direction_word(text: str) -> str:
    return re.sub(r"(?:职业)?方向$", "", _word(text))
