"""The database: declarative base, session, and the unit of work, which is the only place that commits."""

from training_app.db.base import Base, db
from training_app.db.unit_of_work import own_transaction, unit_of_work

__all__ = ["Base", "db", "own_transaction", "unit_of_work"]
