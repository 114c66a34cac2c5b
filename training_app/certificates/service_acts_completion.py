"""Completion certificates as a kind that two people revoke or replace (威人社函〔2023〕25号 四（二）).

A replacement says what the register says on the day of it: the corrected name of the person, the words of the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from training_app.certificates import messages
from training_app.certificates.labels import KINDS
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.queries import completion_in_scope
from training_app.certificates.queries_papers import COMPLETION, words_due
from training_app.certificates.service import SERIES, issued
from training_app.certificates.service_acts import Kind, Subject
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db.numbers import take
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound


def _find(session: Session, actor: Actor, number: str) -> Subject:
    c = CompletionCertificate
    found = session.execute(
        select(c, TrainingClass.institution_id)
        .join(Enrolment, Enrolment.id == c.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(c.number == number, completion_in_scope(actor))
        .with_for_update(of=c)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    record, institution_id = found
    return Subject(
        id=record.id, number=record.number, person_id=record.person_id, name_at=record.name_at, state=record.state,
        institution_id=institution_id,
    )  # fmt: skip


def _revoke(session: Session, subject: Subject, day: date) -> None:
    record = session.get_one(CompletionCertificate, subject.id)
    record.state, record.ended_on = "revoked", day
    session.flush()


def _replace(session: Session, subject: Subject, terms: Mapping[str, Any], day: date) -> str:
    old = session.get_one(CompletionCertificate, subject.id)
    old.state, old.ended_on = "replaced", day
    session.flush()
    (row, paper), = words_due(session, Enrolment.id == old.enrolment_id, day)
    values = issued(row, paper, take(session, SERIES.format(year=day.year))[0])
    old.replaced_by = session.scalar(insert(CompletionCertificate).values(values).returning(CompletionCertificate.id))
    session.flush()
    return values["number"]


COMPLETION_KIND = Kind(
    key=COMPLETION, title=KINDS[COMPLETION], page="certificates.show_completion",
    askers=frozenset({Role.TRAINING_INSTITUTION}), find=_find, revoke=_revoke, replace=_replace,
)  # fmt: skip
