"""What the register knows of people who may sign up for a class, all of them at once, and how they are judged by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from training_app.classes import held_levels, roster_prerequisites
from training_app.classes import messages_eligibility as messages
from training_app.classes.check_age import Retirement
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.models import TrainingClass
from training_app.classes.roster_check import ELSEWHERE, OVERLAP, Present
from training_app.classes.rules_eligibility import Eligibility, Known, Law, judge
from training_app.classes.rules_prerequisites import Judge
from training_app.classes.rules_signup import LEARNING
from training_app.kernel.errors import PolicyNotInForce
from training_app.people import queries_background as background
from training_app.people.models import Person
from training_app.policies import loader as policies
from training_app.policies.occupations import occupations
from training_app.policies.pack import DatedValue, Pack
from training_app.policies.retirement import retirement_day

_COMPLETED = text(
    "SELECT DISTINCT e.person_id FROM unnest(CAST(:ids AS bigint[])) AS asked (id) JOIN enrolments e ON e.person_id = asked.id "
    "JOIN training_classes c ON c.id = e.class_id WHERE e.state = 'completed' AND c.id <> :class "
    "AND c.occupation_key = :occupation AND c.level = :level"
)
_WORDS = OccupationWords.of(occupations())
_RANKS = ("junior", "intermediate", "senior")


def eligibilities(session: Session, record: TrainingClass, person_ids: Sequence[int], day: date) -> dict[int, Eligibility]:
    """How each of these persons stands to a class, by the ids asked for: an application made before its person was merged is
    judged by what is known of the survivor. The day settles which law counts."""
    if not person_ids:
        return {}
    owner = survivors_of(session, person_ids)
    judged = _judged(session, record, sorted(set(owner.values())), day)
    return {person_id: judged[owner[person_id]] for person_id in person_ids}


def survivors_of(session: Session, person_ids: Sequence[int]) -> dict[int, int]:
    """The surviving person of each of these."""
    owner = func.coalesce(Person.merged_into, Person.id)
    return dict(session.execute(select(Person.id, owner).where(Person.id.in_(list(person_ids)))).all())


def _judged(session: Session, record: TrainingClass, person_ids: Sequence[int], day: date) -> dict[int, Eligibility]:
    pack = policies.load()
    present = Present(session, record, person_ids)
    elsewhere, overlapping = bound(session, record, present), _overlapping(session, record, present)
    programme = {"class": record.id, "occupation": record.occupation_key, "level": record.level}
    completed = present.survivors(session, _COMPLETED, **programme)
    held = _held(session, record, present)
    unmet = _unmet(session, record, present, pack)
    studying = {
        present.survivor[each.person_id] for each in background.educations(session, present.all_ids) if each.outcome == "studying"
    }
    age = Retirement(lambda sex, born: retirement_day(sex, born, pack), record.starts_on)
    law = law_on(pack, record, day)
    persons = session.execute(
        select(Person.id, Person.sex, Person.birth_date, Person.retired_on).where(Person.id.in_(list(person_ids)))
    )
    return {
        row.id: judge(
            Known(
                retired=row.retired_on is not None and row.retired_on <= record.starts_on,
                past_age=bool(row.sex and row.birth_date and age.reached(row.sex, row.birth_date.isoformat())),
                studying=row.id in studying, elsewhere=row.id in elsewhere, unmet=unmet.get(row.id, ""),
                held=row.id in held, completed=row.id in completed, overlapping=row.id in overlapping,
            ),
            law,
        )
        for row in persons
    }  # fmt: skip


def bound(session: Session, record: TrainingClass, present: Present) -> set[int]:
    """Who of them is accepted or in training in another open class of the same occupation and level."""
    return present.survivors(
        session, ELSEWHERE, **{"class": record.id, "open": list(LEARNING)}, occupation=record.occupation_key, level=record.level
    )


def law_on(pack: Pack, record: TrainingClass, day: date) -> Law:
    """The texts the conditions stand in, as of a day."""
    who = pack.parameter("programmes.excluded_persons").on(day)
    age, once = (_value(pack, name, day) for name in ("persons.retirement_age", "subsidies.repeat_window"))
    asked = _judge(record, pack)
    return Law(
        who.citation, age.citation if age else None, asked.asked.rule.citation if asked else None,
        once.citation if once else None, "retired" in who.value,
    )  # fmt: skip


def _value(pack: Pack, name: str, day: date) -> DatedValue | None:
    try:
        return pack.parameter(name).on(day)
    except PolicyNotInForce:
        return None


def _judge(record: TrainingClass, pack: Pack) -> Judge | None:
    return Judge.of(pack, _WORDS, record.occupation_key, record.level, record.starts_on)


def _overlapping(session: Session, record: TrainingClass, present: Present) -> set[int]:
    return present.survivors(session, OVERLAP, **{"class": record.id, "open": list(LEARNING)})


def _held(session: Session, record: TrainingClass, present: Present) -> set[int]:
    """Who has a certificate of this occupation and level, or a higher one."""
    wanted = _RANKS[_RANKS.index(record.level):]
    return {
        present.survivor[each.person_id]
        for each in held_levels.held(session, present.all_ids, record.occupation_key, record.starts_on)
        if each.level in wanted
    }


def _unmet(session: Session, record: TrainingClass, present: Present, pack: Pack) -> Mapping[int, str]:
    """What the standard asks, in words, for those of whom nothing known meets it."""
    asked = _judge(record, pack)
    if asked is None:
        return {}
    known = roster_prerequisites.backgrounds(
        session, present.all_ids, present.survivor, record.occupation_key, record.starts_on
    )
    words = asked.told("", "")
    sentence = messages.PREREQUISITE.format(rule=words["rule"], asks=words["asks"])
    return {person_id: sentence for person_id, more in known.items() if asked.verdict({}, more).unmet}
