"""Comparing a typed name with a stored one inside a statement, as `names.comparable` compares two texts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, literal_column

_DOTS = "[·•‧∙⋅・･．.。●]"
_UNSEEN = "[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe00-\ufe0f\U000e0100-\U000e01ef]"


def comparable_column(name: ColumnElement[str]) -> ColumnElement[str]:
    """The stored name in the form in which two spellings are equal: width, spaces, case, middle dot do not matter."""
    folded = func.normalize(func.regexp_replace(name, _UNSEEN, "", "g"), literal_column("NFKC"))
    return func.lower(func.regexp_replace(func.regexp_replace(folded, _DOTS, "·", "g"), "\\s", "", "g"))
