"""Identity numbers: forms, check digits, dates, kinds, canonical forms and masks."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.kernel.identity import (
    IdentityDefect,
    IdentityKind,
    birth_date,
    canonical,
    check_digit,
    defects,
    fits,
    from_fifteen,
    is_credit_code,
    is_valid,
    kind_of,
    mask,
    repair,
    sex,
    within,
)

K = IdentityKind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("371002199003070011", K.RESIDENT_ID), ("810000199003070015", K.HMT_RESIDENCE_PERMIT),
        ("830000199003070019", K.HMT_RESIDENCE_PERMIT), ("91100019900307001X", K.FOREIGN_PERMANENT_RESIDENCE),
        ("CAN110080010101", K.FOREIGN_PERMANENT_RESIDENCE), ("H12345678", K.HM_TRAVEL_PERMIT),
        ("M1234567801", K.HM_TRAVEL_PERMIT), ("E12345678", K.PASSPORT), ("EA1234567", K.PASSPORT),
        ("12345678", None), ("1234567890", None), ("ABC", None), ("H1234567", None),
    ],
)
def test_kind_is_seen_in_the_form(number: str, kind: IdentityKind | None) -> None:
    assert kind_of(number) is kind


def test_published_example_of_the_standard_has_its_check_digit() -> None:
    assert check_digit("11010519491231002") == "X"
    assert is_valid("11010519491231002X")


@pytest.mark.parametrize("region", ["371081", "371071", "512501", "110103", "999999"[:6].replace("9", "6")])
def test_abolished_and_unknown_regions_are_never_refused(region: str) -> None:
    body = region + "19700307001"
    assert is_valid(body + check_digit(body))


@pytest.mark.parametrize("position", range(17))
def test_every_single_wrong_digit_is_found(position: int) -> None:
    number = "371002199003070011"
    for digit in "0123456789":
        if digit != number[position]:
            wrong = number[:position] + digit + number[position + 1 :]
            assert defects(wrong, K.RESIDENT_ID) or kind_of(wrong) is not K.RESIDENT_ID


def test_a_day_that_does_not_exist_or_lies_ahead_is_told() -> None:
    for day in ("19900230", "19901301", "18990101", "20270101"):
        body = f"371002{day}001"
        found = defects(body + check_digit(body), K.RESIDENT_ID, date(2026, 9, 30))
        assert found == [IdentityDefect.BIRTH_DATE]
    body = "37100219900229001"
    assert defects(body + check_digit(body), K.RESIDENT_ID) == [IdentityDefect.BIRTH_DATE]
    body = "37100219920229001"
    assert defects(body + check_digit(body), K.RESIDENT_ID) == []


@pytest.mark.parametrize(
    ("number", "defect"),
    [
        ("371002900307001", IdentityDefect.FIFTEEN_DIGITS), ("37100219900307001", IdentityDefect.LENGTH),
        ("3710021990030700111", IdentityDefect.LENGTH), ("371002199003070012", IdentityDefect.CHECK_DIGIT),
        ("37100219900307OO11", IdentityDefect.CHECK_DIGIT), ("ABCDEFGHIJKLMNOPQR", IdentityDefect.UNKNOWN_KIND),
    ],
)
def test_defects_of_resident_numbers(number: str, defect: IdentityDefect) -> None:
    assert defects(number, K.RESIDENT_ID) == [defect]


def test_other_documents_are_held_to_their_form() -> None:
    assert defects("01234567", K.TW_TRAVEL_PERMIT) == []
    assert defects("0123456789", K.TW_TRAVEL_PERMIT) == []
    assert defects("0123456", K.TW_TRAVEL_PERMIT) == [IdentityDefect.UNKNOWN_KIND]
    assert defects("371002199003070011", K.PASSPORT) == [IdentityDefect.UNKNOWN_KIND]
    assert fits("G1234567", K.PASSPORT)
    assert not fits("ABCDEFG", K.PASSPORT)


def test_what_a_number_says() -> None:
    assert birth_date("371002199003070011") == date(1990, 3, 7)
    assert sex("371002199003070011") == "male"
    assert sex("371002199003070020") == "female"
    assert birth_date("H12345678") is None
    assert sex("E12345678") is None


def test_fifteen_digits_are_offered_their_eighteen() -> None:
    assert from_fifteen("371002900307001") == "371002199003070011"
    assert from_fifteen("371002901307001") is None
    assert from_fifteen("37100290030700") is None


@pytest.mark.parametrize("typed", ["3710O2199003070011", "37I002199003O7OO11", "37L0O2199003070011"])
def test_letters_that_look_like_digits_are_offered_back(typed: str) -> None:
    assert repair(typed) == "371002199003070011"


def test_repair_offers_nothing_when_nothing_fits() -> None:
    assert repair("371002199003070011") is None
    assert repair("37100219900307OO12") is None
    assert repair("3710O219900307001") is None
    assert repair("91100019900307001*") == "91100019900307001X"


def test_canonical_forms_find_the_same_person_again() -> None:
    assert canonical(K.HM_TRAVEL_PERMIT, "H1234567801") == canonical(K.HM_TRAVEL_PERMIT, "H12345678") == "HKMO:H12345678"
    assert canonical(K.RESIDENT_ID, "371002199003070011") == "CN18:371002199003070011"
    assert canonical(K.HMT_RESIDENCE_PERMIT, "810000199003070015").startswith("CN18:")
    assert canonical(K.TW_TRAVEL_PERMIT, "01234567") == "TW:01234567"
    assert canonical(K.PASSPORT, "E12345678") == "PASS:E12345678"
    assert canonical(K.FOREIGN_PERMANENT_RESIDENCE, "91100019900307001X").startswith("FPR:")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("371002199003070412", "3710**********0412"), ("CAN110080010101", "CAN1*******0101"), ("H12345678", "H1*****78"),
        ("01234567", "01****67"), ("A1234", "A***4"), ("12", "**"),
    ],
)
def test_masks_keep_the_length_and_hide_the_middle(number: str, masked: str) -> None:
    assert mask(number) == masked


def test_credit_codes_are_held_to_their_check_digit() -> None:
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("91350100m000100y43")
    assert not is_credit_code("")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("371002199003070417", True), ("丛林峰371002199003070417", True), ("丛林峰 371002 19900307 0417 男", True),
        ("371002199003070417 13800001111", True), ("13800001111 371002199003070417", True), ("丛林峰", False),
        ("371002199003070413", False), ("1371002199003070417", False), ("X371002199003070417", False), ("", False),
    ],
)
def test_a_number_is_found_beside_other_words(text: str, found: bool) -> None:
    assert within(text) == ("371002199003070417" if found else None)
