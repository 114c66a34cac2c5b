"""Honours of persons: competition awards, commendations, talent projects, talent cards, each with its document.

Source: 威人社函〔2023〕25号 五（四）. They are facts to select by; no sum of money hangs on them here (other policies).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base
from training_app.files.models import StoredFile


class Honour(Base):
    """One honour of a person: claimed by the engineer and checked by a clerk, or entered by a clerk. `place` is the rank in
    words (一等奖, 第 3 名), `valid_until` the last day of a talent card that says one, `document` number or name of what
    certifies it, `remark` why it was refused or taken back; `version` guards against two editors."""

    __tablename__ = "honours"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "state", "granted_on"),
        UniqueConstraint("person_id", "kind", "document", "granted_on"),
        CheckConstraint("kind IN ('competition','commendation','talent_project','talent_card')", name="kind"),
        CheckConstraint("level IN ('national','provincial','municipal','county')", name="level"),
        CheckConstraint("state IN ('claimed','checked','refused','revoked')", name="state"),
        CheckConstraint("(state = 'claimed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("valid_until IS NULL OR (kind = 'talent_card' AND valid_until >= granted_on)", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    granted_by: Mapped[str]
    granted_on: Mapped[date]
    valid_until: Mapped[date | None]
    document: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    file: Mapped[StoredFile | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}
