"""The columns of a list of an institution's venues 场地, and its cells understood. A line is one room of one venue."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from training_app.catalogues import messages_venues as messages
from training_app.catalogues.columns_institutions import district_named
from training_app.intake import messages_shared
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain
from training_app.intake.columns_cells import text_cell
from training_app.intake.columns_heading import Cell, Fill, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.policies.city import city
from training_app.programmes.labels_resources import SHARED
from training_app.programmes.rules_resources import MOST_ROOM, MOST_SEATS, MOST_TEXT

WARNINGS = frozenset({"venue.change", "room.change", "venue.shared"})
_SEATS = re.compile(r"(?:约|共|可容纳|容纳)?(\d{1,5})\s*(?:个)?(?:座位?|人|席|工位|机位)?", re.ASCII)
_YES = frozenset("是 共用 可共用 可以 对外 对外共用 可以共用 有 √ ✓ Y y yes 1".split())
_NO = frozenset("否 不共用 不可共用 自用 仅本机构 本机构 仅自用 不可以 不对外 × ✗ N n no 0".split())


def _text(name: str, most: int, missing: str = "") -> Callable[[Cell], Understood]:
    return text_cell(name, most, "text.too_long", missing)


def _district(cell: Cell) -> Understood:
    word = plain(cell.text)
    if word in EMPTY_WORDS:
        return {}, NOTHING
    code = district_named(word)
    return ({"district": code}, NOTHING) if code else ({}, (("district.unknown", None),))


def _seats(cell: Cell) -> Understood:
    found = _SEATS.fullmatch(plain(cell.text))
    value = int(found[1]) if found else 0
    return ({"seats": value}, NOTHING) if 0 < value <= MOST_SEATS else ({}, (("seats.invalid", None),))


def _shared(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if text in _YES or text in _NO:
        return {"shared": text in _YES}, NOTHING
    return {}, (("shared.unknown", None),)


def show(fields: dict[str, Any]) -> None:
    """Adds what the page shows of a line and no cell holds."""
    names = {each.code: each.name for each in city().districts}
    fields["district_words"] = names.get(fields.get("district", ""), "")
    fields["shared_words"] = SHARED[fields["shared"]] if "shared" in fields else ""


VENUE_LIST = PlainList(
    (
        Heading("venue", "场地名称", "场地名称 场地 培训场地 场所 场所名称 教学点 教学场地 校区 培训地点 教学楼 基地名称",
                _text("venue", MOST_TEXT["name"], "venue.missing")),
        Heading("district", "区市", "区市 所在区市 所在区县 区县 所属区市 县市区 所在地区 行政区", _district, needed=False),
        Heading("address", "地址", "地址 详细地址 场地地址 所在地址 场所地址 地点 具体地址",
                _text("address", MOST_TEXT["address"]), needed=False),
        Heading("room", "教室", "教室 教室名称 教室号 房间 房间号 教室编号 实训室 教室或实训室 室名 机房",
                _text("room", MOST_ROOM, "room.missing")),
        Heading("seats", "座位", "座位 座位数 容纳人数 可容纳人数 座席 工位 工位数 机位 机位数 人数 额定人数", _seats,
                each_own=True),
        Heading("shared", "共用", "共用 可共用 是否共用 能否共用 是否可共用 对外共用 是否对外", _shared, needed=False),
    ),
    messages.sentence, messages_shared.file, warnings=WARNINGS, proof="venue", whole=("venue", "room"),
)  # fmt: skip
"""How a list of venues is read."""
FILLS = {
    "venue": Fill("必填，一个场地有几间教室的，每间一行、名称写得一样。", "示例：高区实训中心", width=26),
    "district": Fill("新场地必填，同一场地写一行就够。", "", tuple(each.name for each in city().districts), 16),
    "address": Fill("新场地必填，同一场地写一行就够。", "文化西路 180 号", width=30),
    "room": Fill("必填，课表里就写这个名称。", "301 教室", width=16),
    "seats": Fill("必填，整数。", "60"),
    "shared": Fill("其他机构也能用的填“是”；不填按只有本机构用。", "", ("是", "否")),
}
"""By field: hint, example, choices."""
