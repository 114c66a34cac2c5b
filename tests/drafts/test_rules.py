"""What may be kept of a form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training_app.drafts import rules


def test_passwords_tokens_and_versions_are_never_kept() -> None:
    fields = [
        ("name", "甲"), ("fields", "a"), ("fields", "b"), ("password", "x"), ("new_password", "x"), ("csrf_token", "x"),
        ("form_token", "x"), ("version", "3"), ("draft_key", "k"), ("activation_code", "x"),
        ("district_code", "371002"),
    ]  # fmt: skip
    assert rules.worth_keeping(fields) == {
        "name": ["甲"], "fields": ["a", "b"], "district_code": ["371002"],
    }


def test_too_much_is_no_draft() -> None:
    with pytest.raises(ValueError):
        rules.worth_keeping([("name", "x" * 70_000)])
    with pytest.raises(ValueError):
        rules.worth_keeping((f"f{position}", "") for position in range(700))


@pytest.mark.parametrize("key", ["", "classes", "classes.new/x", "classes.new:甲", "a.b:" + "x" * 60, "classes.new\n"])
def test_what_is_no_key(key: str) -> None:
    assert not rules.is_key(key)
    assert rules.is_key("classes.edit:WH2026-0147")


def test_every_form_that_is_kept_has_a_key_the_register_takes() -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    written = "".join(path.read_text("utf-8") for path in templates.rglob("*.html") if path.parent.name != "components")
    keys = set(re.findall(r'data-draft="([a-z_.]+):?\{\{', written)) | set(re.findall(r"draft='([a-z_.]+):?'", written))
    assert {"classes.cancel", "completion.reopen", "completion.scores", "reports.send_back", "titles.recognise"} <= keys
    assert all(rules.is_key(f"{key}:WH2026-0147") for key in keys)
