"""What waits around one person and with whom, and what has happened: rows of several packages in one order. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from training_app.audit.models import AuditEvent
from training_app.certificates.queries import CertificateRow
from training_app.kernel.dates import CHINA
from training_app.people.models import HeldTitle

OPEN_CLASSES = ("approved", "running")
ENDS = {"completed": "passed", "failed": "failed", "withdrawn": "withdrawn"}


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One class somebody is or was in, with the class's contact; `hours` and `score` in hundredths, `ended_on` the day it
    ended for the person."""

    class_number: str
    class_name: str
    class_state: str
    institution: str
    contact: str
    phone: str
    occupation: str
    level: str
    starts_on: date
    ends_on: date
    state: str
    hours: int | None
    score: int | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that is not over. `kind`: title, class or hours; `holder`, who has it: bureau, institution or person;
    `subject` what it is about in the words of the record, `since` the day it began to wait, `due` its last day."""

    kind: str
    holder: str
    subject: str
    since: date
    due: date | None = None
    number: str = ""
    contact: str = ""
    phone: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened on a day. `kind`: class, passed, failed, withdrawn, completion, level, title, earlier_title or
    act; `subject` what it is about, `number` its record, `at` the instant where one is known."""

    day: date
    kind: str
    subject: str
    number: str = ""
    who: str = ""
    at: datetime | None = None

    @property
    def order(self) -> tuple[date, float]:
        """Where it stands: by day, within a day what has no instant before what has one."""
        return self.day, self.at.timestamp() if self.at else 0.0


def waits(
    today: date, trainings: Iterable[TrainingRow], certificates: Iterable[CertificateRow], *, recognisable: str = "",
    level: str = "", missing: int = 0,
) -> list[Wait]:
    """What is not over, the nearest deadline first and what has none before: a title the certificate numbered `recognisable`
    gives (`level`), classes that run, hours of the year still `missing` in hundredths."""
    found = [
        Wait("title", "bureau", level, each.issued_on, number=each.number)
        for each in certificates if recognisable and each.number == recognisable
    ]  # fmt: skip
    found += [
        Wait("class", "institution", each.class_name, each.starts_on, each.ends_on, each.class_number, each.contact,
             each.phone, each.institution)
        for each in trainings if each.state == "enrolled" and each.class_state in OPEN_CLASSES
    ]  # fmt: skip
    if missing > 0:
        found.append(Wait("hours", "person", str(missing), date(today.year, 1, 1), date(today.year, 12, 31)))
    return sorted(found, key=lambda each: (each.due is not None, each.due or each.since))


def story(
    today: date, trainings: Iterable[TrainingRow], certificates: Iterable[CertificateRow], titles: Iterable[HeldTitle] = (),
    acts: Iterable[AuditEvent] = (),
) -> list[Moment]:
    """Everything that has happened until today, newest first."""
    found = []
    for each in trainings:
        found.append(Moment(each.starts_on, "class", each.class_name, each.class_number, each.institution))
        if each.state in ENDS and each.ended_on:
            found.append(Moment(each.ended_on, ENDS[each.state], each.class_name, each.class_number, each.institution))
    found += [Moment(each.issued_on, each.kind, each.occupation, each.number, each.unit) for each in certificates]
    found += [
        Moment(each.held_from, "earlier_title" if each.source_kind == "earlier" else "title", each.level, each.source_number)
        for each in titles
    ]
    found += [Moment(each.at.astimezone(CHINA).date(), "act", each.action, who=each.actor_name, at=each.at) for each in acts]
    return sorted((each for each in found if each.day <= today), key=lambda each: each.order, reverse=True)
