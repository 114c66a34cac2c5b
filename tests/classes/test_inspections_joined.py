"""What belongs to an inspection: documents about single points, authorities that come along, improbable attendance."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_finding
from tests.builders.inspections import AT, BUREAU, DUE, TODAY, all_points, make_inspection
from tests.builders.institutions import actor_of, make_institution
from training_app.classes import queries_findings as findings
from training_app.classes import queries_inspections as inspections
from training_app.classes import service_inspections as service
from training_app.classes import service_inspections_subjects as subjects
from training_app.classes import service_inspections_told as told
from training_app.classes.models_attendance import AttendanceFinding
from training_app.classes.models_inspections import Inspection
from training_app.files.models import StoredFile
from training_app.institutions.models import Institution, QualificationKind
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.notices.models import Notice
from training_app.registration.service import Upload

PDF = b"%PDF-1.4 evidence %%EOF"
PNG = b"\x89PNG\r\n\x1a\n photo IEND"


def held(session: Session, record: Inspection, evidence: dict[int, Upload], dropped: tuple[int, ...] = ()) -> None:
    service.hold(
        session, BUREAU, record.number, record.version, all_points(record, line2="缺签到表"), TODAY, AT, evidence, dropped
    )


def files(record: Inspection) -> list[tuple[int, int, int, str | None]]:
    return [(each.position, each.line, each.round, each.file.name) for each in record.files]


def test_documents_about_points_add_up_and_can_be_taken_away(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"))
    held(session, record, {1: Upload("现场.png", PNG), 2: Upload("签到表.pdf", PDF), 99: Upload("无此项.pdf", PDF)})
    held(session, record, {2: Upload("课表.pdf", PDF)})
    assert files(record) == [(1, 1, 0, "现场.png"), (2, 2, 0, "签到表.pdf"), (3, 2, 0, "课表.pdf")]
    held(session, record, {}, dropped=(1, 7))
    assert [position for position, *_ in files(record)] == [2, 3]
    kept = session.scalar(select(func.count()).select_from(StoredFile).where(StoredFile.kind == "inspection.point"))
    assert kept == 2


def test_the_inspected_see_the_documents_when_they_are_told_and_answer_to_the_point(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"))
    institution = actor_of(session.get_one(Institution, record.institution_id))
    held(session, record, {2: Upload("现场.png", PNG)})
    with pytest.raises(NotFound):
        inspections.point_file(session, institution, record.number, 1)
    service.notify(session, BUREAU, record.number, record.version, "补齐", DUE, TODAY, AT)
    assert inspections.point_file(session, institution, record.number, 1).name == "现场.png"
    # A document about a point that was in order is no answer to anything.
    sent = {1: Upload("无关.pdf", PDF), 2: Upload("补齐的签到表.pdf", PDF)}
    service.answer(session, institution, record.number, record.version, "已补", None, AT, sent)
    assert files(record) == [(1, 2, 0, "现场.png"), (2, 2, 1, "补齐的签到表.pdf")]


def test_a_program_instead_of_a_document_names_its_point_and_keeps_nothing(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"))
    with pytest.raises(InvalidInput) as refused:
        held(session, record, {2: Upload("a.pdf", b"MZ program")})
    assert set(refused.value.fields) == {"file-2"}
    assert (record.state, record.files) == ("planned", [])


def test_an_authority_sees_what_it_comes_along_to_and_hears_of_each_step(session: Session) -> None:
    office = make_institution(session, kind=QualificationKind.AUTHORITY)
    other = Actor(role=Role.AUTHORITY, institution_id=make_institution(session, kind=QualificationKind.AUTHORITY).id)
    authority = Actor(role=Role.AUTHORITY, institution_id=office.id)
    record = make_inspection(session, make_class(session, "running"), offices=(office.code,), announced=False)
    assert inspections.facts(session, authority, record.number).offices == [office.name]
    with pytest.raises(NotFound):
        inspections.by_number(session, other, record.number)
    with pytest.raises(PermissionDenied):
        service.cancel(session, authority, record.number, record.version, "不去", AT)
    for _ in range(2):
        held(session, record, {})
    service.notify(session, BUREAU, record.number, record.version, "补齐", DUE, TODAY, AT)
    box = f"institution:{office.id}:authority"
    rows = session.execute(select(Notice.kind, Notice.settled_at.is_(None)).where(Notice.mailbox == box).order_by(Notice.id))
    assert [tuple(row) for row in rows] == [
        ("inspection.joined", False), ("inspection.found", False), ("inspection.found", True)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [QualificationKind.EMPLOYER, None])
def test_only_authorities_of_the_register_come_along(session: Session, kind: QualificationKind | None) -> None:
    code = make_institution(session, kind=kind).code if kind else "nobody"
    with pytest.raises(InvalidInput) as refused:
        make_inspection(session, make_class(session, "running"), offices=(code,))
    assert set(refused.value.fields) == {"offices"}


def test_a_finding_waits_for_the_inspection_that_looks_into_it(session: Session) -> None:
    record = make_class(session, "running")
    finding = make_finding(session, record, "王伟")
    before = findings.waiting(session, BUREAU)[0]
    inspection = make_inspection(session, record, finding=finding.number)
    assert finding.inspection_id == inspection.id
    assert findings.waiting(session, BUREAU)[0] == before - 1
    assert findings.by_number(session, BUREAU, finding.number).inspecting
    facts = inspections.facts(session, BUREAU, inspection.number)
    assert [each.number for each in facts.findings] == [finding.number]
    with pytest.raises(Conflict), session.begin_nested():
        make_inspection(session, record, finding=finding.number, kind="documents")
    service.cancel(session, BUREAU, inspection.number, inspection.version, "改期", AT)
    assert findings.waiting(session, BUREAU)[0] == before
    again = make_inspection(session, record, kind="documents")
    subjects.attach(session, BUREAU, finding.number, again.number, AT)
    assert finding.inspection_id == again.id


def test_a_finding_goes_to_no_inspection_of_another_class_nor_by_a_district(session: Session) -> None:
    record = make_class(session, "running")
    finding = make_finding(session, record, "王伟")
    elsewhere = make_inspection(session, make_class(session, "running"))
    with pytest.raises(InvalidInput):
        subjects.attach(session, BUREAU, finding.number, elsewhere.number, AT)
    with pytest.raises(PermissionDenied):
        district = Actor(role=Role.DISTRICT, district_code=record.district_code)
        make_inspection(session, record, actor=district, finding=finding.number)


def test_whoever_leads_is_reminded_of_what_was_not_held_or_not_answered(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"))
    late = make_inspection(session, make_class(session, "running"), "waiting")

    def leaders(days: int, number: str) -> list[str]:
        found = told.find(session, TODAY + timedelta(days=days))
        return [each.kind for each in found if each.number == number and each.to.role is Role.BUREAU]

    assert [leaders(days, record.number) for days in (0, 1)] == [[], ["inspection.not_held"]]
    answer_due = (DUE - TODAY).days
    assert [leaders(days, late.number) for days in (answer_due, answer_due + 1)] == [[], ["inspection.unanswered"]]


def test_the_whole_of_it_in_the_browser(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    bureau, today = login_as(Role.BUREAU), dates.today()
    record = make_class(session, "running")
    finding = make_finding(session, record, "王伟")
    office = make_institution(session, kind=QualificationKind.AUTHORITY)
    session.commit()
    assert f"finding={finding.number}" in bureau.get(f"/attendance/findings/{finding.number}").text
    planned = {
        "kind": "on_site", "planned_on": f"{today}", "inspectors": "宋海涛", "offices": office.code, "announced": "y",
    }  # fmt: skip
    where = bureau.post(f"/inspections/new?class={record.number}&finding={finding.number}", data=planned).headers["Location"]
    inspection = session.scalars(select(Inspection).where(Inspection.class_id == record.id)).one()
    authority = login_as(Role.AUTHORITY, institution_id=office.id)
    assert "会同检查" in authority.get("/").text
    assert inspection.number in authority.get("/inspections").text
    assert finding.subject in authority.get(where).text
    points = {f"finding-{item.line}": "ok" for item in inspection.items} | {"finding-2": "defect", "remark-2": "缺签到表"}

    def hold(data: bytes) -> int:
        form = {**points, "held_on": f"{today}", "inspectors": "宋海涛", "version": inspection.version}
        return bureau.post(f"{where}/findings", data={**form, "file-2": (io.BytesIO(data), "签到表.pdf")}).status_code

    assert [hold(b"MZ"), hold(PDF)] == [422, 302]
    assert authority.get(f"{where}/files/1").data == PDF
    assert authority.post(f"{where}/findings").status_code == 403
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    assert institution.get(f"{where}/files/1").status_code == 404
    assert "检查结论" not in institution.get("/").text
    session.expire_all()
    due = {"demand": "补办", "due": f"{today + timedelta(days=9)}", "version": inspection.version}
    assert bureau.post(f"{where}/notify", data=due).status_code == 302
    assert "整改并答复" in institution.get("/").text
    session.expire_all()
    sent = {"answer": "已补", "version": inspection.version}
    refused = institution.post(f"{where}/answer", data={**sent, "file-2": (io.BytesIO(b"MZ"), "a.pdf")})
    assert refused.status_code == 422
    assert 'id="file-2-error"' in refused.text
    assert institution.post(f"{where}/answer", data={**sent, "file-2": (io.BytesIO(PDF), "a.pdf")}).status_code == 302
    assert "复核整改答复" in bureau.get("/").text
    assert session.get_one(AttendanceFinding, finding.id).state == "open"


def test_a_finding_is_added_to_an_inspection_that_is_under_way(
    session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    record = make_class(session, "running")
    inspection, finding = make_inspection(session, record), make_finding(session, record, "王伟")
    session.commit()
    bureau, where = login_as(Role.BUREAU), f"/attendance/findings/{finding.number}"
    assert inspection.number in bureau.get(where).text
    assert bureau.post(f"{where}/inspect", data={"inspection": "JC0000-0000"}).status_code == 404
    assert bureau.post(f"{where}/inspect", data={"inspection": inspection.number}).status_code == 302
    assert "检查中" in bureau.get(where).text
    assert bureau.post(f"{where}/inspect", data={"inspection": inspection.number}).status_code == 409


