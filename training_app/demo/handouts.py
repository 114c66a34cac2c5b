"""Files to be uploaded by hand, as they really come: clean, messy, as CSV of another system, as a web page named .xls."""

from __future__ import annotations

import html
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import xlsxwriter

from training_app.demo import aftermath, earlier, humans, published, workbooks
from training_app.demo.founding import is_subsidised
from training_app.demo.humans import Human
from training_app.demo.logins import UNITS
from training_app.demo.plan import PERSONS, SMALL
from training_app.demo.telling import Telling
from training_app.demo.units import ASSESSORS, TRAINERS

_NEW = 120
_LATELY = date(2026, 11, 20)
_LEFT_OF_LIST = ("姓名", "性别", "证件类型", "证件号码", "手机号码", "学历", "工作单位")
_TITLE_HEADINGS = ("职称", "职称取得时间")
_TITLES = {"junior": "技术员", "intermediate": "助理工程师", "senior": "工程师"}
_WITHOUT_TITLE = frozenset({15, 21, 24})
"""Lines of the messy form that tell of no title."""
_OPENING_HEADINGS = (
    "班次编号(原)", "培训机构(代码或名称)", "职业", "方向", "等级", "开班日期", "结业日期", "班次名称", "区市", "学时", "姓名",
    "证件类型", "证件号码", "手机", "单位", "结果", "培训合格证书号", "等级证书编号", "发证日期", "评价机构", "补贴金额",
    "发放日期", "凭证号",
)  # fmt: skip


class Handout(NamedTuple):
    """A file, who uploads it, and what it shows."""

    name: str
    content: bytes
    login: str
    remark: str


def handouts(tellings: Sequence[Telling]) -> list[Handout]:
    """All of them, for the classes as they stand at the end of the story."""
    people = tellings[0].humans
    new = [each for each in humans.humans(PERSONS + 50 + _NEW)[PERSONS + 50 :] if each.kind == "resident_id"]
    clean, messy = [each for each in tellings if each.plan.end == "awaiting" and each.plan.trainer != SMALL]
    listed = next(each for each in tellings if each.plan.end == "enrolled")
    known = [people[place] for place in range(60, 66)]
    roster = [*new[:34], *known]
    files = [
        _roster(clean, "规范名单.xlsx", workbooks.roster(clean.title, roster), "没有问题的名单，其中 6 人已在系统中"),
        _roster(clean, "系统导出.xls", _web_page(clean.title, roster), "其他系统导出的网页，内容与规范名单相同，可重复上传"),
        _roster(messy, "报名表（未整理）.xlsx", _messy(messy, new[40:68], people[200]), "标题行、双层表头、合计签字行和各种错误"),
        _roster(listed, "补充名单.csv", _csv(listed, new[70:77]), "GB18030 编码的 CSV，前 5 人已在本班"),
        Handout("历史班次台账-2025.xlsx", _opening(new[80:100], people), "shiju", "一个文件两个历史班次，含证书和补贴"),
        Handout("补录学时-2023至2025.xlsx", earlier.hours_book(known), "shiju", "6 人三年的学时，一行一年两个科目"),
        Handout("补录职称-技术员.xlsx", earlier.titles_book(known, "技术员"), "shiju", "6 人以前取得的职称"),
        Handout("继续教育基地名录-第二批.xlsx", published.bases_book(second=True), "shiju", "两家已登记的机构和一家新机构"),
        Handout("培训项目目录-2027高级.xlsx", published.programmes_book(("高级",)), "shiju", "两个新项目，带标准学时"),
    ]
    return [*files, *_later(tellings)]


def guide(files: Iterable[Handout]) -> str:
    """What is what, as a text beside the files."""
    lines = ["演示上传文件。内容全部虚构。", ""]
    lines += [f"{each.name}\n    用户 {each.login}：{each.remark}" for each in files]
    return "\n".join(lines) + "\n"


def _later(tellings: Sequence[Telling]) -> Iterator[Handout]:
    """Certificates for a class whose results the nation has approved, money for one whose certificates are."""
    waiting = next(each for each in tellings if each.approved_on and not each.certificates)
    file = aftermath.results_file(waiting, aftermath.certify(waiting, _LATELY), _LATELY)
    login = _login(ASSESSORS[waiting.plan.assessor].code)
    yield Handout(f"{waiting.number}-等级成绩与证书.xlsx", file, login, "成绩已登记，报批已通过，这次补上证书编号")
    unpaid = [each for each in tellings if each.certificates and is_subsidised(each.plan)][-1]
    paid = aftermath.payments_file(unpaid, list(unpaid.certificates)[:20], _LATELY)
    yield Handout(f"{unpaid.number}-补贴发放.xlsx", paid, "shiju", "20 人的培训补贴")


def _roster(telling: Telling, ending: str, content: bytes, remark: str) -> Handout:
    return Handout(f"{telling.number}-{ending}", content, _login(TRAINERS[telling.plan.trainer].code), remark)


def _login(code: str) -> str:
    return next(each.login for each in UNITS if each.unit == code)


