"""Assessment sessions 考核场次: when and where a body assesses, how many it can take, and who has a seat.

Source: 威人社函〔2023〕25号 四（三）: 评价机构…对培训合格人员按照国家职业标准进行专业技术等级考核. Seats, places and
days of applying stand in no text: they are facts of the session.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class AssessmentSession(Base):
    """A session of one body, occupation and level (and direction, where it is named). `taken` of `seats` are given: triggers
    keep it, its check is the wall behind the words of the services. Only applications declared until `apply_until` (that
    day included) are seated. Times are of Asia/Shanghai."""

    __tablename__ = "assessment_sessions"
    __table_args__ = (
        Index(None, "body_id", "state"),
        Index(None, "held_on", "id"),
        CheckConstraint("state IN ('planned','recorded','cancelled')", name="state"),
        CheckConstraint("taken BETWEEN 0 AND seats", name="seats"),
        CheckConstraint("apply_until <= held_on", name="days"),
        CheckConstraint("ends_at > starts_at", name="hours"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    direction_key: Mapped[str | None]
    level: Mapped[str]
    held_on: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    place: Mapped[str]
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    apply_until: Mapped[date]
    note: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str]
    cancel_reason: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def left(self) -> int:
        """Seats nobody has."""
        return self.seats - self.taken


class AssessmentSeat(Base):
    """The seat of an application: one application has one seat, one person one seat of a session. `absent`: what the person
    did not come to, one part or both; empty while nothing is noted and for whoever came to all of it. `batch_id`: the list
    it was noted by, None for the page."""

    __tablename__ = "assessment_seats"
    __table_args__ = (
        UniqueConstraint("session_id", "seat_no"),
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("absent IN ('','theory','ability','both')", name="absent"),
        CheckConstraint("absent = '' OR noted_at IS NOT NULL", name="noted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("assessment_sessions.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("level_applications.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    seat_no: Mapped[int]
    absent: Mapped[str] = mapped_column(default="", server_default=text("''"))
    noted_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"), index=True)


def _counted(sign: str, table: str) -> str:
    return (
        f"BEGIN UPDATE assessment_sessions s SET taken = s.taken {sign} moved.n FROM "
        f"(SELECT session_id, count(*) AS n FROM {table} GROUP BY session_id) AS moved WHERE s.id = moved.session_id; "
        "RETURN NULL; END"
    )


ASSESSMENT_SEATS_SQL = [
    f"CREATE FUNCTION assessment_seat_added() RETURNS trigger LANGUAGE plpgsql AS $$ {_counted('+', 'added')} $$",
    "CREATE TRIGGER assessment_seat_added AFTER INSERT ON assessment_seats REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION assessment_seat_added()",
    f"CREATE FUNCTION assessment_seat_gone() RETURNS trigger LANGUAGE plpgsql AS $$ {_counted('-', 'gone')} $$",
    "CREATE TRIGGER assessment_seat_gone AFTER DELETE ON assessment_seats REFERENCING OLD TABLE AS gone "
    "FOR EACH STATEMENT EXECUTE FUNCTION assessment_seat_gone()",
    # A seat stays what it is: it is given and taken back, never moved to another session or person.
    "CREATE FUNCTION keep_assessment_seat() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'a seat is never moved' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER assessment_seats_kept BEFORE UPDATE ON assessment_seats FOR EACH ROW WHEN ("
    "(OLD.session_id, OLD.application_id, OLD.person_id, OLD.seat_no) IS DISTINCT FROM "
    "(NEW.session_id, NEW.application_id, NEW.person_id, NEW.seat_no)) EXECUTE FUNCTION keep_assessment_seat()",
]
ASSESSMENT_SEAT_FUNCTIONS = ("assessment_seat_added", "assessment_seat_gone", "keep_assessment_seat")
