"""The training class 班次 and what hangs on it: sessions, enrolments, attendance.

Source of the life: 威人社函〔2023〕25号 四（一）（二） (审核备案 before opening, 学时 and 结业考核, report within 30 days).
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base


class TrainingClass(Base):
    """A class of one institution for one occupation, direction and level. `required_hours` (hundredths) is its own copy,
    entered with source at approval; `district_code` is the venue's; `version` guards against two editors.
    `first_reviewed_by` has approved where two people must; `completions` counts how often it was completed (a class taken
    back and completed again credits its hours anew). `plan_line_id` is the line of the year plan it was filed under, of
    which `plan_reference` is the text; classes from the books have the text only. `original_number` is the one a class of the
    opening load had in the books before, unique within its institution."""

    __tablename__ = "training_classes"
    __table_args__ = (
        Index(None, "institution_id", "state"),
        Index(None, "completed_on"),
        Index(None, "district_code"),
        UniqueConstraint("institution_id", "original_number"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint(
            "state NOT IN ('approved','running','completed','reported') OR required_hours > 0", name="required_hours"
        ),
        CheckConstraint("(state IN ('completed','reported')) = (completed_on IS NOT NULL)", name="completed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    assessment_body_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    direction_key: Mapped[str | None]
    level: Mapped[str]
    name: Mapped[str]
    district_code: Mapped[str] = mapped_column(ForeignKey("districts.code"))
    venue: Mapped[str] = mapped_column(default="")
    mode: Mapped[str] = mapped_column(default="onsite")
    capacity: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    plan_line_id: Mapped[int | None] = mapped_column(ForeignKey("annual_plan_lines.id"), index=True)
    plan_reference: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    required_hours: Mapped[int | None]
    required_hours_source: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    first_reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    review_remark: Mapped[str] = mapped_column(default="")
    review_fields: Mapped[list[str]] = mapped_column(default=list)
    completed_on: Mapped[date | None]
    reported_on: Mapped[date | None]
    completions: Mapped[int] = mapped_column(default=0, server_default="0")
    origin: Mapped[str] = mapped_column(default="register")
    original_number: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column()
    sessions: Mapped[list[ClassSession]] = relationship(
        back_populates="training_class", order_by="ClassSession.held_on, ClassSession.starts_at, ClassSession.number"
    )

    __mapper_args__ = {"version_id_col": version}


class ClassSession(Base):
    """One session of the timetable: day, times, online|onsite, theory|practice, 学时 in hundredths.

    `instructor` and `place` are what is printed, `trainer_id` and `room_id` whom and what of the registry they mean (None: in
    none). `is_make_up`: added for those short of hours 补课, no part of the hours that were planned."""

    __tablename__ = "class_sessions"
    __table_args__ = (
        UniqueConstraint("class_id", "number"), Index(None, "held_on"), CheckConstraint("hours > 0", name="hours"),
        Index(None, "trainer_id", postgresql_where=text("trainer_id IS NOT NULL")),
        Index(None, "room_id", postgresql_where=text("room_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    number: Mapped[int]
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    mode: Mapped[str]
    kind: Mapped[str]
    hours: Mapped[int]
    topic: Mapped[str] = mapped_column(default="")
    instructor: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey("trainers.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("venue_rooms.id"))
    is_make_up: Mapped[bool] = mapped_column(default=False, server_default="false")
    training_class: Mapped[TrainingClass] = relationship(back_populates="sessions")


class Enrolment(Base):
    """A person in a class 学员: applied → accepted | waiting | declined, retracted → enrolled → withdrawn | completed | failed.

    `name_at` and `employer_name` are those of the day; `district_code` is a copy of the class's (no key of its own: it
    would only cost a long roster time); `score` (hundredths of a point) is the completion assessment 结业考核;
    `hours_attended` is fixed at completion. Of who applied: when (a second time: the later), the employer who did it for the
    person (`applied_by`, None: the person), when it was decided, why it was declined.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("class_id", "person_id"),
        Index(None, "person_id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index(None, "applied_at", postgresql_where=text("applied_at IS NOT NULL")),
        CheckConstraint(
            "state IN ('applied','waiting','accepted','declined','retracted','enrolled','withdrawn','completed','failed')",
            name="state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str]
    name_at: Mapped[str]
    employer_name: Mapped[str] = mapped_column(default="", server_default="")
    district_code: Mapped[str]
    remark: Mapped[str] = mapped_column(default="", server_default="")
    score: Mapped[int | None]
    hours_attended: Mapped[int | None]
    withdrawn_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    origin: Mapped[str] = mapped_column(default="register", server_default="register")
    batch_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    decided_at: Mapped[datetime | None]
    decline_reason: Mapped[str | None]


class Attendance(Base):
    """Who attended which session, and with how many 学时 (hundredths): present | late | leave | absent.

    `source` says how it came in: typed on the page, by a list, by the trainee's scan, by an agreed correction."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(None, "enrolment_id"),
        CheckConstraint("status IN ('present','late','leave','absent')", name="status"),
        CheckConstraint("source IN ('page','list','scan','correction')", name="source"),
        CheckConstraint("hours >= 0", name="hours"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    status: Mapped[str]
    hours: Mapped[int]
    source: Mapped[str] = mapped_column(default="page", server_default="page")
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
