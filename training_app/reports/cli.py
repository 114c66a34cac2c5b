"""Commands of the quarterly form: `flask returns figures`, `flask returns export`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext

from training_app.db import unit_of_work
from training_app.kernel import dates
from training_app.kernel.actor import operator
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import DomainError
from training_app.reports import paper_pdf, paper_xlsx, service
from training_app.reports.layout import COLUMNS, ReturnForm, ReturnRow


@click.group()
def returns() -> None:
    """Figures and papers of the quarterly 开展情况表."""


def _reading(function):  # type: ignore[no-untyped-def]
    for option in (
        click.option("--quarter", required=True, help="2026Q3"),
        click.option("--institution", help="统一社会信用代码"),
        click.option("--district", help="区市代码"),
        click.option("--cumulative", is_flag=True, help="本年累计"),
    ):
        function = option(function)
    return function


@returns.command()
@_reading
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def figures(quarter: str, institution: str | None, district: str | None, cumulative: bool, as_json: bool) -> None:
    """Live figures of a quarter: all facts known now."""
    form = _form(quarter, institution, district, cumulative)
    if as_json:
        click.echo(json.dumps(as_document(form), ensure_ascii=False))
        return
    for row in (*form.rows, form.total):
        click.echo("\t".join([row.name, *(row.printed(column) for column in COLUMNS)]))


@returns.command()
@_reading
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export(
    quarter: str, institution: str | None, district: str | None, cumulative: bool, pdf: Path | None, xlsx: Path | None
) -> None:
    """Writes the form of the live figures as PDF, as workbook, or both."""
    if pdf is None and xlsx is None:
        raise click.UsageError("请用 --pdf 或 --xlsx 指定要写的文件。")
    form = replace(_form(quarter, institution, district, cumulative), reported_on=dates.today())
    if pdf is not None:
        paper = paper_pdf.return_pdf(form)
        _write(pdf, paper.content)
        for missing in paper.undrawable:
            click.echo(f"字体里没有这个字，已画成方框：{missing.character}（{missing.text}）", err=True)
    if xlsx is not None:
        _write(xlsx, paper_xlsx.return_xlsx(form))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        click.echo(f"不能写入文件 {path}：{error.strerror}", err=True)
        sys.exit(2)


def as_document(form: ReturnForm) -> dict[str, object]:
    """The document of the machine interface."""
    return {
        "period": {"from": form.period_from.isoformat(), "to": form.period_to.isoformat()},
        "cumulative": form.cumulative,
        "unit": form.unit_name,
        "rows": [_row(row) for row in form.rows],
        "total": _row(form.total),
    }


def _row(row: ReturnRow) -> dict[str, object]:
    return {
        "occupation": row.occupation, **{column.key: row.figure(column) for column in COLUMNS},
        "distinct": dict(row.distinct),
    }


def _form(quarter: str, institution: str | None, district: str | None, cumulative: bool) -> ReturnForm:
    try:
        asked = Quarter.parse(quarter)
    except ValueError as error:
        raise click.UsageError("季度要写成 2026Q3 这样。") from error
    try:
        with unit_of_work() as session:
            return service.live_form(session, operator(), asked, institution, district, cumulative)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(2)
