import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_app.audit.rules import (
    MASK,
    PersonalNumberInAudit,
    holds_personal_number,
    masked,
    members_digest,
    redact,
)

PERSONAL = [
    "371002199003070412", "37100219900307041X", "37100219900307041x", "371002900307041", "13800000000",
    "138 0013 8000", "138-0013-8000", "371002 19900307 041X", "371002-19900307-0412", "6222021234567890123",
    "6222 0212 3456 7890 123", "6228480402564890018", "３７１００２１９９００３０７０４１２", "ID371002199003070412",
    "身份证号371002199003070412，电话13800000000", "8613800000000"[2:],
]
HARMLESS = [
    "", "P00012345", "WH2026-0147", "TR2026-000231", "2026-07-01 2026-07-02", "2026-07-01T10:30:00+08:00", "已审核",
    "威人社函〔2023〕25号 六（二）", "2026080100001234", "91371002MA3C12345X", "123456789012", "500000", "12345678901",
    "9" * 40, uuid.UUID(int=0x12345678123456781234567812345678).hex,
    "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_numbers_are_seen_and_masked(text):
    assert holds_personal_number(text)
    kept = masked(f"备注：{text}。")
    assert MASK in kept
    assert not holds_personal_number(kept)
    assert "9900307" not in kept
    with pytest.raises(PersonalNumberInAudit):
        redact({"note": [text]}, strict=True)
    with pytest.raises(PersonalNumberInAudit):
        redact({text: 1}, strict=True)
    assert MASK in json.dumps(redact({"note": {"x": text}, text: 1}, strict=False), ensure_ascii=False)


@pytest.mark.parametrize("text", HARMLESS)
def test_register_numbers_dates_and_digests_stay(text):
    assert masked(text) == text
    assert redact({"note": text}, strict=True) == {"note": text}


def test_a_whole_number_that_is_an_identity_number_is_seen():
    assert redact({"n": 371002199003070412}, strict=False) == {"n": MASK}
    with pytest.raises(PersonalNumberInAudit):
        redact({"n": 371002199003070412}, strict=True)
    assert redact({"fen": 13800000000, "count": 3}, strict=True) == {"fen": 13800000000, "count": 3}


def test_values_become_plain_json():
    class State(StrEnum):
        DRAFT = "draft"

    plain = redact(
        {
            "state": State.DRAFT, "on": date(2026, 7, 1), "at": datetime(2026, 7, 1, tzinfo=UTC),
            "hours": Decimal("1.50"), "who": {"b", "a"}, "pair": (1, None, True),
        },
        strict=True,
    )
    assert plain == {
        "state": "draft", "on": "2026-07-01", "at": "2026-07-01T00:00:00+00:00", "hours": "1.50", "who": ["a", "b"],
        "pair": [1, None, True],
    }  # fmt: skip


def test_what_cannot_be_kept_is_refused():
    nested: dict = {}
    for _ in range(20):
        nested = {"deeper": nested}
    for detail in ({"money": 1.5}, {"who": object()}, nested):
        with pytest.raises(TypeError):
            redact(detail, strict=False)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_stored_afterwards(text):
    kept = masked(text)
    assert "\x00" not in kept
    kept.encode()
    assert masked(kept) == kept


def test_the_digest_of_members_knows_the_set_and_not_the_order():
    assert members_digest(["P2", "P1"]) == members_digest(iter(["P1", "P2"]))
    assert members_digest(["P1", "P2"]) != members_digest(["P1", "P3"])
    assert members_digest(["P1", "P2"]) != members_digest(["P1P2"])
