"""Lists that were published and that the bureau brings in: 继续教育基地, and the programmes of the coming year with their
hours. Documents and hours are invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from training_app.demo import workbooks
from training_app.demo.founding import Cast
from training_app.demo.telling import Steps, at, bring_in
from training_app.demo.units import TRAINERS, Unit, credit_code

BASE_HEADINGS = (
    "序号", "基地名称", "统一社会信用代码", "类别", "区市", "联系人", "联系电话", "文号", "有效期起", "有效期至",
)  # fmt: skip
PROGRAMME_HEADINGS = ("职业（工种）", "职业编码", "等级", "标准学时", "文号", "有效期")
_DISTRICTS = {"371002": "环翠区", "371071": "高区", "371072": "经区", "371073": "临港区", "371082": "荣成市"}
_FIRST = (TRAINERS[7], TRAINERS[1], Unit(
    credit_code(51, "12"), "威海海洋工程技术继续教育中心", "public_institution", "371002", "邵清扬", "0631-5200151",
))  # fmt: skip
_SECOND = (
    TRAINERS[4], TRAINERS[3],
    Unit(credit_code(52, "52"), "荣成海洋食品产业研修学校", "private_nonenterprise", "371082", "鲍远舟", "0631-7560152"),
)
_BASES, _PROGRAMMES = at(date(2026, 11, 12), 14), at(date(2026, 11, 13), 10)
_PUBLISHED = "威海市继续教育基地名录第{batch}批（演示）"
_NEXT_YEAR = "2027年度培训项目目录（演示）"


def steps(cast: Cast) -> Steps:
    """Both lists, by their days."""

    def bases(session: Session) -> None:
        bring_in(session, cast.bureau, "institutions", bases_book(), "威海市继续教育基地名录.xlsx", _BASES)

    def programmes(session: Session) -> None:
        bring_in(session, cast.bureau, "programmes", programmes_book(), f"{_NEXT_YEAR}.xlsx", _PROGRAMMES)

    yield _BASES, bases
    yield _PROGRAMMES, programmes


def bases_book(*, second: bool = False) -> bytes:
    """The bases of the first or of the second round."""
    units, document = (_SECOND, _PUBLISHED.format(batch="二")) if second else (_FIRST, _PUBLISHED.format(batch="一"))
    lines = [
        (str(number), unit.name, unit.code, "市级继续教育基地", _DISTRICTS[unit.district or ""], unit.contact, unit.phone,
         document, "2026-11-01", "2029-10-31")
        for number, unit in enumerate(units, start=1)
    ]  # fmt: skip
    return workbooks.workbook("威海市专业技术人员继续教育基地名录", BASE_HEADINGS, lines)


def programmes_book(levels: Sequence[str] = ("初级", "中级")) -> bytes:
    """Programmes that are new in the catalogue, with hours."""
    chosen = (("物联网工程技术人员", "2-02-38-02", "80"), ("云计算工程技术人员", "2-02-38-04", "96"))
    lines = [
        (name, code, level, hours, _NEXT_YEAR, "2027-01-01至2029-12-31") for name, code, hours in chosen for level in levels
    ]
    return workbooks.workbook(_NEXT_YEAR, PROGRAMME_HEADINGS, lines)
