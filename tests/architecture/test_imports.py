"""Imports go only toward `kernel/` and down the floors of a package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "training_app"

# DESIGN: a package may use those above it in this list, never one below.
PACKAGES = (
    "kernel", "policies", "sheets", "db", "crypto", "files", "places", "audit", "institutions", "people", "accounts",
    "jobs", "notices", "listing", "drafts", "registration", "law", "intake", "hours", "programmes", "classes",
    "certificates", "titles", "subsidies", "catalogues", "opening",
    "reports", "development", "verification", "web", "demo",
)
# Inside a package: imports go down this list only. Other names are rooms of packages without floors.
FLOORS = {
    "views": 6, "cli": 6, "jobs": 6, "identity": 6, "forms": 5, "service": 4, "queries": 3, "models": 2, "rules": 1,
    "labels": 1, "messages": 1, "columns": 1, "layout": 1, "check": 1,
}
PURE = frozenset({"rules", "labels", "messages", "columns", "layout", "check"})
# Packages without database and web, but for their commands.
PURE_PACKAGES = frozenset({"kernel", "policies", "sheets"})
OUTSIDE_PURE = ("flask", "sqlalchemy", "wtforms", "psycopg")


def floor(module: str) -> int | None:
    """The floor of a module by its file name, `service_filing` counts as `service`; None for free rooms."""
    return FLOORS.get(module.split("_")[0])


def violations(path: Path, source: str) -> list[str]:
    """What a file imports although it may not; `path` is relative to the application's folder."""
    package, module = (path.parts[0], path.stem) if len(path.parts) > 1 else ("", path.stem)
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            found.append(f"{path}:{node.lineno} relative import")
        for name in _imported(node):
            is_pure = module.split("_")[0] in PURE or (package in PURE_PACKAGES and module != "cli")
            if name.split(".")[0] in OUTSIDE_PURE and is_pure:
                found.append(f"{path}:{node.lineno} {module} is pure and imports {name}")
            if not name.startswith("training_app.") or not package:
                continue
            parts = name.split(".")
            if parts[1] not in PACKAGES:
                found.append(f"{path}:{node.lineno} unknown package {parts[1]}")
            elif parts[1] != package and PACKAGES.index(parts[1]) > PACKAGES.index(package):
                found.append(f"{path}:{node.lineno} {package} imports {name}, which lies below it")
            elif parts[1] == package and len(parts) > 2 and package not in ("web", "demo"):
                own, other = floor(module), floor(parts[2])
                if own is not None and other is not None and other > own:
                    found.append(f"{path}:{node.lineno} {module} imports {parts[2]}, which is a floor above")
    return found


def own_imports_inside_functions(path: Path, source: str) -> list[str]:
    """Imports of the application's own modules inside functions: the plaster over an import cycle."""
    return [
        f"{path}:{inner.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if any(name.startswith("training_app") for name in _imported(inner))
    ]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names] if node.module.count(".") < 2 else [node.module]
    return []


def _files() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if path.name != "__init__.py" or path.parent != APP)


def test_imports_go_toward_the_kernel_and_down_the_floors() -> None:
    found = [v for path in _files() for v in violations(path.relative_to(APP), path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_no_own_import_inside_a_function() -> None:
    found = [
        v for path in _files()
        for v in own_imports_inside_functions(path.relative_to(APP), path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_no_room_for_everything() -> None:
    banned = {"utils", "helpers", "common", "misc"}
    assert not [path for path in _files() if path.stem in banned]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("hours/service.py", "from training_app.classes import service"),
        ("kernel/errors.py", "import training_app.db"),
        ("classes/rules.py", "from training_app.classes.service import file"),
        ("classes/queries_list.py", "from training_app.classes.service import file"),
        ("titles/rules.py", "from sqlalchemy import select"),
        ("classes/views.py", "from . import service"),
        ("kernel/workflow.py", "from flask import g"),
        ("policies/pack.py", "import sqlalchemy.orm"),
        ("hours/queries.py", "from training_app.utils import text"),
    ],
)
def test_the_checker_finds_planted_violations(path: str, source: str) -> None:
    assert violations(Path(path), source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("classes/service.py", "from training_app.hours import service"),
        ("classes/views.py", "from training_app.classes import service"),
        ("web/pages/home.py", "from training_app.reports import queries_figures"),
        ("policies/cli.py", "from flask import current_app"),
    ],
)
def test_the_checker_lets_good_imports_pass(path: str, source: str) -> None:
    assert not violations(Path(path), source)
