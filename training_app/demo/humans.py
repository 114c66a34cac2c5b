"""Invented people. Every number is right by its check digit and belongs to nobody; the same seed gives the same people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from training_app.kernel.identity import check_digit

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文丛毕鞠戚隋宫慈连滕鲁"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红文斌宇浩凯鑫雨桐子轩梓涵一诺思远嘉怡晨曦博文佳琪俊辉志"
    "鹏晓东海燕春梅建国立新永康雅琳欣然致远若溪景行云帆书瑶修远知行沐阳"
)
_RARE = ("张𬭎", "李㛃", "𠮷田明", "王𣲗", "刘䶮", "孙𬱖", "赵喆㵾", "于𤧛")
_MINORITY = ("阿依古丽·买买提", "买买提江·吐尔逊", "扎西·次仁", "巴特尔·苏和", "迪丽努尔·艾合买提", "洛桑·旺堆")
_HMT = ("陳志豪", "林家瑜", "黃美玲", "何嘉俊")
_FOREIGN = ("Maria Silva", "John Andrew Smith", "Kim Min Jun")
_REGIONS = ("371002", "371003", "371082", "371083", "370602", "370202", "210203", "230102", "371081")
_EDUCATIONS = ("bachelor",) * 10 + ("college",) * 7 + ("master",) * 3 + ("vocational",) * 2 + ("doctor",)
EMPLOYER_NAMES = (
    "威海广纶新材料股份有限公司", "威海北洋光电科技有限公司", "荣成海芝宝食品集团有限公司", "文登天润精密机械有限公司",
    "威海拓普人力资源服务有限公司", "威高医疗装备制造有限公司", "威海华东数控设备有限公司", "新北洋信息技术有限公司",
    "天润工业技术有限公司", "威海联桥新材料科技有限公司", "荣成锻压机床有限公司", "乳山金牡蛎数字科技有限公司", "",
)


@dataclass(frozen=True, slots=True)
class Human:
    """One invented person as an institution would write the line of a roster."""

    name: str
    kind: str
    number: str
    sex: str
    born: date
    phone: str
    employer: str
    education: str

    def fields(self) -> dict[str, str]:
        """The canonical fields of a roster line."""
        return {
            "name": self.name, "identity_kind": self.kind, "identity_number": self.number, "sex": self.sex,
            "birth_date": self.born.isoformat(), "phone": self.phone, "employer": self.employer,
            "education": self.education,
        }


def humans(count: int, seed: int = 2026) -> list[Human]:
    """`count` people: residents mostly, in every hundred some with rare characters, of minorities, from outside."""
    chance = random.Random(seed)
    return [_human(chance, serial) for serial in range(count)]


def _human(chance: random.Random, serial: int) -> Human:
    born = date(1970, 1, 1) + timedelta(days=chance.randrange(0, 365 * 33))
    sex = chance.choice(("male", "female"))
    place = serial % 250
    name, kind = _plain_name(chance), "resident_id"
    if place < len(_RARE):
        name = _RARE[place]
    elif 20 <= place < 20 + len(_MINORITY):
        name = _MINORITY[place - 20]
    elif 40 <= place < 44:
        name, kind = _HMT[place - 40], ("hmt_residence_permit", "hm_travel_permit", "tw_travel_permit")[place % 3]
    elif 60 <= place < 63:
        name, kind = _FOREIGN[place - 60], ("foreign_permanent_residence", "passport")[place % 2]
    return Human(
        name, kind, _number(chance, kind, born, sex, serial), sex, born, f"139{serial:08d}",
        chance.choice(EMPLOYER_NAMES), chance.choice(_EDUCATIONS),
    )


def _plain_name(chance: random.Random) -> str:
    given = "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return chance.choice(_SURNAMES) + given


def _number(chance: random.Random, kind: str, born: date, sex: str, serial: int) -> str:
    if kind == "hm_travel_permit":
        return f"H{90000000 + serial:08d}"
    if kind == "tw_travel_permit":
        return f"{90000000 + serial:08d}"
    if kind == "passport":
        return f"E9{serial:07d}"
    order = (serial % 499) * 2 + (1 if sex == "male" else 0)
    region = chance.choice(_REGIONS)
    if kind == "hmt_residence_permit":
        region = chance.choice(("810000", "820000", "830000"))
    if kind == "foreign_permanent_residence":
        region = "911156"
    first17 = f"{region}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def distinct(people: list[Human]) -> Iterator[Human]:
    """The people without those whose number chance gave twice."""
    seen: set[str] = set()
    for human in people:
        if human.number not in seen:
            seen.add(human.number)
            yield human
