"""`flask policies check` and `flask policies open`: the health of the policy data, and what in it is not settled."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from training_app.kernel.errors import InvalidInput
from training_app.policies.check import check, open_questions
from training_app.policies.labels import BASIS, QUESTION
from training_app.policies.loader import ROOT, cities, load
from training_app.policies.pack import Pack, PolicyDataError
from training_app.policies.tables import as_markdown

policies = click.Group("policies", help="政策数据：检查引文和日期，列出未定事项。")

_city = click.option("--city", help="城市代码；不写则包括所有城市。")
_json = click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")


@policies.command("check")
@_city
@_json
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), default=ROOT, hidden=True)
@click.pass_context
def check_command(context: click.Context, city: str | None, as_json: bool, root: Path) -> None:
    """Checks texts, quotes, clauses, dates and readers. Exit 0 when all is well, 1 with defects."""
    try:
        packs = _packs(city, root)
    except PolicyDataError as error:
        defects = [{"code": "check.malformed", "where": str(error).split(":")[0], "message": f"政策数据格式有误：{error}"}]
        packs = []
    else:
        defects = [defect for pack in packs for defect in map(asdict, check(pack))]
        defects = [defect for place, defect in enumerate(defects) if defect not in defects[:place]]
    if as_json:
        click.echo(json.dumps({"cities": [pack.city.key for pack in packs], "defects": defects}, ensure_ascii=False))
    else:
        for defect in defects:
            click.echo(f"{defect['where']}\n    {defect['message']}")
        entries = sum(1 for pack in packs for _ in pack.dated_entries())
        click.echo(f"发现 {len(defects)} 处问题。" if defects else f"没有问题：{len(packs)} 个城市，{entries} 条规定。")
    context.exit(1 if defects else 0)


@policies.command("open")
@_city
@_json
@click.pass_context
def open_command(context: click.Context, city: str | None, as_json: bool) -> None:
    """Lists what has no text at hand and every reading nobody has decided. Exit 0."""
    try:
        packs = _packs(city, ROOT)
    except PolicyDataError as error:
        click.echo(f"政策数据格式有误：{error}", err=True)
        context.exit(1)
    questions = list(dict.fromkeys(question for pack in packs for question in open_questions(pack)))
    if as_json:
        found = [{**asdict(question), "begins": question.begins.isoformat()} for question in questions]
        click.echo(json.dumps({"open": found}, ensure_ascii=False))
        return
    for question in questions:
        basis = BASIS[question.basis]
        place = " ".join(part for part in (question.document, question.clause) if part)
        click.echo(f"[{QUESTION[question.kind]}] {question.label}（{question.name}，自 {question.begins} 起，{basis}）")
        click.echo(f"    {place + '：' if place else ''}{question.text}")
    click.echo(f"共 {len(questions)} 项未定。")


@policies.command("tables")
def tables_command() -> None:
    """Prints the tables of facts and of sentences as Markdown (docs/law.md)."""
    click.echo(as_markdown(_packs(None, ROOT)), nl=False)


def _packs(city: str | None, root: Path) -> list[Pack]:
    """The packs asked for; an unknown city is misuse (exit 2)."""
    try:
        return [load(key, root) for key in ([city] if city else cities(root))]
    except InvalidInput as error:
        raise click.UsageError(error.message) from error
