"""Occupations of the digital field and the city's programme catalogue.

An occupation has two codes that mean the same occupation: that of the 2015 and that of the 2022 职业分类大典.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base


class Occupation(Base):
    """A digital-technology occupation 职业. `short_name` is the row name of the quarterly form (智能制造)."""

    __tablename__ = "occupations"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    code_2015: Mapped[str | None]
    code_2022: Mapped[str | None]
    edition: Mapped[str] = mapped_column(default="")
    preprinted: Mapped[bool]
    sort: Mapped[int]
    directions: Mapped[list[Direction]] = relationship(order_by="Direction.sort")


class Direction(Base):
    """A direction 职业方向 of an occupation; many occupations have none. `verified` False = name from no official text."""

    __tablename__ = "directions"

    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    verified: Mapped[bool]
    sort: Mapped[int]


class CatalogueHours(Base):
    """Hours the standard prescribes for occupation and level (hundredths of 学时); None where no source was found."""

    __tablename__ = "catalogue_hours"

    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    hours: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    verified: Mapped[bool] = mapped_column(default=False)


class ProgrammeCatalogueEntry(Base):
    """A programme in the city's 培训项目目录 (威人社函〔2023〕25号 五（三）), from, to exclusive.

    `institution_id` None means the programme of every institution, `direction_key` None every direction. `version` guards
    against two editors; `batch_id` is the list it came in by.
    """

    __tablename__ = "programme_catalogue_entries"
    __table_args__ = (
        Index(None, "occupation_key", "level"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    direction_key: Mapped[str | None]
    level: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    document: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    batch_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}
