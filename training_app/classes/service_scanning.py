"""Checking in by the code shown at a session: made for half a minute, signed, and good only for whoever is logged in.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤). No text asks for codes; what holds of them are our rules.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_scanning as messages
from training_app.classes import queries_scanning, rules_scanning
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.rules import AttendanceStatus
from training_app.classes.rules_scanning import IN, MAC_BYTES, OUT, Code, Ticket
from training_app.classes.service_marks import Noted, elsewhere, keep_persons, save_marks, within_missing
from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, kid_hasher, mac
from training_app.crypto.provider import current
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import RuleViolation

_CODE, _TICKET = "attendance.code", "attendance.ticket"
_DEVICE, _ADDRESS = "attendance.device", "attendance.address"
_KEEP = text(
    "INSERT INTO attendance_scans (session_id, enrolment_id, direction, scanned_at, step, device_index, address_index, "
    "taken, refusal) VALUES (:session_id, :enrolment_id, :direction, :at, :step, :device, :address, :taken, :refusal) "
    "ON CONFLICT (session_id, enrolment_id, direction) WHERE taken DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Where:
    """From which browser and network somebody scans; only keyed digests of both are kept."""

    device: str
    address: str


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What a scan came to: taken now, taken before, or refused, with the sentence that says so."""

    outcome: str
    sentence: str


def code_for(record: TrainingClass, session_number: int, direction: str, at: datetime) -> str:
    """The code of this half minute, as it stands in an address."""
    code = Code(current().active(Use.QR).kid, rules_scanning.step_of(at), record.number, session_number, direction)
    return _text(code.body() + mac(Use.QR, _CODE, code.body())[:MAC_BYTES])


def ticket_of(token: str, at: datetime) -> str | None:
    """The ticket for a code that is good now, to be kept in the browser; None for any other."""
    found = rules_scanning.read_code(_bytes(token))
    if found is None or not found[0].fresh(at) or not _signed(found[0].kid, _CODE, found[0].body(), found[1]):
        return None
    ticket = Ticket(found[0], int(at.timestamp()))
    return _text(ticket.body() + mac(Use.QR, _TICKET, ticket.body())[:MAC_BYTES])


def read_ticket(sealed: str, at: datetime) -> Ticket | None:
    """The ticket a browser brings back, if it is ours and not too old."""
    found = rules_scanning.read_ticket(_bytes(sealed))
    if found is None or not found[0].fresh(at) or not _signed(found[0].code.kid, _TICKET, found[0].body(), found[1]):
        return None
    return found[0]


def check_in(session: Session, actor: Actor, ticket: Ticket, where: Where, at: datetime) -> CheckedIn:
    """Notes that the actor is there (or leaves), at the moment of the scan. RuleViolation for whoever is not in training in
    the class, and outside the time of the session; being elsewhere at the same time is refused and kept as such."""
    code = ticket.code
    record, held, enrolment = _seat(session, actor, code)
    scanned_at = ticket.scanned_at
    _check_time(held, code.direction, scanned_at)
    keep_persons(session, [enrolment.id])
    before = queries_scanning.taken(session, held, enrolment)
    words = {"session": held.number}
    if code.direction in before:
        return CheckedIn("already", messages.ALREADY[code.direction].format(**words))
    if code.direction == OUT and IN not in before:
        raise RuleViolation("classes.not_checked_in", messages.NOT_IN.format(**words))
    refused = elsewhere(session, actor, [held.id], [enrolment.id]).get((held.id, enrolment.id))
    _keep(session, held, enrolment, ticket, where, "elsewhere" if refused else None)
    if refused:
        _note(session, actor, record, held, code, at, "elsewhere")
        return CheckedIn("refused", refused)
    _mark(session, actor, held, enrolment, before | {code.direction: scanned_at}, at)
    _note(session, actor, record, held, code, at, "taken")
    return CheckedIn("taken", messages.TAKEN[code.direction].format(**words))


