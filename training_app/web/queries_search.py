"""The search over everything: a few records of each kind that fit a text, each through the scope of its package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.certificates.queries import completion_in_scope, level_in_scope
from training_app.certificates.queries_public import printed
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible as classes_visible
from training_app.classes.queries_people import learner_ids
from training_app.institutions import queries as institutions
from training_app.institutions.models import Institution
from training_app.institutions.rules import canonical_code
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission, may
from training_app.people import queries_quick
from training_app.people.models import Person
from training_app.registration import queries as registrations
from training_app.registration.models import Registration
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_returns import visible as returns_visible
from training_app.titles.models import TitleRecord
from training_app.titles.queries import record_in_scope

SHOWN = 8
COUNTED = 200
_SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: its title, its number as people read it, a line beside it, the address by endpoint and values.
    `state` is the key of its state in the labels of `kind`; `completed_on` of a class, whose report may be due."""

    title: str
    number: str
    aside: str
    endpoint: str
    values: dict[str, str]
    state: str = ""
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of a kind. `count` is exact unless `more`; `endpoint` is the list that shows all of them."""

    kind: str
    hits: Sequence[Hit]
    count: int
    more: bool
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)


def groups(session: Session, actor: Actor, text: str) -> list[Group]:
    """What fits a text (not empty), by kind, the kinds without a hit left out."""
    found = [look(session, actor, text) for permission, look in _KINDS if may(actor.role, permission)]
    return [group for group in found if group.hits]


def exact(groups_found: Sequence[Group], text: str) -> Hit | None:
    """The one hit whose number is just what was typed."""
    typed = canonical_code(text)
    hits = [hit for group in groups_found for hit in group.hits if hit.number.upper() == typed]
    return hits[0] if len(hits) == 1 else None


def of_whole_number(session: Session, actor: Actor, text: str) -> Hit | None:
    """The institution of this code or the person with a document of this number."""
    if may(actor.role, Permission.INSTITUTION_VIEW):
        code = canonical_code(text)
        name = session.scalar(
            select(Institution.name).where(Institution.code == code, institutions.visible(actor))
        )  # fmt: skip
        if name is not None:
            return Hit(name, code, "", "institutions.show", {"code": code})
    if may(actor.role, Permission.PERSON_VIEW):
        number = queries_quick.by_document(session, actor, text, learner_ids(actor))
        if number is not None:
            return Hit("", number, "", "person.show", {"number": number})
    return None


def _people(session: Session, actor: Actor, text: str) -> Group:
    found = queries_quick.first(session, actor, text, SHOWN, COUNTED, learner_ids(actor))
    hits = [
        Hit(row.record.name, row.record.number, row.employer, "person.show", {"number": row.record.number})
        for row in found.rows
    ]
    return Group("person", hits, found.count, found.more, "people.index", {"q": text})


def _classes(session: Session, actor: Actor, text: str) -> Group:
    c = TrainingClass
    wanted = (
        select(c.name, c.number, Institution.name, c.state, c.completed_on)
        .join(Institution, Institution.id == c.institution_id)
        .where(classes_visible(actor), _contains(text, c.number, c.name))
        .order_by(c.starts_on.desc(), c.number.desc())
    )
    return _group(session, wanted, "class", "classes.show", "classes.index", {"q": text})


def _institutions(session: Session, actor: Actor, text: str) -> Group:
    i = Institution
    fits = or_(
        i.name.icontains(text, autoescape=True), i.name_initials.startswith(text.lower(), autoescape=True),
        i.code.startswith(canonical_code(text), autoescape=True),
    )  # fmt: skip
    wanted = select(i.name, i.code, i.code).where(institutions.visible(actor), fits).order_by(i.name_initials, i.code)
    return _group(session, wanted, "institution", "institutions.show", "institutions.index", {"q": text}, "code")


def _levels(session: Session, actor: Actor, text: str) -> Group:
    c = LevelCertificate
    wanted = (
        select(c.name_at, c.number, c.issuer_name, c.state)
        .join(Person, Person.id == c.person_id)
        .outerjoin(Enrolment, Enrolment.id == c.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(level_in_scope(actor), _begins(text, c.number))
        .order_by(c.number)
    )
    return _group(session, wanted, "level", "certificates.show_level", "certificates.index", {"q": text})


def _completions(session: Session, actor: Actor, text: str) -> Group:
    c = CompletionCertificate
    wanted = (
        select(c.name_at, c.number, TrainingClass.name, c.state)
        .join(Enrolment, Enrolment.id == c.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(completion_in_scope(actor), _begins(printed(text)[0], c.number))
        .order_by(c.number)
    )
    values = {"q": text, "kind": "completion"}
    return _group(session, wanted, "completion", "certificates.show_completion", "certificates.index", values)


def _titles(session: Session, actor: Actor, text: str) -> Group:
    t = TitleRecord
    wanted = (
        select(t.name_at, t.number, t.number, t.state)
        .where(record_in_scope(actor), _begins(text, t.number))
        .order_by(t.number)
    )
    return _group(session, wanted, "title", "titles.show", "titles.records", {"q": text})


def _returns(session: Session, actor: Actor, text: str) -> Group:
    r = QuarterlyReturn
    wanted = (
        select(Institution.name, r.number, r.number, r.state)
        .join(Institution, Institution.id == r.institution_id)
        .where(returns_visible(actor), _begins(text, r.number))
        .order_by(r.number.desc())
    )
    return _group(session, wanted, "return", "reports.show", "reports.returns", {})


def _registrations(session: Session, actor: Actor, text: str) -> Group:
    r = Registration
    # Once it is registered, the institution itself is found by name and code.
    waits = r.state.in_(("submitted", "returned"))
    by_name = or_(r.name.icontains(text, autoescape=True), r.code == canonical_code(text))
    fits = or_(_begins(text, r.number), and_(waits, by_name))
    wanted = select(r.name, r.number, r.number, r.state).where(registrations.visible(actor), fits).order_by(r.number.desc())
    return _group(session, wanted, "registration", "registration.show", "registration.index", {})


def _group(
    session: Session, wanted: Select, kind: str, endpoint: str, list_endpoint: str, values: dict[str, str],
    argument: str = "number",
) -> Group:  # fmt: skip
    rows = session.execute(wanted.limit(COUNTED + 1)).all()
    hits = []
    for title, number, aside, *more in rows[:SHOWN]:
        beside = "" if aside == number else aside
        hits.append(Hit(title, number, beside, endpoint, {argument: number}, *more))
    return Group(kind, hits, min(len(rows), COUNTED), len(rows) > COUNTED, list_endpoint, values)


def _contains(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _begins(text: str, number: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """By the beginning of the number: the index serves it however many records there are. Too short a text, or one
    without a digit, begins too many."""
    if len(text) < _SHORTEST_NUMBER or not any(sign.isdigit() for sign in text):
        return number == text.upper()
    return number.startswith(text.upper(), autoescape=True)


_KINDS: tuple[tuple[Permission, Callable[[Session, Actor, str], Group]], ...] = (
    (Permission.PERSON_VIEW, _people), (Permission.CLASS_VIEW, _classes), (Permission.INSTITUTION_VIEW, _institutions),
    (Permission.CERTIFICATE_VIEW, _levels), (Permission.CERTIFICATE_VIEW, _completions), (Permission.TITLE_VIEW, _titles),
    (Permission.RETURN_VIEW, _returns), (Permission.REGISTRATION_VIEW, _registrations),
)
