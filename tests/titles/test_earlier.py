"""Earlier titles through the batch machine: held at once, never written over, taken back unless something relied on them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_held_title, make_level_certificate
from tests.builders.institutions import bureau
from tests.builders.people import identity_number, make_person
from tests.titles.books import book, line
from training_app.intake import service, service_giving_up, service_undo
from training_app.intake.models import Batch
from training_app.intake.service_continue import continue_with
from training_app.intake.service_template import template
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, PermissionDenied, RuleViolation
from training_app.notices.models import Notice
from training_app.people.models import Employment, HeldTitle, Person
from training_app.titles import queries as title_queries
from training_app.titles import service as titles
from training_app.titles import service_standing
from training_app.titles.rules_recognition import CONFIRMABLE

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
KEY = "earlier_titles"


def bring(session: Session, *lines: Sequence[object], good_rows: bool = False, actor: Actor | None = None) -> service.Answer:
    return service.import_file(session, actor or bureau(), KEY, book(*lines), "职称.xlsx", good_rows=good_rows, at=AT)


def batch_of(answer: service.Answer) -> Batch:
    assert answer.imported and answer.batch is not None, answer.message
    return answer.batch


def codes(answer: service.Answer) -> list[tuple[str, str]]:
    assert answer.reading is not None
    return [(problem.field, problem.code) for row in answer.reading.rows for problem in row.problems]


def held(session: Session) -> list[tuple[str, str, date]]:
    rows = session.scalars(select(HeldTitle).order_by(HeldTitle.id))
    return [(each.series, each.level, each.held_from) for each in rows]


@pytest.fixture
def person(session: Session) -> Person:
    """Somebody the register knows, as the lines of serial 1 name them."""
    return make_person(session, "于海丁", number=identity_number(1))


def own(**cells: object) -> list[object]:
    return line(1, 姓名="于海丁", **cells)


def test_a_title_is_held_with_everything_the_book_tells(session: Session) -> None:
    batch = batch_of(bring(session, line(1, 专业="机械设计", 取得方式="评审", 批准文号="威人社字〔2015〕9号", 证书编号="B15-1")))
    title = session.scalars(select(HeldTitle)).one()
    assert (title.series, title.level, title.held_from) == ("engineering", "assistant_engineer", date(2015, 12, 31))
    assert (title.specialty, title.acquired_by, title.approved_by) == ("机械设计", "review", "威人社字〔2015〕9号")
    assert (title.certificate_number, title.source_kind, title.source_number) == ("B15-1", "earlier", batch.number)


@pytest.mark.parametrize(
    ("cells", "series", "level"),
    [
        ({"职称名称": "工程师（机械）"}, "engineering", "engineer"), ({"职称名称": "高工"}, "engineering", "associate_senior"),
        ({"职称名称": "教授级高级工程师"}, "engineering", "full_senior"), ({"职称名称": "技术员"}, "engineering", "technician"),
        ({"职称名称": "高级会计师"}, "accounting", "associate_senior"),
        ({"职称名称": "助理研究员", "系列": "自然科学研究系列"}, "natural_science", "engineer"),
        ({"职称名称": "", "级别": "副高", "系列": "工程技术人员"}, "engineering", "associate_senior"),
        ({"职称名称": "", "级别": "中级（工程师）"}, "engineering", "engineer"),
        ({"级别": "初级"}, "engineering", "assistant_engineer"),
        ({"职称名称": "高级工程师", "级别": "高级"}, "engineering", "associate_senior"),
        ({"职称名称": "高级讲师", "级别": "副高级", "系列": "技校教师"}, "technician_teaching", "associate_senior"),
        ({"职称名称": "中级职称", "系列": "经济"}, "economics", "engineer"),
    ],
)  # fmt: skip
def test_titles_in_their_usual_wordings(session: Session, cells: dict, series: str, level: str) -> None:
    batch_of(bring(session, line(1, **cells)))
    assert [each[:2] for each in held(session)] == [(series, level)]


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"职称名称": "", "系列": "工程"}, "level", "level.missing"),
        ({"职称名称": "", "级别": "初级", "系列": "工程"}, "level", "level.ambiguous"),
        ({"职称名称": "高级职称", "系列": "工程"}, "title_name", "level.ambiguous"),
        ({"职称名称": "高级工"}, "title_name", "level.skill"),
        ({"职称名称": "师傅"}, "title_name", "level.unknown"),
        ({"级别": "中级"}, "level", "level.differs"), ({"职称名称": "讲师"}, "series", "series.missing"),
        ({"系列": "会计"}, "series", "series.differs"), ({"系列": "其他"}, "series", "series.unknown"),
        ({"取得时间": ""}, "held_from", "held_from.missing"), ({"取得时间": "2015-12"}, "held_from", "date.month"),
        ({"取得时间": "2015-13-01"}, "held_from", "date.invalid"), ({"取得时间": "2026-11-21"}, "held_from", "date.future"),
        ({"取得时间": "1989-12-31"}, "held_from", "held_from.before_birth"), ({"专业": "机" * 41}, "specialty", "specialty.long"),
        ({"证书编号": "1" * 101}, "certificate_number", "text.long"),
    ],
)  # fmt: skip
def test_what_cannot_be_certain_is_refused(session: Session, cells: dict, field: str, code: str) -> None:
    answer = bring(session, line(1, **cells))
    assert not answer.imported and codes(answer) == [(field, code)]
    assert not held(session)


def test_an_unknown_way_is_left_out_with_a_warning(session: Session) -> None:
    answer = bring(session, line(1, 取得方式="其他"))
    assert answer.imported and codes(answer) == [("way", "way.unknown")]
    assert session.scalars(select(HeldTitle.acquired_by)).one() == ""


def test_a_month_offers_its_last_day_unless_it_may_be_another_month(session: Session) -> None:
    answer = bring(session, line(1, 取得时间="2015.11"), line(2, 取得时间="2015.1"))
    assert answer.reading is not None
    assert [row.problems[0].suggestion for row in answer.reading.rows] == ["2015-11-30", None]


def test_the_same_title_again_is_there_already_and_another_day_contradicts(session: Session, person: Person) -> None:
    batch = batch_of(bring(session, own(专业="机械")))
    assert bring(session, own()).counts["existing"] == 1
    other = bring(session, own(取得时间="2016-12-31"))
    assert codes(other) == [("held_from", "title.contradiction")]
    assert other.reading is not None and f"补录批次 {batch.number}" in other.reading.rows[0].problems[0].message
    assert bring(session, own(专业="电气", 取得时间="2016-12-31")).counts["created"] == 1
    assert len(held(session)) == 2


def test_a_title_that_ended_is_not_held_again_from_the_same_day(session: Session, person: Person) -> None:
    title = make_held_title(session, person, "assistant_engineer")
    title.held_to = date(2022, 1, 1)
    session.flush()
    assert codes(bring(session, own(取得时间="2020-01-01"))) == [("held_from", "title.ended")]
    assert codes(bring(session, own(取得时间="2021-01-01"))) == [("held_from", "title.contradiction")]
    assert bring(session, own(取得时间="2023-01-01")).imported


def test_a_lower_title_acquired_after_a_higher_one_is_pointed_at(session: Session, person: Person) -> None:
    make_held_title(session, person, "engineer")
    before, after = own(取得时间="2015-12-31", 专业="机械"), own(取得时间="2021-12-31", 专业="电气")
    answer = bring(session, before, after, own(职称名称="高级工程师", 取得时间="2019-12-31"), good_rows=True)
    assert answer.imported and codes(answer) == [("held_from", "title.order")] * 2


def test_within_a_file_a_title_stands_once(session: Session) -> None:
    answer = bring(session, line(1), line(1), line(2), line(2, 取得时间="2016-12-31"), good_rows=True)
    assert codes(answer) == [
        ("held_from", "row.duplicate"), ("held_from", "row.contradiction"), ("held_from", "row.contradiction")
    ]  # fmt: skip
    assert len(held(session)) == 1


def test_two_documents_of_one_person_bring_a_title_once(session: Session, person: Person) -> None:
    make_person(session, "于海丁", number="E12345678", kind="passport").merged_into = person.id
    session.flush()
    answer = bring(session, own(), own(身份证号="E12345678"), own(身份证号="E12345678", 取得时间="2016-01-01"), good_rows=True)
    assert ("held_from", "row.contradiction") in codes(answer)
    assert [each[2] for each in held(session)] == [date(2015, 12, 31)]


def test_a_number_of_somebody_else_brings_no_title(session: Session) -> None:
    make_person(session, "丛林", number=identity_number(1))
    assert codes(bring(session, line(1))) == [("name", "person.name_conflict")]


def test_routes_change_with_the_title_and_back_by_undo(session: Session, person: Person) -> None:
    session.add(Employment(person_id=person.id, employer_name="威海某厂", valid_from=date(2015, 1, 1)))
    certificate = make_level_certificate(session, person, "intermediate")

    def recognisable() -> list[str]:
        return [each.number for each in title_queries.recognisable(session, bureau(), "", "", TODAY).items]

    before = service_standing.standing(session, person.id, TODAY)
    assert "title.level" not in titles.facts_of(session, person.id, TODAY) and recognisable() == [certificate.number]
    batch = batch_of(bring(session, own(职称名称="工程师")))
    facts = titles.facts_of(session, person.id, TODAY)
    assert (facts["title.level"], facts["title.series"]) == ("engineer", "engineering") and recognisable() == []
    now = service_standing.standing(session, person.id, TODAY)
    ways = [found.route("certificate_recognition") for found in (before, now)]
    assert [each and each.way for each in ways] == ["confirm", "closed"]
    assert service.undo(session, bureau(), batch.number, AT)["held_titles"] == 1
    assert service_standing.standing(session, person.id, TODAY) == before and recognisable() == [certificate.number]


def test_a_recognition_that_relied_on_a_title_keeps_it(session: Session, person: Person) -> None:
    first = batch_of(bring(session, own(), line(2)))
    certificate = make_level_certificate(session, person, "intermediate")
    choice = titles.Choice(TODAY, confirmed=frozenset(CONFIRMABLE))
    record = titles.recognise(session, bureau(), [certificate.number], choice, TODAY, AT)[0].record_number
    page = service_undo.page_of(session, bureau(), first.number)
    assert [(told.words[-4:], [line for line, _ in told.lines]) for told in page.cannot] == [("不能撤销", [3])]
    with pytest.raises(RuleViolation, match=record):
        service.undo(session, bureau(), first.number, AT)
    assert len(held(session)) == 3
    # A title of another level that the recognition did not look at goes.
    second = batch_of(bring(session, own(职称名称="技术员", 取得时间="2013-12-31")))
    assert service.undo(session, bureau(), second.number, AT)["held_titles"] == 1


def test_a_title_held_by_something_else_as_well_is_not_what_was_relied_on(session: Session, person: Person) -> None:
    make_held_title(session, person, "assistant_engineer").specialty = "电气"
    batch = batch_of(bring(session, own(专业="机械")))
    certificate = make_level_certificate(session, person, "intermediate")
    choice = titles.Choice(TODAY, confirmed=frozenset(CONFIRMABLE))
    titles.recognise(session, bureau(), [certificate.number], choice, TODAY, AT)
    assert service.undo(session, bureau(), batch.number, AT)["held_titles"] == 1


def test_of_two_titles_of_one_day_each_line_is_told_its_own_fate(session: Session, person: Person) -> None:
    batch = batch_of(bring(session, own(专业="机械"), own(专业="电气")))
    session.scalars(select(HeldTitle).where(HeldTitle.specialty == "机械")).one().held_to = date(2026, 10, 1)
    session.flush()
    page = service_undo.page_of(session, bureau(), batch.number)
    assert [(told.words, [at for at, _ in told.lines]) for told in page.kept] == [("职称之后已终止，保留", [3])]
    assert [(told.words, [at for at, _ in told.lines]) for told in page.back] == [("删除补录的职称", [4])]


def test_lines_given_up_are_no_part_of_what_undoing_does(session: Session, person: Person) -> None:
    bad = (own(职称名称="大师"), line(3, 身份证号="12"), line(4, 姓名=""))
    batch = batch_of(bring(session, line(2), *bad, good_rows=True))
    service_giving_up.give_up(session, bureau(), batch.number, None, "查不到证件", AT)
    page = service_undo.page_of(session, bureau(), batch.number)
    assert {at for told in (*page.back, *page.kept) for at, _ in told.lines} == {3}
    assert service.undo(session, bureau(), batch.number, AT)["held_titles"] == 1


def test_two_lines_of_people_found_to_be_one_are_both_told(session: Session) -> None:
    batch = batch_of(bring(session, line(1), line(2)))
    first, second = session.scalars(select(Person).order_by(Person.id)).all()
    first.merged_into = second.id
    session.flush()
    page = service_undo.page_of(session, bureau(), batch.number)
    assert [at for told in page.back if "职称" in told.words for at, _ in told.lines] == [3, 4]


def test_undo_removes_new_people_and_keeps_titles_that_ended_since(session: Session) -> None:
    batch = batch_of(bring(session, line(1), line(2)))
    assert service_undo.page_of(session, bureau(), batch.number).kept == []
    session.scalars(select(HeldTitle)).all()[0].held_to = date(2026, 10, 1)
    session.flush()
    page = service_undo.page_of(session, bureau(), batch.number)
    assert [told.words for told in page.back] == ["删除只由本批登记的人员", "删除补录的职称"]
    assert [told.words for told in page.kept] == ["人员已被其他业务使用，保留登记", "职称之后已终止，保留"]
    assert page.counts["cannot"] == 0
    counts = service.undo(session, bureau(), batch.number, AT)
    assert (counts["held_titles"], counts["titles_kept"], counts["persons_removed"], counts["persons_kept"]) == (1, 1, 1, 1)
    assert service.undo(session, bureau(), batch.number, AT) == counts
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_corrected_file_cannot_change_what_is_registered(session: Session) -> None:
    first = batch_of(bring(session, line(1), line(2, 职称名称="师傅"), good_rows=True))
    continue_with(session, bureau(), first.number, book(line(1, 职称名称="工程师"), line(2)), "职称.xlsx", AT)
    answer = service.confirm(session, bureau(), first.number, good_rows=True, at=AT)
    assert answer.imported and answer.counts["held"] == 1
    assert [each[1] for each in held(session)] == ["assistant_engineer"] * 2


def test_the_person_is_told_once_a_batch(session: Session, person: Person) -> None:
    make_user(session, "yuhai", Role.ENGINEER, person_id=person.id)
    batch = batch_of(bring(session, own(职称名称="技术员", 取得时间="2013-12-31"), own()))
    service.undo(session, bureau(), batch.number, AT)
    assert session.scalars(select(Notice.kind).order_by(Notice.id)).all() == ["title.earlier", "title.earlier_undone"]


def test_only_the_bureau_brings_titles_in(session: Session) -> None:
    for role in (Role.DISTRICT, Role.ENGINEER, Role.TRAINING_INSTITUTION):
        with pytest.raises(PermissionDenied):
            bring(session, line(1), actor=Actor(role, district_code="371002"))


def test_a_sheet_without_titles_is_none_of_these(session: Session) -> None:
    data = book(["于海", identity_number(1), "2015-12-31"], headings=("姓名", "身份证号", "取得时间"))
    with pytest.raises(InvalidInput, match="职称名称”或“级别"):
        service.stage(session, bureau(), KEY, data, "表.xlsx", at=AT)


def test_the_way_through_the_pages(login_as: Callable[..., FlaskClient], session: Session) -> None:
    client = login_as(Role.BUREAU)
    name, content = template(session, bureau(), KEY)
    filled = load_workbook(io.BytesIO(content))
    sheet = filled.worksheets[0]
    cells = {"姓名": "于海", "证件号码": identity_number(1), "职称名称": "工程师", "取得日期": "2015-12", "取得方式": "评审"}
    for column, head in enumerate([cell.value.rstrip("*") for cell in sheet[1]], start=1):
        sheet.cell(3, column, cells.get(head))
    sent = io.BytesIO()
    filled.save(sent)
    answer = client.post(
        "/intake/earlier_titles/new", data={"file": (io.BytesIO(sent.getvalue()), name)}, content_type="multipart/form-data"
    )
    page = client.get(answer.location).get_data(as_text=True)
    assert "date.month" in page and "2015-12-31" in page
    client.post(f"{answer.location}/accept", data={"code": "date.month"})
    client.post(f"{answer.location}/confirm")
    client.post(f"{answer.location}/confirm")
    assert held(session) == [("engineering", "engineer", date(2015, 12, 31))]
    person = session.scalars(select(Person)).one()
    number = session.scalars(select(Batch.number)).one()
    for tab in ("titles", "timeline"):
        assert f"补录，批次 {number}" in client.get(f"/people/{person.number}?tab={tab}").get_data(as_text=True)
    assert "通过评审取得" in client.get(f"/people/{person.number}?tab=titles").get_data(as_text=True)
    client.post(f"{answer.location}/undo")
    assert held(session) == [] and session.scalar(select(func.count()).select_from(Person)) == 0
