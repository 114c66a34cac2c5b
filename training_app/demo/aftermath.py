"""What follows a completed class: the level assessment, certificates, subsidies, titles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training_app.demo import confirmation, founding, seating, workbooks
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at, bring_in, office
from training_app.titles import service as titles
from training_app.titles.rules_recognition import CONFIRMABLE

_AMOUNTS = {"junior": "1500.00", "intermediate": "2000.00", "senior": "2500.00"}
_PASS = 60
_MOST_TITLES = 12


def steps(telling: Telling, completed_on: date) -> Steps:
    """Results about two weeks after completion, their way to province and nation, certificates a month later, then money and
    titles; what would lie after `TODAY` has not happened."""
    serial = telling.plan.serial
    assessed_on = completed_on + timedelta(days=12 + serial % 8)
    issued_on = assessed_on + timedelta(days=24 + serial % 9)
    noted = at(assessed_on + timedelta(days=4), 9, serial)
    uploaded = at(issued_on + timedelta(days=2), 10, serial)
    yield from seating.steps(telling, assessed_on)
    if noted.date() > TODAY:
        return
    yield noted, lambda session: _note_results(session, telling, assessed_on, noted)
    yield from confirmation.steps(telling, assessed_on, issued_on)
    yield from seating.again(telling, noted)
    if uploaded.date() > TODAY:
        return
    yield uploaded, lambda session: _note_certificates(session, telling, issued_on, uploaded)
    recognised = at(office(issued_on + timedelta(days=9)), 15, serial)
    if serial % 2 and telling.plan.level != "senior" and recognised.date() <= TODAY:
        yield recognised, lambda session: _recognise(session, telling, recognised)
    paid_on = issued_on + timedelta(days=21 + serial % 12)
    paid = at(office(paid_on + timedelta(days=1)), 11, serial)
    if founding.is_subsidised(telling.plan) and paid.date() <= TODAY:
        yield paid, lambda session: _pay(session, telling, paid_on, paid)


def _assess(telling: Telling, assessed_on: date) -> None:
    """Scores of the nine in ten who came to the assessment."""
    chance = telling.chance
    telling.assessed_on = assessed_on
    for person in telling.completed:
        if chance.random() < 0.9 and person not in telling.unaccepted:
            able = chance.randrange(60, 96) if chance.random() < 0.9 else chance.randrange(35, 60)
            telling.marks[person] = (chance.randrange(60, 98), able)
        elif person not in telling.unaccepted:
            telling.absent.add(person)


def certify(telling: Telling, issued_on: date) -> dict[str, str]:
    """The numbers of the certificates of everybody who passed, by person."""
    passed = [person for person, scores in telling.marks.items() if min(scores) >= _PASS]
    return {person: f"SD{issued_on.year}{telling.plan.serial:03d}{count:04d}" for count, person in enumerate(passed, 1)}


def results_file(telling: Telling, certificates: dict[str, str], issued_on: date | None = None) -> bytes:
    """The results as an assessment body sends them, with certificate numbers for those who have one."""
    assert telling.assessed_on is not None
    issued = issued_on.isoformat() if issued_on else ""
    lines = [
        (*workbooks.person_cells(telling.human(person)), telling.number, str(theory), str(ability),
         telling.assessed_on.isoformat(), certificates.get(person, ""), issued if person in certificates else "")
        for person, (theory, ability) in telling.marks.items()
    ]  # fmt: skip
    lines += [
        (*workbooks.person_cells(telling.human(person)), telling.number, "缺考", "缺考", telling.assessed_on.isoformat(), "", "")
        for person in sorted(telling.absent)
    ]
    return workbooks.workbook(f"{telling.title}等级考核成绩", workbooks.RESULT_HEADINGS, lines)


def payments_file(telling: Telling, people: Iterable[str], paid_on: date) -> bytes:
    """The payments of a class on one voucher."""
    voucher = f"PZ{paid_on:%Y%m}-{telling.plan.serial:03d}"
    level = telling.plan.level
    lines = [
        (*workbooks.person_cells(telling.human(person)), telling.number, workbooks.LEVELS[level], _AMOUNTS[level],
         paid_on.isoformat(), voucher)
        for person in people
    ]  # fmt: skip
    return workbooks.workbook(f"{telling.title}补贴发放", workbooks.PAYMENT_HEADINGS, lines)


def _note_results(session: Session, telling: Telling, assessed_on: date, now: datetime) -> None:
    """The scores as soon as they are known."""
    _assess(telling, assessed_on)
    _upload(session, telling, results_file(telling, {}), now)


def _note_certificates(session: Session, telling: Telling, issued_on: date, now: datetime) -> None:
    """The results once more, with the numbers of the certificates."""
    telling.certificates = certify(telling, issued_on)
    _upload(session, telling, results_file(telling, telling.certificates, issued_on), now)


def _upload(session: Session, telling: Telling, file: bytes, now: datetime) -> None:
    bring_in(session, telling.assessor, "level_certificates", file, f"{telling.title}等级考核成绩.xlsx", now)


def _recognise(session: Session, telling: Telling, now: datetime) -> None:
    """The bureau recognises the titles of the first of the class; who holds one already is answered no."""
    numbers = list(telling.certificates.values())[:_MOST_TITLES]
    choice = titles.Choice(now.date(), confirmed=frozenset(CONFIRMABLE))
    titles.recognise(session, telling.cast.bureau, numbers, choice, now.date(), now)


def _pay(session: Session, telling: Telling, paid_on: date, now: datetime) -> None:
    """Nine in ten of the certified are paid."""
    people = [person for person in telling.certificates if telling.chance.random() < 0.9]
    file = payments_file(telling, people, paid_on)
    bring_in(session, telling.cast.bureau, "disbursements", file, f"{telling.title}补贴发放.xlsx", now)
