"""A roster on its way into the register: checked against it, imported, repeated, undone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from tests.builders.rosters import csv, learner
from tests.classes.people_files import workbook
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.intake import parts, service
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person, PersonDocument

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


class Desk:
    """An institution with a class waiting for its roster."""

    def __init__(self, session: Session, **columns: object) -> None:
        self.session = session
        self.institution: Institution = make_institution(session)
        self.record: TrainingClass = make_class(session, "approved", institution=self.institution, **columns)
        self.actor: Actor = actor_of(self.institution)

    def stage(self, *lines: dict, data: bytes | None = None, name: str = "名单.csv") -> Batch:
        return service.stage(
            self.session, self.actor, "roster", csv(lines) if data is None else data, name,
            subject_number=self.record.number, at=AT,
        )  # fmt: skip

    def confirm(self, batch: Batch, *, good_rows: bool = False) -> service.Answer:
        return service.confirm(self.session, self.actor, batch.number, good_rows=good_rows, at=AT)

    def import_(self, *lines: dict, good_rows: bool = False) -> service.Answer:
        return service.import_file(
            self.session, self.actor, "roster", csv(lines), "名单.csv", subject_number=self.record.number,
            good_rows=good_rows, at=AT,
        )  # fmt: skip

    def problems(self, batch: Batch) -> dict[int, list[str]]:
        rows = parts.load(self.session, batch)
        return {row.line: [problem.code for problem in row.problems] for row in rows if row.problems}

    def headcount(self) -> int:
        statement = select(func.count()).select_from(Enrolment).where(Enrolment.class_id == self.record.id)
        return self.session.scalar(statement) or 0


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def number_of(session: Session, person: Person) -> str:
    return session.scalars(select(PersonDocument).where(PersonDocument.person_id == person.id)).one().number or ""


def picture(session: Session) -> list[list[str]]:
    """Every row of what a roster may touch, but for the batch itself."""
    tables = ("persons", "person_documents", "employments", "educations", "enrolments")
    return [sorted(map(str, session.execute(text(f"SELECT * FROM {table}")))) for table in tables]


def test_nothing_reaches_the_register_before_confirming(desk: Desk) -> None:
    before = picture(desk.session)
    batch = desk.stage(learner(1), learner(2, phone="123"))
    assert (batch.state, batch.ok_count, batch.warning_count, batch.error_count) == ("staged", 1, 1, 0)
    assert batch.number.startswith("RB2026-")
    assert picture(desk.session) == before


def test_confirming_enrols_everybody_once(desk: Desk) -> None:
    batch = desk.stage(learner(1), learner(2), learner(3))
    answer = desk.confirm(batch)
    assert answer.imported
    assert answer.counts == {"created": 3, "existing": 0, "updated": 0, "held": 0}
    enrolment = desk.session.scalars(select(Enrolment).where(Enrolment.class_id == desk.record.id)).first()
    assert enrolment is not None
    assert (enrolment.state, enrolment.employer_name, enrolment.district_code, enrolment.batch_id) == (
        "enrolled", "威海天舟智能装备股份有限公司", "371002", batch.id,
    )  # fmt: skip
    before = picture(desk.session)
    assert desk.confirm(batch).counts == answer.counts
    assert picture(desk.session) == before


def test_what_the_register_has_no_place_for_is_kept_in_the_remark(desk: Desk) -> None:
    one = learner(1)
    heads = ["姓名", "身份证号", "岗位", "所学专业", "毕业时间", "备注"]
    lines = [[one["name"], one["identity_number"], "审核员", "自动化", "2015-07-01", "组长"]]
    desk.confirm(desk.stage(data=workbook(("名单", [heads, *lines])), name="名单.xlsx"))
    [enrolment] = desk.session.scalars(select(Enrolment).where(Enrolment.class_id == desk.record.id))
    assert enrolment.remark == "组长；岗位：审核员；所学专业：自动化；毕业时间：2015-07-01"
    again = desk.stage(data=workbook(("名单", [[*heads, "单位", "学历"], [*lines[0], "某公司", "本科"]])), name="二.xlsx")
    assert [row.outlook for row in parts.load(desk.session, again)] == ["updated"]


def test_the_same_roster_twice_changes_nothing(desk: Desk) -> None:
    lines = [learner(number) for number in range(20)]
    desk.confirm(desk.stage(*lines))
    before = picture(desk.session)
    again = desk.stage(*reversed(lines))
    assert {row.outlook for row in parts.load(desk.session, again)} == {"existing"}
    assert desk.confirm(again).counts == {"created": 0, "existing": 20, "updated": 0, "held": 0}
    assert picture(desk.session) == before


def test_undo_takes_back_exactly_the_batch(desk: Desk) -> None:
    known = make_person(desk.session, "毕晓彤", employer="旧单位", phone=None)
    desk.import_(learner(1))
    before = picture(desk.session)
    batch = desk.import_(
        learner(1, employer="另一家公司"), learner(2), learner(3, name="毕晓彤", identity_number=number_of(desk.session, known)),
    ).batch
    assert batch is not None
    assert batch.result == {"created": 2, "existing": 0, "updated": 1, "held": 0}
    counts = service.undo(desk.session, desk.actor, batch.number, AT)
    desk.session.expire_all()
    assert picture(desk.session) == before
    assert counts["enrolments"] == 2 and counts["persons_removed"] == 1 and counts["values_left"] == 0
    assert service.undo(desk.session, desk.actor, batch.number, AT) == counts
    with pytest.raises(Conflict):
        desk.confirm(batch)


def test_an_undone_roster_can_be_imported_again(desk: Desk) -> None:
    first = desk.import_(learner(1), learner(2))
    assert first.batch is not None
    service.undo(desk.session, desk.actor, first.batch.number, AT)
    assert desk.import_(learner(1), learner(2)).counts["created"] == 2


def test_undo_is_refused_in_numbers_when_attendance_hangs_on_it(desk: Desk) -> None:
    answer = desk.import_(learner(1), learner(2), learner(3))
    assert answer.batch is not None
    enrolments = list(desk.session.scalars(select(Enrolment).where(Enrolment.class_id == desk.record.id)))
    make_attendance(desk.session, desk.record, enrolments[:2])
    with pytest.raises(RuleViolation, match="考勤 2 人"):
        service.undo(desk.session, desk.actor, answer.batch.number, AT)
    assert desk.headcount() == 3


def test_lines_in_error_keep_the_whole_roster_out(desk: Desk) -> None:
    batch = desk.stage(learner(1), learner(2, identity_number="371002199001010001"))
    answer = desk.confirm(batch)
    assert not answer.imported and "1 行有错误" in answer.message
    assert desk.headcount() == 0 and batch.state == "staged"


def test_good_rows_go_in_and_bad_ones_are_held_until_corrected(desk: Desk) -> None:
    right = learner(2)["identity_number"]
    batch = desk.stage(learner(1), learner(2, identity_number=right[:17] + ("0" if right[17] != "0" else "1")))
    answer = desk.confirm(batch, good_rows=True)
    assert answer.imported and answer.counts == {"created": 1, "existing": 0, "updated": 0, "held": 1}
    row = service.correct(desk.session, desk.actor, batch.number, 1, "identity_number", right, AT)
    assert row.status == "ok" and row.outlook == "created" and row.fixed == ["identity_number"]
    assert desk.confirm(batch).counts == {"created": 2, "existing": 0, "updated": 0, "held": 0}
    assert desk.headcount() == 2
    service.undo(desk.session, desk.actor, batch.number, AT)
    assert desk.headcount() == 0


def test_a_corrected_cell_is_checked_at_once_and_the_rest_of_the_line_stays(desk: Desk) -> None:
    batch = desk.stage(learner(1, phone="1380000", education="函授博士", remark="组长"))
    before = parts.load(desk.session, batch)[0]
    assert [problem.code for problem in before.problems] == ["phone.invalid"]
    row = service.correct(desk.session, desk.actor, batch.number, 0, "phone", "１３８ 0000 4471", AT)
    assert row.status == "ok"
    assert row.fields == {**before.fields, "phone": "13800004471"}
    with pytest.raises(InvalidInput):
        service.correct(desk.session, desk.actor, batch.number, 0, "favourite", "x", AT)
    row = service.correct(desk.session, desk.actor, batch.number, 0, "name", " ", AT)
    assert [problem.code for problem in row.problems] == ["name.missing"]
    row = service.correct(desk.session, desk.actor, batch.number, 0, "identity_number", "", AT)
    assert {problem.code for problem in row.problems} == {"name.missing", "identity.missing"}
    with pytest.raises(InvalidInput):
        service.correct(desk.session, desk.actor, batch.number, 7, "name", "张三", AT)


def test_suggestions_of_a_kind_are_taken_over_together(desk: Desk) -> None:
    wrong = [learner(n, sex="女" if learner(n)["sex"] == "男" else "男") for n in (1, 2)]
    batch = desk.stage(*wrong, learner(3))
    assert desk.problems(batch) == {2: ["sex.mismatch"], 3: ["sex.mismatch"]}
    assert service.accept(desk.session, desk.actor, batch.number, "sex.mismatch", AT) == 2
    assert desk.problems(batch) == {}
    with pytest.raises(InvalidInput):
        service.accept(desk.session, desk.actor, batch.number, "sex.mismatch", AT)


def test_the_register_finds_what_the_file_cannot_tell(desk: Desk, session: Session) -> None:
    other_name, elsewhere = make_person(session, "鞠佳淇"), make_person(session, "姜若曦")
    retired, overlapping = make_person(session, "于洪波", retired_on=date(2025, 1, 1)), make_person(session, "慈晓云")
    make_enrolment(session, make_class(session, "running"), elsewhere)
    make_enrolment(session, make_class(session, "running", level="junior"), overlapping)
    make_enrolment(session, make_class(session, "completed"), make_person(session, "隋雅琴"), "completed")
    batch = desk.stage(
        learner(1), learner(2, name="鞠佳琪", identity_number=number_of(session, other_name), sex=""),
        learner(3, name="姜若曦", identity_number=number_of(session, elsewhere), sex=""),
        learner(4, name="于洪波", identity_number=number_of(session, retired), sex=""),
        learner(5, name="慈晓云", identity_number=number_of(session, overlapping), sex=""),
        learner(1),
    )  # fmt: skip
    assert desk.problems(batch) == {
        3: ["person.name_conflict"], 4: ["person.already_enrolled"], 5: ["age.retired"], 6: ["schedule.overlap"],
        7: ["row.duplicate"],
    }  # fmt: skip
    rows = {row.line: row for row in parts.load(session, batch)}
    assert (rows[3].problems[0].column, rows[3].problems[0].heading) == ("A", "姓名")
    assert [rows[line].status for line in (2, 3, 4, 5, 6, 7)] == ["ok", "error", "error", "error", "warning", "error"]
    for line in (3, 4, 5):
        assert not re.search(r"\d{11}", rows[line].problems[0].message)


def test_capacity_cannot_be_exceeded(session: Session) -> None:
    desk = Desk(session, capacity=3)
    desk.import_(learner(1), learner(2))
    batch = desk.stage(learner(1), learner(3), learner(4), learner(5))
    assert desk.problems(batch) == {4: ["capacity.exceeded"], 5: ["capacity.exceeded"]}
    assert not desk.confirm(batch).imported
    assert desk.confirm(batch, good_rows=True).counts == {"created": 1, "existing": 1, "updated": 0, "held": 2}
    assert desk.headcount() == 3


def test_what_changed_between_upload_and_confirming_is_found(desk: Desk, session: Session) -> None:
    batch = desk.stage(learner(1), learner(2))
    other = make_class(session, "approved", institution=desk.institution)
    service.import_file(
        session, desk.actor, "roster", csv([learner(2)]), "x.csv", subject_number=other.number, at=AT
    )  # fmt: skip
    answer = desk.confirm(batch)
    assert not answer.imported and "有了变化" in answer.message
    assert desk.problems(batch) == {3: ["person.already_enrolled"]}


def test_a_person_who_signed_up_is_enrolled_by_the_roster(desk: Desk, session: Session) -> None:
    person = make_person(session, "宫一诺")
    enrolment = make_enrolment(session, desk.record, person, "accepted")
    line = learner(1, name="宫一诺", identity_number=number_of(session, person), sex="")
    answer = desk.import_(line)
    session.expire_all()
    assert answer.counts["updated"] == 1 and enrolment.state == "enrolled"
    assert answer.batch is not None
    service.undo(session, desk.actor, answer.batch.number, AT)
    session.expire_all()
    assert enrolment.state == "accepted"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "completed", "reported", "cancelled"])
def test_only_an_open_class_takes_a_roster(session: Session, state: str) -> None:
    institution = make_institution(session)
    record = make_class(session, state, institution=institution)
    with pytest.raises(RuleViolation, match=record.number):
        service.stage(
            session, actor_of(institution), "roster", csv([learner(1)]), "x.csv", subject_number=record.number, at=AT
        )


def test_a_foreign_class_and_a_foreign_batch_are_not_there(desk: Desk, session: Session) -> None:
    stranger = actor_of(make_institution(session))
    with pytest.raises(NotFound):
        service.stage(session, stranger, "roster", csv([learner(1)]), "x.csv", subject_number=desk.record.number, at=AT)
    batch = desk.stage(learner(1))
    for act in (
        lambda: service.confirm(session, stranger, batch.number, at=AT),
        lambda: service.undo(session, stranger, batch.number, AT),
        lambda: service.discard(session, stranger, batch.number, AT),
        lambda: service.correct(session, stranger, batch.number, 0, "phone", "", AT),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(PermissionDenied):
        service.confirm(session, bureau(), batch.number, at=AT)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.xlsx"), (b"PK\x03\x04broken", "a.xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls"),
        ("姓名\n张三".encode(), "a.csv"), ("姓名,身份证号\n".encode(), "a.csv"), (b"%PDF-1.7", "a.xlsx"),
        (b"\xff\xfe\x00", "a.csv"),
        ("姓名,身份证号\n\0张\ud800三,1".encode("utf-8", "surrogatepass"), "a.csv"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_roster_gets_a_sentence(desk: Desk, data: bytes, name: str) -> None:
    try:
        batch = desk.stage(data=data, name=name)
    except InvalidInput as error:
        assert error.fields["file"] and desk.session.scalar(select(func.count()).select_from(Batch)) == 0
    else:
        assert batch.error_count == 1


def test_a_batch_given_up_cannot_be_confirmed(desk: Desk) -> None:
    batch = desk.stage(learner(1))
    service.discard(desk.session, desk.actor, batch.number, AT)
    service.discard(desk.session, desk.actor, batch.number, AT)
    with pytest.raises(DomainError, match="已经放弃"):
        desk.confirm(batch)


def test_nothing_of_a_line_can_be_read_in_the_database(desk: Desk) -> None:
    batch = desk.stage(learner(1, phone="13800004471"))
    dump = "".join(
        str(row) for table in ("intake_batches", "intake_parts", "stored_files", "content_chunks")
        for row in desk.session.execute(text(f"SELECT * FROM {table}"))
    )
    for secret in (learner(1)["identity_number"], "13800004471", learner(1)["name"], "名单"):
        assert secret not in dump and str(secret.encode())[2:-1] not in dump
    assert batch.file.name == "名单.csv"
