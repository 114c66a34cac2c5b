"""Who is in a lot, with whole numbers: what goes to the province with it (威人社函〔2023〕25号 四（三））."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from training_app.certificates import layout_protected as layout
from training_app.certificates import messages_lots as messages
from training_app.certificates import queries_lots as queries
from training_app.certificates.labels import LEVELS
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import RuleViolation
from training_app.listing.sources_protected import Content, ProtectedKind, Subject
from training_app.people.models import Person
from training_app.people.queries_documents import whole_documents
from training_app.programmes.models import Direction, Occupation
from training_app.sheets.export import Table


def subject_of(session: Session, actor: Actor, number: str) -> Subject:
    """The lot of that number. NotFound outside the scope, RuleViolation for one that was given up."""
    lot, row = queries.by_number(session, actor, number), queries.row_of(session, actor, number)
    if lot.state == "discarded" or not row.members:
        raise RuleViolation("lots.nobody", messages.NOBODY_IN.format(number=number))
    return Subject(number, f"{row.occupation}（{LEVELS.get(row.level, row.level)}）", lot.body_id)


def content_of(session: Session, actor: Actor, number: str, day: date) -> Content:
    """Everybody in the lot now; who was taken out is not in it."""
    subject_of(session, actor, number)
    lot, row = queries.by_number(session, actor, number), queries.row_of(session, actor, number)
    members = _members(session, lot)
    occupation = session.get_one(Occupation, lot.occupation_key).name
    documents = whole_documents(session, [each.person_id for each in members])
    lines = [
        (
            place, each.name_at, layout.kind_of_document(documents.get(each.person_id, ("", ""))[0]),
            documents.get(each.person_id, ("", ""))[1], occupation, each.direction, LEVELS.get(row.level, row.level),
            row.body, each.trainer, each.class_number, Decimal(each.theory_score) / 100, Decimal(each.ability_score) / 100,
            each.assessed_on, each.certificate,
        )
        for place, each in enumerate(members, start=1)
    ]  # fmt: skip
    return Content(
        (Table(layout.MEMBERS_SHEET, layout.MEMBER_COLUMNS, lines),), frozenset(each.person_id for each in members)
    )


def _members(session: Session, lot: ConfirmationLot) -> list:
    m, a, k, c = LotMember, LevelAssessment, LevelCertificate, TrainingClass
    wanted = (
        select(
            Enrolment.person_id, Enrolment.name_at, c.number.label("class_number"), Institution.name.label("trainer"),
            func.coalesce(Direction.name, c.direction_key, "").label("direction"), a.theory_score, a.ability_score,
            a.assessed_on, func.coalesce(k.number, "").label("certificate"),
        )
        .select_from(m)
        .join(a, a.id == m.assessment_id)
        .join(Enrolment, Enrolment.id == m.enrolment_id)
        .join(c, c.id == Enrolment.class_id)
        .join(Institution, Institution.id == c.institution_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Direction, and_(Direction.occupation_key == c.occupation_key, Direction.key == c.direction_key))
        .outerjoin(k, and_(k.lot_member_id == m.id, k.state == "issued"))
        .where(m.lot_id == lot.id, m.state == "in")
        .order_by(Person.name_pinyin, m.id)
    )  # fmt: skip
    return list(session.execute(wanted))


LOT_MEMBERS = ProtectedKind(
    layout.LOT, layout.LOT_TITLE, layout.LOT_PURPOSE, "lots.show", subject_of, content_of, layout.LOT_OF,
    frozenset({Role.BUREAU, Role.ASSESSMENT_BODY}),
)  # fmt: skip
