"""The page that asks what columns mean, in a browser: upload, choose, read, at both widths and for everybody."""

from __future__ import annotations

import io
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.builders.people import identity_number


def workbook() -> bytes:
    """Two sheets: a list whose headings nobody knows, with two titles, and the clerk's own notes."""
    target = io.BytesIO()
    with Workbook(target) as book:
        sheet, notes = book.add_worksheet("报名汇总"), book.add_worksheet("电话登记")
        sheet.write_row(0, 0, ["第三期报名汇总"])
        sheet.write_row(1, 0, ["编", "何人", "代码", "派驻"])
        for line in range(3):
            sheet.write_row(2 + line, 0, [str(line + 1), "王李张"[line] + "海明", identity_number(720_000 + line), "甲公司"])
        notes.write_row(0, 0, ["谁", "几号"])
        notes.write_row(1, 0, ["老王", "13800000001"])
    return target.getvalue()


@pytest.mark.long
def test_columns_are_chosen_on_the_page(chromium: Any, site: str) -> None:
    clerk = Visitor(chromium, site, "jigou01")
    clerk.open("/intake/roster/new")
    clerk.page.goto(clerk.page.locator("main a[href*='class=']").first.evaluate("link => link.href"))
    clerk.choose_file("报名.xlsx", workbook())
    clerk.press("上传并核对")
    assert clerk.path.endswith("/columns") and "按内容推测，请核对" in clerk.text()
    clerk.examine()
    clerk.page.select_option("select[name='column0-1']", "-")
    clerk.press("按此读取并核对")
    assert "还缺“姓名”" in clerk.text()
    clerk.examine()
    clerk.page.select_option("select[name='column0-1']", "name")
    clerk.press("按此读取并核对")
    assert "3 行可以导入" in clerk.heading() and "您确认过的列对应读取" in clerk.text()
    clerk.examine((DESK, PHONE))
    clerk.press("忘记这种表头")
    clerk.follow("改列的对应")
    clerk.examine()
    assert clerk.close() == []
