"""Whole workbooks as offices send them: titles, two-line headings, samples, totals, signatures, several tables and sheets.

Every line that stands for a person is `Expected`; every other line must be passed over.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.mutations.cells import READ, TOLD, TYPISTS, Cell, Typed
from tests.mutations.people import Learner, learner
from tests.sheets.containers import Look

HEADINGS = {
    "name": "姓名 学员姓名 *姓名 姓　名 姓\n名 姓名（必填） 姓名： 名字 1.姓名 姓名/Name ★姓名",
    "identity_number": "身份证号 公民身份号码 *身份证号（18位） 居民身份证号码 身份证\n号码 身份证号码： 【必填】身份证号",
    "any_document": "证件号码 证件号 有效证件号码 证件号码* 证件号码（身份证）",
    "identity_kind": "证件类型 证件种类 身份证件类型",
    "sex": "性别 性　别 性别（男/女） *性别",
    "phone": "手机 手机号 联系电话 联系方式 手机号码（11位） 电话 本人手机号",
    "birth_date": "出生日期 出生年月日 出生日期（年/月/日）",
    "education": "学历 文化程度 最高学历 学历：",
    "employer": "单位 工作单位 所在单位 就职企业 工作单位（全称） 现工作单位 单位名称",
    "occupation": "职业 工种 培训项目 职业名称 申报职业 职业（工种）",
    "level": "等级 级别 申报等级 培训等级 报考等级（初级/中级/高级）",
    "graduation_date": "毕业时间 毕业日期 毕业时间（年/月/日）",
    "bank_account": "银行账号 银行卡号 社保卡银行账号 收款账号",
    "major": "专业 所学专业 毕业专业",
    "post": "岗位 职务 工作岗位",
    "remark": "备注 备　注 备注说明",
    "serial": "序号 序 No. 编号 序\n号 *序号",
}
FOREIGN = {
    "紧急联系人": ("王父", "于母"),
    "紧急联系人电话": ("13911112222", "0631-5201234"),
    "政治面貌": ("群众", "中共党员"),
    "是否住宿": ("是", "否"),
    "照片": ("有", "已交"),
    "单位地址": ("威海市文化中路1号", "高区"),
    "班主任": ("宋老师",),
    "曾用名": ("王小二",),
    "开户行": ("工行威海分行",),
    "推荐单位": ("市工信局",),
    "民族": ("汉族", "回族"),
    "部门": ("财务", "教务", "审核部", "研发一部"),
}
GROUPS = {
    "学员信息": ("name", "sex", "identity_kind", "identity_number", "birth_date"),
    "培训信息": ("occupation", "level"),
    "单位信息": ("employer",),
}
TITLES = (
    "数字技术工程师培育项目学员花名册",
    "培训班名称：2026年第2期智能制造（中级）",
    "起止时间：2026年3月5日至2026年4月2日",
    "填报单位：威海数字技工学校（盖章）",
    "附件2",
    "班级：中级一班      班主任：宋老师      联系电话：13900001111",
    "2026年度",
    "（本表由培训机构填写）",
)
NOTES_BELOW_HEADER = (
    {"name": "必填", "identity_number": "18位，文本格式"},
    {"name": "必填，与身份证一致", "identity_number": "必填"},
    {"serial": "填写说明", "name": "与身份证一致", "identity_number": "请输入18位号码"},
    {"name": "文本", "identity_number": "文本"},
)
SAMPLES = (
    {"serial": "示例"},
    {"serial": "例"},
    {"serial": "例："},
    {"serial": "（示例）"},
    {"serial": "此列勿删"},
    {"remark": "示例行，上传前请删除"},
    {"name": "张三（示例）"},
    {"name": "示例：张三"},
    {"serial": "样例"},
    {"remark": "此行为示例，请勿删除"},
    {"employer": "（示例）某某公司"},
)
ENDINGS: tuple[dict[str, str], ...] = (
    {"serial": "合计", "name": "3人"},
    {"name": "合计", "identity_number": "3人"},
    {"serial": "合　计"},
    {"name": "共3人"},
    {"name": "小计：3"},
    {"serial": "填表人：王五", "identity_number": "审核人：李四"},
    {"name": "填表人", "identity_number": "王五"},
    {"serial": "填表人", "name": "王五"},
    {"name": "填表人：王五", "identity_number": "联系电话：0631-5200000、13900000001"},
    {"serial": "（盖章）"},
    {"name": "单位（盖章）："},
    {"identity_number": "2026年3月5日"},
    {"name": "审核人：", "phone": "13900000001"},
    {"name": "负责人签字："},
    {"serial": "注：本表一式三份，培训结束后报区人社局。"},
    {"name": "备注：以上人员均已核对"},
    {"name": "总人数", "identity_number": "3"},
    {"name": "以下空白"},
    {"serial": "第1页 共2页"},
    {"name": "本班共3人"},
    {"name": "校长签字：王五"},
    {"name": "实到人数：3人"},
    {"name": "其中：男2人，女1人"},
    {"name": "培训机构（公章）"},
    {"serial": "制表日期：2026.3.5"},
    {"name": "经办人：王五", "phone": "13900000001"},
    {"serial": "3", "name": "合计"},
    {"name": "填报日期", "identity_number": "2026-03-05"},
)


_OFTEN = ("sex", "phone", "birth_date", "education", "employer", "occupation", "level")
_SELDOM = ("graduation_date", "bank_account", "major", "post")


@dataclass
class Expected:
    """One line that is a person: where it stands, who it is, and what stands in its cells."""

    sheet: str
    block: int
    line: int
    learner: Learner
    typed: dict[str, Typed]
    extra: dict[str, str] = field(default_factory=dict)
    hidden: bool = False


@dataclass
class Plan:
    """A workbook and what a careful reader would take from it."""

    looks: list[Look]
    people: list[Expected]
    notes: list[str]


class Draughtsman:
    """Draws one workbook after another from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._serial = 0

    def plan(self, *, one_sheet: bool) -> Plan:
        """A workbook; `one_sheet` for containers that hold a single table of text."""
        self._serial = self._chance.randrange(1, 500)
        plan = Plan([], [], [])
        turn = self._chance.random()
        if not one_sheet and turn < 0.15:
            plan.looks.append(Look("填写说明", rows=[["填写说明"], ["1、姓名须与身份证一致"], ["2、身份证号为18位"]]))
        count = 2 if not one_sheet and turn > 0.88 else 1
        for position in range(count):
            self._sheet(plan, f"{position + 1}班名单" if count > 1 else "名单", merges=not one_sheet)
        if not one_sheet and 0.15 < turn < 0.25:
            plan.looks.append(Look("字典", rows=[["初级", "男"], ["中级", "女"], ["高级", ""]], hidden=turn < 0.2))
        return plan

    def _sheet(self, plan: Plan, name: str, *, merges: bool) -> None:
        chance = self._chance
        look = Look(name, rows=[], merges=[])
        rows: list[list[Cell]] = [[] for _ in range(chance.choice((0, 0, 0, 1, 2)))]
        for title in chance.sample(TITLES, chance.choice((0, 1, 1, 2, 3))):
            rows.append([title])
            if chance.random() < 0.2:
                rows.append([])
        turn = chance.random()
        if turn < 0.12:
            self._side_by_side(plan, look, rows)
        elif turn < 0.2:
            self._table(plan, look, rows, 0, 1, merges=merges)
            rows.extend([[], ["2026年第二期大数据培训班学员花名册"]])
            self._table(plan, look, rows, 0, 2, merges=merges)
        else:
            self._table(plan, look, rows, chance.choice((0, 0, 0, 1, 2)), 1, merges=merges)
        look.rows = rows
        if merges and chance.random() < 0.1:
            look.hidden = bool(plan.looks) and len(plan.people) > 0
        plan.looks.append(look)

    def _side_by_side(self, plan: Plan, look: Look, rows: list[list[Cell]]) -> None:
        fields = ["serial", "name", "identity_number", "phone"][self._chance.randrange(2) :]
        headings = {each: self._heading(each) for each in fields}
        gap = self._chance.choice((0, 1, 2))
        sizes = [self._chance.randint(2, 6), self._chance.randint(1, 6)]
        header: list[Cell] = [headings[each] for each in fields]
        rows.append([*header, *[None] * gap, *header])
        top = len(rows)
        rows.extend([None] * (2 * len(fields) + gap) for _ in range(max(sizes)))
        for block, size in enumerate(sizes, 1):
            left = (block - 1) * (len(fields) + gap)
            for offset in range(size):
                one, typed = self._person(fields, any_document=False)
                typed.pop("name")
                name = Typed(one.fields["name"], READ, "as it is")
                number = Typed(one.fields["identity_number"], READ, "as it is")
                typed |= {"name": name, "identity_number": number}
                for column, each in enumerate(fields):
                    rows[top + offset][left + column] = str(offset + 1) if each == "serial" else typed[each].cell
                plan.people.append(Expected(look.name, block, top + offset + 1, one, typed))

    def _table(self, plan: Plan, look: Look, rows: list[list[Cell]], left: int, block: int, *, merges: bool) -> None:
        chance = self._chance
        any_document = chance.random() < 0.4
        fields = ["name", "identity_number"]
        fields += [each for each in _OFTEN if chance.random() < 0.6]
        fields += [each for each in _SELDOM if chance.random() < 0.2]
        if any_document:
            fields.append("identity_kind")
        extra = chance.sample(list(FOREIGN), chance.choice((0, 0, 1, 2)))
        order: list[str] = [*fields, *extra, *(["remark"] if chance.random() < 0.5 else [])]
        chance.shuffle(order)
        if chance.random() < 0.3:
            order = sorted(order, key=lambda each: each in FOREIGN)
        if chance.random() < 0.75:
            order.insert(0, "serial")
        self._header(look, rows, left, order, any_document, merges=merges)
        self._before(rows, left, order)
        first = len(rows)
        mine = self._lines(plan, look, rows, left, order, block, any_document)
        if merges and "employer" in order and chance.random() < 0.3:
            self._merge_employers(look, rows, left + order.index("employer"), mine)
        elif "employer" in order and chance.random() < 0.2:
            self._repeat_employers(rows, left + order.index("employer"), mine)
        elif merges and "phone" in order and chance.random() < 0.1:
            look.hidden_columns = [left + order.index("phone")]
        elif merges and len(mine) > 2 and chance.random() < 0.15:
            hidden = chance.choice(mine)
            hidden.hidden = True
            look.hidden_rows = [*look.hidden_rows, hidden.line - 1]
        assert len(rows) > first
        endings = [each for each in ENDINGS if set(each) <= set(order)]
        for ending in chance.sample(endings, chance.choice((0, 1, 2, 3))):
            if chance.random() < 0.3:
                rows.append([])
            self._write(rows, left, order, ending)

    def _header(
        self, look: Look, rows: list[list[Cell]], left: int, order: list[str], any_document: bool, *, merges: bool
    ) -> None:
        texts = [
            self._heading("any_document" if any_document and each == "identity_number" else each) for each in order
        ]
        if self._chance.random() < 0.25:
            order_of_groups = list(GROUPS)
            order.sort(
                key=lambda each: (
                    each != "serial",
                    next((place for place, group in enumerate(order_of_groups) if each in GROUPS[group]), 9),
                )
            )
            texts = [
                self._heading("any_document" if any_document and each == "identity_number" else each) for each in order
            ]
            upper: list[Cell] = [None] * len(order)
            lower: list[Cell] = list(texts)
            top = len(rows)
            for group, members in GROUPS.items():
                places = [place for place, each in enumerate(order) if each in members]
                if len(places) > 1:
                    upper[places[0]] = group
                    if merges:
                        look.merges = [*look.merges, (top, left + places[0], top, left + places[-1])]
            grouped = {place for members in GROUPS.values() for place, each in enumerate(order) if each in members}
            for place in range(len(order)):
                if place not in grouped and merges:
                    upper[place], lower[place] = lower[place], None
                    look.merges = [*look.merges, (top, left + place, top + 1, left + place)]
            rows.append([None] * left + upper)
            rows.append([None] * left + lower)
            return
        rows.append([None] * left + texts)

    def _before(self, rows: list[list[Cell]], left: int, order: list[str]) -> None:
        chance = self._chance
        if chance.random() < 0.2:
            self._write(
                rows, left, order, chance.choice([each for each in NOTES_BELOW_HEADER if set(each) <= set(order)])
            )
        if chance.random() < 0.25:
            sample = chance.choice(SAMPLES)
            if not set(sample) <= set(order):
                return
            one = learner(chance, 990, documents=False)
            self._write(
                rows,
                left,
                order,
                {"name": "张三", "identity_number": one.fields["identity_number"], "phone": "13800000000", **sample},
            )

    def _lines(
        self,
        plan: Plan,
        look: Look,
        rows: list[list[Cell]],
        left: int,
        order: list[str],
        block: int,
        any_document: bool,
    ) -> list[Expected]:
        chance = self._chance
        mine = []
        for position in range(chance.randint(1, 12)):
            if chance.random() < 0.06:
                rows.append(
                    [] if chance.random() < 0.5 or "serial" not in order else [None] * left + [str(position + 1)]
                )
            one, typed = self._person(order, any_document=any_document)
            extra = {each: chance.choice(FOREIGN[each]) for each in order if each in FOREIGN and chance.random() < 0.7}
            cells = (
                {each: typed[each].cell for each in typed}
                | extra
                | {"serial": chance.choice((str(position + 1), position + 1))}
            )
            if "remark" in order and chance.random() < 0.3:
                extra["remark"] = cells["remark"] = chance.choice(
                    ("退役军人", "第二次参加", "负责人", "统计岗", "须提供发票")
                )
            if _is_blank(typed, cells):
                continue
            self._write(rows, left, order, cells)
            expected = Expected(look.name, block, len(rows), one, typed, extra)
            plan.people.append(expected)
            mine.append(expected)
        if not mine:
            return self._lines(plan, look, rows, left, order, block, any_document)
        return mine

    def _person(self, order: list[str], *, any_document: bool) -> tuple[Learner, dict[str, Typed]]:
        self._serial += 1
        one = learner(self._chance, self._serial, documents=any_document)
        typed = {each: typist(one, self._chance) for each, typist in TYPISTS.items() if each in order}
        if "identity_kind" in order:
            typed["identity_kind"] = Typed(_KIND_WORDS[one.fields["identity_kind"]], READ, "word")
        return one, typed

    def _merge_employers(self, look: Look, rows: list[list[Cell]], column: int, mine: list[Expected]) -> None:
        start = self._chance.randrange(len(mine))
        end = min(start + self._chance.randint(1, 4), len(mine) - 1)
        if mine[end].line - mine[start].line != end - start or end == start:
            return
        employer = mine[start].learner.fields["employer"]
        for each in mine[start : end + 1]:
            each.learner.fields["employer"] = employer
            each.typed["employer"] = Typed(None, READ, "merged")
            rows[each.line - 1][column] = None
        rows[mine[start].line - 1][column] = employer
        look.merges = [*look.merges, (mine[start].line - 1, column, mine[end].line - 1, column)]

    def _repeat_employers(self, rows: list[list[Cell]], column: int, mine: list[Expected]) -> None:
        mark = self._chance.choice(("同上", "〃", "同前"))
        for above, each in zip(mine, mine[1:], strict=False):
            if self._chance.random() < 0.5:
                typed = above.typed["employer"]
                each.learner.fields["employer"] = above.learner.fields["employer"]
                each.typed["employer"] = Typed(mark, typed.promise, f"{mark} after {typed.how}")
                rows[each.line - 1][column] = mark

    def _heading(self, name: str) -> str:
        if name in FOREIGN:
            return name
        return self._chance.choice(HEADINGS[name].split(" "))

    def _write(self, rows: list[list[Cell]], left: int, order: list[str], cells: dict[str, Cell]) -> None:
        line: list[Cell] = [None] * (left + len(order))
        for name, cell in cells.items():
            if name in order:
                line[left + order.index(name)] = cell
        rows.append(line)


_KIND_WORDS = {
    "resident_id": "居民身份证",
    "hmt_residence_permit": "港澳台居民居住证",
    "hm_travel_permit": "港澳居民来往内地通行证",
    "tw_travel_permit": "台湾居民来往大陆通行证",
    "foreign_permanent_residence": "外国人永久居留身份证",
    "passport": "护照",
}


def _is_blank(typed: dict[str, Typed], cells: dict[str, Cell]) -> bool:
    """Whether so many cells of the line are empty that nobody could tell whom it means."""
    return typed["name"].promise == TOLD and typed["identity_number"].promise == TOLD
