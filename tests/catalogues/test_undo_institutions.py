"""A list of institutions taken back: what goes, what stays because it is used or changed, what stands in the way; and who
is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, credit_code, make_institution
from tests.builders.registrations import make_registration
from tests.catalogues.list_files import listed
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.classes import service as classes
from training_app.db import unit_of_work
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.intake import parts, service
from training_app.intake.service_continue import continue_with
from training_app.intake.service_files import returned_workbook
from training_app.intake.service_template import template
from training_app.intake.service_undo import page_of
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, PermissionDenied, RuleViolation
from training_app.notices.models import Notice
from training_app.registration import service_review
from training_app.registration.service_review import Acceptance

AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
KEY = "institutions"
CODES = [credit_code(710_001), credit_code(710_002)]


def line(**changes: object) -> dict[str, object]:
    return {
        "机构名称": "威海海韵职业培训学校", "统一社会信用代码": CODES[0], "机构类别": "培训机构", "区市": "环翠区",
        "文号": "名录〔2026〕1号",
        "有效期起": "2026-01-01", "有效期至": "2028-12-31", **changes,
    }  # fmt: skip


def other(**changes: object) -> dict[str, object]:
    return line(机构名称="荣成远洋技工学校", 统一社会信用代码=CODES[1], 区市="荣成市", **changes)


def upload(session: Session, *lines: dict[str, object], actor: Actor | None = None) -> service.Answer:
    answer = service.import_file(session, actor or bureau(), KEY, listed(*lines), "名录.xlsx", good_rows=True, at=AT)
    assert answer.imported
    return answer


def institution(session: Session, code: str) -> Institution | None:
    session.expire_all()
    return session.scalars(select(Institution).where(Institution.code == code)).one_or_none()


def told(page: list) -> list[tuple[str, list[int]]]:
    return [(each.words, [at for at, _ in each.lines]) for each in page]


def test_everything_that_came_by_the_batch_goes(session: Session) -> None:
    answer = upload(session, line(), other())
    page = page_of(session, bureau(), answer.batch.number)
    assert told(page.back) == [("删除只由本批登记的机构", [3, 4]), ("收回本批登记的资格", [3, 4])] and not page.kept
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["institutions_removed"], undone["qualifications"]) == (2, 2)
    assert institution(session, CODES[0]) is None and institution(session, CODES[1]) is None
    assert service.undo(session, bureau(), answer.batch.number, AT) == undone


def test_an_institution_somebody_logs_in_for_stays_and_loses_only_the_qualification(session: Session) -> None:
    answer = upload(session, line(), other())
    school = institution(session, CODES[0])
    make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=school.id)
    page = page_of(session, bureau(), answer.batch.number)
    assert ("机构已有账户、学员单位或其他业务，保留登记", [3]) in told(page.kept)
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["institutions_removed"], undone["institutions_kept"], undone["qualifications"]) == (1, 1, 2)
    assert institution(session, CODES[0]).qualifications == []


def test_a_class_filed_on_a_qualification_keeps_the_whole_batch(session: Session) -> None:
    answer = upload(session, line(), other())
    make_class(session, "approved", institution=institution(session, CODES[0]), starts_on=date(2026, 5, 4))
    page = page_of(session, bureau(), answer.batch.number)
    assert told(page.cannot) == [("资格有效期内已有备案的班次", [3])]
    with pytest.raises(RuleViolation, match="有 1 个班次依据这批资格备案"):
        service.undo(session, bureau(), answer.batch.number, AT)
    assert institution(session, CODES[1]) is not None


@pytest.mark.parametrize(("state", "starts_on"), [("draft", date(2026, 5, 4)), ("approved", date(2030, 5, 4))])
def test_a_draft_and_a_class_of_other_days_rely_on_nothing(session: Session, state: str, starts_on: date) -> None:
    answer = upload(session, line())
    make_class(session, state, institution=institution(session, CODES[0]), starts_on=starts_on)
    assert service.undo(session, bureau(), answer.batch.number, AT)["qualifications"] == 1
    assert institution(session, CODES[0]) is not None


def test_what_was_longer_for_a_class_is_not_made_shorter(session: Session) -> None:
    school = make_institution(session, "威海海韵职业培训学校", valid_from=date(2026, 1, 1), valid_to=date(2026, 4, 1))
    answer = upload(session, line(统一社会信用代码=school.code))
    make_class(session, "approved", institution=school, starts_on=date(2026, 5, 4))
    with pytest.raises(RuleViolation):
        service.undo(session, bureau(), answer.batch.number, AT)
    assert institution(session, school.code).qualifications[0].valid_to == date(2029, 1, 1)


def test_a_qualification_ended_since_stays_as_it_is(session: Session) -> None:
    answer = upload(session, line())
    held = institution(session, CODES[0]).qualifications[0]
    held.valid_to = date(2026, 6, 1)
    session.flush()
    assert told(page_of(session, bureau(), answer.batch.number).kept)[0] == ("机构已有账户、学员单位或其他业务，保留登记", [3])
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["qualifications"], undone["qualifications_kept"], undone["institutions_kept"]) == (0, 1, 1)
    assert institution(session, CODES[0]).qualifications[0].valid_to == date(2026, 6, 1)


def test_a_batch_of_two_rounds_is_taken_back_to_before_the_first(session: Session) -> None:
    first = upload(session, line(), other(文号=""))
    assert first.counts["held"] == 1
    corrected = listed(line(有效期至="2029-12-31"), other())
    continue_with(session, bureau(), first.batch.number, corrected, "名录.xlsx", AT)
    assert service.confirm(session, bureau(), first.batch.number, at=AT).imported
    assert institution(session, CODES[0]).qualifications[0].valid_to == date(2030, 1, 1)
    undone = service.undo(session, bureau(), first.batch.number, AT)
    assert (undone["institutions_removed"], undone["qualifications"], undone["values_left"]) == (2, 2, 0)
    assert institution(session, CODES[0]) is None and institution(session, CODES[1]) is None


def test_a_line_in_the_register_does_not_become_another_qualification(session: Session) -> None:
    first = upload(session, line(), other(文号=""))
    continue_with(session, bureau(), first.batch.number, listed(line(机构类别="评价机构"), other(文号="")), "名录.xlsx", AT)
    assert service.confirm(session, bureau(), first.batch.number, at=AT).counts["held"] == 2
    rows = parts.load(session, first.batch)
    assert "row.imported" in [problem.code for problem in rows[0].problems]
    assert [each.kind for each in institution(session, CODES[0]).qualifications] == ["training_institution"]


def test_what_changed_between_check_and_confirm_writes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    school = make_institution(session, "威海海韵职业培训学校", kind=QualificationKind.ENTERPRISE)
    batch = service.stage(session, bureau(), KEY, listed(line(统一社会信用代码=school.code)), "名录.xlsx", at=AT)
    school.qualifications.append(Qualification(kind="training_institution", document="x", valid_from=date(2027, 1, 1)))
    session.flush()
    answer = service.confirm(session, bureau(), batch.number, at=AT)
    assert not answer.imported and len(institution(session, school.code).qualifications) == 2
    # Somebody is faster than the confirmation itself, after its own check.
    from_check = service.lists.get(KEY).check

    def check(*arguments: object) -> None:
        from_check(*arguments)
        session.get_one(Qualification, school.qualifications[-1].id).scope = "别的"
        session.flush()

    school.qualifications[-1].valid_from = date(2029, 6, 1)
    session.flush()
    monkeypatch.setattr(service.lists.get(KEY), "check", check)
    with pytest.raises(Conflict, match="刚刚有了变化"):
        service.confirm(session, bureau(), batch.number, at=AT)


def test_an_applicant_that_waits_is_registered_once(session: Session) -> None:
    record, _ = make_registration(session)
    answer = upload(session, line(机构名称=record.name, 统一社会信用代码=record.code))
    rows = answer.reading.rows
    assert [problem.code for problem in rows[0].problems] == ["registration.waiting"]
    assert record.number in rows[0].problems[0].message
    how = Acceptance(date(2026, 7, 1), attach=True)
    service_review.accept(session, bureau(), record.number, record.version, how, datetime(2026, 7, 2, tzinfo=UTC))
    school = institution(session, record.code)
    assert record.institution_id == school.id and len(school.qualifications) == 1


def test_who_logs_in_is_told_and_nobody_else(session: Session) -> None:
    known = make_institution(session, "威海海韵职业培训学校", kind=QualificationKind.ENTERPRISE)
    make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=known.id)
    answer = upload(session, line(统一社会信用代码=known.code), other())
    upload(session, line(统一社会信用代码=known.code))
    notices = session.scalars(select(Notice).where(Notice.kind.startswith("institution."))).all()
    assert [(each.mailbox, each.number, each.detail) for each in notices] == [
        (f"institution:{known.id}", known.code, {"items": "培训机构"})
    ]
    service.undo(session, bureau(), answer.batch.number, AT)
    kinds = session.scalars(select(Notice.kind).where(Notice.kind.startswith("institution.")).order_by(Notice.id)).all()
    assert kinds == ["institution.listed", "institution.unlisted"]


def test_the_trail_names_the_batch_and_no_person(session: Session) -> None:
    answer = upload(session, line(联系人="苏禾", 联系电话="0631-5201234"))
    audit.seal_pending(session)
    events = session.scalars(select(AuditEvent).where(AuditEvent.object_number.in_([CODES[0], answer.batch.number]))).all()
    assert {each.action for each in events} == {"institution.record", "qualification.grant", "institutions.import"}
    assert all(answer.batch.number in str(each.detail) for each in events)
    assert not [each for each in events if "苏禾" in str(each.detail) or "5201234" in str(each.detail)]


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY, Role.SYSTEM_ADMIN])
def test_only_the_bureau_brings_them_in(session: Session, role: Role) -> None:
    for key in (KEY, "programmes"):
        with pytest.raises(PermissionDenied):
            service.stage(session, Actor(role, district_code="371002"), key, listed(line()), "名录.xlsx", at=AT)


def test_the_template_filled_in_is_read_as_it_was_given(session: Session) -> None:
    name, content = template(session, bureau(), KEY)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = [str(cell.value).rstrip("*") for cell in sheet[1]]
    values = {**line(), "资格类别": "培训机构", "文号或名录": "名录〔2026〕1号", "有效期止": "2028-12-31"}
    sheet.append([values.get(heading) for heading in headings])
    filled = io.BytesIO()
    book.save(filled)
    answer = service.import_file(session, bureau(), KEY, filled.getvalue(), name, at=AT)
    assert answer.imported and len(answer.reading.rows) == 1
    assert institution(session, CODES[0]).qualifications[0].valid_to == date(2029, 1, 1)


def test_the_way_through_the_pages(login_as: Callable[..., FlaskClient], session: Session) -> None:
    client = login_as(Role.BUREAU)
    assert "/intake/institutions/new" in client.get("/intake").get_data(as_text=True)
    data = listed(line(机构类别=None, 文号=None), title="评价机构")
    answer = client.post(
        "/intake/institutions/new", data={"file": (io.BytesIO(data), "威海市评价机构名录2026.xlsx")},
        content_type="multipart/form-data",
    )
    page = client.get(answer.location).get_data(as_text=True)
    assert "建议值取自文件名或工作表名" in page and "建议值是所传文件的名称" in page
    assert "1 行有错误" in page and "kind.missing" in page and "采用建议“评价机构”" not in page
    for code in ("kind.missing", "document.missing"):
        client.post(f"{answer.location}/accept", data={"code": code})
    page = client.get(answer.location).get_data(as_text=True)
    assert "1 行可以导入" in page and "评价机构" in page and "2028-12-31" in page
    assert "新增 1 项" in client.post(f"{answer.location}/confirm", follow_redirects=True).get_data(as_text=True)
    held = institution(session, CODES[0]).qualifications[0]
    assert (held.kind, held.document) == ("assessment_body", "威海市评价机构名录2026")
    number = answer.location.rsplit("/", 1)[-1]
    shown = client.get(f"/institutions/{CODES[0]}?tab=qualifications").get_data(as_text=True)
    assert f"/intake/{number}" in shown
    assert "删除只由本批登记的机构" in client.get(f"{answer.location}/undo").get_data(as_text=True)
    client.post(f"{answer.location}/undo")
    assert institution(session, CODES[0]) is None


def test_the_marked_workbook_comes_back_and_goes_on(session: Session) -> None:
    batch = service.stage(session, bureau(), KEY, listed(line(), other(文号="")), "名录.xlsx", at=AT)
    book = load_workbook(io.BytesIO(returned_workbook(session, bureau(), batch.number, AT)))
    assert "错误清单" in book.sheetnames
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[2] if cell.value == "文号")
    assert sheet.cell(4, column).comment is not None
    sheet.cell(4, column).value = "名录〔2026〕1号"
    content = io.BytesIO()
    book.save(content)
    again = service.stage(session, bureau(), KEY, content.getvalue(), "名录-改.xlsx", at=AT)
    assert again.number == batch.number and again.error_count == 0
    assert service.confirm(session, bureau(), batch.number, at=AT).counts["created"] == 2


def test_a_class_filed_while_its_qualification_is_taken_back_is_refused(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        number = upload(session, line()).batch.number
        school = institution(session, CODES[0])
        filed = make_class(session, institution=school, starts_on=date(2026, 5, 4))
        name, actor = filed.number, actor_of(school)

    def submit() -> str:
        with fresh_app.app_context(), unit_of_work() as session:
            return classes.submit(session, actor, name, None, AT).state

    with fresh_app.app_context(), ThreadPoolExecutor(1) as pool:
        with unit_of_work() as session:
            assert service.undo(session, bureau(), number, AT)["qualifications"] == 1
            filing = pool.submit(submit)
            wait([filing], timeout=0.3)
        with pytest.raises(RuleViolation, match="培训机构"):
            filing.result()

