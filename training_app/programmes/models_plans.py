"""The year plan 年度培训方案 of a training institution and its lines.

Source: 威人社函〔2023〕25号 四（一）: a plan of the year, the assessment plan agreed with the assessment body, both filed with
the city's bureau and the province.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base

_OPEN = "state IN ('draft','submitted','returned')"


class AnnualPlan(Base):
    """The plan of one institution for one year, in one version (`round`, from 1).

    `origin` city: filed here; elsewhere: the institution has its seat outside, filed it there (`filed_with`, `filing_number`,
    `filing_file_id`) and cites that. An amendment is a plan of its own that `amends` the filed one; filing it makes that one
    superseded. `last_line` is the highest number given to a line of it, with those taken out since. `review_points` are what
    a reviewer returned it for: reasons by item, "text" or "line/3".
    `version` guards against two editors; every change of a line counts it up.
    """

    __tablename__ = "annual_plans"
    __table_args__ = (
        UniqueConstraint("institution_id", "year", "round"),
        Index("ix_annual_plans_open", "institution_id", "year", unique=True, postgresql_where=text(_OPEN)),
        Index("ix_annual_plans_filed", "institution_id", "year", unique=True, postgresql_where=text("state = 'filed'")),
        Index(None, "state"),
        CheckConstraint("state IN ('draft','submitted','returned','filed','superseded','discarded')", name="state"),
        CheckConstraint("origin IN ('city','elsewhere')", name="origin"),
        CheckConstraint("(state IN ('filed','superseded')) = (filed_at IS NOT NULL)", name="filed"),
        CheckConstraint("state NOT IN ('filed','superseded') OR filing_number <> ''", name="filing_number"),
        CheckConstraint(
            "origin = 'city' OR state IN ('draft','discarded') OR filing_file_id IS NOT NULL", name="filing_file"
        ),
        CheckConstraint("province_sent_on IS NULL OR filed_at IS NOT NULL", name="province"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    year: Mapped[int]
    round: Mapped[int]
    origin: Mapped[str]
    state: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    document_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    filed_with: Mapped[str] = mapped_column(default="")
    filing_number: Mapped[str] = mapped_column(default="")
    filing_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    last_line: Mapped[int] = mapped_column(default=0, server_default="0")
    review_points: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    province_sent_on: Mapped[date | None]
    province_document: Mapped[str] = mapped_column(default="")
    province_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    amends: Mapped[int | None] = mapped_column(ForeignKey("annual_plans.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class PlanLine(Base):
    """What a plan intends for one occupation, direction (None: any), level and assessment body: so many classes with so many
    places between two months, how they will be assessed 考核计划, and the 学时 of each of its classes (`hours`, hundredths) with
    the document and clause they are taken from; both or neither.

    `line` counts from 1, is the same in every version of the year's plan, so that versions can be compared and the classes
    of a line counted, and is not given again when the line is gone. `answer` is the body's: "" (not asked), asked, confirmed,
    declined.
    """

    __tablename__ = "annual_plan_lines"
    __table_args__ = (
        UniqueConstraint("plan_id", "line"),
        UniqueConstraint(
            "plan_id", "occupation_key", "direction_key", "level", "body_id", postgresql_nulls_not_distinct=True
        ),
        Index(None, "body_id", "answer"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        CheckConstraint("classes > 0 AND headcount > 0", name="amounts"),
        CheckConstraint("hours > 0 AND (hours IS NULL) = (hours_source = '')", name="hours"),
        CheckConstraint("first_month BETWEEN 1 AND 12 AND last_month BETWEEN first_month AND 12", name="months"),
        CheckConstraint("answer IN ('','asked','confirmed','declined')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("annual_plans.id"))
    line: Mapped[int]
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    direction_key: Mapped[str | None]
    level: Mapped[str]
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    classes: Mapped[int]
    headcount: Mapped[int]
    first_month: Mapped[int]
    last_month: Mapped[int]
    assessment_plan: Mapped[str]
    hours: Mapped[int | None]
    hours_source: Mapped[str] = mapped_column(default="", server_default="")
    answer: Mapped[str] = mapped_column(default="", server_default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer_remark: Mapped[str] = mapped_column(default="", server_default="")
    batch_id: Mapped[int | None]
