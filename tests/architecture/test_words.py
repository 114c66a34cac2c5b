"""Everything the program writes as a key has a Chinese name where people read it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from training_app.audit.labels import KINDS, VERBS
from training_app.kernel.actor import Role
from training_app.law.labels import value
from training_app.policies import load
from training_app.policies.pack import DatedValue
from training_app.web.labels import GROUPS

APP = Path(__file__).resolve().parents[2] / "training_app"


def recorded_actions() -> set[str]:
    """Acts that stand as text in a call of `audit.record`, also as one of two after a condition."""
    found = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                for argument in node.args[2:3]:
                    found |= {
                        each.value for each in ast.walk(argument)
                        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.count(".") == 1
                    }
    return found


def test_every_act_in_the_trail_has_a_name() -> None:
    actions = recorded_actions()
    assert len(actions) > 30
    # A part that is filled in when it runs stands as nothing in the source.
    assert not {act for act in actions if act.split(".")[0] not in {*KINDS, ""}}
    assert not {act for act in actions if act.split(".")[1] not in {*VERBS, ""}}


def test_every_role_has_a_name() -> None:
    assert {str(role) for role in Role} <= GROUPS["role"].keys()


def test_groups_of_labels_have_no_empty_name() -> None:
    assert not [(group, key) for group, names in GROUPS.items() for key, name in names.items() if not name.strip()]


def test_values_of_the_law_are_shown_in_words() -> None:
    values = [entry for entry in load().dated_entries() if isinstance(entry, DatedValue)]
    assert not {entry.name: value(entry.value) for entry in values if re.search("[a-z]{2}", value(entry.value))}
