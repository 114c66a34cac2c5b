"""The quarterly return of a training institution (威人社函〔2023〕25号 六（二）).

draft → submitted (figures, members, hash, PDF and xlsx frozen) → accepted | returned; a correction is a new version.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class QuarterlyReturn(Base):
    """One version of the return of one unit for one quarter. `figures` are frozen at submission (rows and total of the
    form), `answers` explain the cross-checks that failed (key of the check → remark), `reason` says why a version after
    the first was made, `content_hash` is SM3 over everything frozen, members included. `revision` counts the writings of
    this row and guards a draft against two editors."""

    __tablename__ = "quarterly_returns"
    __table_args__ = (
        UniqueConstraint("institution_id", "year", "quarter", "version"),
        CheckConstraint("state IN ('draft','submitted','accepted','returned')", name="state"),
        CheckConstraint("state = 'draft' OR content_hash IS NOT NULL", name="frozen"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    year: Mapped[int]
    quarter: Mapped[int]
    version: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    period_from: Mapped[date]
    period_to: Mapped[date]
    prepared_by: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    measures: Mapped[str] = mapped_column(default="")
    practice: Mapped[str] = mapped_column(default="")
    issues: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    content_hash: Mapped[bytes | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None]
    review_remark: Mapped[str] = mapped_column(default="")
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    xlsx_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revision: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": revision}


class ReturnMember(Base):
    """One class, person or payment behind one frozen figure."""

    __tablename__ = "return_members"
    __table_args__ = (Index(None, "return_id", "column_key", "occupation_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("quarterly_returns.id"))
    occupation_key: Mapped[str]
    column_key: Mapped[str]
    class_number: Mapped[str | None]
    person_number: Mapped[str | None]
    name_at: Mapped[str | None]
    certificate_number: Mapped[str | None]
    voucher: Mapped[str | None]
    happened_on: Mapped[date]
    amount_fen: Mapped[int | None]


class FigureChange(Base):
    """A mark that something was written that figures may be made of; set by triggers, so in the same transaction.

    The sum of the marks one can see names the state of the register one sees: marks are drawn at random, so two states
    do not meet in one sum whatever the order of commits. Only the sum means something; rows are taken together in time.
    """

    __tablename__ = "figure_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(server_default=text("(random() * 9e15)::bigint"))


class KeptFigures(Base):
    """Figures of a reading as counted in a state of the register; good as long as `state` is the present one."""

    __tablename__ = "kept_figures"

    reading: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    body: Mapped[dict[str, Any]]


# What figures are made of: DESIGN's definition of the columns, read in queries_members.py. Enrolments come in by the
# thousand and count only from completion on.
_WATCHED = {
    "training_classes": "INSERT OR DELETE OR UPDATE", "level_certificates": "INSERT OR DELETE OR UPDATE",
    "disbursements": "INSERT OR DELETE OR UPDATE", "qualifications": "INSERT OR DELETE OR UPDATE",
    "programme_catalogue_entries": "INSERT OR DELETE OR UPDATE", "occupations": "INSERT OR DELETE OR UPDATE",
    "enrolments": "DELETE OR UPDATE OF state, completed_on, person_id, class_id, district_code",
    "persons": "UPDATE OF merged_into",
}
FIGURE_TRIGGERS_SQL = [
    "CREATE FUNCTION mark_figure_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN INSERT INTO figure_changes DEFAULT VALUES; RETURN NULL; END $$",
    "CREATE FUNCTION mark_counted_enrolments() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN IF EXISTS (SELECT FROM added WHERE state IN ('completed', 'failed')) THEN "
    "INSERT INTO figure_changes DEFAULT VALUES; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER enrolments_counted AFTER INSERT ON enrolments REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION mark_counted_enrolments()",
    *(
        f"CREATE TRIGGER {table}_figures AFTER {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION mark_figure_change()"
        for table, acts in _WATCHED.items()
    ),
]
