"""Each code of policies and titles has exactly one sentence, and each sentence its code somewhere in the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from training_app.policies import messages as policy_messages
from training_app.titles import messages as title_messages

APP = Path(policy_messages.__file__).parent.parent


@pytest.mark.parametrize("module", [policy_messages, title_messages])
def test_every_sentence_is_spoken(module: object) -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for package in ("policies", "titles") for path in (APP / package).glob("*.py")
        if path.name != "messages.py"
    )
    for code in module._SENTENCES:  # type: ignore[attr-defined]
        ending = code.split(".", 1)[1]
        assert re.search(rf'"(?:\w+\.)?{ending}"', sources), code


def test_every_code_asked_for_has_a_sentence() -> None:
    for package, module in (("policies", policy_messages), ("titles", title_messages)):
        for path in (APP / package).glob("*.py"):
            for code in re.findall(r'(?<!policy_)sentence\(\s*"([\w.]+)"', path.read_text(encoding="utf-8")):
                assert code in module._SENTENCES, f"{path.name}: {code}"
