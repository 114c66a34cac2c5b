"""Persons in the register: recognising, entering and taking back those of a list. Other packages import from here."""

from __future__ import annotations

from training_app.people.completing import news
from training_app.people.lines import Change, Known, PersonLine, Registered, person_lines, same_name
from training_app.people.matching import find, name_conflicts
from training_app.people.registering import register, register_once
from training_app.people.renaming import Renaming, rename
from training_app.people.undoing import TakenBack, take_back

__all__ = [
    "Change", "Known", "PersonLine", "Registered", "Renaming", "TakenBack", "find", "name_conflicts", "news",
    "person_lines", "register", "register_once", "rename", "same_name", "take_back",
]  # fmt: skip
