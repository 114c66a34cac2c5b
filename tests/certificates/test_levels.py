"""The list of level results through the batch machine: every refusal, twice the same, taken back exactly."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment, make_level_certificate, make_lot
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from tests.builders.people import identity_number, make_person
from tests.builders.subsidies import make_disbursement
from tests.certificates.level_files import workbook
from tests.intake.foretelling import foretold
from training_app.certificates import service_lots
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import db, unit_of_work
from training_app.institutions.models import Institution
from training_app.intake import parts, queries, service
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, PermissionDenied, RuleViolation
from training_app.people.models import Person
from training_app.titles import service as titles
from training_app.titles.rules_recognition import CONFIRMABLE

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
KEY = "level_certificates"
NUMBER = "371002199003070011"


@dataclass
class World:
    body: Institution
    actor: Actor
    training_class: TrainingClass
    person: Person
    enrolment: Enrolment

    def line(self, **changes: object) -> dict[str, object]:
        """A right line of the person, with changes by heading."""
        return {
            "姓名": self.person.name, "身份证号": NUMBER, "班次编号": self.training_class.number, "等级": "中级",
            "职业": "智能制造工程技术人员", "理论成绩": "82.5", "能力成绩": 76, "考核日期": "2026-04-11",
            "证书编号": "SZ3710002601", "发证日期": "2026-05-20", **changes,
        }  # fmt: skip


RESULT_ONLY: dict[str, object] = {"证书编号": None, "发证日期": None}
APPROVED_ON = date(2026, 5, 18)


@pytest.fixture
def world(session: Session) -> World:
    body = make_assessment_body(session)
    training_class = make_class(session, "completed", assessment_body=body)
    person = make_person(session, "丛海明", number=NUMBER, born=date(1990, 3, 7))
    enrolment = make_enrolment(session, training_class, person, "completed")
    return World(body, actor_of(body, Role.ASSESSMENT_BODY), training_class, person, enrolment)


@pytest.fixture
def upload(session: Session, world: World) -> Callable[..., tuple]:
    """Imports lines as the body (or another actor); gives the answer and the rows."""

    def do(*lines: dict[str, object], actor: Actor | None = None, good_rows: bool = False):
        answer = service.import_file(
            session, actor or world.actor, KEY, workbook(*lines), "成绩.xlsx", good_rows=good_rows, at=AT
        )
        return answer, answer.reading.rows

    return do


@pytest.fixture
def approved(session: Session, world: World, upload: Callable) -> service.Answer:
    """The result of the person is there and its lot is approved: the answer of the upload that brought it."""
    answer, _ = upload(world.line(**RESULT_ONLY))
    make_lot(session, session.scalars(select(LevelAssessment)).all(), on=APPROVED_ON)
    return answer


def codes(rows: list) -> list[str]:
    return [problem.code for row in rows for problem in row.problems]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_result_and_its_certificate_enter_the_register(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    answer, rows = upload(world.line())
    assert answer.imported and not codes(rows)
    assessment = session.scalars(select(LevelAssessment)).one()
    assert (assessment.theory_score, assessment.ability_score, assessment.passed) == (8250, 7600, True)
    assert (assessment.enrolment_id, assessment.body_id) == (world.enrolment.id, world.body.id)
    certificate = session.scalars(select(LevelCertificate)).one()
    assert (certificate.number, certificate.level, certificate.origin) == ("SZ3710002601", "intermediate", "our_class")
    assert certificate.occupation_key == "smart_manufacturing"
    assert (certificate.issuer_name, certificate.name_at) == (world.body.name, "丛海明")
    assert (certificate.issued_on, certificate.first_issued_on) == (date(2026, 5, 20), date(2026, 5, 20))
    assert certificate.batch_id == answer.batch.id
    assert certificate.lot_member_id == session.scalars(select(LotMember.id)).one()
    assert session.scalars(select(ConfirmationLot.state)).one() == "issued", "everybody in it has one"


def test_no_certificate_before_its_lot_is_approved(session: Session, world: World, upload: Callable) -> None:
    """The same file again, step by step: only after the approval the number is taken, and never an older day."""
    assert codes(upload(world.line())[1]) == ["certificate.not_approved"]
    upload(world.line(**RESULT_ONLY))
    assert codes(upload(world.line())[1]) == ["certificate.not_approved"]
    lot = make_lot(session, session.scalars(select(LevelAssessment)).all(), "province_confirmed", on=APPROVED_ON)
    assert codes(upload(world.line())[1]) == ["certificate.not_approved"]
    lot.state, lot.national_on = "nationally_approved", APPROVED_ON
    session.flush()
    assert codes(upload(world.line(发证日期="2026-05-17"))[1]) == ["issued_on.unapproved"]
    assert upload(world.line())[0].imported


def test_twice_the_same_changes_nothing(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    upload(world.line())
    answer, rows = upload(world.line())
    assert answer.imported and answer.counts["existing"] == 1 and answer.counts["created"] == 0
    assert (count(session, LevelAssessment), count(session, LevelCertificate)) == (1, 1)


def test_a_failed_result_is_recorded_without_certificate(session: Session, world: World, upload: Callable) -> None:
    answer, rows = upload(world.line(能力成绩="59.99", 证书编号=None, 发证日期=None))
    assert answer.imported and not codes(rows)
    assert session.scalars(select(LevelAssessment)).one().passed is False
    assert count(session, LevelCertificate) == 0


def test_the_certificate_follows_later(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    answer, _ = upload(world.line())
    assert answer.counts["updated"] == 1
    assert (count(session, LevelAssessment), count(session, LevelCertificate)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"理论成绩": "59.99"}, "certificate.not_passed"),
        ({"能力成绩": 0}, "certificate.not_passed"),
        ({"理论成绩": None}, "score.missing"),
        ({"理论成绩": "100.5"}, "score.invalid"),
        ({"理论成绩": "八十"}, "score.invalid"),
        ({"考核日期": None}, "assessed_on.missing"),
        ({"考核日期": "2026-13-01"}, "date.invalid"),
        ({"考核日期": "2026-09-29", "发证日期": "2026-09-29"}, "assessed_on.future"),
        ({"考核日期": "2026-03-04"}, "assessed_on.early"),
        ({"考核日期": "1999-03-04"}, "assessed_on.early"),
        ({"发证日期": "2026-09-29"}, "issued_on.future"),
        ({"发证日期": "2026-04-10"}, "issued_on.early"),
        ({"发证日期": None}, "issued_on.missing"),
        ({"证书编号": None}, "issued_on.alone"),
        ({"证书编号": "Z" * 41}, "certificate.invalid"),
        ({"证书编号": "SZ 1;DROP"}, "certificate.invalid"),
        ({"职业": "大数据工程技术人员"}, "class.mismatch"),
        ({"职业": "屠宰"}, "occupation.unknown"),
        ({"等级": "初级"}, "class.mismatch"),
        ({"等级": "高级工"}, "level.unknown"),
        ({"班次编号": "WH2026-0000"}, "class.not_yours"),
        ({"班次编号": "第三期"}, "class.unknown"),
        ({"班次编号": None}, "class.missing"),
        ({"姓名": "丛海民"}, "person.name_conflict"),
        ({"身份证号": "371002199003070012"}, "identity.check_digit"),
        ({"身份证号": identity_number(987654)}, "person.unknown"),
        ({"来源": "火星"}, "origin.unknown"),
    ],
)
def test_refusals(session: Session, world: World, upload: Callable, changes: dict, code: str) -> None:
    answer, rows = upload(world.line(**changes))
    assert not answer.imported
    assert code in codes(rows), codes(rows)
    problem = next(each for each in rows[0].problems if each.code == code)
    assert problem.message.endswith(("。", "）。")) and NUMBER not in problem.message
    assert (count(session, LevelAssessment), count(session, LevelCertificate)) == (0, 0)


def test_only_people_who_completed_are_assessed(session: Session, world: World, upload: Callable) -> None:
    world.enrolment.state = "failed"
    session.flush()
    assert codes(upload(world.line())[1]) == ["enrolment.not_completed"]


def test_somebody_of_another_class_is_not_on_the_list(session: Session, world: World, upload: Callable) -> None:
    other = make_class(session, "completed", assessment_body=world.body)
    assert codes(upload(world.line(班次编号=other.number))[1]) == ["enrolment.missing"]


def test_a_running_class_has_no_results_yet(session: Session, world: World, upload: Callable) -> None:
    running = make_class(session, "running", assessment_body=world.body)
    make_enrolment(session, running, world.person)
    assert codes(upload(world.line(班次编号=running.number))[1]) == ["class.not_completed"]


def test_the_class_of_another_body_looks_like_none(session: Session, world: World, upload: Callable) -> None:
    foreign = actor_of(make_assessment_body(session), Role.ASSESSMENT_BODY)
    assert codes(upload(world.line(), actor=foreign)[1]) == ["class.not_yours"]


def test_a_body_off_the_list_on_the_day_may_not_assess(session: Session, world: World, upload: Callable) -> None:
    world.body.qualifications[0].valid_to = date(2026, 4, 11)
    session.flush()
    assert codes(upload(world.line())[1]) == ["body.not_qualified"]


def test_the_results_of_a_class_come_from_its_body_only(world: World, upload: Callable) -> None:
    assert codes(upload(world.line(), actor=bureau())[1]) == ["body.not_yours"]


def test_institutions_may_not_upload_results(session: Session, world: World, upload: Callable) -> None:
    institution = session.get(Institution, world.training_class.institution_id)
    with pytest.raises(PermissionDenied):
        upload(world.line(), actor=actor_of(institution))


def test_duplicates_within_a_file(world: World, approved: service.Answer, upload: Callable) -> None:
    assert codes(upload(world.line(), world.line(证书编号="SZ2"))[1]) == ["row.duplicate"]
    assert codes(upload(world.line(), world.line(考核日期="2026-05-01"))[1]) == ["row.duplicate"]
    later = world.line(考核日期="2026-05-01", 证书编号="SZ2")
    assert codes(upload(world.line(), later)[1]) == ["row.duplicate"]


def test_a_result_is_never_overwritten(world: World, upload: Callable) -> None:
    upload(world.line(**RESULT_ONLY))
    assert codes(upload(world.line(理论成绩=90, **RESULT_ONLY))[1]) == ["assessment.conflict"]


def test_a_number_stands_for_one_certificate(session: Session, world: World, upload: Callable) -> None:
    make_level_certificate(session, make_person(session), number="SZ3710002601")
    assert codes(upload(world.line())[1]) == ["certificate.taken"]


def test_a_second_certificate_of_the_same_class_is_refused(
    world: World, approved: service.Answer, upload: Callable
) -> None:
    upload(world.line())
    again = world.line(考核日期="2026-05-11", 证书编号="SZ3710002602")
    assert codes(upload(again)[1]) == ["certificate.exists"]


def test_a_merged_person_keeps_the_result_with_the_enrolment(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    survivor = make_person(session, "丛海明")
    world.person.merged_into = survivor.id
    session.flush()
    assert upload(world.line())[0].imported
    assert session.scalars(select(LevelCertificate)).one().person_id == world.person.id


def elsewhere(**changes: object) -> dict[str, object]:
    return {
        "姓名": "鞠思雨", "身份证号": identity_number(765432), "职业": "大数据工程技术人员", "等级": "初级",
        "证书编号": "JN2026-77", "发证日期": "2026-02-03", "来源": "外地培训", "佐证": "全国查验网 2026-03-01 查询",
        "发证机构": "济南数字评价中心", **changes,
    }  # fmt: skip


def test_the_bureau_enters_certificates_earned_elsewhere(session: Session, upload: Callable) -> None:
    answer, rows = upload(elsewhere(), elsewhere(证书编号="JN2026-78", 职业="区块链工程技术人员"), actor=bureau())
    assert answer.imported, codes(rows)
    found = session.scalars(select(LevelCertificate).order_by(LevelCertificate.number)).all()
    assert [each.occupation_key for each in found] == ["big_data", "blockchain"]
    assert {each.origin for each in found} == {"elsewhere"} and found[0].person_id == found[1].person_id
    assert (found[0].evidence, found[0].issuer_name, found[0].enrolment_id) == (
        "全国查验网 2026-03-01 查询", "济南数字评价中心", None
    )  # fmt: skip
    again, _ = upload(elsewhere(), actor=bureau())
    assert again.counts["existing"] == 1 and count(session, LevelCertificate) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"佐证": None}, "evidence.missing"), ({"发证机构": None}, "issuer.missing"), ({"职业": None}, "occupation.missing"),
        ({"等级": None}, "level.missing"), ({"证书编号": None}, "certificate.missing"), ({"发证日期": None}, "issued_on.missing"),
        ({"班次编号": "WH2026-0001"}, "elsewhere.class"), ({"佐证": "长" * 201}, "evidence.long"),
    ],
)  # fmt: skip
def test_what_a_certificate_from_elsewhere_must_tell(upload: Callable, changes: dict, code: str) -> None:
    answer, rows = upload(elsewhere(**changes), actor=bureau())
    assert not answer.imported and codes(rows) == [code]


def test_a_body_may_not_enter_certificates_earned_elsewhere(upload: Callable) -> None:
    assert codes(upload(elsewhere())[1]) == ["elsewhere.bureau_only"]


def test_undo_takes_back_exactly_the_batch(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    kept = make_level_certificate(session, world.person)
    answer, _ = upload(world.line())
    assert foretold(session, world.actor, answer.batch) == {"back": {"删除本批登记的证书": [3]}}
    undone = service.undo(session, world.actor, answer.batch.number, AT)
    assert (undone["certificates"], undone["assessments"]) == (1, 0)
    assert session.scalars(select(LevelCertificate)).all() == [kept]
    assert session.scalars(select(ConfirmationLot.state)).one() == "nationally_approved", "its numbers are due again"
    assert upload(world.line())[0].imported
    foreign, _ = upload(elsewhere(), actor=bureau())
    assert foretold(session, bureau(), foreign.batch) == {"back": {"删除本批登记的证书": [3], "删除只由本批登记的人员": [3]}}
    assert service.undo(session, bureau(), foreign.batch.number, AT)["persons_removed"] == 1
    assert session.scalar(select(Person.id).where(Person.name == "鞠思雨")) is None


def test_results_are_taken_back_only_while_they_are_in_no_lot(session: Session, world: World, upload: Callable) -> None:
    answer, _ = upload(world.line(**RESULT_ONLY))
    assert foretold(session, world.actor, answer.batch) == {"back": {"删除本批登记的考核成绩": [3]}}
    lot = service_lots.draw(session, world.actor, "smart_manufacturing", "intermediate", "", AT)
    assert foretold(session, world.actor, answer.batch) == {"cannot": {"考核成绩已列入报批批次": [3]}}
    with pytest.raises(RuleViolation, match="1 条考核成绩已列入报批批次"):
        service.undo(session, world.actor, answer.batch.number, AT)
    service_lots.discard(session, world.actor, lot.number, AT)
    assert service.undo(session, world.actor, answer.batch.number, AT)["assessments"] == 1


def test_undo_is_refused_while_a_title_hangs_on_it(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    answer, _ = upload(world.line())
    choice = titles.Choice(date(2026, 9, 28), confirmed=frozenset(CONFIRMABLE))
    titles.recognise(session, bureau(), ["SZ3710002601"], choice, date(2026, 9, 28), AT)
    assert foretold(session, world.actor, answer.batch)["cannot"] == {"已凭证书认定职称": [3]}
    with pytest.raises(RuleViolation, match="1 人职称"):
        service.undo(session, world.actor, answer.batch.number, AT)
    assert count(session, LevelCertificate) == 1


def test_undo_is_refused_when_a_certificate_moved_on(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    answer, _ = upload(world.line())
    session.scalars(select(LevelCertificate)).one().state = "revoked"
    session.flush()
    assert foretold(session, world.actor, answer.batch)["cannot"] == {"证书已经撤销或换发": [3]}
    with pytest.raises(RuleViolation, match="撤销或换发"):
        service.undo(session, world.actor, answer.batch.number, AT)


def test_a_cell_is_corrected_on_the_page_and_confirmed(session: Session, world: World) -> None:
    wrong = workbook(
        world.line(理论成绩="八十二", **RESULT_ONLY), world.line(理论成绩="八十二", 考核日期="2026-05-02", **RESULT_ONLY)
    )
    batch = service.stage(session, world.actor, KEY, wrong, "成绩.xlsx", at=AT)
    assert batch.error_count == 2
    row = service.correct(session, world.actor, batch.number, 0, "theory_score", "82", AT)
    assert row.status == "ok"
    answer = service.confirm(session, world.actor, batch.number, good_rows=True, at=AT)
    assert answer.imported and answer.counts["held"] == 1
    stored = parts.load(session, queries.get(session, world.actor, batch.number))
    assert [(each.code, each.column, each.heading) for each in stored[1].problems if each.field == "theory_score"] == [
        ("score.invalid", "H", "理论成绩")
    ]


def test_a_column_that_is_none_cannot_be_corrected(session: Session, world: World) -> None:
    batch = service.stage(session, world.actor, KEY, workbook(world.line()), "成绩.xlsx", at=AT)
    with pytest.raises(InvalidInput):
        service.correct(session, world.actor, batch.number, 0, "bank_account", "1", AT)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", workbook(headings=("甲", "乙")), b"\xff\xfe\x00"])
def test_a_file_that_is_no_list_is_answered_in_words(session: Session, world: World, data: bytes) -> None:
    with pytest.raises(InvalidInput) as caught:
        service.stage(session, world.actor, KEY, data, "a.xlsx", at=AT)
    assert caught.value.fields["file"]


def test_undo_is_refused_while_money_was_paid_on_it(
    session: Session, world: World, approved: service.Answer, upload: Callable
) -> None:
    answer, _ = upload(world.line())
    make_disbursement(session, world.enrolment, date(2026, 8, 1))
    assert foretold(session, world.actor, answer.batch)["cannot"] == {"已发放补贴": [3]}
    with pytest.raises(RuleViolation, match="1 笔补贴"):
        service.undo(session, world.actor, answer.batch.number, AT)
    assert count(session, LevelCertificate) == 1


def test_from_the_page_to_the_list(
    session: Session, world: World, approved: service.Answer, login_as: Callable
) -> None:
    client = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    file = (io.BytesIO(workbook(world.line())), "成绩.xlsx")
    staged = client.post("/intake/level_certificates/new", data={"file": file}, content_type="multipart/form-data")
    assert staged.status_code == 302, staged.get_data(as_text=True)
    page = client.get(staged.headers["Location"]).get_data(as_text=True)
    assert "丛海明" in page and "82.5" in page and "SZ3710002601" in page
    assert client.post(f"{staged.headers['Location']}/confirm").status_code == 302
    shown = client.get("/certificates/?q=chm").get_data(as_text=True)
    assert "SZ3710002601" in shown and "上传考核成绩和证书" in shown


@pytest.mark.long
def test_the_same_list_raced_enters_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        body = make_assessment_body(session)
        training_class = make_class(session, "completed", assessment_body=body)
        person = make_person(session, "丛海明", number=NUMBER, born=date(1990, 3, 7))
        enrolment = make_enrolment(session, training_class, person, "completed")
        result = make_assessment(session, enrolment, body, theory=8250, ability=7600)
        make_lot(session, [result], on=APPROVED_ON)
        actor = actor_of(body, Role.ASSESSMENT_BODY)
        data = workbook(World(body, actor, training_class, person, enrolment).line())
    outcomes: list[str] = []
    start = threading.Barrier(3)

    def race() -> None:
        with fresh_app.app_context():
            start.wait()
            with unit_of_work() as own:
                counts = service.import_file(own, actor, KEY, data, "成绩.xlsx", at=AT).counts
            outcomes.append("updated" if counts["updated"] else "existing")
            db.session.remove()

    threads = [threading.Thread(target=race) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["existing", "existing", "updated"]
    with fresh_app.app_context():
        assert (count(db.session(), LevelAssessment), count(db.session(), LevelCertificate)) == (1, 1)


def test_unknown_headings_are_asked_about_and_remembered(
    session: Session, world: World, approved: service.Answer, login_as: Callable
) -> None:
    client = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    book = load_workbook(io.BytesIO(workbook(world.line())))
    book.active["B2"], book.active["C2"] = "何人", "代码"
    target = io.BytesIO()
    book.save(target)
    for first in (True, False):
        answer = client.post("/intake/level_certificates/new", data={"file": (io.BytesIO(target.getvalue()), "成绩.xlsx")})
        assert answer.location.endswith("/columns") is first
        if first:
            page = client.get(answer.location).get_data(as_text=True)
            form = dict(re.findall(r'name="(column0-\d+)".*?<option value="([^"]*)" selected', page, re.DOTALL))
            assert {"name", "identity_number"} <= set(form.values()), "proposed by what stands in them"
            assert client.post(answer.location, data={"use0": "1", "row0": "0", **form}).status_code == 302
        page = client.get(answer.location.removesuffix("/columns")).get_data(as_text=True)
        assert "1 行可以导入" in page and "您确认过的列对应读取" in page
