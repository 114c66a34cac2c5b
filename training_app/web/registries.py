"""Fills the registries by which lower packages learn of higher ones."""

from __future__ import annotations

from flask import Flask

from training_app.classes.roster import ROSTER
from training_app.intake import lists


def fill(app: Flask) -> None:
    """Registers lists of intake and the records that hang on others."""
    lists.register(ROSTER)
