"""What follows a completed class: the level assessment, certificates, subsidies, titles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training_app.demo import founding, workbooks
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at, bring_in
from training_app.intake import lists
from training_app.titles import service as titles
from training_app.titles.rules_recognition import CONFIRMABLE

_AMOUNTS = {"junior": "1500.00", "intermediate": "2000.00", "senior": "2500.00"}
_PASS = 60
_MOST_TITLES = 12


def steps(telling: Telling, completed_on: date) -> Steps:
    """Results about two weeks after completion, certificates a month after that, then money and titles; what would lie
    after `TODAY` has not happened."""
    serial = telling.plan.serial
    assessed_on = completed_on + timedelta(days=12 + serial % 8)
    issued_on = assessed_on + timedelta(days=24 + serial % 9)
    marks: dict[str, tuple[int, int]] = {}
    noted = at(assessed_on + timedelta(days=4), 9, serial)
    if noted.date() <= TODAY:
        yield noted, lambda session: _note_results(session, telling, marks, assessed_on, noted)
    uploaded = at(issued_on + timedelta(days=2), 10, serial)
    if uploaded.date() > TODAY:
        return
    yield uploaded, lambda session: _note_certificates(session, telling, marks, assessed_on, issued_on, uploaded)
    recognised = at(issued_on + timedelta(days=9), 15, serial)
    if serial % 2 and telling.plan.level != "senior" and recognised.date() <= TODAY:
        yield recognised, lambda session: _recognise(session, telling, recognised)
    paid_on = issued_on + timedelta(days=21 + serial % 12)
    paid = at(paid_on + timedelta(days=1), 11, serial)
    if founding.is_subsidised(telling.plan) and paid.date() <= TODAY:
        yield paid, lambda session: _pay(session, telling, paid_on, paid)


def _note_results(
    session: Session, telling: Telling, marks: dict[str, tuple[int, int]], assessed_on: date, now: datetime
) -> None:
    """Scores of the nine in ten who came to the assessment."""
    chance = telling.chance
    for person in telling.completed:
        if chance.random() < 0.9:
            passes = chance.random() < 0.9
            marks[person] = (chance.randrange(60, 98), chance.randrange(60, 96) if passes else chance.randrange(35, 60))
    _upload(session, telling, dict.fromkeys(marks, ("", "")), marks, assessed_on, now)


def _note_certificates(
    session: Session, telling: Telling, marks: dict[str, tuple[int, int]], assessed_on: date, issued_on: date, now: datetime
) -> None:
    """The same results once more, now with the numbers of the certificates."""
    passed = [person for person, scores in marks.items() if min(scores) >= _PASS]
    for count, person in enumerate(passed, start=1):
        telling.certificates[person] = f"SD{issued_on.year}{telling.plan.serial:03d}{count:04d}"
    numbers = {person: (number, issued_on.isoformat()) for person, number in telling.certificates.items()}
    _upload(session, telling, numbers, marks, assessed_on, now)


def _upload(
    session: Session, telling: Telling, numbers: dict[str, tuple[str, str]], marks: dict[str, tuple[int, int]],
    assessed_on: date, now: datetime,
) -> None:  # fmt: skip
    lines = [
        (*workbooks.person_cells(telling.human(person)), telling.number, str(marks[person][0]), str(marks[person][1]),
         assessed_on.isoformat(), *numbers[person])
        for person in numbers
    ]  # fmt: skip
    file = workbooks.workbook(f"{telling.title}等级考核成绩", workbooks.RESULT_HEADINGS, lines)
    bring_in(session, telling.assessor, "level_certificates", file, f"{telling.title}等级考核成绩.xlsx", now)


def _recognise(session: Session, telling: Telling, now: datetime) -> None:
    """The bureau recognises the titles of the first of the class; who holds one already is answered no."""
    numbers = list(telling.certificates.values())[:_MOST_TITLES]
    choice = titles.Choice(now.date(), confirmed=frozenset(CONFIRMABLE))
    titles.recognise(session, telling.cast.bureau, numbers, choice, now.date(), now)


def _pay(session: Session, telling: Telling, paid_on: date, now: datetime) -> None:
    """One voucher a class for nine in ten of the certified."""
    voucher = f"PZ{paid_on:%Y%m}-{telling.plan.serial:03d}"
    level = telling.plan.level
    lines = [
        (*workbooks.person_cells(telling.human(person)), telling.number, workbooks.LEVELS[level], _AMOUNTS[level],
         paid_on.isoformat(), voucher)
        for person in telling.certificates if telling.chance.random() < 0.9
    ]  # fmt: skip
    if "disbursements" not in lists._KINDS:
        return
    file = workbooks.workbook(f"{telling.title}补贴发放", workbooks.PAYMENT_HEADINGS, lines)
    bring_in(session, telling.cast.bureau, "disbursements", file, f"{telling.title}补贴发放.xlsx", now)
