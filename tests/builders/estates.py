"""A small city of two estates, for walks over all pages: in each an institution with everything it can have, an assessment
body, a district, an engineer. What one estate's people must never see of the other carries its mark in the name."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_act,
    make_application,
    make_assessment,
    make_assessment_session,
    make_claim,
    make_completion_certificate,
    make_level_certificate,
)
from tests.builders.classes import make_attendance, make_class, make_correction, make_enrolment, make_finding
from tests.builders.exports import make_export
from tests.builders.honours import make_honour
from tests.builders.inspections import make_inspection
from tests.builders.institutions import actor_of, make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.builders.plans import make_plan
from tests.builders.registrations import make_registration
from tests.builders.resources import make_change, make_trainer, make_venue
from tests.builders.rosters import learner, xlsx
from tests.builders.subsidies import make_disbursement
from training_app.accounts import service as accounts
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.classes.models import TrainingClass
from training_app.files import service as files
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution
from training_app.intake import service as intake
from training_app.jobs.models import Job
from training_app.kernel.actor import INSTITUTION_ROLES, Role
from training_app.kernel.dates import Quarter
from training_app.listing.models import ActResult
from training_app.people.models import Person
from training_app.reports import service_returns as returns
from training_app.reports.layout import Narratives
from training_app.reports.queries_figures import figures, period_of
from training_app.reports.queries_members import Reading
from training_app.reports.service_returns import Entries
from training_app.titles.models import TitleRecord

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
STATES = ("draft", "submitted", "returned", "approved", "running", "completed", "reported")
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything of one estate: numbers of its records by kind, and what of it must stay unseen."""

    institution: Institution
    body: Institution
    employer: Institution
    district: str
    person: Person
    numbers: dict[str, list[str]]
    canaries: tuple[str, ...]
    classes: dict[str, TrainingClass] = field(default_factory=dict)

    def scope(self, role: Role) -> dict[str, Any]:
        """What a user of the role is of this estate, as `login_as` takes it."""
        if role is Role.ASSESSMENT_BODY:
            return {"institution_id": self.body.id}
        if role in (Role.EMPLOYER, Role.AUTHORITY):
            return {"institution_id": self.employer.id}
        if role in INSTITUTION_ROLES:
            return {"institution_id": self.institution.id}
        if role is Role.DISTRICT:
            return {"district_code": self.district}
        return {"person_id": self.person.id} if role is Role.ENGINEER else {}


def make_estate(session: Session, mark: str, district: str) -> Estate:
    """An estate whose names all hold `mark`, with classes in every state and everything that hangs on them."""
    serial = next(_serial)
    institution = make_institution(session, f"{mark}培训学校", district_code=district, contact_name=f"{mark}联系人")
    # Assessment bodies stand in the ministry's list: every institution may choose any of them, so it bears no mark.
    body = make_assessment_body(session, district_code=district)
    employer = make_institution(session, f"{mark}用人单位", district_code=district)
    person = make_person(session, f"{mark}学员", district_code=district, employer=f"{mark}工作单位", phone="13806310000")
    classes = {
        state: make_class(
            session, state, institution=institution, assessment_body=body, district_code=district,
            name=f"{mark}{state}班", venue=f"{mark}教室", contact_name=f"{mark}联系人",
            starts_on=date(2026, 3, 2) + timedelta(days=30 * place),
        )
        for place, state in enumerate(STATES)
    }
    numbers = {
        "class": [record.number for record in classes.values()], "person": [person.number],
        "institution": [institution.code], **_completed(session, classes, person, mark),
        "batch": [_batch(session, classes["approved"], institution, f"{mark}名单.xlsx", serial * 10)],
        "return": _returns(session, institution, mark), "job": [_job(session, institution, mark, serial)],
        "results": [_results(session, institution, mark, serial)],
        "registration": [_registration(session, mark, district)],
        "plan": [
            make_plan(session, state, institution=institution, lines=1, body=body, year=year, content=f"{mark}方案").number
            for state, year in (("filed", 2026), ("submitted", 2027), ("draft", 2028))
        ],
        "honour": [make_honour(session, person, name=f"{mark}竞赛").number],
        "change": [make_change(session, classes["running"], reason=f"{mark}停电检修").number],
        "trainer": [make_trainer(session, institution, f"{mark}教师").number],
        "venue": [make_venue(session, institution, f"{mark}场地", district_code=district).number],
        "inspection": [make_inspection(session, classes["running"], "waiting", joined_by=f"{mark}部门").number],
        "export": [make_export(session, classes["completed"], f"{mark}用途").number],
        "correction": [make_correction(session, classes["running"], reason=f"{mark}漏登").number],
        "finding": [make_finding(session, classes["running"], f"{mark}学员").number],
    }
    session.commit()
    return Estate(institution, body, employer, district, person, numbers, (mark,), classes)


