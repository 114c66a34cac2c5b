"""First set-up: open with the one-time code while there are no users, and never again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from training_app.accounts import setup_code
from training_app.accounts.models import Membership, User
from training_app.accounts.rules import FIRST_ROLES
from training_app.db import db

PASSWORDS = ("Kunyu-Shan-2026", "Liugong-Dao-7x", "Chengshan-Tou-8y", "Huancui-Lou-99z")


@pytest.fixture
def empty_app(fresh_app: Flask, tmp_path: Path) -> Flask:
    fresh_app.config["INSTANCE_DIR"] = tmp_path
    return fresh_app


def filled(code: str, **changes: str) -> dict[str, str]:
    data = {"code": code}
    for number, (role, password) in enumerate(zip(FIRST_ROLES, PASSWORDS, strict=True)):
        data |= {
            f"{role}_login": f"first{number}", f"{role}_name": f"某{'甲乙丙丁'[number]}",
            f"{role}_password": password, f"{role}_again": password,
        }
    return data | changes


def count_users(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_first_visit_leads_through_set_up_to_four_logins(empty_app: Flask, tmp_path: Path) -> None:
    browser = empty_app.test_client()
    assert browser.get("/", follow_redirects=True).request.path == "/set-up"
    code = empty_app.test_cli_runner().invoke(args=["setup-code"]).output.strip()
    assert oct((tmp_path / setup_code.NAME).stat().st_mode & 0o777) == "0o600"
    answer = browser.post("/set-up", data=filled(code.lower().replace("-", " ")))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
    assert not (tmp_path / setup_code.NAME).exists()
    for number, password in enumerate(PASSWORDS):
        other = empty_app.test_client()
        assert other.post("/login", data={"login": f"first{number}", "password": password}).headers["Location"] == "/"
        assert other.get("/", follow_redirects=True).status_code == 200
    with empty_app.app_context():
        assert set(db.session.scalars(select(Membership.role))) == {str(role) for role in FIRST_ROLES}
    assert browser.get("/set-up").status_code == 404
    assert browser.post("/set-up", data=filled(code)).status_code == 404
    again = empty_app.test_cli_runner().invoke(args=["setup-code"])
    assert again.exit_code == 1 and not again.stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "AAAA-AAAA"}, "设置码不对"), ({"code": ""}, "请填写设置码"),
        ({"auditor_login": "first0"}, "和前面的重复"), ({"auditor_name": "某甲"}, "三员不能由同一人担任"),
        ({"bureau_password": "weak", "bureau_again": "weak"}, "密码至少 12 位"),
        ({"bureau_again": "Other-Horse-22"}, "两次输入的密码不一样"),
        ({"bureau_password": PASSWORDS[0], "bureau_again": PASSWORDS[0]}, "和前面账户的密码一样"),
        ({"security_admin_login": "a b"}, "不能有空格"), ({"system_admin_name": "　"}, "请填写姓名"),
    ],
)
def test_anything_wrong_is_named_and_nothing_is_written(empty_app: Flask, changes: dict[str, str], sentence: str) -> None:
    with empty_app.app_context():
        code = setup_code.make(empty_app.config["INSTANCE_DIR"])
    answer = empty_app.test_client().post("/set-up", data=filled(code) | changes)
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    assert "Shan-2026" not in answer.get_data(as_text=True)
    assert count_users(empty_app) == 0


def test_without_a_code_file_no_code_is_right(empty_app: Flask) -> None:
    for guess in ("", "-", "x"):
        assert empty_app.test_client().post("/set-up", data=filled(guess)).status_code == 422
    assert count_users(empty_app) == 0


def test_codes_cannot_be_guessed_quickly(empty_app: Flask) -> None:
    browser = empty_app.test_client()
    answers = [browser.post("/set-up", data=filled("guess")).status_code for _ in range(25)]
    assert answers[:15] == [422] * 15 and answers[-1] in (422, 429) and 429 in answers


def test_two_set_ups_at_once_make_one(empty_app: Flask) -> None:
    code = setup_code.make(empty_app.config["INSTANCE_DIR"])
    start, answers = threading.Barrier(2), []

    def run(name: str) -> None:
        data = filled(code, **{f"{role}_login": f"{name}{place}" for place, role in enumerate(FIRST_ROLES)})
        start.wait()
        answers.append(empty_app.test_client().post("/set-up", data=data).status_code)

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 302 in answers and len(set(answers)) == 2
    assert count_users(empty_app) == 4
