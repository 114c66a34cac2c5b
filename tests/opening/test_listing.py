"""The opening load: one book, many classes; everything counted, safe to repeat, taken back exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import identity_number, make_person
from tests.intake.foretelling import foretold
from tests.opening.ledger import book, line, passed
from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.classes import service_completion
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import unit_of_work
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution
from training_app.intake import parts
from training_app.intake import service as intake
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import InvalidInput, PermissionDenied, RuleViolation
from training_app.people.models import Employment, Person
from training_app.reports.queries_figures import figures, period_of
from training_app.reports.queries_members import Reading
from training_app.subsidies.models import Disbursement
from training_app.titles.models import TitleRecord

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
Lines = Sequence[Mapping[str, str]]


def stage(session: Session, lines: Lines, actor: Actor | None = None) -> Batch:
    return intake.stage(session, actor or bureau(), "opening", book(lines), "历史台账.csv", at=AT)


def load(session: Session, lines: Lines) -> Batch:
    """The book staged and confirmed; every line must have been good."""
    batch = stage(session, lines)
    answer = intake.confirm(session, bureau(), batch.number, at=AT)
    assert answer.imported, (answer.message, problems(session, batch))
    return batch


def rows_of(session: Session, batch: Batch) -> list[Row]:
    return parts.load(session, batch)


def problems(session: Session, batch: Batch) -> list[tuple[int, str, str]]:
    """(line, field, code) of every problem."""
    return [(row.line, each.field, each.code) for row in rows_of(session, batch) for each in row.problems]


def held(session: Session, lines: Lines) -> list[tuple[int, str, str]]:
    return problems(session, stage(session, lines))


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session, "荣成旧日培训学校", district_code="371082")


def three_classes(school: Institution) -> list[dict[str, str]]:
    """Two people in each of two classes and one of them again in a third; one failed, one left."""
    later = {"starts_on": "2025-05-06", "completed_on": "2025-05-30", "occupation": "智能制造", "level": "中级"}
    return [
        passed(school, 1), passed(school, 2),
        line(school, 3, "2025-08", **later, result="不合格", hours="32.5"),
        line(school, 4, "2025-08", **later, result="退班", hours="8"),
        passed(school, 1, "2025-09", starts_on="2025-09-01", completed_on="2025-09-19", district="",
               completion_certificate="旧合格0101", level_certificate="旧等级0101", issued_on="2025-10-31",
               paid_on="2025-12-01", voucher="旧凭证0101", level="中级"),
    ]  # fmt: skip


def test_a_book_becomes_classes_people_hours_certificates_and_payments(session: Session, school: Institution) -> None:
    batch = load(session, three_classes(school))
    assert batch.result == {"created": 5, "existing": 0, "updated": 0, "held": 0}
    found = session.scalars(select(TrainingClass).where(TrainingClass.batch_id == batch.id).order_by(TrainingClass.starts_on))
    first, second, third = found.all()
    assert (first.state, first.origin, first.original_number) == ("reported", "opening", "2025-07")
    assert (first.completed_on, first.reported_on) == (date(2025, 3, 21), date(2025, 3, 21))
    assert first.number.startswith("WH2025-") and first.name == "大数据初级班（原编号 2025-07）"
    assert (second.required_hours, third.district_code, first.district_code) == (3250, "371082", "371082")
    states = session.scalars(select(Enrolment.state).where(Enrolment.batch_id == batch.id).order_by(Enrolment.id)).all()
    assert states == ["completed", "completed", "failed", "withdrawn", "completed"]
    assert session.scalar(select(func.count()).select_from(Person).where(Person.batch_id == batch.id)) == 4
    credited = session.execute(
        select(HourEntry.year, HourEntry.subject, HourEntry.hours).where(HourEntry.source_number == batch.number)
        .order_by(HourEntry.hours, HourEntry.id)
    ).all()  # fmt: skip
    assert [tuple(each) for each in credited] == [(2025, "professional", hours) for hours in (800, 3250, 6400, 6400, 6400)]
    certificate = session.scalars(select(LevelCertificate).where(LevelCertificate.number == "旧等级0002")).one()
    assert (certificate.issuer_name, certificate.first_issued_on) == ("省数字评价中心", date(2025, 4, 30))
    assert session.scalars(select(Disbursement.amount_fen).where(Disbursement.voucher == "旧凭证0002")).all() == [180000]
    assert session.scalars(
        select(CompletionCertificate.issued_on).where(CompletionCertificate.number == "旧合格0002")
    ).all() == [date(2025, 3, 21)]


def test_it_counts_in_the_figures_of_its_own_days(session: Session, school: Institution) -> None:
    load(session, three_classes(school))

    def line_of(quarter: Quarter) -> tuple[int, int, int, int, int]:
        total = figures(session, period_of(quarter, False), Reading(institution_id=school.id)).total
        return (
            total.classes_held, total.headcount_trained, total.subsidy_paid_fen, total.headcount_certified,
            total.headcount_subsidised,
        )

    assert line_of(Quarter(2025, 1)) == (1, 2, 0, 0, 0)
    assert line_of(Quarter(2025, 2)) == (1, 1, 360000, 2, 2)
    assert line_of(Quarter(2025, 3)) == (1, 1, 0, 0, 0)
    assert line_of(Quarter(2025, 4)) == (0, 0, 180000, 1, 1)


def test_the_same_book_again_changes_nothing(session: Session, school: Institution) -> None:
    load(session, three_classes(school))
    tables = (TrainingClass, Enrolment, Person, HourEntry, CompletionCertificate, LevelCertificate, Disbursement, Employment)
    before = [session.scalar(select(func.count()).select_from(table)) for table in tables]
    again = load(session, three_classes(school))
    assert again.result == {"created": 0, "existing": 5, "updated": 0, "held": 0}
    assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == before


def test_a_later_book_adds_a_payment_and_a_person_to_a_known_class(session: Session, school: Institution) -> None:
    load(session, [line(school, 1)])
    second = load(session, [passed(school, 1), line(school, 2)])
    assert second.result == {"created": 1, "existing": 0, "updated": 1, "held": 0}
    assert session.scalar(select(func.count()).select_from(TrainingClass).where(TrainingClass.origin == "opening")) == 1
    assert session.scalar(select(func.count()).select_from(Disbursement)) == 1
    assert session.scalar(select(func.sum(HourEntry.hours))) == 12800, "hours of the first are credited once"


def test_undo_takes_back_the_batch_and_only_it(session: Session, school: Institution) -> None:
    first = load(session, [line(school, 1)])
    second = load(session, [passed(school, 1), line(school, 5, "2025-11")])
    assert foretold(session, bureau(), second) == {
        "back": {
            "删除历史班次和学员记录": [3], "冲销本批登入的学时": [3], "删除本批登记的培训合格证书": [2],
            "删除本批登记的等级证书": [2], "删除本批登记的补贴发放": [2],
        },
        "kept": {"人员登记保留：学时账或其他业务使用": [3]},
    }  # fmt: skip
    counts = intake.undo(session, bureau(), second.number, AT)
    assert counts["classes"] == 1 and counts["enrolments"] == 1 and counts["disbursements"] == 1
    assert counts["hours_reversed"] == 1 and counts["certificates"] == 2 and counts["persons_kept"] == 1
    assert session.scalars(select(TrainingClass.original_number).where(TrainingClass.origin == "opening")).all() == ["2025-07"]
    assert session.scalar(select(func.sum(HourEntry.hours)).where(HourEntry.source_number == second.number)) == 0
    assert session.scalar(select(func.sum(HourEntry.hours)).where(HourEntry.source_number == first.number)) == 6400
    assert intake.undo(session, bureau(), second.number, AT) == counts
    third = load(session, [passed(school, 1), line(school, 5, "2025-11")])
    assert third.result == {"created": 1, "existing": 0, "updated": 1, "held": 0}
    assert session.scalar(select(func.sum(HourEntry.hours)).where(HourEntry.source_number == third.number)) == 6400


def test_undo_is_refused_where_something_newer_hangs_on_it(session: Session, school: Institution) -> None:
    first = load(session, [line(school, 1)])
    load(session, [passed(school, 1), line(school, 2)])
    assert foretold(session, bureau(), first)["cannot"] == {
        "又有后来发的培训合格证书": [2], "又有后来登记的等级证书": [2], "又有后来发放的补贴": [2],
        "班次里又有后来导入的学员": [2],
    }  # fmt: skip
    with pytest.raises(RuleViolation, match="后续导入的学员 1 人") as refused:
        intake.undo(session, bureau(), first.number, AT)
    assert "补贴发放 1 笔" in refused.value.message and "等级证书 1 份" in refused.value.message
    assert session.scalar(select(func.sum(HourEntry.hours))) == 12800


def test_undo_is_refused_where_a_title_was_recognised(session: Session, school: Institution) -> None:
    batch = load(session, [passed(school, 1)])
    certificate = session.scalars(select(LevelCertificate)).one()
    session.add(
        TitleRecord(
            number="ZC2026-000001", person_id=certificate.person_id, name_at="于", series="engineering",
            level="assistant_engineer", route="certificate_recognition", certificate_id=certificate.id,
            recognised_on=date(2026, 5, 1), rule="r", decision={}, state="granted",
        )
    )  # fmt: skip
    session.flush()
    assert foretold(session, bureau(), batch)["cannot"] == {"已凭证书认定职称": [2]}
    with pytest.raises(RuleViolation, match="职称认定 1 人"):
        intake.undo(session, bureau(), batch.number, AT)


def test_a_known_person_is_recognised_and_keeps_the_present_employer(session: Session, school: Institution) -> None:
    person = make_person(session, "于海一", number=identity_number(1), employer="现单位")
    load(session, [line(school, 1, name="于海一", employer="旧单位", phone="13900001111")])
    enrolment = session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
    assert (enrolment.employer_name, enrolment.name_at) == ("旧单位", "于海一")
    employers = session.scalars(select(Employment.employer_name).where(Employment.person_id == person.id)).all()
    assert employers == ["现单位"]


def test_somebody_new_in_two_classes_is_one_person_with_one_employer(session: Session, school: Institution) -> None:
    batch = load(session, [line(school, 1), line(school, 1, "2025-08", employer="旧单位")])
    person = session.scalars(select(Person).where(Person.batch_id == batch.id)).one()
    assert person.district_code == "371082"
    assert session.scalars(select(Employment.employer_name).where(Employment.person_id == person.id)).all() == ["旧单位"]


def test_a_class_of_the_books_is_not_reopened(session: Session, school: Institution) -> None:
    batch = load(session, [line(school, 1)])
    number = session.scalars(select(TrainingClass.number).where(TrainingClass.batch_id == batch.id)).one()
    with pytest.raises(RuleViolation, match="历史台账导入的班次"):
        service_completion.reopen(session, bureau(), number, None, "看错了", AT)


def test_only_the_bureau_may_bring_it_in(session: Session, school: Institution) -> None:
    with pytest.raises(PermissionDenied):
        stage(session, [line(school, 1)], actor_of(school))
    district = Actor(Role.DISTRICT, name="区", district_code="371082")
    with pytest.raises(PermissionDenied):
        stage(session, [line(school, 1)], district)


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"class_ref": ""}, "class_ref", "class_ref.missing"),
        ({"institution": "没有这家学校"}, "institution", "institution.unknown"),
        ({"institution": ""}, "institution", "institution.missing"),
        ({"occupation": "烘焙"}, "occupation", "occupation.unknown"),
        ({"occupation": ""}, "occupation", "occupation.missing"),
        ({"level": "高级工"}, "level", "level.unknown"),
        ({"starts_on": "三月"}, "starts_on", "date.invalid"),
        ({"starts_on": "2025-03"}, "starts_on", "date.invalid"),
        ({"starts_on": "2025-03-22"}, "completed_on", "dates.reversed"),
        ({"completed_on": "2026-11-22"}, "completed_on", "date.future"),
        ({"completed_on": "2026-11-21"}, "issued_on", "certificate.before_completion"),
        ({"district": "济南市"}, "district", "district.unknown"),
        ({"hours": ""}, "hours", "hours.missing"),
        ({"hours": "0"}, "hours", "hours.missing"),
        ({"hours": "六十"}, "hours", "hours.invalid"),
        ({"hours": "-8"}, "hours", "hours.invalid"),
        ({"hours": "7,5"}, "hours", "hours.invalid"),
        ({"hours": "1e3"}, "hours", "hours.invalid"),
        ({"name": ""}, "name", "name.missing"),
        ({"identity_number": "371002199001010018"}, "identity_number", "identity.check_digit"),
        ({"result": "无"}, "result", "result.missing"),
        ({"result": "优秀"}, "result", "result.unknown"),
        ({"result": "退班"}, "result", "result.excludes"),
        ({"issued_on": ""}, "issued_on", "certificate.incomplete"),
        ({"level_certificate": ""}, "level_certificate", "certificate.incomplete"),
        ({"assessor": ""}, "assessor", "assessor.missing"),
        ({"amount": ""}, "amount", "payment.incomplete"),
        ({"voucher": ""}, "voucher", "payment.incomplete"),
        ({"amount": "0"}, "amount", "amount.invalid"),
        ({"amount": "12.345"}, "amount", "amount.invalid"),
        ({"class_ref": "长" * 51}, "class_ref", "text.too_long"),
    ],
)
def test_a_wrong_cell_is_named(session: Session, school: Institution, cells: dict[str, str], field: str, code: str) -> None:
    found = held(session, [passed(school, 1, **cells)])
    assert (2, field, code) in found
    batch = stage(session, [passed(school, 1, **cells)])
    assert not intake.confirm(session, bureau(), batch.number, good_rows=True, at=AT).imported


def test_lines_of_one_class_must_agree(session: Session, school: Institution) -> None:
    found = held(session, [line(school, 1), line(school, 2, level="高级"), line(school, 3, completed_on="2025-03-22")])
    assert found == [(3, "level", "class.differs"), (4, "completed_on", "class.differs")]


def test_a_known_class_must_be_told_alike(session: Session, school: Institution) -> None:
    load(session, [line(school, 1)])
    assert held(session, [line(school, 1, district="文登区")]) == [(2, "district", "class.known_otherwise")]
    assert held(session, [line(school, 1, result="不合格")]) == [(2, "result", "result.differs")]


def test_repeated_people_numbers_and_vouchers_are_found(session: Session, school: Institution) -> None:
    found = held(session, [
        passed(school, 1), line(school, 1), passed(school, 2, level_certificate="旧等级0001"),
        passed(school, 1, "2025-10", voucher="旧凭证0001", completion_certificate="x1", level_certificate="x2"),
    ])  # fmt: skip
    assert found == [
        (3, "identity_number", "row.duplicate"), (4, "level_certificate", "certificate.twice"), (5, "voucher", "payment.twice"),
    ]  # fmt: skip


def test_numbers_of_the_register_are_not_taken_by_others(session: Session, school: Institution) -> None:
    load(session, [passed(school, 1)])
    found = held(session, [
        passed(school, 2, completion_certificate="旧合格0001", level_certificate="旧等级0001"),
        passed(school, 1, completion_certificate="另一个", amount="1700", level_certificate="", issued_on="", assessor=""),
    ])  # fmt: skip
    assert found == [
        (2, "completion_certificate", "certificate.number_taken"), (2, "level_certificate", "certificate.number_taken"),
        (3, "completion_certificate", "certificate.differs"), (3, "voucher", "payment.differs"),
    ]  # fmt: skip


def test_another_name_under_the_same_number_is_a_conflict(session: Session, school: Institution) -> None:
    make_person(session, "毕建国", number=identity_number(1))
    assert held(session, [line(school, 1)]) == [(2, "name", "person.name_conflict")]


def test_an_institution_outside_the_city_needs_the_district(session: Session) -> None:
    outside = make_institution(session, "外地学校", district_code=None)
    assert held(session, [line(outside, 1, district="")]) == [(2, "district", "district.missing")]
    load(session, [line(outside, 1)])


def test_history_before_the_rules_is_kept_without_hours(session: Session, school: Institution) -> None:
    early = {"starts_on": "2022-03-01", "completed_on": "2022-03-20"}
    batch = load(session, [line(school, 1, **early)])
    assert problems(session, batch) == [(2, "hours", "hours.no_rule")]
    assert session.scalar(select(func.count()).select_from(HourEntry)) == 0
    assert session.scalars(select(Enrolment.hours_attended)).all() == [6400]


def test_a_cell_is_corrected_on_the_page(session: Session, school: Institution) -> None:
    batch = stage(session, [line(school, 1, result="优秀"), line(school, 2, "2025-07", institution="荣成旧日培训学校")])
    row = intake.correct(session, bureau(), batch.number, 0, "result", "合格", AT)
    assert row.status == "ok"
    assert intake.confirm(session, bureau(), batch.number, at=AT).imported
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 2
    other = stage(session, [line(school, 3, result="优秀")])
    with pytest.raises(InvalidInput):
        intake.correct(session, bureau(), other.number, 0, "nonsense", "合格", AT)


def test_a_file_that_is_no_book_is_refused_in_words(session: Session) -> None:
    for data in (b"", b"%PDF-1.7", "姓名,电话\n张三,1\n".encode()):
        with pytest.raises(InvalidInput) as refused:
            intake.stage(session, bureau(), "opening", data, "x.csv", at=AT)
        assert refused.value.fields["file"]


def test_the_person_who_brought_it_in_stands_in_the_trail(session: Session, school: Institution) -> None:
    user = make_user(session, "shiju-test", Role.BUREAU)
    actor = Actor(Role.BUREAU, user_id=user.id, name="经办")
    batch = stage(session, [line(school, 1)], actor)
    intake.confirm(session, actor, batch.number, at=AT)
    record = session.scalars(select(TrainingClass).where(TrainingClass.batch_id == batch.id)).one()
    assert record.created_by == user.id


@pytest.mark.long
def test_two_books_with_the_same_class_at_once_make_one_class(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        school = make_institution(session, "荣成旧日培训学校", district_code="371082")
        books = [[line(school, serial) for serial in range(start, start + 30)] for start in (1, 16)]
        batches = [stage(session, each).number for each in books]

    def confirm(number: str) -> dict[str, int]:
        with fresh_app.app_context(), unit_of_work() as session:
            return intake.confirm(session, bureau(), number, at=AT).counts

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(confirm, batches))
    assert sorted(each["created"] for each in counts) == [15, 30]
    with fresh_app.app_context(), unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(TrainingClass)) == 1
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 45
        assert session.scalar(select(func.sum(HourEntry.hours))) == 45 * 6400


def test_a_class_of_an_institution_without_the_qualification_is_let_in_with_a_warning(session: Session) -> None:
    school = make_institution(session, "后来才有资质的学校", valid_from=date(2025, 6, 1))
    batch = stage(session, [line(school, 1)])
    assert problems(session, batch) == [(2, "institution", "institution.not_training")]
    assert intake.confirm(session, bureau(), batch.number, at=AT).imported


def test_two_institutions_of_one_name_must_be_told_apart_by_code(session: Session) -> None:
    twins = [make_institution(session, "同名学校") for _ in range(2)]
    assert held(session, [line(twins[0], 1, institution="同名学校")]) == [(2, "institution", "institution.ambiguous")]
    assert held(session, [line(twins[0], 1)]) == []


def test_a_failed_confirmation_leaves_nothing(session: Session, school: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage(session, three_classes(school))
    session.commit()
    monkeypatch.setattr("training_app.opening.apply._pay", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        intake.confirm(session, bureau(), batch.number, at=AT)
    session.rollback()
    for table in (TrainingClass, Enrolment, HourEntry, LevelCertificate):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_an_employer_is_kept_as_it_is_written(session: Session, school: Institution) -> None:
    load(session, [line(school, 1, employer=" 哈尔滨工业大学（威海）")])
    assert session.scalars(select(Employment.employer_name)).all() == ["哈尔滨工业大学（威海）"]
