"""Applying for a level assessment: by the person with a tick under the declaration, or by the institution with the signed
sheets; accepting, returning, retracting (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_applications as messages
from training_app.certificates import queries_applications as queries
from training_app.certificates import queries_resits
from training_app.certificates import rules_applications as rules
from training_app.certificates.columns import programme_words
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.queries import family
from training_app.certificates.queries_applications import Candidate
from training_app.classes import labels_prerequisites as judged
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import by_number as class_by_number
from training_app.classes.roster_prerequisites import backgrounds
from training_app.classes.rules_prerequisites import NOTHING, Judge
from training_app.db.numbers import take
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.kernel.messages import NOT_ALLOWED, UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.registration.rules import file_defect, media_type


@dataclass(frozen=True, slots=True)
class Declaration:
    """The text of the declaration in force, with its version; `unverified` where the wording is ours."""

    version: str
    text: str
    unverified: bool

    @property
    def digest(self) -> bytes:
        """What is kept of the text beside the version."""
        return hashlib.sha256(f"{self.version}\n{self.text}".encode()).digest()


def declaration(day: date) -> Declaration:
    """The declaration in force on a day. PolicyNotInForce when there is none."""
    value = load().parameter("levels.declaration").on(day)
    return Declaration(value.value["version"], value.value["text"], value.citation.unverified)


def apply(session: Session, actor: Actor, class_number: str, declared: bool, at: datetime) -> LevelApplication:
    """The person applies. NotFound for a class the person did not complete, InvalidInput without the tick, Conflict when
    there is an application already, RuleViolation for who has no completion certificate or whose class has no body."""
    if actor.role is not Role.ENGINEER or actor.person_id is None:
        raise PermissionDenied("applications.not_allowed", NOT_ALLOWED)
    record = session.scalar(
        select(TrainingClass).join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .where(TrainingClass.number == class_number, Enrolment.person_id.in_(family(actor.person_id)))
    )  # fmt: skip
    if record is None:
        raise NotFound("applications.class", messages.CLASS_NOT_OPEN)
    if not declared:
        raise InvalidInput("applications.not_declared", messages.NOT_DECLARED, {"declared": messages.NOT_DECLARED})
    own = set(session.scalars(select(Person.id).where(Person.id.in_(family(actor.person_id)))))
    mine = [each for each in _open_class(session, record, at) if each.person_id in own]
    if mine and mine[0].state in rules.OPEN:
        raise Conflict("applications.applied", messages.APPLIED_ALREADY.format(number=mine[0].application))
    if mine and mine[0].refusal:
        raise RuleViolation("applications.resit", mine[0].refusal)
    if not mine or not mine[0].ready:
        raise RuleViolation("applications.not_ready", messages.CLASS_NOT_OPEN)
    (number,) = _write(session, actor, record, mine, None, at)
    return queries.by_number(session, actor, number)


def apply_on_paper(
    session: Session, actor: Actor, class_number: str, person_numbers: Sequence[str], file: tuple[str, bytes] | None,
    at: datetime,
) -> int:  # fmt: skip
    """The institution applies for people without account, with the scan of their signed declarations; how many.
    InvalidInput without people or file, Conflict when somebody of them is no longer ready."""
    if actor.role is not Role.TRAINING_INSTITUTION:
        raise PermissionDenied("applications.not_allowed", NOT_ALLOWED)
    record = class_by_number(session, actor, class_number)
    wrong: dict[str, str] = {}
    if not person_numbers:
        wrong["chosen"] = messages.NOBODY_CHOSEN
    if file is None:
        wrong["file"] = messages.PAPER_MISSING
    elif defect := file_defect(file[1]):
        wrong["file"] = messages.FILE_WRONG[defect]
    if wrong or file is None:
        raise InvalidInput("applications.paper", next(iter(wrong.values())), wrong)
    chosen = [each for each in _open_class(session, record, at) if each.ready and each.person_number in set(person_numbers)]
    if len(chosen) != len(set(person_numbers)):
        left = len(set(person_numbers)) - len(chosen)
        raise Conflict("applications.not_ready", messages.NOT_OPEN_FOR.format(count=left))
    kept = files.store(
        session, actor, file[1], file[0], media_type(file[1]) or "", "level_application.declaration", at=at
    )
    _write(session, actor, record, chosen, kept.id, at)
    return len(chosen)


def decide(session: Session, actor: Actor, number: str, verb: str, remark: str, at: datetime) -> LevelApplication:
    """The body accepts or returns. InvalidInput without the reason of a return, or of accepting somebody who does not meet
    the conditions of the standard."""
    record = queries.by_number(session, actor, number, lock=True)
    record.state = rules.LIFE.step(record.state, verb, actor.role).target
    remark = remark.strip()
    wrong = ""
    if len(remark) > rules.MOST_REASON:
        wrong = messages.LONG
    elif not can_be_kept(remark):
        wrong = UNSEEN
    elif verb == "return" and not remark:
        wrong = messages.REASON_MISSING
    elif verb == "accept" and record.prerequisite == "not_met" and not remark:
        wrong = messages.OVERRIDE_MISSING
    if wrong:
        session.expire(record)
        raise InvalidInput("applications.remark", wrong, {"remark": wrong})
    record.remark, record.decided_by, record.decided_at = remark, actor.user_id, at
    session.flush()
    audit.record(session, actor, f"{rules.RECORD_KIND}.{verb}", rules.RECORD_KIND, number, at=at, remark=remark)
    person = session.scalar(select(Enrolment.person_id).where(Enrolment.id == record.enrolment_id))
    unit = session.scalar(select(Institution.name).where(Institution.id == record.body_id))
    notices.send_to_engineers(
        session, "level.accepted" if verb == "accept" else "level.returned", [person] if person else [],
        subject_kind="own_level_applications", at=at, detail={"unit": unit, "remark": remark},
    )  # fmt: skip
    return record


def retract(session: Session, actor: Actor, number: str, at: datetime) -> LevelApplication:
    """The applicant takes the application back before it is accepted. Conflict afterwards."""
    record = queries.by_number(session, actor, number, lock=True)
    record.state = rules.LIFE.step(record.state, "retract", actor.role).target
    session.flush()
    audit.record(session, actor, f"{rules.RECORD_KIND}.retract", rules.RECORD_KIND, number, at=at)
    return record


def _open_class(session: Session, record: TrainingClass, at: datetime) -> list[Candidate]:
    if record.origin != "register" or record.state not in ("completed", "reported"):
        raise RuleViolation("applications.class", messages.CLASS_NOT_OPEN)
    if record.assessment_body_id is None:
        raise RuleViolation("applications.no_body", messages.NO_BODY)
    # Who applies twice at once waits here; and nobody takes the completion back meanwhile.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("level_applications"), record.id)))
    session.execute(select(TrainingClass.id).where(TrainingClass.id == record.id).with_for_update(read=True))
    return queries_resits.judged(session, queries.candidates(session, record.id), at.astimezone(CHINA).date())


def _write(
    session: Session, actor: Actor, record: TrainingClass, people: Sequence[Candidate], file_id: int | None, at: datetime
) -> list[str]:
    day = at.astimezone(CHINA).date()
    text, verdicts = declaration(day), _verdicts(session, record, people, day)
    series = take(session, f"level_application/{day.year}", len(people))
    numbers = [f"LA{day.year}-{serial:06d}" for serial in series]
    session.execute(
        insert(LevelApplication),
        [
            {
                "number": number, "enrolment_id": each.enrolment_id, "body_id": record.assessment_body_id, "state": "applied",
                "declaration_version": text.version, "declaration_digest": text.digest,
                "declared_on_paper": file_id is not None, "paper_file_id": file_id, "declared_by": actor.user_id,
                "declared_at": at, "prerequisite": verdicts[each.person_id][0], "asked": verdicts[each.person_id][1],
                "attempt": each.attempt, "failed_on": each.failed_on, "part": each.part,
            }
            for number, each in zip(numbers, people, strict=True)
        ],
    )  # fmt: skip
    subject = numbers[0] if len(numbers) == 1 else record.number
    audit.record(
        session, actor, f"{rules.RECORD_KIND}.declare", rules.RECORD_KIND, subject, at=at,
        detail={"count": len(numbers), "first": numbers[0], "last": numbers[-1], "version": text.version},
    )  # fmt: skip
    notices.send(
        session, "level.applied", Recipient(institution_id=record.assessment_body_id), subject_kind="level_applications",
        number="", at=at, detail={"count": len(numbers), "name": record.name},
    )  # fmt: skip
    return numbers


def _verdicts(
    session: Session, record: TrainingClass, people: Sequence[Candidate], day: date
) -> dict[int, tuple[str, str]]:
    """For each person how the register answers the conditions of the standard, and what these ask; all at once."""
    judge = Judge.of(load(), programme_words(), record.occupation_key, record.level, day)
    if judge is None:
        return {each.person_id: ("unknown", messages.NO_STANDARD) for each in people}
    survivor = dict(
        session.execute(
            select(Person.id, func.coalesce(Person.merged_into, Person.id)).where(
                func.coalesce(Person.merged_into, Person.id).in_(
                    select(func.coalesce(Person.merged_into, Person.id)).where(Person.id.in_([p.person_id for p in people]))
                )
            )
        ).all()
    )
    known = backgrounds(session, list(survivor), survivor, record.occupation_key, day)
    told = judge.told("", judged.IN_BOTH)
    asked = messages.ASKED.format(rule=told["rule"], asks=told["asks"])
    found = {}
    for each in people:
        verdict = judge.verdict({}, known.get(survivor[each.person_id], NOTHING))
        found[each.person_id] = ("not_met" if verdict.unmet else "met" if verdict.settled else "unknown", asked)
    return found
