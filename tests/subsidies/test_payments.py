"""The list of payments through the batch machine: what enters, every refusal, twice the same, taken back exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import bureau, make_institution
from tests.builders.people import identity_number, make_person
from tests.builders.subsidies import make_disbursement
from tests.intake.foretelling import foretold
from tests.reports.world import list_programme
from tests.subsidies.payment_files import HEADINGS, workbook
from training_app.certificates.levels_apply import BATCH_KIND as CERTIFICATE_BATCH
from training_app.certificates.models import LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.intake import service
from training_app.kernel import dependents
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import PermissionDenied
from training_app.people.models import Person
from training_app.programmes.models import ProgrammeCatalogueEntry
from training_app.subsidies.models import Disbursement

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
KEY = "disbursements"
NUMBER = "371002199003070011"


@dataclass
class World:
    school: Institution
    programme: ProgrammeCatalogueEntry
    training_class: TrainingClass
    person: Person
    enrolment: Enrolment
    certificate: LevelCertificate

    def line(self, **changes: object) -> dict[str, object]:
        """A right line of the person, with changes by heading (金额 for 金额(元))."""
        line: dict[str, object] = {
            "姓名": self.person.name, "证件号码": NUMBER, "班次编号": self.training_class.number, "等级": "中级",
            "金额(元)": 1800.5, "发放日期": "2026-06-20", "凭证号": "PZ2026-00031",
        }  # fmt: skip
        return line | {("金额(元)" if key == "金额" else key): value for key, value in changes.items()}


@pytest.fixture
def world(session: Session) -> World:
    school = make_institution(session, in_catalogue=True)
    programme = list_programme(session)
    training_class = make_class(session, "completed", institution=school)
    person = make_person(session, "丛海明", number=NUMBER, born=date(1990, 3, 7))
    enrolment = make_enrolment(session, training_class, person, "completed")
    return World(school, programme, training_class, person, enrolment, certify(session, enrolment, person))


def certify(session: Session, enrolment: Enrolment, person: Person, **columns: object) -> LevelCertificate:
    """The certificate of the class's occupation and level, issued on 2026-05-20."""
    record = session.get_one(TrainingClass, enrolment.class_id)
    return make_level_certificate(
        session, person, enrolment=enrolment,
        **{"level": record.level, "occupation_key": record.occupation_key, "issued_on": date(2026, 5, 20), **columns},
    )


@pytest.fixture
def upload(session: Session, world: World) -> Callable[..., tuple]:
    """Imports lines as the bureau (or another actor); gives the answer and the rows."""

    def do(*lines: dict[str, object], actor: Actor | None = None, good_rows: bool = False):
        answer = service.import_file(
            session, actor or bureau(), KEY, workbook(*lines), "发放.xlsx", good_rows=good_rows, at=AT
        )
        return answer, answer.reading.rows

    return do


def codes(rows: list) -> list[str]:
    return [problem.code for row in rows for problem in row.problems]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Disbursement)) or 0


def test_a_payment_enters_the_register_exactly(session: Session, world: World, upload: Callable) -> None:
    answer, rows = upload(world.line())
    assert answer.imported and not codes(rows) and len(rows) == 1
    payment = session.scalars(select(Disbursement)).one()
    assert (payment.amount_fen, payment.paid_on, payment.voucher) == (180050, date(2026, 6, 20), "PZ2026-00031")
    assert (payment.enrolment_id, payment.class_id, payment.person_id) == (
        world.enrolment.id, world.training_class.id, world.person.id,
    )  # fmt: skip
    assert (payment.occupation_key, payment.level, payment.district_code) == (
        "smart_manufacturing", "intermediate", world.enrolment.district_code,
    )  # fmt: skip
    assert payment.batch_id == answer.batch.id


