"""What stands behind attendance: scans of the code in the room.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


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


KEPT_SCANS_SQL = [
    "CREATE FUNCTION keep_scans() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND OLD.scanned_at < now() - interval '180 days' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'scans are kept as they were made' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER attendance_scans_kept BEFORE UPDATE OR DELETE ON attendance_scans "
    "FOR EACH ROW EXECUTE FUNCTION keep_scans()",
]