def note_sheet(session: Session, actor: Actor, record: TrainingClass, held: ClassSession, at: datetime) -> None:
    """The trail of a printed sign-in sheet: it holds names and masked numbers."""
    audit.record(
        session, actor, "class.print_sheet", "class", record.number, at=at, rule=CLAUSES["attendance"],
        detail={"session_number": held.number},
    )


def _seat(session: Session, actor: Actor, code: Code) -> tuple[TrainingClass, ClassSession, Enrolment]:
    seat = queries_scanning.seat(session, actor, code, lock=True)
    if seat is None or seat.enrolment is None or seat.enrolment.state != "enrolled":
        raise RuleViolation("classes.not_enrolled_here", messages.NOT_ENROLLED.format(number=code.class_number))
    if seat.record.state != "running":
        raise RuleViolation("classes.not_running", messages.NOT_RUNNING.format(number=code.class_number))
    if seat.held is None:
        raise RuleViolation("classes.session_gone", messages.NO_SESSION.format(number=code.class_number))
    return seat.record, seat.held, seat.enrolment


def _check_time(held: ClassSession, direction: str, at: datetime) -> None:
    opens, closes = rules_scanning.span(held, direction, queries_scanning.scan_rules(held.held_on))
    if at < opens:
        sentence = messages.TOO_EARLY.format(session=held.number, opens=f"{opens.astimezone(CHINA):%Y-%m-%d %H:%M}")
        raise RuleViolation("classes.too_early", sentence)
    if at > closes:
        sentence = messages.TOO_LATE.format(session=held.number, closes=f"{closes.astimezone(CHINA):%Y-%m-%d %H:%M}")
        raise RuleViolation("classes.too_late", sentence)


def _mark(
    session: Session, actor: Actor, held: ClassSession, enrolment: Enrolment, scans: dict[str, datetime], at: datetime
) -> None:
    """What the scans make of the person's attendance. What somebody of the institution noted as being there stays."""
    noted = session.get(Attendance, (held.id, enrolment.id), populate_existing=True)
    if noted is not None and noted.source != "scan" and AttendanceStatus(noted.status).attended:
        return
    rules = queries_scanning.scan_rules(held.held_on)
    status, hours = rules_scanning.standing(held, scans[IN], scans.get(OUT), rules)
    given = within_missing(session, held, [enrolment.id], [hours])
    save_marks(session, [held.id], [enrolment.id], [str(status)], given, Noted("scan", at, actor.user_id))


def _keep(
    session: Session, held: ClassSession, enrolment: Enrolment, ticket: Ticket, where: Where, refusal: str | None
) -> None:
    values = {
        "session_id": held.id, "enrolment_id": enrolment.id, "direction": ticket.code.direction, "at": ticket.scanned_at,
        "step": ticket.code.step, "device": mac(Use.IDX, _DEVICE, where.device.encode()),
        "address": mac(Use.IDX, _ADDRESS, where.address.encode()), "taken": refusal is None, "refusal": refusal,
    }  # fmt: skip
    session.execute(_KEEP, values)


def _note(
    session: Session, actor: Actor, record: TrainingClass, held: ClassSession, code: Code, at: datetime, outcome: str
) -> None:
    audit.record(
        session, actor, "class.check_in", "class", record.number, at=at, rule=CLAUSES["attendance"],
        result=audit.OK if outcome == "taken" else audit.DENIED,
        detail={"session_number": held.number, "direction": code.direction, "outcome": outcome},
    )  # fmt: skip


def _signed(kid: int, purpose: str, body: bytes, signature: bytes) -> bool:
    context = kid_hasher(Use.QR, kid, purpose)
    if context is None:
        return False
    context.update(body)
    return equal(context.finalize()[:MAC_BYTES], signature)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text_: str) -> bytes:
    """What a code or ticket holds; nothing for a text that is none."""
    if not text_.isascii():
        return b""
    try:
        return base64.b64decode(text_ + "=" * (-len(text_) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
