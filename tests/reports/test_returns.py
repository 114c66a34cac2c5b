"""The life of a return: frozen figures and lists, refusals, review, correction, and what comes later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.codes import code_stands
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.subsidies import make_disbursement
from tests.reports.world import certify, list_programme
from training_app.audit.queries import timeline
from training_app.crypto import marks
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.files.pdf import MM
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.kernel.lists import Asked
from training_app.people.models import Person
from training_app.reports import queries_filings, queries_returns, service_late, service_returns
from training_app.reports.layout import COLUMNS, Narratives
from training_app.reports.models import QuarterlyReturn, ReturnMember
from training_app.reports.paper_pdf import FIRST_TABLE_TOP, RIGHT
from training_app.reports.queries_figures import TOTAL
from training_app.reports.queries_public import RETURN, by_number
from training_app.reports.service_returns import Entries
from training_app.subsidies.models import Disbursement

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)
Q2 = Quarter(2026, 2)
WRITTEN = Entries("毕晓彤", "0631-5190000", Narratives("出台了配套经费。", "", "场地不足。"))


@pytest.fixture
def school(session: Session) -> Institution:
    """A unit with one subsidised class of three in the second quarter, one certificate and one payment."""
    school = make_institution(session, "威海蓝湾职业培训学校", in_catalogue=True)
    list_programme(session)
    training_class = make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6))
    enrolments = [make_enrolment(session, training_class, state="completed") for _ in range(3)]
    certify(session, enrolments[0], date(2026, 5, 20))
    make_disbursement(session, enrolments[0], date(2026, 6, 20), 180050)
    return school


def draft(session: Session, school: Institution, entries: Entries = WRITTEN) -> QuarterlyReturn:
    record = service_returns.open_draft(session, actor_of(school), Q2, TODAY, AT)
    return service_returns.save(session, actor_of(school), record.number, entries, AT)


def submitted(session: Session, school: Institution) -> QuarterlyReturn:
    record = draft(session, school)
    return service_returns.submit(session, actor_of(school), record.number, AT)[0]


def test_opening_twice_gives_the_same_draft(session: Session, school: Institution) -> None:
    first = service_returns.open_draft(session, actor_of(school), Q2, TODAY, AT)
    assert first.number.startswith("KB2026Q2-") and first.state == "draft"
    assert service_returns.open_draft(session, actor_of(school), Q2, TODAY, AT).id == first.id


@pytest.mark.parametrize("role", [Role.BUREAU, Role.DISTRICT, Role.ASSESSMENT_BODY])
def test_only_a_training_institution_reports(session: Session, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        service_returns.open_draft(session, Actor(role, institution_id=1, district_code="371002"), Q2, TODAY, AT)


def test_a_quarter_to_come_is_refused(session: Session, school: Institution) -> None:
    with pytest.raises(InvalidInput, match="2026 年第四季度还没有开始"):
        service_returns.open_draft(session, actor_of(school), Quarter(2026, 4), TODAY, AT)


def test_submission_freezes_figures_and_the_lists_behind_them(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    form = service_returns.frozen_form(record)
    assert [form.rows[0].figure(column) for column in COLUMNS] == [1, 3, 180050, 1, 1, 1]
    for row in (*form.rows, form.total):
        for column in COLUMNS:
            lines = queries_returns.frozen_members(session, record, column.key, row.occupation)
            count, amount = queries_returns.frozen_size(session, record, column.key, row.occupation)
            assert len(lines) == count
            assert row.figure(column) == (amount if column.key == "subsidy_paid_fen" else count)
            if column.distinct:
                once = queries_returns.frozen_members(session, record, column.key, row.occupation, distinct=True)
                assert len(once) == row.distinct[column.key]
    session.commit()
    (event,) = [e for e in timeline(session, "return", record.number) if e.action == "return.submit"]
    assert record.content_hash is not None and event.detail["hash"] == record.content_hash.hex()


def test_the_papers_are_stored_once_and_say_what_the_page_says(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    pdf, xlsx = (queries_returns.paper_file(session, record, ending) for ending in ("pdf", "xlsx"))
    assert pdf is not None and xlsx is not None and pdf.institution_id == school.id
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(files.read(pdf))).pages)
    assert "1,800.50" in text and school.name in text and "草稿" not in text
    assert record.content_hash is not None and record.content_hash.hex() in text.replace("\n", "")
    assert "场地不足" in text and "毕晓彤" in text
    sheet = load_workbook(BytesIO(files.read(xlsx))).worksheets[0]
    values = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4, max_row=7)]
    assert values[0] == ["智能制造", 1, 3, 1800.5, 1, 1, 1] and values[3][0] == "合计" and values[3][1:] == values[0][1:]


def test_late_facts_leave_the_frozen_return_and_show_as_differences(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    before = files.read(queries_returns.paper_file(session, record, "pdf"))  # type: ignore[arg-type]
    assert service_late.changes(session, record) == []
    late = make_class(session, "completed", institution=school, starts_on=date(2026, 6, 1))
    person = make_enrolment(session, late, state="completed")
    session.execute(update(Person).where(Person.id == person.person_id).values(name="鞠昕玥"))
    changes = {c.difference.column.key: c for c in service_late.changes(session, record)}
    assert set(changes) == {"classes_held", "headcount_trained", "classes_subsidised"}
    trained = changes["headcount_trained"]
    assert (trained.difference.frozen, trained.difference.now, trained.delta) == (3, 4, "+1")
    assert "增加 鞠昕玥" in trained.why and late.number in trained.why
    session.refresh(record)
    assert service_returns.frozen_form(record).total.headcount_trained == 3
    assert files.read(queries_returns.paper_file(session, record, "pdf")) == before  # type: ignore[arg-type]
    assert service_returns.frozen_hash(session, record) == record.content_hash


def test_a_member_that_went_is_named(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    name = session.scalar(select(ReturnMember.name_at).where(ReturnMember.column_key == "subsidy_paid_fen"))
    session.execute(update(QuarterlyReturn).values(practice=""))
    from_table = queries_returns.frozen_members(session, record, "subsidy_paid_fen", TOTAL)
    session.execute(Disbursement.__table__.delete())
    change = next(c for c in service_late.changes(session, record) if c.difference.column.key == "subsidy_paid_fen")
    assert change.delta == "−1,800.50" and f"减少 {name}" in change.why and change.went == from_table


def test_names_of_the_day_stay_on_the_frozen_list(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    (line,) = queries_returns.frozen_members(session, record, "headcount_certified", TOTAL)
    session.execute(update(Person).values(name="改名后"))
    session.execute(update(Institution).where(Institution.id == school.id).values(name="改名后的学校"))
    session.expire_all()
    assert queries_returns.frozen_members(session, record, "headcount_certified", TOTAL) == [line]
    assert service_returns.frozen_form(record).unit_name == "威海蓝湾职业培训学校"


@pytest.mark.parametrize("change", [{"practice": "改"}, {"prepared_by": "别人"}, {"figures": {}}, {"answers": {"a": "b"}}])
def test_a_changed_row_no_longer_fits_the_hash(
    session: Session, school: Institution, change: dict[str, object]
) -> None:
    record = submitted(session, school)
    assert service_returns.frozen_hash(session, record) == record.content_hash
    session.execute(update(QuarterlyReturn).where(QuarterlyReturn.id == record.id).values(**change))
    session.refresh(record)
    assert service_returns.frozen_hash(session, record) != record.content_hash


def test_a_changed_member_no_longer_fits_the_hash(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    member = session.scalar(select(ReturnMember).where(ReturnMember.amount_fen.is_not(None)))
    assert member is not None
    member.amount_fen = 1
    assert service_returns.frozen_hash(session, record) != record.content_hash


def test_what_is_missing_is_named_all_at_once(session: Session, school: Institution) -> None:
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key="big_data")
    record = draft(session, school, Entries())
    with pytest.raises(InvalidInput) as refused:
        service_returns.submit(session, actor_of(school), record.number, AT)
    assert set(refused.value.fields) == {"prepared_by", "phone", "classes_and_persons.big_data"}
    assert "1 班，0 人" in refused.value.fields["classes_and_persons.big_data"]
    session.refresh(record)
    assert record.state == "draft" and record.content_hash is None


def test_an_answered_check_goes_with_the_return(session: Session, school: Institution) -> None:
    make_class(session, "completed", institution=school, starts_on=date(2026, 4, 6), occupation_key="big_data")
    answers = {"classes_and_persons.big_data": "学员全部退班。", "made.up": "x"}
    record = draft(session, school, Entries("毕晓彤", "0631-5190000", answers=answers))
    service_returns.submit(session, actor_of(school), record.number, AT)
    assert record.answers == {"classes_and_persons.big_data": "学员全部退班。"}
    assert record.figures["checks"][0][0] == "classes_and_persons.big_data"


def test_a_return_of_nothing_is_possible_with_a_remark(session: Session) -> None:
    school = make_institution(session)
    record = draft(session, school)
    with pytest.raises(InvalidInput, match="还有 1 处"):
        service_returns.submit(session, actor_of(school), record.number, AT)
    draft(session, school, Entries("毕晓彤", "0631-5190000", answers={"nil.total": "本季度没有开班。"}))
    assert service_returns.submit(session, actor_of(school), record.number, AT)[0].state == "submitted"


def test_the_code_on_the_paper_leads_to_the_return(session: Session, school: Institution) -> None:
    record = draft(session, school)
    base = "https://example.gov.cn"
    record, _ = service_returns.submit(session, actor_of(school), record.number, AT, base)
    token = marks.token(RETURN, record.number)
    content = files.read(session.get_one(StoredFile, record.pdf_file_id))
    assert code_stands(content, f"{base}/v/{token}", RIGHT - 20 * MM, FIRST_TABLE_TOP + 26 * MM, 20 * MM)
    assert marks.read(token) == (RETURN, record.number)
    found = by_number(session, record.number)
    assert found is not None and found.name == school.name


def test_submitting_twice_is_a_conflict_and_freezes_once(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    members = len(queries_returns.all_members(session, record.id))
    with pytest.raises(Conflict):
        service_returns.submit(session, actor_of(school), record.number, AT)
    with pytest.raises(Conflict):
        service_returns.save(session, actor_of(school), record.number, WRITTEN, AT)
    with pytest.raises(Conflict):
        service_returns.discard(session, actor_of(school), record.number, AT)
    assert len(queries_returns.all_members(session, record.id)) == members


def test_accepted_then_corrected_makes_a_second_version(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    service_returns.accept(session, bureau(), record.number, AT)
    assert record.state == "accepted"
    with pytest.raises(InvalidInput, match="更正的原因"):
        service_returns.correct(session, actor_of(school), record.number, "  ", AT)
    following = service_returns.correct(session, actor_of(school), record.number, "补录 1 个班", AT)
    assert (following.number, following.version, following.state) == (f"{record.number}-2", 2, "draft")
    assert following.measures == record.measures and following.reason == "补录 1 个班"
    with pytest.raises(Conflict):
        service_returns.correct(session, actor_of(school), record.number, "再来", AT)
    late = make_class(session, "completed", institution=school, starts_on=date(2026, 6, 1))
    make_enrolment(session, late, state="completed")
    service_returns.submit(session, actor_of(school), following.number, AT)
    versions = queries_returns.versions(session, actor_of(school), record)
    difference = service_late.against_previous(session, versions, following)
    assert {(d.column.key, d.frozen, d.now) for d in difference} == {
        ("classes_held", 1, 2), ("headcount_trained", 3, 4), ("classes_subsidised", 1, 2),
    }  # fmt: skip
    assert service_returns.frozen_form(record).total.headcount_trained == 3


def test_sent_back_with_a_reason_and_reported_again(session: Session, school: Institution) -> None:
    record = submitted(session, school)
    with pytest.raises(InvalidInput, match="退回的原因"):
        service_returns.send_back(session, bureau(), record.number, "", AT)
    service_returns.send_back(session, bureau(), record.number, "联系电话打不通", AT)
    assert (record.state, record.review_remark) == ("returned", "联系电话打不通")
    following = service_returns.correct(session, actor_of(school), record.number, "", AT)
    assert following.reason == "联系电话打不通"
    service_returns.discard(session, actor_of(school), following.number, AT)
    again = service_returns.correct(session, actor_of(school), record.number, "", AT)
    assert again.version == 2


def test_nobody_but_the_unit_writes_and_nobody_but_the_bureau_reviews(session: Session, school: Institution) -> None:
    record = draft(session, school)
    other = actor_of(make_institution(session))
    for actor in (other, Actor(Role.DISTRICT, district_code=school.district_code), Actor(Role.ENGINEER, person_id=1)):
        with pytest.raises(NotFound):
            queries_returns.by_number(session, actor, record.number)
    with pytest.raises(NotFound, match="没有这份"):
        queries_returns.by_number(session, bureau(), record.number)
    service_returns.submit(session, actor_of(school), record.number, AT)
    with pytest.raises(PermissionDenied):
        service_returns.accept(session, actor_of(school), record.number, AT)
    with pytest.raises(NotFound):
        service_returns.accept(session, other, record.number, AT)
    with pytest.raises(PermissionDenied):
        service_returns.correct(session, bureau(), service_returns.accept(session, bureau(), record.number, AT).number, "x", AT)


def test_who_has_filed(session: Session, school: Institution) -> None:
    idle = make_institution(session)
    gone = make_institution(session, valid_to=date(2026, 4, 1))
    record = submitted(session, school)
    found = {filing.institution.id: filing.record for filing in queries_returns.filings(session, bureau(), Q2)}
    assert found[school.id] is not None and found[school.id].id == record.id  # type: ignore[union-attr]
    assert found[idle.id] is None and gone.id not in found
    assert queries_returns.filings(session, actor_of(school), Q2) == []
    newest = Asked("-quarter")
    assert queries_filings.own_page(session, actor_of(school), "", "", newest).items == [record]
    assert queries_filings.own_page(session, actor_of(school), "draft", "", newest).total == 0
    assert queries_filings.own_page(session, actor_of(school), "", "2025", newest).total == 0
    assert queries_filings.own_page(session, actor_of(idle), "", "", newest).total == 0


def test_the_list_of_a_quarter_is_narrowed_counted_and_only_for_the_whole_city(
    session: Session, school: Institution
) -> None:
    idle = make_institution(session)
    record = submitted(session, school)

    def found(actor: Actor, **changes: str) -> list[str]:
        page = queries_filings.page_of(session, actor, queries_filings.Filters(Q2, **changes), Asked("-submitted"))
        assert page.total == len(page.items)
        return [line.institution.code for line in page.items]

    assert set(found(bureau())) == {school.code, idle.code}
    assert found(bureau(), state="filed") == found(bureau(), state="submitted") == [school.code]
    assert found(bureau(), state="missing") == [idle.code]
    assert found(bureau(), text=record.number) == [school.code] and found(bureau(), text="%") == []
    assert queries_filings.counts(session, bureau(), queries_filings.Filters(Q2, "missing")) == {"submitted": 1, "": 1}
    assert found(actor_of(school)) == []


def test_the_quarter_before_stands_beside_as_submitted_else_live(session: Session, school: Institution) -> None:
    earlier = make_class(session, "completed", institution=school, starts_on=date(2026, 2, 2))
    make_enrolment(session, earlier, state="completed")
    record = draft(session, school)
    live = service_late.previous_form(session, record)
    assert live.draft and live.total.headcount_trained == 1
    first = service_returns.open_draft(session, actor_of(school), Quarter(2026, 1), TODAY, AT)
    service_returns.save(session, actor_of(school), first.number, WRITTEN, AT)
    service_returns.submit(session, actor_of(school), first.number, AT)
    make_enrolment(session, earlier, state="completed")
    frozen = service_late.previous_form(session, record)
    assert not frozen.draft and frozen.total.headcount_trained == 1