@pytest.mark.parametrize(
    ("written", "fen"),
    [("1,800.50", 180050), ("￥1800", 180000), ("1800.5元", 180050), (0.1, 10), (1234567.89, 123456789), ("０.０１", 1)],
)
def test_amounts_as_people_write_them(
    session: Session, world: World, upload: Callable, written: object, fen: int
) -> None:
    answer, rows = upload(world.line(金额=written))
    assert answer.imported, codes(rows)
    assert session.scalars(select(Disbursement.amount_fen)).one() == fen


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"金额": None}, "amount.missing"), ({"金额": 0}, "amount.invalid"), ({"金额": -5}, "amount.invalid"),
        ({"金额": "1800.005"}, "amount.invalid"), ({"金额": "一千八"}, "amount.invalid"), ({"金额": "1e3"}, "amount.invalid"),
        ({"金额": "999999999999"}, "amount.invalid"), ({"金额": "NaN"}, "amount.invalid"),
        ({"发放日期": None}, "date.missing"), ({"发放日期": "2026-02-30"}, "date.invalid"),
        ({"发放日期": "2026-09-29"}, "paid_on.future"), ({"发放日期": "2026-03-01"}, "paid_on.early"),
        ({"发放日期": "2026-05-19"}, "certificate.missing"),
        ({"凭证号": None}, "voucher.missing"), ({"凭证号": "PZ 1"}, "voucher.invalid"), ({"凭证号": "9" * 61}, "voucher.invalid"),
        ({"班次编号": None}, "class.missing"), ({"班次编号": "WH2026-0001"}, "class.unknown"),
        ({"班次编号": "x" * 61}, "class.invalid"),
        ({"等级": None}, "level.missing"), ({"等级": "三级"}, "level.unknown"), ({"等级": "初级"}, "class.mismatch"),
        ({"姓名": None}, "name.missing"), ({"姓名": "丛海民"}, "person.name_conflict"),
        ({"证件号码": "371002199003070012"}, "identity.check_digit"), ({"证件号码": identity_number(77)}, "person.unknown"),
    ],
)  # fmt: skip
def test_what_a_line_may_not_say(
    session: Session, world: World, upload: Callable, changes: dict[str, object], code: str
) -> None:
    answer, rows = upload(world.line(**changes))
    assert not answer.imported and code in codes(rows)
    assert count(session) == 0
    assert all(NUMBER not in problem.message for row in rows for problem in row.problems)


def test_a_missing_column_is_named(upload: Callable, session: Session) -> None:
    content = workbook(headings=tuple(heading for heading in HEADINGS if heading != "凭证号"))
    answer = service.import_file(session, bureau(), KEY, content, "发放.xlsx", at=AT)
    assert not answer.imported and [p.code for p in answer.reading.problems] == ["column.missing"]


@pytest.mark.parametrize("state", ["running", "approved"])
def test_a_class_not_completed_is_not_paid(session: Session, world: World, upload: Callable, state: str) -> None:
    running = make_class(session, state, institution=world.school)
    make_enrolment(session, running, world.person, "enrolled")
    _, rows = upload(world.line(班次编号=running.number))
    assert codes(rows) == ["class.not_completed"]


@pytest.mark.parametrize("state", ["failed", "withdrawn"])
def test_who_did_not_pass_is_not_paid(session: Session, world: World, upload: Callable, state: str) -> None:
    world.enrolment.state = state
    _, rows = upload(world.line())
    assert codes(rows) == ["enrolment.not_completed"]


def test_who_is_not_on_the_list_is_not_paid(session: Session, world: World, upload: Callable) -> None:
    other = make_class(session, "completed", institution=world.school)
    _, rows = upload(world.line(班次编号=other.number))
    assert codes(rows) == ["enrolment.missing"]


@pytest.mark.parametrize("columns", [{"state": "revoked"}, {"level": "junior"}, {"occupation_key": "big_data"},
                                     {"system": "vocational_skill"}])  # fmt: skip
def test_without_the_valid_certificate_nobody_is_paid(
    session: Session, world: World, upload: Callable, columns: dict[str, str]
) -> None:
    session.delete(world.certificate)
    session.flush()
    certify(session, world.enrolment, world.person, **columns)
    _, rows = upload(world.line())
    assert codes(rows) == ["certificate.missing"]


def test_institution_and_programme_must_be_listed_on_the_first_day(
    session: Session, world: World, upload: Callable
) -> None:
    world.programme.valid_to = world.training_class.starts_on
    session.flush()
    _, rows = upload(world.line())
    assert codes(rows) == ["class.programme_unlisted"] and "2026-03-02" in rows[0].problems[0].message
    world.school.qualifications[-1].valid_to = world.training_class.starts_on
    session.flush()
    _, rows = upload(world.line())
    assert codes(rows) == ["class.institution_unlisted"]


def second_class(session: Session, world: World, **columns: object) -> TrainingClass:
    """Another class of the same kind the person completed, by default of another listed institution."""
    school = make_institution(session, in_catalogue=True)
    record = make_class(session, "completed", **{"institution": school, **columns})  # type: ignore[arg-type]
    make_enrolment(session, record, world.person, "completed")
    return record


@pytest.mark.parametrize(
    ("earlier", "refused"), [(date(2025, 6, 21), True), (date(2025, 6, 20), False), (date(2027, 6, 19), True)]
)
def test_not_twice_within_a_year_for_the_same_occupation_and_level(
    session: Session, world: World, upload: Callable, earlier: date, refused: bool
) -> None:
    other = second_class(session, world)
    enrolment = session.scalars(select(Enrolment).where(Enrolment.class_id == other.id)).one()
    make_disbursement(session, enrolment, earlier, voucher="PZ-OLD")
    answer, rows = upload(world.line())
    assert codes(rows) == (["payment.repeated"] if refused else [])
    assert answer.imported is not refused
    if refused:
        message = rows[0].problems[0].message
        assert "PZ-OLD" in message and earlier.isoformat() in message and "1 年" in message


