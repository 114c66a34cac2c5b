"""`flask catalogues import`: published lists of institutions and programmes."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from training_app.catalogues.institutions import INSTITUTIONS
from training_app.catalogues.programmes import PROGRAMMES
from training_app.intake.cli_import import import_list

catalogues = click.Group("catalogues", help="公布的名录：机构名录、培训项目目录的导入。")
_LISTS = {kind.key: kind for kind in (INSTITUTIONS, PROGRAMMES)}


@catalogues.command("import")
@click.argument("kind", metavar="institutions|programmes", type=click.Choice(list(_LISTS)))
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", metavar="LOGIN", required=True, help="以哪个账户的身份导入。")
@click.option("--good-rows", is_flag=True, help="只导入没有错误的行，其余留在批次中。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")
@click.pass_context
@with_appcontext
def import_command(context: click.Context, kind: str, file: Path, login: str, good_rows: bool, as_json: bool) -> None:
    """Imports a published list. Exit 0 when it is in the register, 1 when nothing was imported, 2 on misuse."""
    import_list(context, _LISTS[kind], file, login, good_rows=good_rows, as_json=as_json)
