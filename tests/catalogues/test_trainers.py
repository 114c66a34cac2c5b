"""The list of an institution's trainers: read, checked, confirmed, taken back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.resources import make_trainer
from training_app.audit.models import AuditEvent
from training_app.institutions.models import Institution
from training_app.intake import parts, service, service_undo
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor
from training_app.kernel.errors import PermissionDenied
from training_app.programmes.models_resources import Trainer

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
HEADINGS = ("序号", "教师姓名", "职称", "证书名称", "证书号", "授课职业", "最高等级", "发证日期", "证书有效期至")


def line(name: str = "丛海波", number: str = "SZ1", **changes: str) -> tuple[str, ...]:
    values = {
        "name": name, "post": "讲师", "document": "师资培训证书", "number": number, "teaches": "大数据、区块链工程技术人员",
        "level": "中级", "first": "2025年1月1日", "last": "2027-12-31",
    }  # fmt: skip
    return ("1", *(values | changes).values())


def table(lines: Sequence[Sequence[str]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in (("师资一览表",), HEADINGS, *lines):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def staged(session: Session, actor: Actor, *lines: Sequence[str]) -> Batch:
    return service.stage(session, actor, "trainers", table(lines), "师资.xlsx", subject_number=None, at=AT)


def codes(session: Session, batch: Batch) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in parts.load(session, batch)]


def outlooks(session: Session, batch: Batch) -> list[str]:
    return [row.outlook for row in parts.load(session, batch)]


def present(session: Session, school: Institution) -> list[tuple]:
    session.expire_all()
    found = session.scalars(select(Trainer).where(Trainer.institution_id == school.id).order_by(Trainer.name))
    return [
        (each.name, each.post, str(each.document_to), {one.occupation_key: one.level for one in each.teaches}) for each in found
    ]


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


def test_trainers_come_in_change_what_is_there_and_go_again(session: Session, school: Institution) -> None:
    actor = actor_of(school)
    make_trainer(session, school, "毕海明", document_number="SZ9", document="师资培训证书")
    batch = staged(
        session, actor, line(), line("毕海明", "sz9", teaches="智能制造高级", level="", first="2024-01-01", last="", post="")
    )
    assert codes(session, batch) == [[], []] and outlooks(session, batch) == ["created", "existing"]
    changed = staged(session, actor, line(), line("毕海明", "SZ9", teaches="全部", first="2024-01-01"))
    assert codes(session, changed) == [[], ["trainer.change"]]
    service.confirm(session, actor, changed.number, at=AT)
    after = present(session, school)
    assert after[0] == ("丛海波", "讲师", "2028-01-01", {"big_data": "intermediate", "blockchain": "intermediate"})
    assert after[1][:3] == ("毕海明", "讲师", "2028-01-01") and len(after[1][3]) > 5
    again = staged(session, actor, line(), line("毕海明", "SZ9", teaches="全部", first="2024-01-01"))
    assert outlooks(session, again) == ["existing", "existing"], "the same list once more changes nothing"
    service.undo(session, actor, changed.number, AT)
    assert present(session, school) == [("毕海明", "高级工程师", "None", {"smart_manufacturing": "senior"})]
    session.commit()
    told = session.scalars(select(AuditEvent).where(AuditEvent.object_kind == "trainer")).all()
    assert {each.action for each in told} == {"trainer.record", "trainer.change", "trainer.undo"}
    assert not any("丛海波" in str(each.detail) for each in told)


def test_what_a_timetable_counts_on_stays_as_foretold(session: Session, school: Institution) -> None:
    actor = actor_of(school)
    batch = staged(session, actor, line(), line("毕海明", "SZ2"), line("丛改过", "SZ3"))
    service.confirm(session, actor, batch.number, at=AT)
    by_name = {each.name: each for each in session.scalars(select(Trainer))}
    record = make_class(session, "approved", institution=school)
    record.sessions[0].trainer_id = by_name["丛海波"].id
    by_name["丛改过"].post = "教授"
    session.flush()
    page = service_undo.page_of(session, actor, batch.number)
    assert (page.counts["back"], page.counts["kept"]) == (1, 2)
    service.undo(session, actor, batch.number, AT)
    assert [each[0] for each in present(session, school)] == ["丛改过", "丛海波"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "name.missing"), ({"document": ""}, "document.missing"), ({"number": "/"}, "document_number.missing"),
        ({"number": "371000190001010011"}, "document_number.identity"), ({"teaches": ""}, "occupation.missing"),
        ({"teaches": "电脑培训"}, "occupation.unknown"), ({"teaches": "大数据初级、大数据高级", "level": ""}, "occupation.twice"),
        ({"level": ""}, "level.missing"),
        ({"level": "三级"}, "level.unknown"), ({"level": "初级、高级"}, "level.unknown"),
        ({"teaches": "大数据初级"}, "level.contradict"), ({"first": ""}, "valid_from.missing"),
        ({"first": "去年"}, "date.invalid"),
        ({"first": "0205-01-01"}, "date.invalid"),
        ({"last": "2024-12-31"}, "dates.reversed"), ({"post": "长" * 51}, "text.too_long"),
    ],
)  # fmt: skip
def test_a_wrong_cell_keeps_its_line_out(session: Session, school: Institution, changes: dict[str, str], code: str) -> None:
    actor = actor_of(school)
    batch = staged(session, actor, line(**changes), line("毕海明", "SZ2"))  # type: ignore[arg-type]
    assert code in codes(session, batch)[0] and codes(session, batch)[1] == []
    service.confirm(session, actor, batch.number, good_rows=True, at=AT)
    assert [each[0] for each in present(session, school)] == ["毕海明"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (line(), [[], ["row.duplicate"]]), (line("丛 海波", "sz1", teaches="人工智能"), [["row.contradiction"]] * 2),
        (line(number="SZ2"), [[], ["row.same_name"]]),
    ],
)  # fmt: skip
def test_two_lines_of_one_name(session: Session, school: Institution, other: tuple, expected: list) -> None:
    assert codes(session, staged(session, actor_of(school), line(), other)) == expected


def test_who_is_registered_under_another_document_or_ended_is_told(session: Session, school: Institution) -> None:
    make_trainer(session, school, "丛海波", document_number="SZ0")
    make_trainer(session, school, "毕海明", document_number="SZ2", ended_on=date(2026, 2, 1))
    make_trainer(session, make_institution(session), "别家人", document_number="SZ3")
    batch = staged(session, actor_of(school), line(), line("毕海明", "SZ2"), line("别家人", "SZ3"))
    assert codes(session, batch) == [["trainer.same_name"], ["trainer.ended"], []]
    assert outlooks(session, batch) == ["created", "held", "created"]


def test_levels_as_people_write_them(session: Session, school: Institution) -> None:
    batch = staged(
        session, actor_of(school), line(level="初级、中级"), line("毕海明", "SZ2", level="中级及以下"),
        line("于海明", "SZ3", teaches="大数据（高级）；区块链（初级）", level="", last="长期"),
    )
    rows = parts.load(session, batch)
    assert [row.fields["teaches_words"] for row in rows] == [
        "大数据（中级及以下）、区块链（中级及以下）", "大数据（中级及以下）、区块链（中级及以下）",
        "大数据（高级及以下）、区块链（初级）",
    ]  # fmt: skip
    assert rows[2].fields["to_words"] == "长期"


def test_a_list_of_teachers_is_about_teachers_and_who_left_is_still_set_apart(session: Session, school: Institution) -> None:
    batch = staged(session, actor_of(school), line(), ("以下教师已退出",), line("毕海明", "SZ2"))
    assert codes(session, batch) == [[], ["row.set_apart"]]


def test_only_institutions_bring_it_in(session: Session) -> None:
    with pytest.raises(PermissionDenied):
        staged(session, bureau(), line())
