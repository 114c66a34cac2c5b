"""What people earned before the register, as the bureau brings it in from its books: hours of past years, titles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.demo import workbooks
from training_app.demo.founding import Cast
from training_app.demo.humans import Human
from training_app.demo.logins import ENGINEERS
from training_app.demo.telling import Steps, at, bring_in, persons_of
from training_app.people.models import HeldTitle

HOUR_HEADINGS = (
    "姓名", "证件类型", "证件号码", "年度", "公需科目学时", "专业科目学时", "登记单位", "学习内容", "证书编号", "起止日期",
)  # fmt: skip
TITLE_HEADINGS = ("姓名", "证件类型", "证件号码", "职称名称", "专业", "取得时间", "取得方式", "批准机关", "证书编号")
_OWN = tuple(login.human for login in ENGINEERS if login.human is not None)
_SOME = range(20, 56)
_HOURS, _TITLES = at(date(2026, 11, 17), 9), at(date(2026, 11, 18), 10)
_PLATFORM, _BASE = "山东省专业技术人员继续教育公共服务平台", "威海市专业技术人员继续教育基地"
_OFFICES = ("威海市人力资源和社会保障局", "荣成市人力资源和社会保障局", "文登区人力资源和社会保障局")
_SPECIALTIES = ("机械设计", "电气自动化", "计算机应用", "电子信息")


def steps(cast: Cast, people: Sequence[Human]) -> Steps:
    """The two books, by their days. Everybody in them has been on a roster by then."""

    def hours(session: Session) -> None:
        chosen = [people[place] for place in (*_OWN, *_SOME)]
        bring_in(session, cast.bureau, "earlier_hours", hours_book(chosen), "2023至2025年继续教育学时.xlsx", _HOURS)

    def titles(session: Session) -> None:
        chosen = [people[place] for place in _SOME if place not in _holding(session, people)]
        bring_in(session, cast.bureau, "earlier_titles", titles_book(chosen), "已有职称人员.xlsx", _TITLES)

    yield _HOURS, hours
    yield _TITLES, titles


def hours_book(people: Sequence[Human]) -> bytes:
    """Three years of everybody, and for some a training of their own with its days and certificate."""
    lines = []
    for number, human in enumerate(people):
        person = workbooks.person_cells(human)
        for year in (2023, 2024, 2025):
            professional = (60, 48, 62.5, 32)[(number + year) % 4]
            lines.append((*person, str(year), "30", str(professional), _PLATFORM, "", "", ""))
        if number % 4 == 0:
            lines.append((*person, "2025", "", "24", _BASE, "智能制造高级研修班", f"WHJX2025-{number:03d}", "2025-06-10至06-12"))
    return workbooks.workbook("专业技术人员继续教育学时登记表", HOUR_HEADINGS, lines)


def titles_book(people: Sequence[Human], name: str = "助理工程师") -> bytes:
    """A title of everybody, acquired at 26."""
    lines = [
        (*workbooks.person_cells(human), name, _SPECIALTIES[number % 4], f"{human.born.year + 26}年12月20日",
         ("评审", "认定")[number % 2], _OFFICES[number % 3], f"WH{human.born.year + 26}{number:04d}")
        for number, human in enumerate(people)
        if human.born.year + 26 < 2026
    ]  # fmt: skip
    return workbooks.workbook("专业技术人员职称情况表", TITLE_HEADINGS, lines)


def _holding(session: Session, people: Sequence[Human]) -> set[int]:
    """The places of those who hold a title by now."""
    places = {person_id: place for place, person_id in persons_of(session, people).items()}
    return {places[person_id] for person_id in session.scalars(select(HeldTitle.person_id)) if person_id in places}
