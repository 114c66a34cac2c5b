"""Acts of all packages tell whom they concern: one notice a recipient, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_assessment, make_lot
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import identity_number, make_person
from tests.builders.plans import put_under_plan
from tests.certificates.level_files import workbook
from training_app.accounts import service as accounts
from training_app.classes import service, service_completion
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.intake import service as intake
from training_app.kernel.actor import Actor, Role
from training_app.notices.models import Notice
from training_app.notices.rules import mailboxes_of, sentence
from training_app.people import service_reveal
from training_app.reports import service_province

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)


def told(session: Session, actor: Actor) -> Sequence[Notice]:
    """What lies in the mailboxes of an actor, in the order it came."""
    return session.scalars(
        select(Notice).where(Notice.mailbox.in_(mailboxes_of(actor))).order_by(Notice.id)
    ).all()


def kinds(session: Session, actor: Actor) -> list[str]:
    return [notice.kind for notice in told(session, actor)]


def of(record: TrainingClass, role: Role = Role.TRAINING_INSTITUTION) -> Actor:
    body = role is Role.ASSESSMENT_BODY
    return Actor(role, institution_id=record.assessment_body_id if body else record.institution_id)


def test_review_of_a_class_goes_back_and_forth(session: Session) -> None:
    record = make_class(session)
    put_under_plan(session, record)
    school = of(record)
    service.submit(session, school, record.number, None, AT)
    assert kinds(session, bureau()) == ["class.submitted"]
    service.send_back(session, bureau(), record.number, None, "缺场地证明，联系 13812345678", {"venue": ""}, AT)
    (notice,) = told(session, school)
    assert sentence(notice.kind, notice.detail).startswith("班次“智能制造（中级）测试班”的备案被退回：缺场地证明")
    assert "13812345678" not in str(notice.detail)
    service.submit(session, school, record.number, None, AT)
    service.approve(session, bureau(), record.number, None, 800, "大纲", "", date(2026, 2, 1), AT)
    assert kinds(session, school) == ["class.returned", "class.approved"]
    session.expire_all()
    assert [notice.settled_at is None for notice in told(session, bureau())] == [False, False]
    assert [notice.settled_at is None for notice in told(session, school)] == [False, True]
    service.cancel(session, bureau(), record.number, None, "停办", date(2026, 2, 1), AT)
    assert kinds(session, school)[-1] == "class.cancelled"
    assert not told(session, actor_of(make_institution(session)))


def test_a_draft_that_was_never_handed_in_is_cancelled_in_silence(session: Session) -> None:
    record = make_class(session)
    service.cancel(session, of(record), record.number, None, "不办了", date(2026, 2, 1), AT)
    assert not told(session, bureau()) and not told(session, of(record))


def test_completion_tells_when_the_report_is_due_and_the_assessment_body(session: Session) -> None:
    record = make_class(session, "running")
    enrolments = [make_enrolment(session, record, score=8000) for _ in range(3)]
    make_attendance(session, record, enrolments)
    today = record.ends_on
    service_completion.complete(session, of(record), record.number, None, today, {}, today, AT)
    (notice,) = told(session, of(record))
    assert sentence(notice.kind, notice.detail) == (
        "班次“智能制造（中级）测试班”已结业，3 人合格，请在 2026-04-04 前把名单和结果报送省平台并登记。"
    )
    assert kinds(session, of(record, Role.ASSESSMENT_BODY)) == ["class.to_assess"]
    service_province.note(session, of(record), record.number, None, today, "", today, AT)
    assert kinds(session, bureau()) == ["class.reported"]
    service_completion.reopen(session, bureau(), record.number, None, "成绩有误", AT)
    assert kinds(session, of(record)) == ["class.completed", "class.reopened"]


def test_a_list_of_results_is_one_notice_to_each(session: Session) -> None:
    record = make_class(session, "completed")
    people = [make_person(session, number=identity_number(777_000 + each)) for each in range(3)]
    institution = session.get_one(Institution, record.assessment_body_id)
    for person in people:
        enrolment = make_enrolment(session, record, person, "completed")
        make_lot(session, [make_assessment(session, enrolment, institution, assessed_on=date(2026, 3, 20))], on=date(2026, 4, 1))
    make_user(session, "holder", Role.ENGINEER, person_id=people[0].id)
    make_user(session, "left", Role.ENGINEER, person_id=people[1].id).disabled_at = AT
    session.flush()
    lines = [
        {
            "姓名": person.name, "身份证号": identity_number(777_000 + place), "班次编号": record.number, "等级": "中级",
            "职业": "智能制造工程技术人员", "理论成绩": "82.5", "能力成绩": 76, "考核日期": "2026-04-11",
            "证书编号": f"SZ37100026{place:02d}", "发证日期": "2026-05-20",
        }
        for place, person in enumerate(people)
    ]  # fmt: skip
    body = of(record, Role.ASSESSMENT_BODY)
    answer = intake.import_file(
        session, body, "level_certificates", workbook(*lines), "成绩.xlsx", good_rows=False, at=AT
    )
    assert answer.imported, answer.message
    (notice,) = told(session, of(record))
    assert sentence(notice.kind, notice.detail).endswith("3 人有成绩，3 人取得证书。")
    holders = [Actor(Role.ENGINEER, person_id=person.id) for person in people]
    assert [kinds(session, each) for each in holders] == [["certificates.yours"], [], []]
    assert intake.import_file(
        session, body, "level_certificates", workbook(*lines), "成绩.xlsx", good_rows=False, at=AT
    ).imported
    assert len(told(session, of(record))) == 1
    assert answer.batch is not None
    intake.undo(session, body, answer.batch.number, AT)
    assert kinds(session, of(record)) == ["certificates.registered", "certificates.undone"]
    assert kinds(session, holders[0]) == ["certificates.yours", "certificates.yours_undone"]


def test_who_looked_is_told_to_the_person(session: Session) -> None:
    person = make_person(session, phone="13812345678")
    service_reveal.reveal(session, bureau(), person.number, "phone", "核对联系方式", AT)
    (notice,) = told(session, Actor(Role.ENGINEER, person_id=person.id))
    assert (notice.kind, notice.number, notice.detail) == ("person.looked_at", "", {"what": "手机号码"})


def test_a_changed_password_and_a_new_device_are_told_to_the_user(session: Session) -> None:
    user = make_user(session, "somebody", Role.BUREAU)
    actor = Actor(Role.BUREAU, user_id=user.id, name="测试用户")
    for day, agent in enumerate(("Windows Chrome", "Windows Chrome", "Android Firefox")):
        at = AT + timedelta(days=day)
        assert accounts.log_in(session, "somebody", "Correct-horse-9", accounts.Browser("10.0.0.1", agent), at).token
    accounts.change_password(session, actor, "Correct-horse-9", "Another-horse-10", AT)
    own = Actor(Role.AUDITOR, user_id=user.id)
    assert kinds(session, own) == ["account.new_device", "account.password_changed"]
    assert told(session, own)[0].detail == {"device": "Firefox，安卓"}
