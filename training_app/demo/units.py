"""Invented institutions of the demo city. Names are made up; the codes are right by their check digit and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_code(serial: int, first: str = "91") -> str:
    """A right 统一社会信用代码 (GB 32100-2015) whose body says that it is synthetic."""
    body = f"{first}371000MAD{serial:06d}"
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]


@dataclass(frozen=True, slots=True)
class Unit:
    """An institution: `district` None lies outside the city, `listed` stands in the city's 培训机构目录."""

    code: str
    name: str
    nature: str
    district: str | None
    contact: str
    phone: str
    listed: bool = False


TRAINERS = (
    Unit(credit_code(1, "52"), "威海蓝湾数智职业培训学校", "private_nonenterprise", "371002", "毕晓彤", "0631-5200101", True),
    Unit(
        credit_code(2, "12"), "威海海职信息技术学院继续教育中心", "public_institution", "371071", "丛立军", "0631-5710202", True
    ),
    Unit(credit_code(3), "山东鲲云大数据科技有限公司", "enterprise", "371071", "鞠文博", "0631-5650303", True),
    Unit(credit_code(4), "威海智造谷工业互联网有限公司", "enterprise", "371072", "于海宁", "0631-5980404", True),
    Unit(credit_code(5, "52"), "荣成市蓝海新职业培训学校", "private_nonenterprise", "371082", "宋玉珍", "0631-7560505", True),
    Unit(credit_code(6, "52"), "文登区天福山职业技能培训学校", "private_nonenterprise", "371003", "姜海涛", "0631-8450606"),
    Unit(credit_code(7), "乳山市银滩数字产业发展有限公司", "enterprise", "371083", "宫明杰", "0631-6660707", True),
    Unit(credit_code(8, "12"), "临港区碳纤维产业技术研究院", "public_institution", "371073", "邹德全", "0631-5580808", True),
    Unit(credit_code(9, "52"), "南海新区云启职业培训学校", "private_nonenterprise", "3710NH", "慈玉洁", "0631-8960909"),
    Unit(credit_code(10, "12"), "驻威高校数字技术继续教育基地", "university", "371071", "戚家豪", "0631-5681010", True),
    Unit(credit_code(11), "威海芯链集成电路培训有限公司", "enterprise", "371072", "刘子墨", "0631-5931111", True),
    Unit(credit_code(12, "52"), "烟台山海数字人才培训中心", "private_nonenterprise", None, "杨慕白", "0535-6601212"),
)
ASSESSORS = (
    Unit(credit_code(21, "12"), "山东省数字技能评价中心", "public_institution", None, "王海宁", "0531-8800121"),
    Unit(credit_code(22, "51"), "胶东电子信息学会", "social_organisation", "371002", "隋大伟", "0631-5800122"),
    Unit(credit_code(23), "威海先进制造评价有限公司", "enterprise", "371072", "孙雅琳", "0631-5900123"),
)
EMPLOYERS = (
    Unit(credit_code(31), "威海广纶新材料股份有限公司", "enterprise", "371073", "侯志远", "0631-5600131"),
    Unit(credit_code(32), "威海北洋光电科技有限公司", "enterprise", "371071", "连秀梅", "0631-5600132"),
    Unit(credit_code(33), "荣成海芝宝食品集团有限公司", "enterprise", "371082", "鲁建国", "0631-7500133"),
    Unit(credit_code(34), "文登天润精密机械有限公司", "enterprise", "371003", "滕文静", "0631-8400134"),
    Unit(credit_code(35), "威海拓普人力资源服务有限公司", "enterprise", "371002", "唐晓明", "0631-5200135"),
)
AUTHORITIES = (
    Unit(credit_code(41, "11"), "威海市数字产业主管部门（演示）", "government", "371000", "秦文斌", "0631-5200141"),
)
