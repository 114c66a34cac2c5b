"""What values look like, by which the meaning of an unknown column is proposed. Nothing is ever read because of it alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from training_app.intake.columns import MOBILE, clean_identity, plain
from training_app.kernel.identity import is_valid

_SHORT_NAME = re.compile("[\u4e00-\u9fff]{2,4}")


def looks_like_a_name(text: str) -> bool:
    """Whether a value could be a person's name; other words of two to four hanzi could be too."""
    return _SHORT_NAME.fullmatch(plain(text)) is not None


def looks_like_a_number(text: str) -> bool:
    """Whether a value is an 18-character identity number with a right check digit."""
    return is_valid(clean_identity(text))


def looks_like_a_phone(text: str) -> bool:
    """Whether a value is a mobile phone number."""
    return MOBILE.fullmatch(plain(text)) is not None


LOOKS: dict[str, Callable[[str], bool]] = {
    "name": looks_like_a_name, "identity_number": looks_like_a_number, "phone": looks_like_a_phone,
}
"""By field: whether a value looks like one."""
