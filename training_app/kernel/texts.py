"""What can be kept of a text that somebody typed. Pure."""

from __future__ import annotations


def can_be_kept(text: str) -> bool:
    """Whether a text of one or several lines holds no signs that nobody sees: control characters, and those that turn the
    direction of writing, beside which everything reads otherwise than it is."""
    return all(character.isprintable() or character in "\r\n\t\u3000\u2028" for character in text)
