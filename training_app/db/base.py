"""Declarative base with one naming convention and one mapping of Python types to PostgreSQL types."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}



class Base(DeclarativeBase):
    """Base of all tables. Instants are aware (timestamptz), whole numbers 64 bit, text unlimited."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            int: BigInteger(),
            str: Text(),
            bytes: LargeBinary(),
            datetime: DateTime(timezone=True),
            uuid.UUID: Uuid(),
            dict[str, Any]: JSONB(),
            list[str]: ARRAY(Text()),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
