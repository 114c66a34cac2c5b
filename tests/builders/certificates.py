"""Level results, certificates and titles, written straight into the tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_claims import CertificateClaim
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.rules_lots import APPROVED, STATES
from training_app.classes.models import Enrolment, TrainingClass
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.people.models import HeldTitle, Person

_serial = itertools.count(1)
ISSUED_ON = date(2026, 4, 20)
DECLARED_AT = datetime(2026, 4, 27, 1, 0, tzinfo=UTC)


def make_completed(
    session: Session, person: Person | None = None, *, training_class: TrainingClass | None = None, **columns: object
) -> Enrolment:
    """A person who completed a class (a new one unless given; `columns` are the class's)."""
    training_class = training_class or make_class(session, "completed", **columns)  # type: ignore[arg-type]
    return make_enrolment(session, training_class, person, "completed")


def make_completion_certificate(session: Session, enrolment: Enrolment, **columns: object) -> CompletionCertificate:
    """The standing completion certificate of an enrolment."""
    certificate = CompletionCertificate(
        **{
            "number": f"PX2026-9{next(_serial):05d}", "enrolment_id": enrolment.id, "person_id": enrolment.person_id,
            "name_at": enrolment.name_at, "issued_on": enrolment.completed_on or ISSUED_ON, "state": "issued", **columns,
        }
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return certificate


def make_act(
    session: Session, certificate: CompletionCertificate, training_class: TrainingClass, mark: str = ""
) -> CertificateAct:
    """An application to revoke a completion certificate, which waits; `mark` stands in everything that was typed."""
    serial = next(_serial)
    asker = make_user(session, f"asks{serial}", Role.TRAINING_INSTITUTION, institution_id=training_class.institution_id)
    act = CertificateAct(
        number=f"ZH2026-9{serial:03d}", kind="completion", certificate_id=certificate.id,
        certificate_number=certificate.number, name_at=certificate.name_at, institution_id=training_class.institution_id,
        act="revoke", reason=f"{mark}考核资料与本人不符", document=f"{mark}来函", state="asked", asked_by=asker.id,
        asked_at=datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
    )  # fmt: skip
    session.add(act)
    session.flush()
    return act


def make_assessment(
    session: Session, enrolment: Enrolment, body: Institution, *, theory: int = 8000, ability: int = 7500,
    **columns: object,
) -> LevelAssessment:  # fmt: skip
    """An assessment by a body; scores in hundredths."""
    assessment = LevelAssessment(
        **{
            "enrolment_id": enrolment.id, "person_id": enrolment.person_id, "body_id": body.id, "theory_score": theory,
            "ability_score": ability, "passed": min(theory, ability) >= 6000, "assessed_on": date(2026, 4, 11), **columns,
        }
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    return assessment


def make_lot(
    session: Session, assessments: Sequence[LevelAssessment], state: str = "nationally_approved", *, on: date = ISSUED_ON
) -> ConfirmationLot:
    """A lot of these results in a state, every step of it on one day."""
    training_class = session.get_one(TrainingClass, session.get_one(Enrolment, assessments[0].enrolment_id).class_id)
    reached = STATES.index(state)
    lot = ConfirmationLot(
        number=f"CL2026-9{next(_serial):05d}", body_id=assessments[0].body_id, occupation_key=training_class.occupation_key,
        level=training_class.level, state=state, drawn_at=datetime.combine(on, time(9), CHINA),
        sent_on=on if state not in ("drawn", "discarded") else None,
        province_on=on if reached >= STATES.index("province_confirmed") and state != "discarded" else None,
        national_on=on if state in APPROVED else None,
    )  # fmt: skip
    session.add(lot)
    session.flush()
    for each in assessments:
        session.add(LotMember(lot_id=lot.id, assessment_id=each.id, enrolment_id=each.enrolment_id, state="in"))
    session.flush()
    return lot


def approved_member(session: Session, enrolment: Enrolment, issued_on: date) -> int:
    """The id of the enrolment's member of an approved lot; what of result and lot is not there is made, before the day."""
    wanted = select(LotMember.id).where(LotMember.enrolment_id == enrolment.id, LotMember.state == "in")
    if (member := session.scalar(wanted)) is None:
        result = session.scalar(
            select(LevelAssessment).where(LevelAssessment.enrolment_id == enrolment.id, LevelAssessment.passed)
        )
        body = session.get_one(TrainingClass, enrolment.class_id).assessment_body_id
        result = result or make_assessment(
            session, enrolment, session.get_one(Institution, body), assessed_on=issued_on - timedelta(days=9)
        )
        make_lot(session, [result], on=issued_on)
        member = session.scalars(wanted).one()
    return member


def make_level_certificate(
    session: Session, person: Person, level: str = "junior", *, enrolment: Enrolment | None = None, **columns: object
) -> LevelCertificate:
    """A level certificate; of an enrolment (our class, through an approved lot unless its class is of the books of earlier
    years) when one is given, else earned elsewhere with evidence."""
    issued_on = columns.get("issued_on", ISSUED_ON)
    if enrolment and session.get_one(TrainingClass, enrolment.class_id).origin == "register":
        columns.setdefault("lot_member_id", approved_member(session, enrolment, issued_on))  # type: ignore[arg-type]
    certificate = LevelCertificate(
        **{
            "number": f"SZ37100026{next(_serial):06d}", "person_id": person.id, "name_at": person.name,
            "occupation_key": "big_data", "level": level, "issuer_name": "山东数字人才评价中心", "issued_on": issued_on,
            "first_issued_on": issued_on, "origin": "our_class" if enrolment else "elsewhere",
            "enrolment_id": enrolment.id if enrolment else None, "evidence": "" if enrolment else "全国查验截图",
            "state": "issued", **columns,
        }
    )  # fmt: skip
    session.add(certificate)
    session.flush()
    return certificate


def make_claim(session: Session, person: Person, issuer: str = "济南数字评价中心", **columns: object) -> CertificateClaim:
    """A claim of a person that waits to be checked."""
    actor = Actor(Role.ENGINEER, name="本人", person_id=person.id)
    scan = files.store(session, actor, b"%PDF-1.4 x %%EOF", "scan.pdf", "application/pdf", "certificate_claim.scan")
    made = CertificateClaim(
        **{
            "number": f"CC2026-9{next(_serial):04d}", "person_id": person.id, "claimed_number": f"JN{next(_serial):06d}",
            "occupation_key": "big_data", "level": "junior", "issuer_name": issuer, "issued_on": date(2026, 2, 3),
            "file_id": scan.id, "state": "claimed", "claimed_at": datetime(2026, 5, 4, 2, 0, tzinfo=UTC), **columns,
        }
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def make_application(
    session: Session, enrolment: Enrolment, state: str = "accepted", *, declared_at: datetime = DECLARED_AT, **columns: object
) -> LevelApplication:
    """An application of somebody who completed a class, to the body of the class."""
    made = LevelApplication(
        **{
            "number": f"LA2026-9{next(_serial):05d}", "enrolment_id": enrolment.id, "state": state,
            "body_id": session.get_one(TrainingClass, enrolment.class_id).assessment_body_id, "declaration_version": "2026-1",
            "declaration_digest": b"x" * 32, "declared_on_paper": False, "declared_at": declared_at, "prerequisite": "met",
            "asked": "", "remark": "", **columns,
        }
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def make_assessment_session(
    session: Session, body: Institution, *applications: LevelApplication, **columns: object
) -> AssessmentSession:
    """A session of a body for what `make_class` teaches, with a seat for each of these applications."""
    made = AssessmentSession(
        **{
            "number": f"AS2026-9{next(_serial):04d}", "body_id": body.id, "occupation_key": "smart_manufacturing",
            "level": "intermediate", "held_on": date(2026, 5, 9), "starts_at": time(9), "ends_at": time(11, 30),
            "place": "文化中路 1 号考点", "seats": 10, "apply_until": date(2026, 5, 4), "state": "planned", **columns,
        }
    )  # fmt: skip
    session.add(made)
    session.flush()
    for place, application in enumerate(applications, 1):
        person_id = session.get_one(Enrolment, application.enrolment_id).person_id
        session.add(
            AssessmentSeat(session_id=made.id, application_id=application.id, person_id=person_id, seat_no=place)
        )
    session.flush()
    session.refresh(made)
    return made


def make_held_title(session: Session, person: Person, level: str, series: str = "engineering") -> HeldTitle:
    """A title held since 2020, entered by hand."""
    title = HeldTitle(
        person_id=person.id, series=series, level=level, held_from=date(2020, 1, 1), source_kind="manual"
    )
    session.add(title)
    session.flush()
    return title
