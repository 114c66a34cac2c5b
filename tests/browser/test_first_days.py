"""The first days of a new register in a browser: from the empty start to the first class an institution could file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.browser.visitor import PHONE, Album, Visitor
from tests.builders.institutions import credit_code
from tests.journeys.conftest import Calendar
from training_app.accounts import setup_code
from training_app.accounts.rules import FIRST_ROLES
from training_app.kernel.actor import Role

CODE = re.compile(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}")
FIRST = {
    Role.SYSTEM_ADMIN: ("xitong", "谭永康"), Role.SECURITY_ADMIN: ("anquan", "史雅琳"), Role.AUDITOR: ("shenji", "毛建国"),
    Role.BUREAU: ("shiju", "丛珊"),
}  # fmt: skip
SCHOOL, HEAD = "威海蓝湾职业培训学校", "毕晓彤"


def password_of(login: str) -> str:
    """A password that is somebody's own and has nothing of the name in it."""
    return f"Lantern-{len(login)}-{login[::-1].title()}-47"


@pytest.mark.long
def test_from_the_empty_start_to_the_first_institution(
    fresh_app: Flask, empty_site: str, chromium: Any, calendar: Calendar
) -> None:
    calendar.turn_to(2026, 6, 20)
    album, wrong = Album("first-days"), []

    stranger = Visitor(chromium, empty_site)
    stranger.open("/")
    assert stranger.path == "/set-up"
    album.take(stranger, "首次设置")
    fields = {"code": setup_code.make(fresh_app.config["INSTANCE_DIR"])}
    for role in FIRST_ROLES:
        login, name = FIRST[role]
        fields |= {f"{role}_login": login, f"{role}_name": name}
        fields |= {f"{role}_{part}": password_of(login) for part in ("password", "again")}
    stranger.fill(**fields)
    stranger.press("建立四个账户")
    assert stranger.path == "/login" and "首次设置完成" in stranger.page.inner_text("body")
    album.take(stranger, "设置完成")
    wrong += stranger.close()

    for role, heading in ((Role.SYSTEM_ADMIN, "没有等您办理的事"), (Role.SECURITY_ADMIN, "没有等您办理的事")):
        keeper = Visitor(chromium, empty_site, FIRST[role][0], password_of(FIRST[role][0]))
        assert keeper.heading() == heading
        album.take(keeper, f"首页-{role}")
        wrong += keeper.close()

    bureau = Visitor(chromium, empty_site, "shiju", password_of("shiju"))
    album.take(bureau, "市局首页")
    bureau.follow("看机构")
    album.take(bureau, "还没有机构")
    bureau.follow("登记机构")
    code = credit_code(4711)
    bureau.fill(code=code, name=SCHOOL, unit_nature="private_nonenterprise", district_code="371002")
    bureau.press("登记")
    assert bureau.path == f"/institutions/{code}"
    bureau.follow("添加资格")
    bureau.fill(kind="training_institution", document="威人社函〔2026〕1号", valid_from="2026-06-01")
    bureau.press("添加")
    album.take(bureau, "登记好的机构")
    bureau.follow("管理员账户")
    bureau.fill(name=HEAD)
    bureau.press("生成激活码")
    invitation = CODE.search(bureau.text())[0]
    album.take(bureau, "激活码")
    wrong += bureau.close()

    head = Visitor(chromium, empty_site, size=PHONE)
    head.open("/login")
    head.follow("激活")
    head.fill(code=invitation.lower())
    head.press("下一步")
    assert SCHOOL in head.text()
    album.take(head, "激活账户")
    head.fill(login="bixt", password=password_of("bixt"), again=password_of("bixt"))
    head.press("激活")
    assert head.path == "/" and SCHOOL in head.text()
    album.take(head, "机构第一次打开")
    wrong += head.close()

    again = Visitor(chromium, empty_site, "bixt", password_of("bixt"))
    again.follow("班次")
    again.follow("填报新班次")
    assert again.path == "/classes/new"
    again.open("/staff")
    assert again.heading() == "本单位账户 1 个"
    album.take(again, "本单位账户")
    wrong += again.close()

    assert wrong == []
    assert album.too_wide == []
