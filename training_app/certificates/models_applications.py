"""Applications for level assessments, each with the declaration that was made for it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.certificates.rules_applications import STATES
from training_app.db import Base


class LevelApplication(Base):
    """An application of somebody who completed a class. The declaration 告知承诺 was ticked by the person, or signed on paper
    (then with the scan); its text stands in the policy pack under `declaration_version`, its digest here. `prerequisite`:
    what the register made of the conditions of the standard that day; `asked` says which. A re-sit 补考 is an application of
    its own: `attempt` counts, `failed_on` is the day of the attempt before it that was failed or missed, `part` what is to be
    sat again. `assessed` and `absent` are the ends of an attempt."""

    __tablename__ = "level_applications"
    __table_args__ = (
        Index(
            "uq_level_applications_open", "enrolment_id", unique=True,
            postgresql_where=text("state IN ('applied','accepted')"),
        ),
        Index(None, "body_id", "state"),
        Index(None, "enrolment_id"),
        CheckConstraint("state IN (" + ",".join(f"'{state}'" for state in STATES) + ")", name="state"),
        CheckConstraint("(attempt > 1) = (failed_on IS NOT NULL) AND attempt > 0", name="attempt"),
        CheckConstraint("part = 'both' OR (part IN ('theory','ability') AND attempt > 1)", name="part"),
        CheckConstraint("prerequisite IN ('met','not_met','unknown')", name="prerequisite"),
        CheckConstraint("(declared_on_paper) = (paper_file_id IS NOT NULL)", name="paper"),
        CheckConstraint("state <> 'returned' OR remark <> ''", name="returned"),
        CheckConstraint(
            "state NOT IN ('accepted','assessed','absent') OR prerequisite <> 'not_met' OR remark <> ''", name="override"
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    state: Mapped[str]
    declaration_version: Mapped[str]
    declaration_digest: Mapped[bytes]
    declared_on_paper: Mapped[bool]
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    declared_at: Mapped[datetime]
    prerequisite: Mapped[str]
    asked: Mapped[str] = mapped_column(default="", server_default="")
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    failed_on: Mapped[date | None]
    part: Mapped[str] = mapped_column(default="both", server_default="both")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="", server_default="")
