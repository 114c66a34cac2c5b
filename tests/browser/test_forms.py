"""A form in a browser over the demo city whose step came too late."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.visitor import PHONE, Visitor


@pytest.mark.long
def test_an_edit_that_came_too_late_gives_back_what_was_typed(chromium: Any, site: str) -> None:
    first, second = Visitor(chromium, site, "jigou01", size=PHONE), Visitor(chromium, site, "jigou01")
    second.open("/classes?state=returned")
    address = second.page.get_attribute("main tbody a[href^='/classes/']", "href")
    first.open(f"{address}/edit")
    first.page.fill("#venue", "文化西路 9 号实训楼")
    second.open(address)
    second.press("提交审核")
    first.page.click("main form button.btn-primary")
    first.page.wait_for_selector("[data-copy]")
    first.page.click("[data-copy]")
    assert first.page.evaluate("getSelection().toString()") == "文化西路 9 号实训楼"
    assert first.page.inner_text("[data-copy]") == "已复制"
    assert first.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first.page.close()
    second.page.close()
