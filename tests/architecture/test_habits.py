"""Habits of the house that a reader relies on: one commit, one clock, one language a place, no secrets of layout."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "training_app"
CJK = re.compile(r"[\u3400-\u9fff]")

CHINESE_FILES = re.compile(r"^(labels|messages|columns|forms|layout|check)(_\w+)?\.py$")
CHINESE_FOLDERS = ("demo", "policies", "sheets")
# Commands speak to the operator, error pages to everybody: the sentences stand where they are said.
# people/names holds the surnames pinyin tables read wrongly; rules_timetable understands typed words of a timetable;
# roster_correct names the sheet it makes up.
CHINESE_ALLOWED = frozenset(
    {
        "web/navigation.py", "web/errors.py", "web/gate.py", "web/server_hooks.py", "people/names.py",
        "classes/rules_timetable.py", "classes/roster_correct.py", "audit/rules.py",
    }
)
# A citation is a name, not a sentence: it stands where the rule is applied.
CITATION = re.compile(r"^威人社\w+〔\d{4}〕\d+号( [一二三四五六七八九十（）\d]+)?$")
# Headings of a list of intake stand with the list.
HEADING_CALLS = frozenset({"Shown"})
CLOCKS = re.compile(r"\b(?:date\.today|datetime\.(?:now|utcnow|today)|time\.time)\(")


def _sources() -> list[tuple[Path, str]]:
    return [(path.relative_to(APP), path.read_text(encoding="utf-8")) for path in sorted(APP.rglob("*.py"))]


def chinese_literals(source: str) -> list[int]:
    """Lines with a Chinese string that is no docstring, no citation and no heading of a list of intake."""
    tree = ast.parse(source)
    docstrings = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            docstrings |= {id(s.value) for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HEADING_CALLS:
            docstrings |= {id(argument) for argument in node.args}
    return [
        node.lineno for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CJK.search(node.value)
        and id(node) not in docstrings and not CITATION.match(node.value)
    ]


def test_one_place_commits() -> None:
    found = {str(path) for path, source in _sources() if re.search(r"\.commit\(", source)}
    assert found == {"db/unit_of_work.py"}


def test_one_clock() -> None:
    found = [str(path) for path, source in _sources() if CLOCKS.search(source)]
    assert found == ["kernel/dates.py"]


def test_the_clock_is_read_at_the_outer_floor_only() -> None:
    inner = ("service", "queries", "models", "rules", "labels", "messages", "columns", "layout", "check")
    found = [
        str(path) for path, source in _sources()
        if path.stem.split("_")[0] in inner and re.search(r"\bdates\.(?:now|today)\(", source)
    ]
    assert not found


def test_chinese_stands_in_its_rooms() -> None:
    found = [
        f"{path}:{line}" for path, source in _sources()
        if not CHINESE_FILES.match(path.name) and path.parts[0] not in CHINESE_FOLDERS and path.stem.split("_")[0] != "cli"
        and path.as_posix() not in CHINESE_ALLOWED
        for line in chinese_literals(source)
    ]
    assert not found, "\n".join(found)


def test_the_language_checker_tells_docstrings_from_literals() -> None:
    assert chinese_literals('"""学时"""\nx = "hours"\n') == []
    assert chinese_literals('x = "学时"\n') == [1]
    assert chinese_literals('x = "威人社函〔2023〕25号 六（二）"\ny = Shown("name", "姓名")\n') == []
    assert chinese_literals('x = "按威人社函〔2023〕25号 六（二）办理"\ny = show("name", "姓名")\n') == [1, 2]


def test_no_function_of_a_test_file_is_never_run() -> None:
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.parse(source).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("test_") or node.decorator_list:
                continue
            if len(re.findall(rf"\b{node.name}\b", source)) < 2:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not found, "\n".join(found)


def test_no_float_for_hours_or_money() -> None:
    rooms = ("hours", "subsidies", "reports", "classes", "certificates", "kernel")
    found = [
        str(path) for path, source in _sources()
        if path.parts[0] in rooms and not path.stem.startswith("paper") and re.search(r"\bfloat\(", source)
    ]
    assert not found
