"""What completion certificates say on paper: of one, or of a whole class in the order of names.

A certificate of ours says for ever the words it was issued with. One that another system issued kept none with us: it is
drawn from its class as recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from training_app.certificates import messages
from training_app.certificates.labels import IDENTITY_KINDS, LEVELS
from training_app.certificates.layout import CompletionPaper, paper_of
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.queries import completion_in_scope
from training_app.classes.models import Enrolment, TrainingClass
from training_app.crypto import marks
from training_app.crypto.cipher import open_many
from training_app.files.public_address import verification_address
from training_app.institutions.models import Institution
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound, RuleViolation
from training_app.people.models import NUMBER_COLUMN, Person, PersonDocument
from training_app.programmes.models import Direction, Occupation

COMPLETION = "completion"
"""Names this kind of paper in tokens, acts and public answers."""


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


def paper(session: Session, actor: Actor, number: str, base: str = "") -> CompletionPaper:
    """One certificate as printed; `base` is the address its QR code begins with, "" for a paper without. NotFound outside
    the actor's scope, RuleViolation for one that is no longer good."""
    found = _papers(session, actor, CompletionCertificate.number == number, base)
    if not found:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    state = session.scalar(select(CompletionCertificate.state).where(CompletionCertificate.number == number))
    if state != "issued":
        raise RuleViolation("certificates.revoked", messages.ENDED[state or "revoked"].format(number=number))
    return found[0]


def papers_of_class(session: Session, actor: Actor, class_number: str, base: str = "") -> list[CompletionPaper]:
    """The standing certificates of a class by name. NotFound when the class holds none or lies outside the scope."""
    found = _papers(
        session, actor, and_(TrainingClass.number == class_number, CompletionCertificate.state == "issued"), base
    )
    if not found:
        raise NotFound("certificates.none", messages.NO_CERTIFICATES.format(number=class_number[:40]))
    return found


def words_due(session: Session, condition: ColumnElement[bool], issued_on: date) -> list[tuple[Row, CompletionPaper]]:
    """What certificates issued on a day to the enrolments chosen would say, still without number, in the order of names.

    Each with the row it comes from (`enrolment_id`, `person_id`); the name is the person's present one.
    """
    rows = session.execute(
        _facts(Person.name.label("name")).where(condition).order_by(Person.name_pinyin, Enrolment.id)
    ).all()
    return [(row, from_class(row, number="", name=row.name, issued_on=issued_on)) for row in rows]


def from_class(row: Row, *, number: str, name: str, issued_on: date) -> CompletionPaper:
    """A paper that says what class and enrolment say now; `row` holds what `_facts` selects."""
    record: TrainingClass = row.TrainingClass
    return CompletionPaper(
        number=number, name=name, identity_kind="", identity_masked="", occupation=row.occupation,
        direction=row.direction, level=LEVELS[record.level], class_number=record.number,
        trained_from=record.starts_on, trained_to=record.ends_on, hours=record.required_hours or 0, score=row.score,
        issuer=row.issuer, issued_on=issued_on,
    )  # fmt: skip


def _facts(*more: ColumnElement) -> Select:
    """What papers are made of, by enrolment."""
    return (
        select(
            Enrolment.id.label("enrolment_id"), Enrolment.person_id, Enrolment.score, TrainingClass,
            Occupation.name.label("occupation"), Direction.name.label("direction"), Institution.name.label("issuer"), *more,
        )
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Direction,
            and_(Direction.occupation_key == TrainingClass.occupation_key, Direction.key == TrainingClass.direction_key),
        )
    )  # fmt: skip


def with_class(*more: ColumnElement) -> Select:
    """Completion certificates (`CompletionCertificate` in each row) with what their classes say."""
    return _facts(CompletionCertificate, *more).join(CompletionCertificate, CompletionCertificate.enrolment_id == Enrolment.id)


def said(row: Row, **others: str | None) -> CompletionPaper:
    """What the certificate of a row of `with_class` says; `others` is what is never kept with it."""
    certificate: CompletionCertificate = row.CompletionCertificate
    if certificate.paper is None:
        drawn = from_class(row, number=certificate.number, name=certificate.name_at, issued_on=certificate.issued_on)
        return replace(drawn, **others)  # type: ignore[arg-type]
    return paper_of(certificate.paper, seal=marks.seal_text(certificate.paper_seal or b""), **others)


def _papers(session: Session, actor: Actor, condition: ColumnElement[bool], base: str) -> list[CompletionPaper]:
    rows = session.execute(
        with_class().where(condition, completion_in_scope(actor)).order_by(Person.name_pinyin, CompletionCertificate.number)
    ).all()
    documents = masked_documents(session, [row.CompletionCertificate.person_id for row in rows])
    c = CompletionCertificate
    stands_for = dict(
        session.execute(
            select(c.replaced_by, c.number).where(c.replaced_by.in_([row.CompletionCertificate.id for row in rows]))
        ).all()
    )  # fmt: skip
    papers = []
    for row in rows:
        kind, masked = documents.get(row.CompletionCertificate.person_id, ("", ""))
        token = marks.token(COMPLETION, row.CompletionCertificate.number) if base else ""
        papers.append(
            said(
                row, identity_kind=IDENTITY_KINDS.get(kind, kind), identity_masked=masked,
                verification_url=verification_address(token, base), replaces=stands_for.get(row.CompletionCertificate.id, ""),
            )
        )  # fmt: skip
    return papers
