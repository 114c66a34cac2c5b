"""What stands behind attendance: scans of the code in the room, corrections of what is locked.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base
from training_app.files.models import StoredFile
from training_app.intake.models import Batch


class AttendanceScan(Base):
    """A trainee's scan of the code shown at a session: coming (in) or going (out).

    `step` is the half minute the code was made for; `device_index` and `address_index` are keyed digests, so that like ones
    are seen and none can be read; a scan that was not `taken` says why in `refusal` (a code of this package). Rows are
    never changed, and kept for 180 days at least: a wrong mark is put right by a new mark.
    """

    __tablename__ = "attendance_scans"
    __table_args__ = (
        Index(
            "uq_attendance_scans_taken", "session_id", "enrolment_id", "direction", unique=True, postgresql_where=text("taken")
        ),
        Index(None, "session_id", "scanned_at"),
        Index(None, "enrolment_id"),
        CheckConstraint("direction IN ('in','out')", name="direction"),
        CheckConstraint("taken = (refusal IS NULL)", name="refusal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    direction: Mapped[str]
    scanned_at: Mapped[datetime]
    step: Mapped[int]
    device_index: Mapped[bytes]
    address_index: Mapped[bytes]
    taken: Mapped[bool]
    refusal: Mapped[str | None]


class ClassReopening(Base):
    """The day a completion was taken back: from then on attendance may be entered late once more. A table of its own,
    because every change of a class is a change of its figures. `completed_on`: the day of that completion, of the first
    where several were taken back on one day."""

    __tablename__ = "class_reopenings"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), primary_key=True)
    reopened_on: Mapped[date] = mapped_column(primary_key=True)
    completed_on: Mapped[date]


class AttendanceCorrection(Base):
    """A request to change attendance that is locked: asked → agreed | refused | withdrawn. Whoever decides is somebody else.

    `file_id` is the evidence, `batch_id` the uploaded list it comes from.
    """

    __tablename__ = "attendance_corrections"
    __table_args__ = (
        Index(None, "class_id"),
        Index(None, "asked_at", postgresql_where=text("state = 'asked'")),
        CheckConstraint("state IN ('asked','agreed','refused','withdrawn')", name="state"),
        CheckConstraint("state NOT IN ('agreed','refused') OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    state: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    remark: Mapped[str] = mapped_column(default="", server_default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"), index=True)
    file: Mapped[StoredFile | None] = relationship()
    batch: Mapped[Batch | None] = relationship()


class AttendanceCorrectionLine(Base):
    """One person at one session: what was noted when it was asked (None: nothing), and what is asked for. 学时 in hundredths."""

    __tablename__ = "attendance_correction_lines"
    __table_args__ = (
        Index(None, "session_id", "enrolment_id"),
        CheckConstraint("after_status IN ('present','late','leave','absent')", name="status"),
        CheckConstraint("after_hours >= 0", name="hours"),
    )

    correction_id: Mapped[int] = mapped_column(ForeignKey("attendance_corrections.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    before_status: Mapped[str | None]
    before_hours: Mapped[int | None]
    after_status: Mapped[str]
    after_hours: Mapped[int]


class AttendanceFinding(Base):
    """Attendance that is improbable, for the bureau to look at: open → dismissed | upheld, with what was decided and why;
    between, the institution may be asked to explain: open → asked → explained, again if need be.

    `rule` says what struck, `key` that the same is found once; `evidence` are the rows it rests on: class, session, day and a
    sentence each. `inspection_id`: the inspection in which it is looked into.
    """

    __tablename__ = "attendance_findings"
    __table_args__ = (
        Index(None, "class_id"),
        Index(None, "inspection_id"),
        Index(None, "found_on", postgresql_where=text("decided_at IS NULL")),
        CheckConstraint("state IN ('open','asked','explained','dismissed','upheld')", name="state"),
        CheckConstraint("(state IN ('open','asked','explained')) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("decided_at IS NULL OR decision <> ''", name="decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    subject: Mapped[str]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    found_on: Mapped[date]
    state: Mapped[str]
    decision: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"))
    explanations: Mapped[list[FindingExplanation]] = relationship(order_by="FindingExplanation.round")


class FindingExplanation(Base):
    """A question of the bureau to the institution about a finding, to be answered by `due`, and the answer with its evidence."""

    __tablename__ = "finding_explanations"
    __table_args__ = (CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),)

    finding_id: Mapped[int] = mapped_column(ForeignKey("attendance_findings.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str]
    due: Mapped[date]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="", server_default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    file: Mapped[StoredFile | None] = relationship()


KEPT_SCANS_SQL = [
    "CREATE FUNCTION keep_scans() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND OLD.scanned_at < now() - interval '180 days' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'scans are kept as they were made' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER attendance_scans_kept BEFORE UPDATE OR DELETE ON attendance_scans "
    "FOR EACH ROW EXECUTE FUNCTION keep_scans()",
]
