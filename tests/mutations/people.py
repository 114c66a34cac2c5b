"""The truth: invented people of every kind a roster may name, as the canonical fields they must be stored with."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from training_app.kernel.identity import check_digit

REGIONS = ("371002", "371003", "110101", "460300", "650103", "130922")
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗于丛鞠姜𬭎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平䶮𠮷〇喆堃"
MINORITY = ("阿卜杜拉·买买提", "古丽娜尔·艾尼瓦尔", "迪丽努尔·吐尔逊江", "约翰·史密斯")
LATIN = ("John Smith", "Anna-Maria Lee", "Sean O'Neil", "Nguyen Van An")
COMPOUND = ("欧阳娜娜", "司马明", "诸葛静", "上官洋洋")
EMPLOYERS = (
    "威海天舟智能装备股份有限公司",
    "威海市文登区大数据中心",
    "哈尔滨工业大学（威海）",
    "荣成海洋(集团)有限公司",
    "新例会展有限公司",
    "山东共享科技有限公司第3分公司",
    "审核通软件有限公司",
    "威海市教务软件研究所",
)
EDUCATION = {
    "junior_high": ("初中", "70"),
    "senior_high": ("高中", "普通高中"),
    "vocational": ("中专", "中等职业", "技校"),
    "college": ("大专", "专科", "大学专科"),
    "bachelor": ("本科", "大学本科", "大学"),
    "master": ("硕士研究生", "硕士", "研究生"),
    "doctor": ("博士研究生", "博士"),
}
OCCUPATIONS = {
    "smart_manufacturing": ("智能制造工程技术人员", "智能制造", "智能制造 工程技术人员"),
    "big_data": ("大数据工程技术人员", "大数据"),
    "blockchain": ("区块链工程技术人员", "区块链"),
}
LEVELS = {
    "junior": ("初级", "初", "初级专业技术等级"),
    "intermediate": ("中级", "中级证书"),
    "senior": ("高级", "高级专业技术等级"),
}


@dataclass
class Learner:
    """One invented person; `fields` are canonical, as the check must give them."""

    fields: dict[str, Any]

    @property
    def born(self) -> date | None:
        """The birth date the number says."""
        number = self.fields["identity_number"]
        if len(number) != 18:
            return None
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def learner(chance: random.Random, serial: int, *, documents: bool) -> Learner:
    """A person of the given serial; `documents` allows others than the 居民身份证."""
    kind, number = "resident_id", _eighteen(chance, serial, chance.choice(REGIONS))
    if documents and chance.random() < 0.3:
        kind, number = chance.choice(
            (
                ("hmt_residence_permit", _eighteen(chance, serial, chance.choice(("810000", "820000", "830000")))),
                ("hm_travel_permit", f"{chance.choice('HM')}{10_000_000 + serial:08d}"),
                ("tw_travel_permit", f"0{1_000_000 + serial:07d}"),
                ("passport", f"E{chance.choice('ABCDGH')}{1_000_000 + serial:07d}"),
                ("passport", f"G{10_000_000 + serial:08d}"),
                ("foreign_permanent_residence", _eighteen(chance, serial, "911370")),
                ("foreign_permanent_residence", f"USA{370_000_000_000 + serial:012d}"),
            )
        )
    man = int(number[16]) % 2 == 1 if len(number) == 18 else chance.random() < 0.5
    fields: dict[str, Any] = {
        "name": _name(chance),
        "sex": "male" if man else "female",
        "identity_kind": kind,
        "identity_number": number,
        "phone": f"1{chance.choice('3456789')}{chance.randrange(10**9):09d}",
        "education": chance.choice(list(EDUCATION)),
        "employer": chance.choice(EMPLOYERS),
        "occupation": "smart_manufacturing",
        "level": chance.choice(list(LEVELS)),
    }
    fields["graduation_date"] = (
        f"{chance.randrange(1996, 2025)}-{chance.choice(('06', '07', '01', '12'))}-{chance.randrange(1, 29):02d}"
    )
    fields["bank_account"] = f"6217{chance.randrange(10**15):015d}"
    fields["major"] = chance.choice(
        ("自动化", "计算机科学与技术", "会计", "数据科学与大数据技术（智能方向）", "机械电子工程")
    )
    fields["post"] = chance.choice(("工程师", "负责人", "车间主任", "审核员", "项目经理/技术总监", "会计"))
    one = Learner(fields)
    born = one.born or date(1985, 1, 1) + timedelta(days=serial % 3000)
    fields["birth_date"] = born.isoformat()
    return one


def _eighteen(chance: random.Random, serial: int, region: str) -> str:
    born = date(1972, 1, 1) + timedelta(days=chance.randrange(11_000))
    body = f"{region}{born:%Y%m%d}{serial % 999 + 1:03d}"
    number = body + check_digit(body)
    return _eighteen(chance, serial, region) if number.endswith("000") else number


def _name(chance: random.Random) -> str:
    turn = chance.random()
    if turn < 0.06:
        return chance.choice(MINORITY)
    if turn < 0.1:
        return chance.choice(LATIN)
    if turn < 0.14:
        return chance.choice(COMPOUND)
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
