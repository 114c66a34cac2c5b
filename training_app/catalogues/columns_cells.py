"""Columns that both published lists have: days, document, state, and cells of any words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from training_app.catalogues.messages import PROPOSED
from training_app.intake import columns_cells
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_day
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.messages_proposed import offer
from training_app.kernel.problems import Problem

LONGEST = 200
_BY_TITLE = frozenset({"kind.missing", "document.missing"})
_SHORTEST_TITLE = 8
_OPEN = re.compile(r"长期(?:有效)?|永久(?:有效)?|无固定期限|无期限|不限期?")
_ONE_DAY = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|(?<!\d)\d{8}(?!\d)", re.ASCII)
_UNTIL = re.compile(r"^(?:有效期?)?(?:至|到|截止至?|止于)|(?:止|截止|前有效|前)$")
_SINCE = re.compile(r"起|^自")
_JOINS = re.compile(r"[\s至到起止自从日~～—–\-－─:：()]*")
_STANDS = re.compile(r"^(?:有效|正常|在册|在有效期内?|存续|新增|入选|保留|延续|合格|列入|已列入|通过)$")
_ENDED = re.compile(r"失效|注销|取消|撤销|移出|退出|终止|停止|到期|过期|暂停|除名|已移出")
_DENIED = re.compile(r"[未不非没]")
BOOK = re.compile(r"名录|目录|名单|公布|公告|通知|〔\d{4}〕|\[\d{4}\]|第[一二三四五六七八九十\d]+批")
"""Words in the name of a file that tell it is named after what it publishes."""


def text_cell(name: str, most: int = LONGEST, missing: str = "") -> Callable[[Cell], Understood]:
    """Any words as `name`."""
    return columns_cells.text_cell(name, most, "text.too_long", missing)


_words = text_cell("document", missing="document.missing")


def _document(cell: Cell) -> Understood:
    """文号或名录 with the brackets of Chinese names."""
    fields, defects = _words(cell)
    return {name: text.replace("(", "（").replace(")", "）") for name, text in fields.items()}, defects


def _day(name: str) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        text = plain(cell.text)
        if text in EMPTY_WORDS:
            return {}, NOTHING
        if name != "valid_from" and _OPEN.fullmatch(text):
            return {"is_open": True}, NOTHING
        day = understand_day(_UNTIL.sub("", text) if name != "valid_from" else text.removesuffix("起"),
                             epoch_1904=cell.epoch_1904)  # fmt: skip
        return ({name: day}, NOTHING) if day else ({}, (("date.invalid", None),))

    return understand


def _validity(cell: Cell) -> Understood:
    """Both days in one cell: 2024-05-20至2027-05-19, 2024年5月20日起长期有效, 至2027-05-19. A length (三年) says no day."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if _OPEN.fullmatch(text):
        return {"is_open": True}, NOTHING
    written = _ONE_DAY.findall(text)
    days = [understand_day(each) for each in written]
    rest = _ONE_DAY.sub("", text)
    is_open = _OPEN.search(rest) is not None
    unclear = {}, (("validity.unclear", None),)
    if not days or None in days or len(days) > 2 or not _JOINS.fullmatch(_OPEN.sub("", rest).replace("有效", "")):
        return unclear
    if len(days) == 2:
        return ({"range_from": days[0], "range_last": days[1]}, NOTHING) if not is_open else unclear
    if is_open:
        return {"range_from": days[0], "is_open": True}, NOTHING
    if _UNTIL.search(text) and not _SINCE.search(rest):
        return {"range_last": days[0]}, NOTHING
    return ({"range_from": days[0]}, NOTHING) if _SINCE.search(rest) else unclear


def _status(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if _STANDS.search(text):
        return {"status": "standing"}, NOTHING
    ended = _ENDED.search(text) and not _DENIED.search(text)
    return ({"status": "ended"}, NOTHING) if ended else ({}, (("status.unknown", None),))


SPAN_HEADINGS = (
    Heading(
        "document", "文号或名录",
        "文号或名录 文号 依据 文件 文件名称 文件号 发文字号 认定文件 认定文号 批准文号 公布文件 公布文号 名录 "
        "名录名称 依据文件 批次 认定批次 "
        "公布批次 文件或名录", _document, needed=False,
    ),
    Heading(
        "published_on", "公布日期",
        "公布日期 公布时间 发布日期 发布时间 发文日期 发文时间 认定日期 认定时间 批准日期 批准时间 入选日期 入选时间 印发日期",
        _day("published_on"), needed=False,
    ),
    Heading(
        "valid_from", "有效期起",
        "有效期起 有效期始 有效期自 有效期开始 有效期起始 有效期起始日期 有效期开始日期 有效期起始时间 起始日期 起始时间 "
        "开始日期 生效日 生效日期 "
        "生效时间 有效起始日期 有效开始日期 起始日",
        _day("valid_from"), needed=False,
    ),
    Heading(
        "valid_last", "有效期止",
        "有效期止 有效期终 有效期终止 有效期至 有效期到 有效期截止 有效期结束 有效期截止日期 有效期结束日期 有效期截止时间 "
        "截止日期 截止时间 结束日期 到期日期 "
        "到期时间 到期日 终止日期 有效截止日期 有效结束日期 截止日 最后一天", _day("valid_last"), needed=False,
    ),
    Heading(
        "ends_on", "失效日", "失效日 失效日期 移出日期 移出时间 注销日期 取消日期 撤销日期 自哪天起失效", _day("ends_on"),
        needed=False,
    ),
    Heading("validity", "有效期", "有效期 有效期限 有效期间 有效时间 起止日期 起止时间 资质有效期 "
    "有效期起止", _validity, needed=False),
    Heading("status", "状态", "状态 资质状态 当前状态 名录状态 目录状态 变动情况 变更情况", _status, needed=False),
    Heading("remark", "备注", "备注 说明 备注说明 其他", text_cell("remark"), needed=False),
)  # fmt: skip
"""Columns about document and days."""

SPAN_WARNINGS = frozenset({"row.hidden"})
"""What both lists let in with a word."""


def is_same_document(one: str, other: str) -> bool:
    """Whether two texts name the same document: spaces and the width of signs say nothing."""
    return plain(one).replace(" ", "") == plain(other).replace(" ", "")


def propose_days(problems: list[Problem], fields: Mapping[str, Any]) -> None:
    """Offers the day of publication where a line does not say from when it holds. It is never taken by itself."""
    for problem in problems:
        if problem.code == "valid_from.missing":
            offer(problem, fields.get("published_on"), PROPOSED)


def restore_proposals(problems: list[Problem], before: Mapping[str, str | None]) -> None:
    """What the file was named after is offered again after another cell of the line was typed anew; `before` are the
    proposals by code."""
    for problem in problems:
        if problem.code in _BY_TITLE and problem.suggestion is None:
            offer(problem, before.get(problem.code), PROPOSED)


def propose_document(problems: list[Problem], name: str) -> None:
    """Offers the name of the file where it is that of a published list and a line names no document."""
    title = name.rpartition(".")[0] or name
    if len(title) >= _SHORTEST_TITLE and BOOK.search(title):
        for problem in problems:
            if problem.code == "document.missing":
                offer(problem, title[:LONGEST], PROPOSED)
