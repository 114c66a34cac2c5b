"""Shapes of logins and passwords, and roles that exclude each other."""

from __future__ import annotations

import pytest

from training_app.accounts import rules
from training_app.kernel.actor import Role


@pytest.mark.parametrize(
    ("password", "defect"),
    [
        ("Kunyu-Shan-2026", None), ("长城-Marathon-7x", None), ("Short-1a", "short"), ("a" * 129, "long"),
        ("onlylowercaseletters", "classes"), ("Cong-Shan-2026x", "own_name"), ("Xx-password-2026", "common"),
    ],
)
def test_password(password: str, defect: str | None) -> None:
    assert rules.password_defect(password, "cong-shan", "丛珊") == defect


@pytest.mark.parametrize(
    ("login", "defect"),
    [("congshan", None), ("丛珊", None), ("cong.shan_2-x", None), ("a", "length"), ("a" * 51, "length"),
     ("cong shan", "signs"), ("cong@x", "signs"), ("a\u202eb", "signs"), ("", "length")],
)
def test_login(login: str, defect: str | None) -> None:
    assert rules.login_defect(login) == defect


def test_spellings_of_a_login_are_one() -> None:
    assert rules.canonical_login(" ＣｏｎｇShan ") == "congshan"


@pytest.mark.parametrize("role", sorted(rules.THREE_ADMINISTRATORS))
def test_three_administrators_exclude_each_other(role: Role) -> None:
    others = set(rules.THREE_ADMINISTRATORS) - {role}
    assert all(rules.excludes(role, {other}) for other in others)
    assert not rules.excludes(role, {role, Role.BUREAU})
    assert not rules.excludes(Role.BUREAU, set(others))
