"""The list of certificates as the province or the nation published it, and where it differs from what stands here.

威人社函〔2023〕25号 四（三）: results are confirmed by the province and examined by the nation before certificates are issued;
what they published is the third account beside the passed results here and the certificates the bodies registered.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from training_app.certificates.rules_reconciliation import KINDS, OUTCOMES
from training_app.db import Base


class ProvinceResult(Base):
    """A line of a published list. The document number is kept as its keyed index and masked only: who has it here is found by
    that whenever it is compared, because somebody may be registered after the list."""

    __tablename__ = "province_results"
    __table_args__ = (Index(None, "batch_id"), Index(None, "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id"))
    number: Mapped[str]
    name: Mapped[str]
    identity_index: Mapped[bytes]
    masked: Mapped[str]
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    level: Mapped[str]
    issued_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


def _one_of(values: object) -> str:
    return "(" + ",".join(f"'{value}'" for value in values) + ")"  # type: ignore[attr-defined]


class Difference(Base):
    """A difference as it was found last; `key` names what differs in which way, so that it is found again and not twice.
    `here` and `there` are what the two say. One that is no longer found and was not decided is `gone`."""

    __tablename__ = "reconciliation_differences"
    __table_args__ = (
        Index(None, "state", "id"),
        Index(None, "body_id"),
        CheckConstraint(f"kind IN {_one_of(KINDS)}", name="kind"),
        CheckConstraint("state IN ('open','decided','gone')", name="state"),
        CheckConstraint(f"outcome = '' OR outcome IN {_one_of(OUTCOMES)}", name="outcome"),
        CheckConstraint("(state = 'decided') = (outcome <> '' AND remark <> '' AND decided_at IS NOT NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str]
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    level: Mapped[str]
    here: Mapped[str]
    there: Mapped[str]
    state: Mapped[str]
    found_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    remark: Mapped[str] = mapped_column(default="", server_default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
