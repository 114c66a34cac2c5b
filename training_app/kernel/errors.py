"""Errors a use case can end in.

::

    DomainError            400
    ├── InvalidInput       422  a value typed or uploaded is wrong; `fields` names them
    ├── RuleViolation      409  a rule says no; carries the Decision when there is one
    ├── NotFound           404  not there, or not for this actor: the two look alike on purpose
    ├── PermissionDenied   403
    ├── Conflict           409  somebody was faster, or the record moved on
    │   └── Stale               the form was drawn from an earlier version of the record
    ├── TooMuch            429  the user has as much of this going on as one may have
    └── PolicyNotInForce   409  no value of a parameter on that day

Codes are dotted English; the Chinese sentence of each stands in the `messages.py` of the package that raises it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class DomainError(Exception):
    """The answer of a use case that could not be done.

    `code` is stable and dotted (`classes.hours_missing`), `message` is the sentence for the user, `facts` are the
    values it speaks of (never a personal number: they may reach a log).
    """

    status = 400

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.facts = facts


class InvalidInput(DomainError):
    """A value is wrong. `fields` maps a form field to its sentence, so that the page can show it beside the field."""

    status = 422

    def __init__(self, code: str, message: str, fields: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(code, message, **facts)
        self.fields = fields or {}


class RuleViolation(DomainError):
    """A rule forbids the act. `decision` explains it condition by condition when the rule engine was asked."""

    status = 409

    def __init__(self, code: str, message: str, decision: Any = None, **facts: Any) -> None:
        super().__init__(code, message, **facts)
        self.decision = decision


class NotFound(DomainError):
    """The record does not exist or lies outside the actor's scope."""

    status = 404


class PermissionDenied(DomainError):
    """The actor's role may not do this."""

    status = 403


class Conflict(DomainError):
    """The record changed meanwhile, or the same thing was already done."""

    status = 409


class Stale(Conflict):
    """The form was drawn from an earlier version of the record; a page that can shows both and asks again."""


class TooMuch(DomainError):
    """The user has as much of this going on as one user may have; it can be done once some of it is over."""

    status = 429


class PolicyNotInForce(DomainError):
    """A parameter or rule has no value on the day asked for."""

    status = 409


class Form(Protocol):
    """What a form can be asked here: whether it has a field, for the field, and for the errors of the whole."""

    form_errors: list[str]

    def __contains__(self, name: str) -> bool: ...

    def __getitem__(self, name: str) -> Any: ...


def attach(form: Form, fields: Mapping[str, str], shown_as: Mapping[str, str] | None = None) -> None:
    """Puts the sentences of a refusal beside the fields of its form; those of no field stand on top. `shown_as` names the fields
    that the form shows under another name."""
    for name, sentence in fields.items():
        shown = (shown_as or {}).get(name, name)
        if shown in form:
            form[shown].errors = [*form[shown].errors, sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]
