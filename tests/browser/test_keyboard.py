"""The roster by the keyboard alone, from the login to the confirmed list: no mouse, and always to be seen where one is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.browser.visitor import Visitor
from tests.builders.accounts import PASSWORD, make_user
from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.journeys.conftest import Calendar
from tests.journeys.office import learner, messy_workbook
from training_app.db import unit_of_work
from training_app.kernel.actor import Role

NAMES = ["丛珊珊", "鞠海", "邹文静", "于𠮷"]
# More steps than any page has between its head and what is wanted.
FAR = 120
WORDS = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || document.activeElement.id"
# The ring may be the element's own or, where a label stands for a hidden control, of what is drawn for it.
SEEN = """() => {
  const ring = (box) => { const style = getComputedStyle(box);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'; };
  const on = document.activeElement;
  if (on === document.body) { return true; }
  const box = on.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  const drawn = [on, on.parentElement, ...on.parentElement.querySelectorAll('.btn, label, span')];
  return inside && drawn.some(ring);
}"""
# Nothing stands over the middle of what has the focus but itself (WCAG 2.4.11).
COVERED = """() => {
  const on = document.activeElement, box = on.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const bar = top && top.closest('.actionbar, header, nav');
  return Boolean(bar && !bar.contains(on));
}"""


class Typist:
    """Somebody without a mouse; every stop of the Tab key must show itself."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.unseen = visitor, visitor.page, []

    def tab_to(self, words: str) -> None:
        """Tab by Tab to the link, button or field of this name or id."""
        passed = []
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            here = " ".join(str(self.page.evaluate(WORDS)).split())
            passed.append(here)
            # A date field has several stops; at the last, its button, the browser draws the ring out of reach of a script.
            within = len(passed) > 1 and passed[-2] == here and self.page.evaluate("document.activeElement.type") == "date"
            if not within and not self.page.evaluate(SEEN):
                self.unseen.append((self.visitor.path, here, "no ring"))
            if self.page.evaluate(COVERED):
                self.unseen.append((self.visitor.path, here, "covered"))
            if words in (here, self.page.evaluate("document.activeElement.id")) or here.startswith(words):
                return
        raise AssertionError(f"{self.visitor.path}: Tab does not reach {words!r}: {passed}")

    def type(self, text: str) -> None:
        """Types over what stands in the field."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, key: str = "Enter") -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@pytest.mark.long
def test_the_roster_without_a_mouse(fresh_app: Flask, empty_site: str, chromium: Any, calendar: Calendar) -> None:
    calendar.turn_to(2026, 6, 20)
    with fresh_app.app_context(), unit_of_work() as session:
        school = make_institution(session, "威海蓝湾职业培训学校")
        number = make_class(session, "approved", institution=school).number
        make_user(session, "lanwan", Role.TRAINING_INSTITUTION, institution_id=school.id)
    lines = [learner(serial, name) for serial, name in enumerate(NAMES, 1)]
    right = lines[1]["身份证号码"]
    lines[1] = {**lines[1], "身份证号码": right[:-1] + ("0" if right[-1] != "0" else "1")}

    visitor = Visitor(chromium, empty_site)
    typist, page = Typist(visitor), visitor.page
    visitor.open("/login")
    if page.evaluate("document.activeElement.id") != "login":
        typist.tab_to("login")
    typist.type("lanwan")
    typist.tab_to("password")
    typist.type(PASSWORD)
    typist.press()

    typist.tab_to("班次")
    typist.press()
    typist.tab_to(number)
    typist.press()
    typist.tab_to("导入学员名单")
    typist.press()

    typist.tab_to("file")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    chosen = {"name": "名单.xlsx", "mimeType": kind, "buffer": messy_workbook(lines, "学员信息表")}
    page.set_input_files("input:focus", chosen)
    typist.tab_to("上传并核对")
    typist.press("Space")
    assert "3 行可以导入，1 行有错误" in visitor.heading()

    typist.tab_to("只看错误")
    typist.press()
    typist.tab_to("更正")
    typist.press()
    if page.evaluate("document.activeElement.name") != "value":
        typist.tab_to("edit-identity_number")
    typist.type(right)
    typist.press()
    assert "4 行可以导入" in visitor.heading()
    typist.tab_to("确认导入")
    typist.press("Space")
    assert "已导入 4 行" in visitor.heading()

    typist.tab_to("打开班次")
    typist.press()
    typist.tab_to("办理进度")
    page.keyboard.press("ArrowRight")
    assert "学员" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    assert "课表" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("ArrowLeft")
    assert all(name in visitor.text() for name in NAMES)
    assert not typist.unseen, typist.unseen
    assert visitor.close() == []
