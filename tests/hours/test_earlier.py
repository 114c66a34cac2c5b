"""Earlier hours through the batch machine: every credit once, with its source; reversed and never removed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import identity_number, make_person
from tests.hours.books import YEARLY, book, line
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.db import unit_of_work
from training_app.hours import queries
from training_app.hours import service as hours
from training_app.hours.models import HourEntry
from training_app.hours.rules import Credit
from training_app.intake import service, service_giving_up, service_undo
from training_app.intake.models import Batch
from training_app.intake.service_continue import continue_with
from training_app.intake.service_template import template
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied
from training_app.notices.models import Notice
from training_app.people.models import Person, PersonDocument
from training_app.web import hours_check

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KEY = "earlier_hours"


def bring(session: Session, *lines: Sequence[object], good_rows: bool = False, actor: Actor | None = None,
          **options: Sequence[str]) -> service.Answer:  # fmt: skip
    return service.import_file(
        session, actor or bureau(), KEY, book(*lines, **options), "学时.xlsx", good_rows=good_rows, at=AT
    )


def batch_of(answer: service.Answer) -> Batch:
    assert answer.imported and answer.batch is not None, answer.message
    return answer.batch


def codes(answer: service.Answer) -> list[tuple[str, str]]:
    assert answer.reading is not None
    return [(problem.field, problem.code) for row in answer.reading.rows for problem in row.problems]


def entries(session: Session) -> list[HourEntry]:
    return list(session.scalars(select(HourEntry).order_by(HourEntry.id)))


def person_of(session: Session, serial: int) -> Person:
    name = f"于海{chr(0x4E00 + serial)}"
    return session.scalars(select(Person).where(Person.name == name)).one()


def test_hours_enter_the_ledger_with_source_rule_and_day(session: Session) -> None:
    answer = bring(
        session, line(1, 日期="2023-05-08至5-10", 证明材料="鲁继教0012"), line(2, 科目="公需课", 学时="7.5学时", 年度="2022年度")
    )
    batch = batch_of(answer)
    assert answer.counts == {"created": 2, "existing": 0, "updated": 0, "held": 0}
    second, first = sorted(entries(session), key=lambda each: each.year)
    assert (first.year, first.subject, first.hours, first.occurred_on) == (2023, "professional", 2400, date(2023, 5, 10))
    assert (first.source_kind, first.source_number) == ("earlier", batch.number)
    assert first.evidence == "威海市继续教育基地 · 工业互联网研修 · 鲁继教0012"
    assert (first.rule, first.basis) == ("hours.required_professional 2015-10-01", "secondary")
    assert (second.year, second.subject, second.hours, second.occurred_on) == (2022, "general", 750, date(2022, 12, 31))
    assert hours_check.defects(session) == []
    found = queries.statement(session, bureau(), person_of(session, 1).number, 2023, AT.date())
    assert found.balance.professional == 2400


def test_a_line_a_year_credits_both_subjects(session: Session) -> None:
    yearly = ["于海丁", identity_number(5), "2021", "30", "62.25", "92.25", "山东省继续教育平台"]
    batch_of(bring(session, yearly, ["于海七", identity_number(6), 2021, 0, 60, 60, "山东省继续教育平台"], headings=YEARLY))
    assert sorted((each.subject, each.hours) for each in entries(session)) == [
        ("general", 3000), ("professional", 6000), ("professional", 6225)
    ]  # fmt: skip


def test_the_same_training_in_two_files_is_credited_once(session: Session) -> None:
    batch_of(bring(session, line(1), line(2)))
    again = bring(session, line(1, 学时="24.00"), line(3))
    assert again.counts == {"created": 1, "existing": 1, "updated": 0, "held": 0}
    assert len(entries(session)) == 3


def test_the_same_training_with_other_hours_is_refused_and_names_the_batch(session: Session) -> None:
    batch = batch_of(bring(session, line(1)))
    again = bring(session, line(1, 学时=30))
    assert not again.imported and codes(again) == [("hours", "hours.contradiction")]
    assert again.reading is not None and batch.number in again.reading.rows[0].problems[0].message
    assert len(entries(session)) == 1


def test_within_a_file_a_training_stands_once(session: Session) -> None:
    answer = bring(session, line(1), line(1), line(2), line(2, 学时=8), line(1, 日期="2023-06-01"), good_rows=True)
    assert codes(answer) == [
        ("hours", "row.duplicate"), ("hours", "row.contradiction"), ("hours", "row.contradiction")
    ]  # fmt: skip
    assert [each.hours for each in entries(session)] == [2400, 2400]


def test_two_documents_of_one_person_bring_a_training_once(session: Session) -> None:
    person = make_person(session, "于海", number="E12345678", kind="passport")
    make_person(session, "于海", number=identity_number(40)).merged_into = person.id
    session.flush()
    answer = bring(
        session, line(1, 姓名="于海", 身份证号="E12345678"), line(1, 姓名="于海", 身份证号=identity_number(40)), good_rows=True
    )
    assert codes(answer) == [("hours", "row.same_person")]
    assert [each.person_id for each in entries(session)] == [person.id]


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"年度": ""}, "year", "year.missing"), ({"年度": "23"}, "year", "year.invalid"),
        ({"年度": "2022-2023"}, "year", "year.invalid"), ({"年度": 2027}, "year", "year.future"),
        ({"年度": 2014}, "year", "year.no_rule"), ({"日期": "2022-05-06"}, "year", "year.differs"),
        ({"日期": "2022-12-30 至 2023-01-02"}, "year", "year.differs"), ({"科目": ""}, "subject", "subject.missing"),
        ({"科目": "其他"}, "subject", "subject.unknown"), ({"学时": ""}, "hours", "hours.missing"),
        ({"学时": 0}, "hours", "hours.invalid"), ({"学时": "8.125"}, "hours", "hours.invalid"),
        ({"学时": "-8"}, "hours", "hours.invalid"), ({"学时": "1000.01"}, "hours", "hours.invalid"),
        ({"学时": "八"}, "hours", "hours.invalid"), ({"学时": "7,5"}, "hours", "hours.invalid"),
        ({"举办单位": ""}, "source", "source.missing"),
        ({"举办单位": "某" * 101}, "source", "text.long"), ({"日期": "五月"}, "occurred_on", "date.invalid"),
        ({"日期": "2023-05"}, "occurred_on", "date.month"), ({"日期": "2023-05-09 至 2023-05-08"}, "occurred_on", "date.span"),
        ({"年度": 2026, "日期": "2026-11-21"}, "occurred_on", "date.future"), ({"姓名": ""}, "name", "name.missing"),
        ({"身份证号": ""}, "identity_number", "identity.missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_certain_is_refused(session: Session, cells: dict, field: str, code: str) -> None:
    answer = bring(session, line(1, **cells))
    assert not answer.imported and codes(answer) == [(field, code)]
    assert not entries(session)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023.5.8", date(2023, 5, 8)), ("2023年5月8日-10日", date(2023, 5, 10)), ("2023.5.8-5.10", date(2023, 5, 10)),
        ("2023-05-08～2023-05-10", date(2023, 5, 10)), ("20230508", date(2023, 5, 8)), (45054, date(2023, 5, 8)),
    ],
)
def test_days_in_their_usual_spellings(session: Session, text: object, day: date) -> None:
    batch_of(bring(session, line(1, 日期=text)))
    assert [each.occurred_on for each in entries(session)] == [day]


def test_more_than_the_daily_limit_over_a_span_is_a_warning(session: Session) -> None:
    answer = bring(session, line(1, 日期="2023-05-08 至 2023-05-09"), line(2, 日期="2023-05-08 至 2023-05-10"))
    assert answer.imported and codes(answer) == [("occurred_on", "hours.per_day")]


def class_credit(person: Person, **changes: object) -> Credit:
    return Credit(**{
        "person_id": person.id, "year": 2023, "subject": "professional", "hours": 3200, "occurred_on": date(2023, 5, 9),
        "source_kind": "class", "source_number": "WH2023-0147", "rule": "r", "basis": "text", "idempotency_key": "class:1",
        **changes,
    })  # fmt: skip


def test_hours_the_register_credited_itself_are_pointed_at(session: Session) -> None:
    person = make_person(session, "于海二", number=identity_number(2))
    hours.credit(session, bureau(), [class_credit(person)], AT)
    told = {"姓名": "于海二"}
    answer = bring(
        session, line(2, **told, 日期="2023-05-08 至 2023-05-10"), line(2, **told), line(2, **told, 日期="2023-06-08"),
        line(2, **told, 科目="公需"),
    )
    assert answer.imported and codes(answer) == [("occurred_on", "hours.same_day"), ("year", "hours.same_year")]
    assert answer.reading is not None and "WH2023-0147 32 学时" in answer.reading.rows[0].problems[0].message


def test_a_number_of_somebody_else_is_no_credit(session: Session) -> None:
    make_person(session, "丛林", number=identity_number(1))
    answer = bring(session, line(1))
    assert not answer.imported and codes(answer) == [("name", "person.name_conflict")]


def test_new_people_come_in_with_their_employer_known_ones_keep_theirs(session: Session) -> None:
    make_institution(session, "威海北洋光电科技有限公司", district_code="371083")
    known = make_person(session, "于海二", number=identity_number(2), employer="荣成海芝宝")
    headings = ("姓名", "证件号码", "年度", "科目", "学时", "举办单位", "工作单位")
    rest = [2023, "专业", 8, "基地", "威海北洋光电科技有限公司"]
    batch_of(bring(session, ["于海一", identity_number(1), *rest], ["于海二", identity_number(2), *rest], headings=headings))
    new = session.scalars(select(Person).where(Person.name == "于海一")).one()
    assert (new.district_code, known.district_code) == ("371083", "371002")
    assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_undo_reverses_and_the_same_file_can_come_again(session: Session) -> None:
    batch = batch_of(bring(session, line(1), line(2)))
    assert service.undo(session, bureau(), batch.number, AT)["hours_reversed"] == 2
    assert service.undo(session, bureau(), batch.number, AT)["hours_reversed"] == 2
    found = entries(session)
    assert [each.hours for each in found] == [2400, 2400, -2400, -2400]
    assert batch.number in found[2].reason and found[2].reverses == found[0].id
    assert session.scalar(select(func.count()).select_from(Person)) == 2
    assert hours_check.defects(session) == []
    again = bring(session, line(1))
    assert again.counts["created"] == 1 and len(entries(session)) == 5
    assert hours_check.defects(session) == []


def test_what_undoing_does_is_told_before_and_is_what_it_does(session: Session) -> None:
    make_person(session, "于海二", number=identity_number(2), employer="荣成海芝宝")
    batch_of(bring(session, line(3)))
    batch = batch_of(bring(session, line(1), line(1, 年度=2022), line(2, 姓名="于海二"), line(3)))
    page = service_undo.page_of(session, bureau(), batch.number)
    assert page.counts == {"back": 3, "kept": 1, "cannot": 0}
    assert [(told.words[:4], [file_line for file_line, _ in told.lines]) for told in (*page.back, *page.kept)] == [
        ("冲正学时", [3, 4, 5]), ("人员保留", [4])
    ]  # fmt: skip
    counts = service.undo(session, bureau(), batch.number, AT)
    assert (counts["hours_reversed"], counts["persons_removed"], counts["persons_kept"]) == (3, 0, 1)


def test_a_training_of_two_who_turn_out_to_be_one_is_found_by_the_check(session: Session) -> None:
    one = make_person(session, "于海", number=identity_number(1))
    other = make_person(session, "于海", number="E12345678", kind="passport")
    batch = batch_of(bring(session, line(1, 姓名="于海"), line(1, 姓名="于海", 身份证号="E12345678")))
    assert hours_check.defects(session) == []
    other.merged_into = one.id
    session.flush()
    [defect] = hours_check.defects(session)
    assert defect.code == "hours.double" and batch.number in defect.sentence and one.number in defect.sentence


def test_undo_leaves_what_another_batch_credited(session: Session) -> None:
    batch_of(bring(session, line(1)))
    second = batch_of(bring(session, line(1), line(1, 年度=2022)))
    assert service.undo(session, bureau(), second.number, AT)["hours_reversed"] == 1
    number = person_of(session, 1).number
    assert queries.statement(session, bureau(), number, 2023, AT.date()).balance.total == 2400
    assert queries.statement(session, bureau(), number, 2022, AT.date()).balance.total == 0


def test_a_corrected_file_cannot_change_what_is_in_the_ledger(session: Session) -> None:
    first = batch_of(bring(session, line(1), line(2, 科目="其他"), good_rows=True))
    continue_with(session, bureau(), first.number, book(line(1, 举办单位="另一单位"), line(2)), "学时.xlsx", AT)
    answer = service.confirm(session, bureau(), first.number, good_rows=True, at=AT)
    assert answer.imported and answer.counts["held"] == 1
    assert [each.evidence[:5] for each in entries(session)] == ["威海市继续", "威海市继续"]


def test_the_person_is_told_once_a_batch(session: Session) -> None:
    person = make_person(session, "于海二", number=identity_number(2))
    make_user(session, "yuhai", Role.ENGINEER, person_id=person.id)
    batch = batch_of(bring(session, line(2, 姓名="于海二"), line(2, 姓名="于海二", 年度=2022)))
    service.undo(session, bureau(), batch.number, AT)
    assert session.scalars(select(Notice.kind).order_by(Notice.id)).all() == ["hours.earlier", "hours.earlier_undone"]


def test_the_trail_names_the_list_and_holds_no_number(session: Session) -> None:
    batch = batch_of(bring(session, line(1)))
    service.undo(session, bureau(), batch.number, AT)
    audit.seal_pending(session)
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("earlier_hours."))).all()
    assert [event.action for event in trail] == ["earlier_hours.import", "earlier_hours.undo"]
    assert identity_number(1) not in "".join(str(event.detail) for event in trail)


@pytest.mark.long
def test_two_lists_at_once_credit_a_training_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        books = [book(*(line(each) for each in range(start, start + 20))) for start in (1, 11)]
        numbers = [service.stage(session, bureau(), KEY, each, "学时.xlsx", at=AT).number for each in books]

    def confirm(number: str) -> dict[str, int]:
        with fresh_app.app_context(), unit_of_work() as session:
            return service.confirm(session, bureau(), number, at=AT).counts

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(confirm, numbers))
    assert sorted(each["created"] for each in counts) == [10, 20]
    with fresh_app.app_context(), unit_of_work() as session:
        assert len(entries(session)) == 30 and hours_check.defects(session) == []
        assert session.scalar(select(func.count()).select_from(Person)) == 30


def test_lines_given_up_are_no_part_of_what_undoing_does(session: Session) -> None:
    bad = (line(1, 学时="x"), line(3, 身份证号="12"), line(4, 姓名=""))
    batch = batch_of(bring(session, line(2), *bad, good_rows=True))
    service_giving_up.give_up(session, bureau(), batch.number, None, "查不到证件", AT)
    page = service_undo.page_of(session, bureau(), batch.number)
    assert {at for told in (*page.back, *page.kept) for at, _ in told.lines} == {3}
    assert service.undo(session, bureau(), batch.number, AT)["hours_reversed"] == 1


def test_of_two_lines_that_contradict_each_other_one_can_be_given_up_for_the_other(session: Session) -> None:
    batch = batch_of(bring(session, line(2), line(1, 学时=24), line(1, 学时=30), good_rows=True))
    assert batch.result["held"] == 2
    for _ in range(2):
        service_giving_up.give_up(session, bureau(), batch.number, 2, "以 24 学时为准", AT)
        assert batch.error_count == 0
        service_giving_up.take_up(session, bureau(), batch.number, 2, AT)
        assert batch.error_count == 2
    service_giving_up.give_up(session, bureau(), batch.number, 2, "以 24 学时为准", AT)
    assert service.confirm(session, bureau(), batch.number, at=AT).counts["created"] == 2
    assert [each.hours for each in entries(session)][-1] == 24_00


def test_only_the_bureau_brings_hours_in(session: Session) -> None:
    for role in (Role.DISTRICT, Role.ENGINEER, Role.EMPLOYER):
        with pytest.raises(PermissionDenied):
            bring(session, line(1), actor=Actor(role, district_code="371002"))
    with pytest.raises(PermissionDenied):
        bring(session, line(1), actor=actor_of(make_institution(session)))
    batch = batch_of(bring(session, line(1)))
    with pytest.raises(NotFound):
        service.confirm(session, Actor(Role.DISTRICT, district_code="371002"), batch.number, at=AT)


def test_a_sheet_without_hours_is_none_of_these(session: Session) -> None:
    headings = ("姓名", "身份证号", "年度", "举办单位")
    with pytest.raises(InvalidInput, match="学时"):
        service.stage(
            session, bureau(), KEY, book(["于海", identity_number(1), 2023, "基地"], headings=headings), "表.csv", at=AT
        )


def test_the_way_through_the_pages(login_as: Callable[..., FlaskClient], session: Session) -> None:
    client = login_as(Role.BUREAU)
    assert "/intake/earlier_hours/new" in client.get("/intake").get_data(as_text=True)
    name, content = template(session, bureau(), KEY)
    filled = load_workbook(io.BytesIO(content))
    cells = {"姓名": "于海", "证件号码": identity_number(1), "年度": "2023", "科目": "专业", "学时": "9o", "举办单位": "基地"}
    heads = [cell.value.rstrip("*") for cell in filled.worksheets[0][1]]
    for column, head in enumerate(heads, start=1):
        filled.worksheets[0].cell(3, column, cells.get(head))
    sent = io.BytesIO()
    filled.save(sent)
    answer = client.post(
        "/intake/earlier_hours/new", data={"file": (io.BytesIO(sent.getvalue()), name)}, content_type="multipart/form-data"
    )
    assert "hours.invalid" in client.get(answer.location).get_data(as_text=True)
    client.post(f"{answer.location}/rows/0", data={"field": "hours", "value": "90"})
    client.post(f"{answer.location}/confirm")
    client.post(f"{answer.location}/confirm")
    assert [each.hours for each in entries(session)] == [9000]
    person = session.scalars(select(Person).where(Person.name == "于海")).one()
    page = client.get(f"/people/{person.number}?tab=hours&year=2023").get_data(as_text=True)
    assert f"补录，批次 {session.scalars(select(Batch.number)).one()}" in page and "基地" in page
    assert "冲正" in client.get(f"{answer.location}/undo").get_data(as_text=True)
    client.post(f"{answer.location}/undo")
    assert [each.hours for each in entries(session)] == [9000, -9000]
    assert session.scalar(select(func.count()).select_from(PersonDocument)) == 1
