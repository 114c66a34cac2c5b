"""The result a line of the list of level results tells: its marks, the application and the seat it answers.

威人社函〔2023〕25号 四（三）: 学员…向评价机构申报. What becomes of results nobody applied for, no text says: policy does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import messages_levels as messages
from training_app.certificates.columns import ABSENT, LEVEL_LIST
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries_sessions import declared_on
from training_app.certificates.rules_levels import PassMark
from training_app.certificates.rules_sessions import ABILITY, BOTH, THEORY
from training_app.intake.rows import Row
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.policies.loader import load

_SCORES = {THEORY: "theory_score", ABILITY: "ability_score"}


def check_scores(row: Row, assessed_on: date) -> None:
    """Notes the marks, what was missed, and whether it is passed; no certificate without that."""
    mark, found = PassMark.on(assessed_on, load()), row.found
    missed = [part for part, name in _SCORES.items() if row.fields[name] == ABSENT]
    found.absent = BOTH if len(missed) == len(_SCORES) else "".join(missed)
    found.theory, found.ability = (
        0 if part in missed else parse_hundredths(row.fields[name]) for part, name in _SCORES.items()
    )
    found.passed = mark.passes(found.theory, found.ability)
    if not found.passed and "certificate_number" in row.fields:
        name = "theory_score" if found.theory < mark.hundredths else "ability_score"
        unverified = messages.UNVERIFIED if mark.unverified else ""
        LEVEL_LIST.report(row, "certificate.not_passed", name, mark=format_hours(mark.hundredths), unverified=unverified)


def check_assessments(session: Session, rows: Sequence[Row]) -> None:
    """An equal result is there already; another one of the same day is a contradiction. New ones answer an application."""
    ids = [row.found.enrolment_id for row in rows]
    present = {
        (record.enrolment_id, record.assessed_on.isoformat()): record
        for record in session.scalars(select(LevelAssessment).where(LevelAssessment.enrolment_id.in_(ids)))
    }
    for row in rows:
        record = present.get((row.found.enrolment_id, row.fields["assessed_on"]))
        if record is None:
            continue
        row.found.has_assessment = True
        if (record.theory_score, record.ability_score) != (row.found.theory, row.found.ability):
            LEVEL_LIST.report(row, "assessment.conflict", "assessed_on")
    _check_attempts(session, [row for row in rows if not row.found.has_assessment])


def _check_attempts(session: Session, rows: Sequence[Row]) -> None:
    a, seat, held = LevelApplication, AssessmentSeat, AssessmentSession
    wanted = (
        select(a.enrolment_id, a.id, a.state, declared_on(), seat.id, seat.session_id, held.held_on)
        .outerjoin(seat, seat.application_id == a.id)
        .outerjoin(held, held.id == seat.session_id)
        .where(a.enrolment_id.in_([row.found.enrolment_id for row in rows]), a.state.in_(("accepted", "absent")))
        .order_by(a.id)
    )
    attempts: dict[int, list] = {}
    for enrolment, *rest in session.execute(wanted):
        attempts.setdefault(enrolment, []).append(rest)
    for row in rows:
        _check_attempt(row, attempts.get(row.found.enrolment_id, []))


def _check_attempt(row: Row, attempts: Sequence[Sequence]) -> None:
    found, day = row.found, date.fromisoformat(row.fields["assessed_on"])
    if found.absent == BOTH and any(state == "absent" and held_on == day for _, state, _, _, _, held_on in attempts):
        found.has_assessment = True
        return
    open_ = [rest for rest in attempts if rest[1] == "accepted" and rest[2] <= day]
    if open_:
        application, _, _, seat, session_id, held_on = open_[-1]
        if held_on is not None and held_on != day:
            LEVEL_LIST.report(row, "assessed_on.session", "assessed_on", approved=held_on)
        found.application_id, found.seat_id, found.session_id = application, seat, session_id
    if found.absent == BOTH:
        if found.seat_id is None:
            LEVEL_LIST.report(row, "absent.not_seated", "theory_score")
    elif not open_:
        _check_unapplied(row, day)


def _check_unapplied(row: Row, day: date) -> None:
    """Somebody assessed without an accepted application: by policy not at all, with the clerk's reason, or as ever."""
    match load().parameter("levels.without_application").on(day).value:
        case "refuse":
            LEVEL_LIST.report(row, "application.refused", "class_number")
        case "reason" if "no_application" not in row.fields:
            LEVEL_LIST.report(row, "application.missing", "no_application")
