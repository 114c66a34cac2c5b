"""Disbursements: subsidy money that was paid to a person for an enrolment, in fen."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class Disbursement(Base):
    """A payment 发放. Voucher and person are unique: the same line can never be counted twice."""

    __tablename__ = "disbursements"
    __table_args__ = (
        UniqueConstraint("voucher", "person_id"),
        Index(None, "person_id"),
        Index(None, "enrolment_id"),
        Index(None, "paid_on", "id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        CheckConstraint("amount_fen > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    level: Mapped[str]
    district_code: Mapped[str] = mapped_column(ForeignKey("districts.code"))
    amount_fen: Mapped[int]
    paid_on: Mapped[date]
    voucher: Mapped[str]
    origin: Mapped[str] = mapped_column(default="register", server_default="register")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
