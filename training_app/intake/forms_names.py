"""The reason of a decision between two names, as every form asks for it."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from training_app.intake.messages_names import WHY
from training_app.intake.rules_names import LONGEST_REASON, SHORTEST_REASON


def _tidy(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


def why_field() -> TextAreaField:
    """依据, needed."""
    length = Length(SHORTEST_REASON, LONGEST_REASON, message=WHY)
    return TextAreaField("依据", [InputRequired(WHY), length], filters=[_tidy])
