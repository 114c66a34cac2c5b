"""Shapes of logins and passwords, and roles that exclude each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from training_app.accounts import rules
from training_app.kernel.actor import Role

KNOWN = rules.Known(
    "cong-shan", "丛珊", ("cong", "shan"),
    (("海滨智能职业培训学校", ("hai", "bin", "zhi", "neng", "zhi", "ye", "pei", "xun", "xue", "xiao")),
     ("环翠区", ("huan", "cui", "qu"))), ("371002199001010412", "13800138000"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("password", "defect"),
    [
        ("Kunyu-Shan-2026", None), ("长城-Marathon-7x", None), ("Short-1a", "short"), ("a" * 129, "long"),
        ("onlylowercaseletters", "classes"), ("Cong-Shan-2026x", "own_name"), ("x-CongShan-2026", "own_name"),
        ("Xx-password-2026", "common"), ("Xx-password-2026-and-much-longer", "common"), ("Zz-qwert-20265", "common"),
        ("Zz-54321-Kunyu", "common"), ("Kunyu!q1w2e3r4", "common"), ("Qazwsxedc!2026", "common"),
        ("Zz-aaaaa-20265", "common"), ("Zz-abcd-20265-k", None),
        ("Kunyu-199001-x", "own_number"), ("Kunyu-13800-1-x", "own_number"), ("Kunyu-19900-x-1", None),
        ("WeiHai-Kunyu-7", "unit"), ("Kunyu-RenShe-7", "unit"), ("Huancui-Lou-99z", "unit"), ("智能职业-Kunyu-7", "unit"),
        ("Haibin-Zhi-Kun-7", "unit"), ("Haibin-Kunyu-7", None),
    ],
)  # fmt: skip
def test_password(password: str, defect: str | None) -> None:
    assert rules.password_defect(password, KNOWN) == defect


def test_a_password_of_the_authorities_serves_ninety_days_others_twice_as_long() -> None:
    since = datetime(2026, 7, 1, tzinfo=UTC)
    assert rules.password_expires(since, {"engineer", "district"}) == since + timedelta(days=90)
    assert rules.password_expires(since, {"engineer", "employer"}) == since + timedelta(days=180)


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