def _completed(session: Session, classes: dict[str, TrainingClass], person: Person, mark: str) -> dict[str, list[str]]:
    """What hangs on a completed class: papers, assessment, payment, hours, title."""
    running = make_enrolment(session, classes["running"], person, employer_name=f"{mark}工作单位")
    make_attendance(session, classes["running"], [running])
    enrolment = make_enrolment(session, classes["completed"], person, "completed", employer_name=f"{mark}工作单位")
    make_assessment(session, enrolment, session.get_one(Institution, classes["completed"].assessment_body_id))
    assessed = make_assessment_session(
        session, session.get_one(Institution, classes["completed"].assessment_body_id),
        make_application(session, enrolment, remark=f"{mark}意见"), place=f"{mark}考点",
    )
    paper = make_completion_certificate(session, enrolment)
    certificate = make_level_certificate(
        session, person, "intermediate", enrolment=enrolment, issuer_name=f"{mark}发证机构"
    )
    act = make_act(session, paper, classes["completed"], mark)
    lot = session.scalars(
        select(ConfirmationLot.number).join(LotMember, LotMember.lot_id == ConfirmationLot.id)
        .where(LotMember.enrolment_id == enrolment.id)
    ).one()  # fmt: skip
    payment = make_disbursement(session, enrolment, date(2026, 9, 1))
    entry = HourEntry(
        person_id=person.id, year=2026, subject="professional", hours=3200, occurred_on=date(2026, 8, 2), recorded_at=AT,
        source_kind="class", source_number=classes["completed"].number, rule="test", basis="text",
        idempotency_key=f"walk:{person.number}", evidence=f"{mark}依据",
    )
    title = TitleRecord(
        number=f"TR2026-9{person.id:05d}", person_id=person.id, name_at=person.name, series="engineering",
        level="engineer", route="certificate_recognition", certificate_id=certificate.id,
        district_code=person.district_code, recognised_on=date(2026, 9, 2), rule="test", state="granted",
        decision={
            "route": {
                "route": "certificate_recognition", "outcome": "yes", "level": "engineer", "conditions": [],
                "subject_to": [],
            }
        },
    )
    session.add_all([entry, title])
    session.flush()
    return {
        "completion": [paper.number], "level": [certificate.number], "title": [title.number], "voucher": [payment.voucher],
        "act": [act.number],
        "lot": [lot], "assessment_session": [assessed.number], "claim": [make_claim(session, person, mark).number],
    }


def _batch(session: Session, record: TrainingClass, institution: Institution, name: str, serial: int) -> str:
    lines = [learner(serial + 1), learner(serial + 2, identity_number="")]
    batch = intake.stage(session, actor_of(institution), "roster", xlsx(lines), name, subject_number=record.number, at=AT)
    return batch.number


def _results(session: Session, institution: Institution, mark: str, serial: int) -> str:
    """What came of an act on many lines of somebody of the institution."""
    role = Role.TRAINING_INSTITUTION
    user = make_user(session, f"many{serial}", role, institution_id=institution.id)
    kept = ActResult(
        number=f"B{90_000_000 + serial}", list_key="classes", label=mark, user_id=user.id, role=role,
        institution_id=institution.id, created_at=AT,
    )  # fmt: skip
    kept.content = json.dumps({"query": {}, "lines": [[mark, mark, "/", True, mark]]})
    session.add(kept)
    session.flush()
    return kept.number


def _job(session: Session, institution: Institution, mark: str, serial: int) -> str:
    """A finished job of somebody of the institution, with the file that came of it."""
    user = make_user(session, f"walk-{serial}", Role.TRAINING_INSTITUTION, institution_id=institution.id)
    session.flush()
    actor = accounts.actor_of(user, user.memberships[0], None)
    file = files.store(session, actor, mark.encode(), f"{mark}.txt", "text/plain", "job.result", at=AT)
    job = Job(
        number=f"J9{serial:07d}", kind="test.walk", title=f"{mark}任务", state="done", user_id=user.id,
        membership_id=user.memberships[0].id, arguments={}, message=f"{mark}结果", file_id=file.id, created_at=AT,
        finished_at=AT,
    )
    session.add(job)
    session.flush()
    return job.number


def _registration(session: Session, mark: str, district: str) -> str:
    """An organisation of the district that asks to be registered."""
    record, _ = make_registration(
        session, district=district, name=f"{mark}新机构", address=f"{mark}路1号", legal_representative=f"{mark}法人",
        contact_name=f"{mark}联系人", administrator=f"{mark}管理员", basis=f"{mark}名录",
    )
    return record.number


def _returns(session: Session, institution: Institution, mark: str) -> list[str]:
    """The second quarter's return submitted, the third one's a draft."""
    actor, found = actor_of(institution), []
    for quarter in (Quarter(2026, 2), Quarter(2026, 3)):
        record = returns.open_draft(session, actor, quarter, date(2026, 7, 1), AT)
        period = Reading(institution_id=institution.id)
        checks = returns.open_checks(session, record, figures(session, period_of(quarter, False), period))
        words = Narratives(f"{mark}措施", f"{mark}做法", f"{mark}问题")
        answers = {check.key: f"{mark}说明" for check in checks}
        returns.save(session, actor, record.number, Entries(f"{mark}填表人", "0631-5190000", words, answers), AT)
        if quarter.number == 2:
            returns.submit(session, actor, record.number, AT)
        found.append(record.number)
    return found
