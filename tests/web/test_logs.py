"""Logs: one event, one line, and no personal number in it."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.people import identity_number
from training_app.institutions.models import Institution
from training_app.web.logs import JsonLines, without_personal_numbers

NUMBERS = (
    identity_number(1), "11010519491231002X", "13806310000", "H12345678", "6222021602012345678", "110105491231002",
)


def event(message: str, **facts: object) -> str:
    record = logging.LogRecord("training_app.test", logging.INFO, __file__, 1, message, (), None)
    vars(record).update(facts)
    return JsonLines().format(record)


@pytest.mark.parametrize("number", NUMBERS)
def test_personal_numbers_are_taken_out_wherever_they_stand(number: str) -> None:
    line = event(f"about {number}, and", value=number, nested={"a": [number]})
    assert number not in line and line.count("[redacted]") == 3


@pytest.mark.parametrize("kept", ["WH2026-0147", "P00012345", "TR2026-000231", "2026-07-01T00:00:00", "371002", "F3A0C1D2"])
def test_numbers_of_records_stay(kept: str) -> None:
    assert without_personal_numbers(f'{{"number": "{kept}"}}') == f'{{"number": "{kept}"}}'


@pytest.mark.parametrize("name", ["a\nb", "a\r\n{\"level\": \"ERROR\"}", "\x1b[31mred", "a\u2028b", "\x00", "毕\n晓彤"])
def test_nothing_typed_makes_a_second_line(name: str) -> None:
    line = event("login", typed=name)
    assert json.loads(line)["typed"] == name
    assert "\n" not in line and "\r" not in line and "\x1b" not in line and "\x00" not in line


@pytest.mark.parametrize("chained", [False, True])
def test_a_trace_of_the_database_holds_no_values(session: Session, chained: bool) -> None:
    values = {"name": "康纳利\n\n学校", "code": "X", "contact_name": "金丝雀"}
    try:
        try:
            session.execute(insert(Institution).values(**values))
        except IntegrityError as error:
            if chained:
                raise RuntimeError("job failed") from error
            raise
    except (IntegrityError, RuntimeError):
        info = sys.exc_info()
    record = logging.LogRecord("training_app.test", logging.ERROR, __file__, 1, "failed", (), info)
    line = JsonLines().format(record)
    assert "violates" in line and "INSERT INTO institutions" in line and ("job failed" in line) == chained
    assert "康纳利" not in line and "学校" not in line and "金丝雀" not in line
