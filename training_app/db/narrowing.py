"""Conditions of lists out of filters of which any may be empty: what is empty narrows nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, DateTime, Select

from training_app.kernel.dates import first_moment, last_moment


def fitting(statement: Select, *wanted: tuple[ColumnElement, str]) -> Select:
    """The statement with each column equal to its value, where one is given."""
    return statement.where(*(column == value for column, value in wanted if value))


def within(statement: Select, column: ColumnElement, first: date | None, last: date | None) -> Select:
    """The statement with the column from the first to the last day, both included and either left out when None. Days of
    an instant are days in China."""
    moments = isinstance(column.type, DateTime)
    if first:
        statement = statement.where(column >= (first_moment(first) if moments else first))
    if last:
        statement = statement.where(column <= (last_moment(last) if moments else last))
    return statement