def _web_page(title: str, people: Sequence[Human]) -> bytes:
    rows = [_LEFT_OF_LIST, *(workbooks.roster_cells(human) for human in people)]
    cells = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    page = f"<html><head><meta charset='gb18030'><title>{title}</title></head><body><table>{cells}</table></body></html>"
    return page.encode("gb18030")


def _csv(telling: Telling, new: Sequence[Human]) -> bytes:
    present = [telling.human(person) for person in list(telling.people)[:5]]
    rows = [(*_LEFT_OF_LIST, *_TITLE_HEADINGS), *((*workbooks.roster_cells(each), *_title(telling)) for each in (*present, *new))]
    return "".join(",".join(row) + "\r\n" for row in rows).encode("gb18030")


def _title(telling: Telling) -> tuple[str, str]:
    """A title by which somebody may apply for the level of the class."""
    return _TITLES[telling.plan.level], "2019-06"


def _messy(telling: Telling, people: Sequence[Human], known: Human) -> bytes:
    """A registration form as it was sent round: what is wrong in it is wrong in one line each."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("报名表")
        book.add_worksheet("填表说明").write(0, 0, "请按身份证件填写，不要删除表头。")
        sheet.merge_range("A1:K1", f"{telling.title}报名表")
        sheet.merge_range("A2:K2", f"培训机构（盖章）：{TRAINERS[telling.plan.trainer].name}        填表日期：2026年11月20日")
        sheet.merge_range("A3:A4", "序号")
        sheet.merge_range("B3:E3", "学员基本信息")
        sheet.merge_range("F3:G3", "学历情况")
        sheet.merge_range("H3:H4", "工作单位\n（全称）")
        sheet.merge_range("I3:I4", "备注")
        for place, heading in zip(("J3:J4", "K3:K4"), _TITLE_HEADINGS, strict=True):
            sheet.merge_range(place, heading)
        for column, heading in enumerate(("姓 名*", "性别", "身份证号码*", "联系电话", "学历", "专业"), start=1):
            sheet.write(3, column, heading)
        lines = [
            [*_messy_line(number, human), *(("", "") if number in _WITHOUT_TITLE else _title(telling))]
            for number, human in enumerate(people, start=1)
        ]
        _spoil(lines, known)
        for row, line in enumerate(lines, start=4):
            sheet.write_row(row, 0, line)
        sheet.write_number(4 + 7, 3, int(people[7].number[:17] + "0"))
        sheet.set_row(4 + 9, None, None, {"hidden": True})
        end = 4 + len(lines) + 1
        sheet.write(end, 0, f"合计：{len(lines)}人")
        sheet.write(end + 1, 0, "填表人：丛立军        审核人：        联系电话：0631-5200000")
    return buffer.getvalue()


def _messy_line(number: int, human: Human) -> list[str]:
    name, sex, _, document, phone, education, employer = workbooks.roster_cells(human)
    return [str(number), name, sex, document, phone, education, "计算机应用", employer, ""]


def _spoil(lines: list[list[str]], known: Human) -> None:
    lines[0][1] = " ".join(lines[0][1])
    lines[1][3] = lines[1][3].translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    lines[2][3] = f"{lines[2][3][:6]} {lines[2][3][6:14]} {lines[2][3][14:]}"
    lines[3][3] = lines[3][3][:6] + lines[3][3][8:17]
    lines[4][3] = lines[4][3][:17] + ("1" if lines[4][3][17] != "1" else "2")
    lines[5][1] = ""
    lines[6][4] = f"{lines[6][4][:3]}-{lines[6][4][3:7]}-{lines[6][4][7:]}"
    lines[8][2] = "女" if lines[8][2] == "男" else "男"
    lines[10][7] = "同上"
    lines[11][3] = known.number
    lines[12] = [lines[12][0], *lines[13][1:]]
    lines[14][5] = "本科在读"


def _opening(new: Sequence[Human], people: Sequence[Human]) -> bytes:
    """Two classes of the year before, of people new and known."""
    members = [*new, *(people[place] for place in range(300, 308))]
    lines = []
    for number, human in enumerate(members):
        second = number % 2
        head = (
            ("2025-03", TRAINERS[0].code, "大数据", "大数据处理", "初级", "2025-04-07", "2025-04-18", "", "环翠区", "64"),
            ("2025-09", TRAINERS[4].name, "智能制造", "", "初级", "2025-09-01", "2025-09-12", "", "", "64"),
        )[second]  # fmt: skip
        passed = number % 7 != 6
        certificates = (
            (f"旧合格2025{number:03d}", f"旧等级2025{number:03d}", ("2025-06-20", "2025-11-15")[second], ASSESSORS[1].name)
            if passed else ("", "", "", "")
        )  # fmt: skip
        money = ("1500", ("2025-08-29", "2026-01-23")[second], f"旧凭证2025{number:03d}") if passed else ("", "", "")
        person = (*workbooks.person_cells(human), human.phone, human.employer, "合格" if passed else "不合格")
        lines.append((*head, *person, *certificates, *money))
    return workbooks.workbook("2025年数字技术工程师培训班次台账", _OPENING_HEADINGS, lines)
