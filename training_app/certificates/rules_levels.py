"""When a level assessment is passed (威人社函〔2023〕25号 四（三）: 理论知识 and 专业能力 both 合格). The mark is policy data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from training_app.policies.pack import Pack

SYSTEM = "professional_level"


@dataclass(frozen=True, slots=True)
class PassMark:
    """The mark each part must reach, in hundredths of a point; `unverified` where its text is not at hand."""

    hundredths: int
    unverified: bool

    @classmethod
    def on(cls, day: date, pack: Pack) -> PassMark:
        """The mark in force on a day. PolicyNotInForce when there is none."""
        value = pack.parameter("levels.pass_mark").on(day)
        return cls(int(value.value * 100), value.citation.unverified)

    def passes(self, theory: int, ability: int) -> bool:
        """Whether both parts reach it."""
        return theory >= self.hundredths and ability >= self.hundredths
