"""SELECTs of the pages about one person that gather from several packages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.certificates.queries import family
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.classes.queries_people import ON_THE_LIST
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person
from training_app.programmes.models import Occupation
from training_app.web.person_story import TrainingRow


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """The engineer who is logged in, as the surviving person of any merge."""

    id: int
    number: str
    name: str


def own_person(session: Session, actor: Actor) -> OwnPerson | None:
    """The actor's own person; None for an actor who is none."""
    survivor = select(func.coalesce(Person.merged_into, Person.id)).where(Person.id == actor.person_id).scalar_subquery()
    row = session.execute(select(Person.id, Person.number, Person.name).where(Person.id == survivor)).one_or_none()
    return OwnPerson(*row) if row else None


def class_names(session: Session, numbers: Iterable[str]) -> dict[str, str]:
    """The names of classes, by number, for a statement of hours that names them anyway."""
    wanted = set(numbers)
    if not wanted:
        return {}
    rows = session.execute(select(TrainingClass.number, TrainingClass.name).where(TrainingClass.number.in_(wanted)))
    return dict(rows.all())


def trainings_of(session: Session, actor: Actor, person_id: int) -> Sequence[TrainingRow]:
    """The classes a person (over merges) is or was in, newest first: of the engineer's own all, of others those the actor
    may see."""
    wanted = (
        select(
            TrainingClass.number, TrainingClass.name, TrainingClass.state, Institution.name, TrainingClass.contact_name,
            TrainingClass.contact_phone, Occupation.short_name, TrainingClass.level, TrainingClass.starts_on,
            TrainingClass.ends_on, Enrolment.state, Enrolment.hours_attended, Enrolment.score,
            func.coalesce(Enrolment.withdrawn_on, Enrolment.completed_on, TrainingClass.completed_on),
        )
        .select_from(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Occupation, Occupation.key == TrainingClass.occupation_key)
        .where(Enrolment.person_id.in_(family(person_id)), Enrolment.state.in_(ON_THE_LIST))
        .order_by(TrainingClass.starts_on.desc(), TrainingClass.number.desc())
    )  # fmt: skip
    if actor.role is not Role.ENGINEER:
        wanted = wanted.where(visible(actor))
    return [TrainingRow(*row) for row in session.execute(wanted)]
