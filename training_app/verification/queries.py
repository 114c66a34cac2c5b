"""Asking every kind of paper the same question in the same order, whether or not one has answered already."""

from __future__ import annotations

from sqlalchemy.orm import Session

from training_app.crypto import marks
from training_app.kernel.publicly import PublicRecord, resolver, resolvers


def find(session: Session, number: str, name: str) -> PublicRecord | None:
    """The paper of that number and name, both as `rules.typed_number` and `names.comparable` leave them; None for a wrong
    number, a wrong name and a paper of somebody else alike. Every kind is asked, so none is known by the time it takes."""
    answers = [each.by_number_and_name(session, number, name) for each in resolvers()]
    return next((answer for answer in answers if answer is not None), None)


def by_token(session: Session, token: str) -> PublicRecord | None:
    """The paper a QR code names; None for a token that is not ours or names nothing."""
    marked = marks.read(token)
    known = resolver(marked.kind) if marked else None
    return known.by_number(session, marked.number) if marked and known else None
