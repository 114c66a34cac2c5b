"""The list of accounts: its columns."""

from __future__ import annotations

from training_app.accounts.labels import ROLES
from training_app.kernel.lists import SHEET, Column, ListSpec, day_of

_AND = "，"
STATES = {"open": "正常", "disabled": "已停用", "locked": "锁定中"}

ACCOUNTS = ListSpec(
    "accounts", "账户", "个",
    (
        Column("login", "用户名", lambda row: row.user.login, "lead", sort=True, fixed=True),
        Column("name", "姓名", lambda row: row.user.display_name, "nw", sort=True, fixed=True),
        Column("roles", "角色", lambda row: _AND.join(f"{ROLES.get(r.role, r.role)} {r.place}".strip() for r in row.roles),
               width=40),
        Column("state", "状态", lambda row: STATES["disabled"] if row.user.disabled_at else STATES["open"], "nw", fixed=True),
        Column("created", "建立日期", lambda row: day_of(row.user.created_at), "n nw", shown=False),
        Column("seen", "最近使用", lambda row: day_of(row.last_seen_at), "nw"),
        Column("disabled_on", "停用日期", lambda row: day_of(row.user.disabled_at), only=SHEET),
    ),
    ("q", "role", "state"), "login",
)  # fmt: skip
