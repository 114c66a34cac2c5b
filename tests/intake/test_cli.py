"""`flask intake` as machines use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import credit_code
from tests.catalogues.list_files import listed
from tests.classes.conftest import World
from tests.classes.people_files import workbook
from training_app.institutions.models import Institution
from training_app.intake import lists
from training_app.intake.models import Batch
from training_app.kernel.actor import Role
from training_app.programmes.models import ProgrammeCatalogueEntry

LINE = {
    "机构名称": "威海海韵职业培训学校", "统一社会信用代码": credit_code(720_001), "机构类别": "培训机构", "区市": "环翠区",
    "文号": "名录〔2026〕1号",
    "有效期起": "2026-01-01", "有效期至": "2028-12-31",
}  # fmt: skip
BAD = {**LINE, "统一社会信用代码": credit_code(720_002), "机构名称": "荣成远洋技工学校", "文号": ""}


@pytest.fixture
def bureau(session: Session) -> None:
    make_user(session, "bureau", Role.BUREAU)
    make_user(session, "district", Role.DISTRICT, district_code="371002")
    session.commit()


def run(app: Flask, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """(exit code, document, text printed)."""
    result = app.test_cli_runner().invoke(args=["intake", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    printed = result.stdout
    return result.exit_code, json.loads(printed) if printed.startswith("{") else {}, result.output


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


@pytest.mark.usefixtures("bureau")
def test_a_list_of_institutions_goes_in_and_says_what_became_of_it(app: Flask, session: Session, tmp_path: Path) -> None:
    file = written(tmp_path / "名录.xlsx", listed(LINE))
    code, document, _ = run(app, "import", "institutions", file, "--as", "bureau", "--json")
    assert (code, document["created"], document["existing"], document["updated"]) == (0, 1, 0, 0)
    assert document["batch"].startswith("RB20") and document["rows"][0]["fields"]["kind"] == "training_institution"
    assert run(app, "import", "institutions", file, "--as", "bureau", "--json")[1]["existing"] == 1
    text = run(app, "import", "institutions", file, "--as", "bureau")[2]
    assert "已有 1" in text


@pytest.mark.usefixtures("bureau")
def test_a_line_in_error_keeps_all_out_unless_good_rows_are_asked_for(app: Flask, session: Session, tmp_path: Path) -> None:
    file = written(tmp_path / "名录.xlsx", listed(LINE, BAD))
    code, document, _ = run(app, "import", "institutions", file, "--as", "bureau", "--json")
    assert (code, document["batch"], document["created"]) == (1, None, 0)
    assert session.scalar(select(func.count()).select_from(Batch)) == 0
    assert session.scalar(select(func.count()).select_from(Institution)) == 0
    code, document, _ = run(app, "import", "institutions", file, "--as", "bureau", "--good-rows", "--json")
    assert (code, document["created"]) == (0, 1)


@pytest.mark.usefixtures("bureau")
def test_programmes_go_in_the_same_way(app: Flask, session: Session, tmp_path: Path) -> None:
    headings = ("职业", "等级", "学时", "文号", "有效期起")
    line = {"职业": "大数据", "等级": "初级", "学时": 80, "文号": "目录一号文件", "有效期起": "2026-01-01"}
    file = written(tmp_path / "目录.xlsx", listed(line, headings=headings))
    assert run(app, "import", "programmes", file, "--as", "bureau", "--json")[1]["created"] == 1
    assert session.scalars(select(ProgrammeCatalogueEntry.occupation_key)).all() == ["big_data"]


@pytest.mark.usefixtures("bureau")
def test_misuse_and_who_may_not(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path / "名录.xlsx", listed(LINE))
    assert run(app, "import", "institutions", file, "--as", "nobody")[0] == 2
    assert run(app, "import", "nothing", file, "--as", "bureau")[0] == 2
    code, document, _ = run(app, "import", "institutions", file, "--as", "district", "--json")
    assert code == 1 and document["error"]["code"] == "accounts.no_such_permission"


@pytest.mark.usefixtures("bureau")
def test_a_check_says_the_same_and_stores_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    file = written(tmp_path / "名录.xlsx", listed(LINE, BAD))
    code, document, _ = run(app, "check", "institutions", file, "--as", "bureau", "--json")
    assert (code, document["summary"]) == (1, {"ok": 1, "warning": 0, "error": 1})
    assert [each["code"] for each in document["rows"][1]["problems"]] == ["document.missing"]
    assert "有错误 1 行。没有登记任何内容" in run(app, "check", "institutions", file, "--as", "bureau")[2]
    good = written(tmp_path / "好.xlsx", listed(LINE))
    assert run(app, "check", "institutions", good, "--as", "bureau", "--json")[0] == 0
    assert run(app, "check", "institutions", good, "--as", "district", "--json")[0] == 1
    for model in (Batch, Institution):
        assert session.scalar(select(func.count()).select_from(model)) == 0


def test_a_list_of_a_class_names_the_class(app: Flask, session: Session, world: World, tmp_path: Path) -> None:
    make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=world.training_class.institution_id)
    session.commit()
    file = written(tmp_path / "成绩.xlsx", workbook(("成绩", [["姓名", "身份证号", "成绩"], world.line("于海", 82.5)])))
    given = ("scores", file, "--class", world.training_class.number, "--as", "school", "--json")
    assert run(app, "check", *given)[0] == 0 and world.score(session, "于海") is None
    assert run(app, "import", *given)[1]["created"] == 1 and world.score(session, "于海") == 8250
    assert run(app, "import", "scores", file, "--as", "school")[0] == 2


def test_the_lists_there_are(app: Flask) -> None:
    printed = run(app, "lists")[2].splitlines()
    assert {line.partition("\t")[0] for line in printed} == {kind.key for kind in lists.every()} and "roster" in printed[0]
