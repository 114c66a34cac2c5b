"""The main navigation."""

from __future__ import annotations

import re

import pytest

from training_app.kernel.actor import Role


@pytest.mark.parametrize(
    ("address", "entry"), [("/administrator-resets", "管理员密码"), ("/accounts", "账户"), ("/accounts/new", "账户")]
)
def test_one_entry_is_lit(login_as, address: str, entry: str) -> None:
    page = login_as(Role.SYSTEM_ADMIN).get(address).get_data(as_text=True)
    nav = page.split('class="mainnav-box"')[1].split("</nav>")[0]
    assert re.findall(r'aria-current="page"[^>]*>([^<]+)<', nav) == [entry]
