"""Signing up for classes: which classes take applications, and the seats of a class.

Source: 威人社函〔2023〕25号 三 (who may take part), 六（一）. Seats and spans of days
stand in no text: they are facts of the class.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from training_app.classes.rules_signup import SEATED
from training_app.db import Base


class ClassSignUp(Base):
    """A class that takes applications from `opens_on` to `closes_on`, both days included. `show_contact`: the directory names
    the class's contact. A table of its own: a change of it changes no filing and no figure."""

    __tablename__ = "class_sign_ups"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="days"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), primary_key=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date] = mapped_column(index=True)
    show_contact: Mapped[bool] = mapped_column(default=False, server_default="false")
    note: Mapped[str] = mapped_column(default="", server_default="")


class ClassSeats(Base):
    """How many seats a class of the register has and how many are taken, by `rules_signup.SEATED`. Triggers keep it, in the
    transaction of whatever seats or frees somebody; nobody writes it otherwise. The check is the wall behind the words of the
    services: no seat is given twice, whoever forgets to ask."""

    __tablename__ = "class_seats"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND capacity", name="seats"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id", ondelete="CASCADE"), primary_key=True)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def left(self) -> int:
        """Seats nobody has."""
        return self.capacity - self.taken


_SEATED = ", ".join(f"'{state}'" for state in SEATED)


def _moved(*parts: str) -> str:
    """Adds to the seats taken what the sums of `parts` (class_id, n) come to."""
    return (
        "BEGIN UPDATE class_seats SET taken = class_seats.taken + moved.n FROM (SELECT class_id, sum(n) AS n FROM ("
        + " UNION ALL ".join(parts)
        + ") AS part GROUP BY class_id HAVING sum(n) <> 0) AS moved WHERE class_seats.class_id = moved.class_id; "
        "RETURN NULL; END"
    )


def _sum(table: str, sign: str) -> str:
    return f"SELECT class_id, {sign}count(*) AS n FROM {table} WHERE state IN ({_SEATED}) GROUP BY class_id"


def _trigger(name: str, act: str, transition: str, body: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} AFTER {act} REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


_ADDED, _GONE = "NEW TABLE AS added", "OLD TABLE AS gone"
SEAT_TRIGGERS_SQL = [
    *_trigger(
        "begin_class_seats", "INSERT ON training_classes", _ADDED,
        "BEGIN INSERT INTO class_seats (class_id, capacity) SELECT id, capacity FROM added WHERE origin = 'register'; "
        "RETURN NULL; END",
    ),
    "CREATE FUNCTION change_class_seats() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN UPDATE class_seats SET capacity = NEW.capacity WHERE class_id = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER change_class_seats AFTER UPDATE OF capacity ON training_classes FOR EACH ROW "
    "WHEN (OLD.capacity <> NEW.capacity) EXECUTE FUNCTION change_class_seats()",
    *_trigger("seat_added", "INSERT ON enrolments", _ADDED, _moved(_sum("added", ""))),
    *_trigger("seat_moved", "UPDATE ON enrolments", f"{_GONE} {_ADDED}", _moved(_sum("added", ""), _sum("gone", "-"))),
    *_trigger("seat_gone", "DELETE ON enrolments", _GONE, _moved(_sum("gone", "-"))),
]  # fmt: skip
SEAT_FUNCTIONS = ("begin_class_seats", "change_class_seats", "seat_added", "seat_moved", "seat_gone")
"""Classes of earlier years (`origin` opening) have no row: nobody joins them any more."""
