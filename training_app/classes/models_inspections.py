"""Inspections 检查 of institutions and of their classes: checklist, findings, answers.

Source: 威人社函〔2023〕25号 六（二）.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base
from training_app.files.models import StoredFile


class Inspection(Base):
    """An inspection of one institution, or of what it does in one class: planned → held → waiting ⇄ answered → closed, or
    closed at once where nothing was found. `district_led`: a district leads it, else the bureau; `joined_by` are other
    offices that come along (会同有关部门); `announced`: the institution knows of it before it is held; `demand` says what it
    has to put right by `answer_due`; `version` guards against two editors."""

    __tablename__ = "inspections"
    __table_args__ = (
        Index(None, "institution_id", "state"),
        Index(None, "class_id"),
        Index(None, "district_code"),
        # Planning many classes twice plans none twice.
        Index(
            "uq_inspections_planned", "class_id", "institution_id", "kind", unique=True,
            postgresql_where=text("state = 'planned' AND class_id IS NOT NULL"),
        ),
        CheckConstraint("kind IN ('documents','on_site')", name="kind"),
        CheckConstraint("state IN ('planned','held','waiting','answered','closed','cancelled')", name="state"),
        CheckConstraint("(state IN ('waiting','answered')) <= (answer_due IS NOT NULL)", name="answer_due"),
        CheckConstraint("(state IN ('planned','cancelled')) = (held_on IS NULL)", name="held_on"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("training_classes.id"))
    kind: Mapped[str]
    state: Mapped[str]
    inspectors: Mapped[str]
    joined_by: Mapped[str] = mapped_column(default="")
    announced: Mapped[bool]
    district_led: Mapped[bool]
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    demand: Mapped[str] = mapped_column(default="")
    answer_due: Mapped[date | None]
    closed_on: Mapped[date | None]
    conclusion: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column()
    items: Mapped[list[InspectionItem]] = relationship(order_by="InspectionItem.line")
    answers: Mapped[list[InspectionAnswer]] = relationship(order_by="InspectionAnswer.round")
    files: Mapped[list[InspectionFile]] = relationship(
        order_by="InspectionFile.position", cascade="all, delete-orphan"
    )
    offices: Mapped[list[InspectionOffice]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class InspectionItem(Base):
    """A point of the checklist as it stood when the inspection was planned, with its clause and what was found."""

    __tablename__ = "inspection_items"
    __table_args__ = (CheckConstraint("finding IN ('ok','defect','not_seen')", name="finding"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clause: Mapped[str]
    point: Mapped[str]
    finding: Mapped[str | None]
    remark: Mapped[str] = mapped_column(default="")


class InspectionAnswer(Base):
    """One answer of the institution, with its evidence; `remark` says why it was not enough."""

    __tablename__ = "inspection_answers"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(default="")
    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class InspectionFile(Base):
    """A document about one point of the checklist: what was seen (`round` 0), or how it was put right (the round of the
    answer). `position` counts through the inspection and is never given twice."""

    __tablename__ = "inspection_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["inspection_id", "line"], ["inspection_items.inspection_id", "inspection_items.line"],
            name="fk_inspection_files_items",
        ),
        CheckConstraint("round >= 0", name="round"),
    )

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int]
    round: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    file: Mapped[StoredFile] = relationship(lazy="joined")


class InspectionOffice(Base):
    """An authority of the register that comes along to an inspection (会同有关部门) and receives what is found."""

    __tablename__ = "inspection_offices"
    __table_args__ = (Index(None, "institution_id"),)

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"), primary_key=True)
