"""Users of the demo city. All share one password, which is printed: nobody takes this city for a real one."""

from __future__ import annotations

from dataclasses import dataclass

from training_app.demo.units import ASSESSORS, AUTHORITIES, EMPLOYERS, TRAINERS
from training_app.kernel.actor import Role

PASSWORD = "Haibin-Demo-2026"


@dataclass(frozen=True, slots=True)
class Login:
    """A user: `unit` is the credit code of its institution, `district` its code, `human` its place in the list of
    humans."""

    login: str
    name: str
    role: Role
    unit: str | None = None
    district: str | None = None
    human: int | None = None


STAFF = (
    Login("shiju", "丛珊", Role.BUREAU), Login("shiju2", "毕建明", Role.BUREAU),
    Login("huancui", "隋晓东", Role.DISTRICT, district="371002"),
    Login("wendeng", "于淑华", Role.DISTRICT, district="371003"),
    Login("rongcheng", "鞠海波", Role.DISTRICT, district="371082"),
    Login("rushan", "宫丽萍", Role.DISTRICT, district="371083"),
    Login("gaoqu", "邹文静", Role.DISTRICT, district="371071"),
    Login("jingqu", "戚俊峰", Role.DISTRICT, district="371072"),
    Login("lingang", "滕立强", Role.DISTRICT, district="371073"),
    Login("nanhai", "慈思远", Role.DISTRICT, district="3710NH"),
    Login("xitong", "谭永康", Role.SYSTEM_ADMIN), Login("anquan", "史雅琳", Role.SECURITY_ADMIN),
    Login("shenji", "毛建国", Role.AUDITOR),
)  # fmt: skip
UNITS = (
    *(Login(f"jigou{n:02d}", unit.contact, Role.TRAINING_INSTITUTION, unit.code) for n, unit in enumerate(TRAINERS, 1)),
    *(Login(f"pingjia{n}", unit.contact, Role.ASSESSMENT_BODY, unit.code) for n, unit in enumerate(ASSESSORS, 1)),
    *(Login(f"danwei{n}", unit.contact, Role.EMPLOYER, unit.code) for n, unit in enumerate(EMPLOYERS, 1)),
    *(Login(f"zhuguan{n}", unit.contact, Role.AUTHORITY, unit.code) for n, unit in enumerate(AUTHORITIES, 1)),
)  # fmt: skip
ENGINEERS = tuple(Login(f"xueyuan{n}", "", Role.ENGINEER, human=place) for n, place in enumerate((12, 150, 700), 1))
