"""Marks on papers: only ours are taken, and only as long as their key serves."""

from __future__ import annotations

import dataclasses

import pytest

from training_app.crypto import marks
from training_app.crypto.keyring import Key, Keyring, State, Use

WORDS = {"name": "丛海明", "hours": 3200}


@pytest.fixture
def keys(app: object, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """A keyring of its own, so that its keys may be retired."""
    made = Keyring.generate()
    monkeypatch.setattr(marks, "current", lambda: made)
    monkeypatch.setattr("training_app.crypto.mac.current", lambda: made)
    return made


def rotated(keys: Keyring, state: State) -> Keyring:
    """The same keys, the one for papers in another state beside a new one."""
    old = keys.active(Use.QR)
    new = Key(100, Use.QR, old.alg, old.created, State.ACTIVE, b"n" * 32)
    others = [keys.active(use) for use in Use if use is not Use.QR]
    return Keyring([*others, dataclasses.replace(old, state=state), new])


@pytest.mark.parametrize("number", ["PX2026-000123", "旧合格0002", "SZ/2026.1"])
def test_a_token_names_its_record(keys: Keyring, number: str) -> None:
    token = marks.token("completion", number)
    assert marks.read(token) == ("completion", number) and len(token) <= marks.LONGEST_TOKEN
    assert all(sign.isalnum() or sign in "-_" for sign in token)


def test_one_bit_makes_it_nothing(keys: Keyring) -> None:
    token = marks.token("completion", "PX2026-000123")
    for place, sign in enumerate(token):
        assert marks.read(token[:place] + chr(ord(sign) ^ 1) + token[place + 1 :]) is None
    for other in ("", "=", token[:-1], f"{token}=", f"{token}AAAA", "é", "A" * 121):
        assert marks.read(other) is None


@pytest.mark.parametrize(("state", "good"), [(State.DECRYPT_ONLY, True), (State.RETIRED, False)])
def test_papers_outlive_a_new_key_but_not_a_retired_one(
    keys: Keyring, state: State, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, sealed = marks.token("level", "SZ1"), marks.seal(WORDS)
    later = rotated(keys, state)
    monkeypatch.setattr(marks, "current", lambda: later)
    monkeypatch.setattr("training_app.crypto.mac.current", lambda: later)
    assert (marks.read(token) is not None, marks.seal_holds(WORDS, sealed)) == (good, good)
    assert marks.read(marks.token("level", "SZ1")) is not None


def test_a_seal_is_of_exactly_these_words(keys: Keyring) -> None:
    sealed = marks.seal(WORDS)
    assert marks.seal_holds(dict(reversed(WORDS.items())), sealed)
    assert not marks.seal_holds({**WORDS, "name": "丛海鸣"}, sealed) and not marks.seal_holds(WORDS, b"")
    assert len(marks.seal_text(sealed).replace(" ", "")) == marks.SEAL_SIGNS and marks.seal_text(b"") == ""


def test_check_groups_do_not_follow_from_each_other(keys: Keyring) -> None:
    groups = {marks.check_group(f"PX2026-{n:06d}") for n in range(500)}
    assert len(groups) > 495 and all(len(group) == 4 for group in groups)
