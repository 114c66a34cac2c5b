"""Routes: each declares its permission, few are public, none comes or goes without notice, none changes by GET."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from training_app import create_app
from training_app.kernel.permissions import MATRIX, Permission, public, requires
from training_app.web import gate

LIST = Path(__file__).with_name("routes.txt")
PUBLIC = {
    "static", "accounts.login", "accounts.login_code", "accounts.set_up", "accounts.activate", "accounts.forgot",
    "registration.apply", "registration.correct", "registration.status", "verification.lookup", "verification.by_token",
    "list_help.index", "list_help.show", "scanning.scan", "directory.index", "directory.show",
    "class_directory.index", "class_directory.show",
}


def lines(app: Flask) -> list[str]:
    """Address, methods and permissions of each route."""
    found = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        declared = getattr(app.view_functions[rule.endpoint], "required_permissions", ())
        found.append(f"{rule.rule} {methods} {'|'.join(declared) or 'public'}")
    return sorted(found)


def test_no_route_comes_or_goes_unnoticed(app: Flask) -> None:
    """After a change on purpose write the new list: `python -m tests.architecture.test_routes`."""
    assert lines(app) == LIST.read_text("utf-8").splitlines()


def test_the_public_list_is_frozen(app: Flask) -> None:
    assert gate.PUBLIC_ENDPOINTS == PUBLIC
    open_to_all = {
        endpoint for endpoint, view in app.view_functions.items() if not getattr(view, "required_permissions", ())
    }
    assert open_to_all <= PUBLIC


def test_every_permission_is_held_by_somebody_and_asked_for_somewhere(app: Flask) -> None:
    held = {permission for permissions in MATRIX.values() for permission in permissions}
    assert held == set(Permission)
    asked = {p for view in app.view_functions.values() for p in getattr(view, "required_permissions", ())}
    sources = "".join(path.read_text("utf-8") for path in Path(app.root_path, "training_app").rglob("*.py"))
    assert not {p for p in Permission if p not in asked and f"Permission.{p.name}" not in sources.replace("_P.", "")}


@pytest.mark.parametrize("mark", [None, public, requires()])
def test_an_application_with_an_undeclared_route_does_not_start(app: Flask, mark: object) -> None:
    bare = Flask("bare")

    def view() -> str:
        return ""

    bare.add_url_rule("/new", "new", mark(view) if callable(mark) else view)
    with pytest.raises(RuntimeError, match="new"):
        gate.check_every_route_declares(bare)


def test_unsafe_requests_need_a_token(settings: dict[str, object], base_database: str) -> None:
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": base_database, "WTF_CSRF_ENABLED": True})
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            address = _address(app, rule.endpoint, rule.arguments)
            answer = browser.open(address, method=method)
            assert answer.status_code == 400, f"{method} {address}"
            assert "安全校验" in answer.get_data(as_text=True)


def _address(app: Flask, endpoint: str, arguments: set[str]) -> str:
    values: dict[str, object] = dict.fromkeys(arguments, 1)
    with app.test_request_context():
        for name in arguments:
            if name == "ending":
                values[name] = "pdf"
        return app.url_for(endpoint, **values)


if __name__ == "__main__":
    LIST.write_text("".join(f"{line}\n" for line in lines(create_app({"TESTING": True}))), "utf-8")
