"""Mutated lists of an institution's trainers and rooms; the truth, and what the register holds."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import actor_of, make_institution
from tests.mutations.cells import Typed, type_name
from tests.mutations.lists import (
    Case,
    Facts,
    Form,
    Typist,
    pick,
    type_day,
    type_one_of,
    type_reference,
    type_words,
    wide,
)
from tests.mutations.people import LEVELS, Learner
from tests.mutations.worlds_bureau import OCCUPATIONS
from training_app.programmes.models_resources import Trainer, Venue, VenueRoom

_NAMES = ("丛林", "于海生", "毕云", "古丽娜尔·艾尼瓦尔", "欧阳娜娜", "会计", "师资")
_AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


def trainers(session: Session, chance: random.Random) -> Case:
    """Trainers the register does not know, of one occupation each; some share a name."""
    school = make_institution(session)

    def stored() -> Facts:
        rows = session.scalars(select(Trainer).where(Trainer.institution_id == school.id))
        return {
            each.document_number: {
                "name": each.name, "post": each.post, "document": each.document, "valid_from": each.document_from,
                "valid_last": each.document_to and each.document_to - timedelta(days=1),
                "teaches": OCCUPATIONS[each.teaches[0].occupation_key], "level": each.teaches[0].level,
            } for each in rows
        }  # fmt: skip

    start = chance.randrange(1000, 9000)
    lines = [
        {"document_number": f"SZ2024{serial:04d}", "name": chance.choice(_NAMES[:5]), "post": "高级工程师",
         "document": "师资培训证书", "teaches": chance.choice(list(OCCUPATIONS.values())), "level": chance.choice(list(LEVELS)),
         "valid_from": date(2025, 1, 1), "valid_last": date(2027, 12, 31)}
        for serial in range(start, start + chance.randint(2, 9))
    ]  # fmt: skip
    heads = {
        "document_number": "证书编号 证书号 师资编号", "name": "姓名 教师姓名 授课教师", "post": "职务或职称 职称 职务",
        "document": "证书名称 资格证书 师资证书", "teaches": "可授职业 授课职业 可授课程", "level": "可授等级 最高等级 授课等级",
        "valid_from": "有效期起 发证日期", "valid_last": "有效期至 证书有效期至",
    }  # fmt: skip

    def type_occupation(word: str, chance: random.Random) -> Typed:
        return pick(chance, (word, f" {word}", f"{word}\n", f"\u200b{word}"), ("会计", "智能焊接", "同上", "？"), 0.15)

    typists: dict[str, Typist] = {
        "document_number": type_reference, "name": lambda name, chance: type_name(Learner({"name": name}), chance),
        "post": type_words, "document": type_words, "teaches": type_occupation,
        "level": type_one_of(LEVELS, ("高级工", "三级", "中级以上", "？", "同上", "特级", "初级、高级", "不限")),
        "valid_from": type_day, "valid_last": type_day,
    }  # fmt: skip
    narrow = ("document_number", "name", "document", "teaches", "level", "valid_from")
    form = Form(heads, lines, narrow, ("document", "post", "valid_from", "valid_last"))
    return Case("trainers", actor_of(school), _AT, [form], typists, stored)


def venues(session: Session, chance: random.Random) -> Case:
    """Rooms of two venues the register does not know; each line says all of its venue."""
    school = make_institution(session)

    def stored() -> Facts:
        rows = session.execute(
            select(VenueRoom, Venue).join(Venue, Venue.id == VenueRoom.venue_id).where(Venue.institution_id == school.id)
        )
        return {
            room.name: {"venue": venue.name, "seats": room.seats, "address": venue.address, "shared": venue.shared}
            for room, venue in rows
        }  # fmt: skip

    places = [("高区实训中心", "文化西路 180 号", True), ("城里教学点", "成山大道 1 号", False)]
    lines = []
    for serial in range(chance.randint(2, 9)):
        venue, address, shared = places[serial % 2]
        told = {"venue": venue, "district": "环翠区", "address": address, "shared": shared}
        lines.append({"room": f"{300 + serial} 教室", "seats": chance.randrange(20, 200), **told})
    heads = {
        "room": "教室 教室名称 房间", "venue": "场地名称 培训场地 教学点", "district": "区市 所在区市",
        "address": "地址 详细地址", "seats": "座位 座位数 容纳人数", "shared": "是否共用 共用",
    }  # fmt: skip

    def type_seats(seats: int, chance: random.Random) -> Typed:
        return pick(
            chance, (str(seats), seats, f"{seats}座", f"{seats} 人", f"约{seats}", wide(str(seats)), f"\u200b{seats}"),
            ("若干", "0", f"-{seats}", f"{seats}-{seats + 20}", "六十", f"{seats}①", "同上", f"{seats}.5", ""), 0.2,
        )  # fmt: skip

    typists: dict[str, Typist] = {
        "room": type_words, "venue": type_words, "district": type_words, "address": type_words, "seats": type_seats,
        "shared": type_one_of({True: ("是", "可共用", " 是"), False: ("否", "仅本机构")}, ("视情况", "同上", "？")),
    }  # fmt: skip
    form = Form(heads, lines, ("room", "venue", "district", "address", "seats"), ("venue", "district", "address", "shared"))
    return Case("venues", actor_of(school), _AT, [form], typists, stored, own=("seats",))
