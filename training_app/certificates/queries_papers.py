"""What completion certificates say on paper: the facts of one, or of a whole class in the order of names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from training_app.certificates import messages
from training_app.certificates.labels import IDENTITY_KINDS, LEVELS
from training_app.certificates.layout import CompletionPaper
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.queries import completion_in_scope
from training_app.classes.models import Enrolment, TrainingClass
from training_app.crypto.cipher import open_many
from training_app.institutions.models import Institution
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound, RuleViolation
from training_app.people.models import NUMBER_COLUMN, Person, PersonDocument
from training_app.programmes.models import Direction, Occupation


def masked_documents(session: Session, person_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Kind and masked number of the present document of each person."""
    rows = session.execute(
        select(PersonDocument.person_id, PersonDocument.kind, PersonDocument.row_key, PersonDocument.number_sealed)
        .where(PersonDocument.person_id.in_(person_ids), PersonDocument.is_current)
        .order_by(PersonDocument.id)
    ).all()
    opened = open_many([(row.row_key, bytes(row.number_sealed)) for row in rows], column=NUMBER_COLUMN)
    return {
        row.person_id: (row.kind, identity.mask(number.decode())) for row, number in zip(rows, opened, strict=True)
    }


def paper(session: Session, actor: Actor, number: str) -> CompletionPaper:
    """One certificate as printed. NotFound outside the actor's scope, RuleViolation for a revoked one."""
    found = _papers(session, actor, CompletionCertificate.number == number)
    if not found:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    state = session.scalar(select(CompletionCertificate.state).where(CompletionCertificate.number == number))
    if state != "issued":
        raise RuleViolation("certificates.revoked", messages.REVOKED.format(number=number))
    return found[0]


def papers_of_class(session: Session, actor: Actor, class_number: str) -> list[CompletionPaper]:
    """The standing certificates of a class by name. NotFound when the class holds none or lies outside the scope."""
    found = _papers(
        session, actor, and_(TrainingClass.number == class_number, CompletionCertificate.state == "issued")
    )
    if not found:
        raise NotFound("certificates.none", messages.NO_CERTIFICATES.format(number=class_number[:40]))
    return found


def _papers(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[CompletionPaper]:
    rows = session.execute(
        select(
            CompletionCertificate, TrainingClass, Enrolment.score, Occupation.name, Direction.name, Institution.name
        )
        .join(Enrolment, Enrolment.id == CompletionCertificate.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(Person, Person.id == CompletionCertificate.person_id)
        .outerjoin(
            Direction,
            and_(Direction.occupation_key == TrainingClass.occupation_key, Direction.key == TrainingClass.direction_key),
        )
        .where(condition, completion_in_scope(actor))
        .order_by(Person.name_pinyin, CompletionCertificate.number)
    ).all()
    documents = masked_documents(session, [certificate.person_id for certificate, *_ in rows])
    return [
        _paper(certificate, training_class, score, occupation, direction, issuer, documents)
        for certificate, training_class, score, occupation, direction, issuer in rows
    ]


def _paper(
    certificate: CompletionCertificate, training_class: TrainingClass, score: int | None, occupation: str,
    direction: str | None, issuer: str, documents: dict[int, tuple[str, str]],
) -> CompletionPaper:  # fmt: skip
    kind, masked = documents.get(certificate.person_id, ("", ""))
    return CompletionPaper(
        number=certificate.number, name=certificate.name_at, identity_kind=IDENTITY_KINDS.get(kind, kind),
        identity_masked=masked, occupation=occupation, direction=direction, level=LEVELS[training_class.level],
        class_number=training_class.number, trained_from=training_class.starts_on, trained_to=training_class.ends_on,
        hours=training_class.required_hours or 0, score=score, issuer=issuer, issued_on=certificate.issued_on,
    )  # fmt: skip