def test_the_same_class_is_not_paid_by_another_voucher_either(session: Session, world: World, upload: Callable) -> None:
    upload(world.line())
    _, rows = upload(world.line(凭证号="PZ-2", 发放日期="2026-07-20"))
    assert codes(rows) == ["payment.repeated"]


def test_a_payment_of_the_merged_person_counts(session: Session, world: World, upload: Callable) -> None:
    merged = make_person(session, merged_into=world.person.id)
    other = second_class(session, world)
    enrolment = make_enrolment(session, other, merged, "completed")
    make_disbursement(session, enrolment, date(2026, 1, 5), person_id=merged.id)
    _, rows = upload(world.line())
    assert codes(rows) == ["payment.repeated"]


def test_another_level_or_occupation_is_free(session: Session, world: World, upload: Callable) -> None:
    for columns in ({"level": "junior"}, {"occupation_key": "big_data"}):
        other = second_class(session, world, **columns)
        enrolment = session.scalars(select(Enrolment).where(Enrolment.class_id == other.id)).one()
        make_disbursement(session, enrolment, date(2026, 6, 1))
    answer, rows = upload(world.line())
    assert answer.imported, codes(rows)


def test_two_lines_of_one_file_clash_as_well(session: Session, world: World, upload: Callable) -> None:
    other = second_class(session, world)
    answer, rows = upload(world.line(), world.line(班次编号=other.number, 凭证号="PZ-2"), good_rows=True)
    assert codes(rows) == ["payment.repeated_here"] and "第 3 行" in rows[1].problems[0].message
    assert answer.counts["created"] == 1 and count(session) == 1


def test_voucher_and_person_twice_in_a_file(session: Session, world: World, upload: Callable) -> None:
    _, rows = upload(world.line(), world.line())
    assert codes(rows) == ["row.duplicate"]


def test_twice_the_same_changes_nothing(session: Session, world: World, upload: Callable) -> None:
    upload(world.line())
    before = session.scalars(select(Disbursement.id)).all()
    answer, rows = upload(world.line())
    assert answer.imported and answer.counts["existing"] == 1 and answer.counts["created"] == 0
    assert session.scalars(select(Disbursement.id)).all() == before


def test_what_was_paid_stays_existing_when_its_certificate_is_revoked(
    session: Session, world: World, upload: Callable
) -> None:
    upload(world.line())
    world.certificate.state = "revoked"
    session.flush()
    answer, rows = upload(world.line())
    assert answer.imported and not codes(rows)


@pytest.mark.parametrize("changes", [{"金额": 1800}, {"发放日期": "2026-06-21"}])
def test_the_same_voucher_with_other_facts_is_a_conflict(
    session: Session, world: World, upload: Callable, changes: dict[str, object]
) -> None:
    upload(world.line())
    _, rows = upload(world.line(**changes))
    assert codes(rows) == ["payment.conflict"] and count(session) == 1


def test_a_class_of_the_books_before_is_found_by_its_old_number(
    session: Session, world: World, upload: Callable
) -> None:
    world.training_class.original_number = "2025-智造-3期"
    session.flush()
    answer, rows = upload(world.line(班次编号="2025-智造-3期"))
    assert answer.imported, codes(rows)
    make_class(session, "completed", original_number="2025-智造-3期")
    _, rows = upload(world.line(班次编号="2025-智造-3期", 凭证号="PZ-9"))
    assert "class.ambiguous" in codes(rows)


def test_undo_takes_back_exactly_the_batch(session: Session, world: World, upload: Callable) -> None:
    make_disbursement(session, world.enrolment, date(2024, 1, 5), voucher="PZ-OLD")
    answer, _ = upload(world.line())
    assert foretold(session, bureau(), answer.batch) == {"back": {"删除本批登记的补贴发放": [3]}}
    service.undo(session, bureau(), answer.batch.number, AT)
    assert session.scalars(select(Disbursement.voucher)).all() == ["PZ-OLD"]
    assert answer.batch.state == "undone"


def test_only_the_bureau_brings_payments_in(session: Session, world: World, upload: Callable) -> None:
    for role in (Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY):
        with pytest.raises(PermissionDenied):
            upload(world.line(), actor=Actor(role, institution_id=world.school.id))


def test_certificates_that_were_paid_for_hold_their_batch(session: Session, world: World, upload: Callable) -> None:
    answer, _ = upload(world.line())
    world.certificate.batch_id = answer.batch.id
    session.flush()
    found = dependents.of(session, CERTIFICATE_BATCH, answer.batch.id)
    assert any("1 笔补贴" in each.sentence for each in found)
