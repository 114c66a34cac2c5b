"""Every kind that is sent anywhere has its sentence, a topic and, where it opens something, a page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flask import Flask

from training_app.notices import labels
from training_app.notices.messages import NOTICES

APP = Path(__file__).resolve().parents[2] / "training_app"
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def test_every_kind_has_a_topic_and_every_name_is_of_a_kind() -> None:
    assert not {kind for kind in NOTICES if not labels.topic(kind)}
    assert not set(labels.SIGNS) - set(NOTICES)
    assert not set(labels.SENT_OUT) - set(NOTICES)


def test_every_kind_is_sent_by_somebody() -> None:
    named = {
        node.value
        for path in APP.rglob("*.py") if path.parent.name != "notices" or path.stem.startswith(("service", "registry"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value)
    }
    assert not set(NOTICES) - named


def test_every_subject_opens_a_page(app: Flask) -> None:
    for endpoint, argument in labels.ENDPOINTS.values():
        with app.test_request_context():
            assert app.url_for(endpoint, **({argument: "1"} if argument else {}))


def test_sentences_end_and_say_you() -> None:
    assert not {kind for kind, words in NOTICES.items() if not words.endswith("。")}
