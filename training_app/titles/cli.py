"""`flask titles explain`: every route to a title for the facts of one person, with reasons. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import click

from training_app.kernel.dates import today
from training_app.kernel.decision import ConditionResult
from training_app.kernel.errors import InvalidInput
from training_app.policies.loader import load
from training_app.policies.messages import sentence as policy_sentence
from training_app.policies.pack import Pack, PolicyDataError
from training_app.titles.labels import LEVEL, OPERATOR, OUTCOME, ROUTE, RULE_IN_FORCE, STATE, SUBJECT_TO
from training_app.titles.messages import sentence
from training_app.titles.rules import IN_FORCE, RouteAdvice, explain

LARGEST_FILE = 1_000_000
"""Bytes; the facts of one person are a few kilobytes."""

titles = click.Group("titles", help="职称：查看各条通道。")


@titles.command("explain")
@click.argument("facts_file", metavar="FACTS.json")
@click.option("--on", "on_text", metavar="DATE", help="按哪一天有效的文件，例如 2026-09-28；不写按今天。")
@click.option("--city", envvar="CITY", default="weihai", show_default=True, help="城市代码。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")
@click.pass_context
def explain_command(context: click.Context, facts_file: str, on_text: str | None, city: str, as_json: bool) -> None:
    """Explains the eleven routes. Exit 0 when a route is open, 1 when none is, 2 on misuse."""
    on = _day(on_text)
    facts = _read(facts_file)
    try:
        pack = load(city)
        advice = explain(facts, on, pack)
    except InvalidInput as error:
        _misuse(error.message)
    except PolicyDataError as error:
        raise click.ClickException(sentence("titles.policy_data", reason=error)) from error
    for name in advice.ignored:
        click.echo(policy_sentence("facts.unknown_name", fact=name[:80]), err=True)
    if as_json:
        click.echo(json.dumps(advice.as_json(), ensure_ascii=False, allow_nan=False))
    else:
        for route in advice.routes:
            click.echo("\n".join(_lines(route, pack)))
    context.exit(0 if advice.any_open else 1)


def _misuse(message: str) -> NoReturn:
    raise click.UsageError(message)


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        _misuse(sentence("titles.date_invalid", value=text[:40]))


def _read(name: str) -> Any:
    """The facts in the file ("-" reads standard input): exact decimals, no name twice, nothing but JSON."""
    try:
        with click.open_file(name, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError:
        _misuse(sentence("titles.file_unreadable", name=Path(name).name))
    if len(data) > LARGEST_FILE:
        _misuse(sentence("titles.file_too_large", name=Path(name).name))
    try:
        return json.loads(
            data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except InvalidInput as error:
        _misuse(error.message)
    except (ValueError, ArithmeticError, RecursionError):
        _misuse(sentence("titles.file_not_json", name=Path(name).name))


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"not JSON: {text}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InvalidInput("titles.fact_twice", sentence("titles.fact_twice", fact=name[:80]))
        found[name] = value
    return found


def _lines(route: RouteAdvice, pack: Pack) -> Iterator[str]:
    """One route for people: the answer, each condition with its source, the ways to a yes."""
    decision = route.decision
    level = f" → {LEVEL[route.level]}" if route.level else ""
    answer = SUBJECT_TO if decision.subject_to else OUTCOME[decision.outcome]
    yield f"{ROUTE[route.route]}{level}：{answer}"
    for condition in decision.conditions:
        citation = condition.citation
        place = f"{citation.document} {citation.clause}" if citation.document else ""
        actual = "" if condition.actual is None or condition.fact == IN_FORCE else (
            f"，现为{pack.facts[condition.fact].value_label(condition.actual)}"
        )
        yield f"  [{STATE[condition.state]}] {_wanted(condition, pack)}{actual}（{place or citation.source}）"
        if citation.quote:
            yield f"      “{citation.quote}”"
        if citation.unverified:
            yield "      待核实"
    for way in decision.missing:
        yield "  还差：" + "；".join(_wanted(condition, pack) for condition in way)


def _wanted(condition: ConditionResult, pack: Pack) -> str:
    if condition.fact == IN_FORCE:
        return RULE_IN_FORCE
    fact = pack.facts[condition.fact]
    expected = condition.expected if isinstance(condition.expected, tuple) else (condition.expected,)
    return f"{fact.label}{OPERATOR[condition.operator]}{'、'.join(fact.value_label(value) for value in expected)}"
