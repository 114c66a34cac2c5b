"""`flask roster check`: a roster file read and checked line by line. Without --class it touches no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import click

from training_app.classes.check import ClassContext, RosterCheck, check_roster, unreadable
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.rules_prerequisites import Judge
from training_app.kernel.dates import today
from training_app.kernel.errors import DomainError
from training_app.policies.loader import load
from training_app.policies.occupations import occupations
from training_app.policies.retirement import retirement_day
from training_app.sheets import limits
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import read

roster = click.Group("roster", help="学员花名册：检查、导入。")


class ClassStage(Protocol):
    """What the register adds to the check of a file for one class: its programme before, people and limits after."""

    expected: ClassContext

    def finish(self, check: RosterCheck) -> None:
        """Adds the problems that only the register can see (person.*, capacity)."""


class_stage: Callable[[str], ClassStage] | None = None
"""Set by the application: the stage of a class number. Raises NotFound."""


def check_file(data: bytes, name: str, city: str, stage: ClassStage | None = None) -> RosterCheck:
    """The check of a file's bytes, without (`stage` None) or with what the register knows."""
    pack = load(city)
    try:
        workbook = read(data, name)
    except SheetError as error:
        return unreadable(error.code, error.detail)
    words, day = OccupationWords.of(occupations()), today()
    check = check_roster(
        workbook, words, day, stage.expected if stage is not None else None,
        lambda sex, born_on: retirement_day(sex, born_on, pack),
        judges=lambda occupation, level: Judge.of(pack, words, occupation, level, day),
    )
    if stage is not None:
        stage.finish(check)
    return check


@roster.command("check")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--class", "class_number", metavar="NO", help="班次编号；写明后按该班次和登记的人员核对。")
@click.option("--city", envvar="CITY", default="weihai", show_default=True, help="城市代码。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")
@click.pass_context
def check_command(context: click.Context, file: Path, class_number: str | None, city: str, as_json: bool) -> None:
    """Checks a roster file. Exit 0 when nothing is in error, 1 when something is, 2 on misuse."""
    stage = None
    if class_number is not None:
        if class_stage is None:
            raise click.UsageError("此程序没有连接登记库，不能使用 --class。")
        try:
            stage = class_stage(class_number)
        except DomainError as error:
            raise click.UsageError(error.message) from error
    with file.open("rb") as stream:
        data = stream.read(limits.FILE_BYTES + 1)
    check = check_file(data, file.name.encode("utf-8", "replace").decode("utf-8"), city, stage)
    if as_json:
        click.echo(json.dumps(check.as_json(), ensure_ascii=False).encode("utf-8"))
    else:
        click.echo("\n".join(_lines(check)).encode("utf-8"))
    context.exit(1 if check.has_errors else 0)


def _lines(check: RosterCheck) -> list[str]:
    """The result for a person at a terminal: the file, then each line with problems, then the counts."""
    lines = []
    for table in check.tables:
        columns = "、".join(f"{table.letters[name]}列{heading}" for name, heading in table.columns.items())
        lines.append(f"工作表“{table.sheet}”第{table.header_line}行是表头：{columns}")
    lines.extend(each.message for each in check.problems)
    for row in check.rows:
        for problem in row.problems:
            place = f"{problem.column}列“{problem.heading}”" if problem.column else ""
            advice = f"建议：{problem.suggestion}" if problem.suggestion else ""
            lines.append(f"“{row.sheet}”第{row.line}行{place} {problem.code}：{problem.message}{advice}")
    summary = check.summary
    lines.append(f"无问题 {summary['ok']} 行，有提示 {summary['warning']} 行，有错误 {summary['error']} 行。")
    return lines
