"""Sentences of lists of venues: what is wrong with a line, which rule, what to do next."""

from __future__ import annotations

from training_app.intake.messages_shared import SHARED

COUNTED = "间"
HEADINGS = "场地名称、教室、座位（必需），新场地还要区市和地址；共用"
NEW = "还没有登记的教室"
_SENTENCES: dict[str, str] = {
    "venue.missing": "没有写场地名称。请补填；同一场地的几间教室，名称写得一样。",
    "room.missing": "没有写教室名称。请补填，课表里就用这个名称。",
    "seats.invalid": "座位应是 1 到 20000 的整数。请核对。",
    "district.unknown": "认不出这个区市。请写本市的区市名称；市外的场地请在场地页说明后由市局登记。",
    "district.missing": "这个场地还没有登记，没有写所在区市。请在它的任一行补填。",
    "address.missing": "这个场地还没有登记，没有写地址。请在它的任一行补填。",
    "shared.unknown": "认不出能不能共用。请写“是”或“否”，或留空（按只有本机构用）。",
    "text.too_long": "内容太长（场地和教室名称最多 50 个字，地址最多 200 个字）。请缩短。",
    "row.duplicate": "与第{first}行是同一间教室，内容也相同。请删去重复的一行。",
    "row.contradiction": "与第{first}行是同一间教室，座位数不同。请核对后只留一行。",
    "venue.contradict": "与第{first}行是同一场地，{fields}不同。请改成一致；不是同一场地的，名称要能区分。",
    "row.imported": "这一行已经导入过，现在改成了另一间教室；原来登记的那一间还在。请先在场地页修改，或另起一行。",
    "venue.change": "这个场地已登记为 {number}，导入后改为这一行的{fields}。",
    "room.change": "这间教室登记的座位是 {seats}，导入后改为这一行的座位数。",
    "venue.shared": "{owner}已登记同名、可共用的场地 {number}。是同一个地方的，直接在课表里选它，不必再登记；不是的照常导入。",
    "venue.ended": "这个场地已登记为 {number}，自 {day} 起停用，名单不恢复停用的场地。仍要用的，请在场地页另行登记。",
    "room.ended": "这间教室自 {day} 起停用，名单不恢复停用的教室。仍要用的，请在场地 {number} 的修改页恢复。",
    "venue.full": "一个场地最多登记 {most} 间教室，这一行超出。请分成几个场地。",
    "sheet.no_header": "没有找到场地名单的表头。表头应在同一行里写明“场地名称”“教室”“座位”，请核对是否传错了文件。",
}
UNDO_WORDS = {
    "room": "删除本批登记的教室", "room_changed": "教室之后又改过，保留现状", "room_used": "已有班次用到，保留登记",
    "seats": "恢复原来的座位数", "seats_changed": "教室之后又改过，保留现状",
    "venue": "删除本批登记的场地",
    "venue_kept": "场地之后又改过或还有教室，保留登记", "facts": "恢复场地原来的内容",
    "facts_changed": "场地之后又改过，保留现状",
    "other": "已有其他记录",
}  # fmt: skip
FIELDS = {"district_code": "区市", "address": "地址", "shared": "共用"}
FIELD_MARK = "、"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; of the file and its columns every list has the same."""
    return (_SENTENCES.get(code) or SHARED[code]).format(**words)
