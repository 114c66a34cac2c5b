"""Districts and development zones of the city, loaded from the policy pack's `city.toml`."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class District(Base):
    """A district 区市, development zone 开发区 or the city itself 市直. `official` is False for codes of our own making
    (南海新区 has none in GB/T 2260)."""

    __tablename__ = "districts"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    official: Mapped[bool]
    sort: Mapped[int]
