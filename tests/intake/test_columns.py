"""Cells that lists of people share: names, numbers, phones, days, levels."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.intake.columns import (
    identity_kind_of_word,
    split_level,
    understand_day,
    understand_identity,
    understand_level,
    understand_month,
    understand_phone,
    understand_sex,
)
from training_app.intake.columns_names import understand_name
from training_app.kernel.identity import IdentityKind as K
from training_app.sheets.model import LOST_DIGITS

GOOD = "371002199003070011"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("李四", "李四"),
        (" 李 四 ", "李四"),
        ("李　四", "李四"),
        ("李\u200b四\ufeff", "李四"),
        ("欧阳\n娜娜", "欧阳娜娜"),
        ("'李四", "李四"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 · 买买提", "阿卜杜拉·买买提"),
        ("张𬭎", "张𬭎"),
        ("赵䶮", "赵䶮"),
        ("〇〇", "〇〇"),
        ("⽅圆", "方圆"),
        ("John Smith", "John Smith"),
        ("John   Smith", "John Smith"),
        ("Ｊｏｈｎ Smith", "John Smith"),
        ("O'Brien Mary-Jane", "O'Brien Mary-Jane"),
        ("José Núñez", "José Núñez"),
        ("WANG, Xiaoming", "WANG Xiaoming"),
    ],
)
def test_names_as_a_person_reads_them(typed: str, name: str) -> None:
    assert understand_name(typed) == (name, ())


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("", "name.missing", None),
        ("  ", "name.missing", None),
        ("/", "name.missing", None),
        ("无", "name.missing", None),
        ("李四1", "name.invalid", "李四"),
        ("李四（组长）", "name.invalid", "李四"),
        ("李四*", "name.invalid", "李四"),
        ("李?", "name.invalid", None),
        ("李\ufffd", "name.invalid", None),
        ("李四、王五", "name.invalid", None),
        ("李", "name.invalid", None),
        ("371002", "name.invalid", None),
        ("李Lily", "name.invalid", None),
        ("\u202e四李", "name.invalid", "四李"),
        ("=1+1", "name.invalid", None),
        ("A", "name.invalid", None),
    ],
)
def test_names_that_are_refused(typed: str, code: str, suggestion: str | None) -> None:
    assert understand_name(typed) == (None, ((code, suggestion),))


def test_private_use_characters_are_kept_and_reported() -> None:
    assert understand_name("王\ue000五") == ("王\ue000五", (("name.private_use", None),))


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        (GOOD, K.RESIDENT_ID, GOOD),
        (" 371002 19900307 0011 ", K.RESIDENT_ID, GOOD),
        ("'" + GOOD, K.RESIDENT_ID, GOOD),
        ("３７１００２１９９００３０７００１１", K.RESIDENT_ID, GOOD),
        ("371002-19900307-0011", K.RESIDENT_ID, GOOD),
        ("37100219900307002x", K.RESIDENT_ID, "37100219900307002X"),
        ("37100219900307002Ｘ", K.RESIDENT_ID, "37100219900307002X"),
        (GOOD + "。", K.RESIDENT_ID, GOOD),
        ("\u202a" + GOOD + "\u202c", K.RESIDENT_ID, GOOD),
        ("身份证：" + GOOD, K.RESIDENT_ID, GOOD),
        ("护照E12345678", K.PASSPORT, "E12345678"),
        ("e12345678", K.PASSPORT, "E12345678"),
        ("h1234567801", K.HM_TRAVEL_PERMIT, "H1234567801"),
        ("810000199003070015", K.HMT_RESIDENCE_PERMIT, "810000199003070015"),
        ("91100019900307001x", K.FOREIGN_PERMANENT_RESIDENCE, "91100019900307001X"),
        ("can110080010101", K.FOREIGN_PERMANENT_RESIDENCE, "CAN110080010101"),
        ("01234567", K.TW_TRAVEL_PERMIT, "01234567"),
    ],
)
def test_numbers_as_a_person_reads_them(typed: str, kind: K, number: str) -> None:
    assert understand_identity(typed) == ((kind, number), ())


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("", "identity.missing", None),
        ("无", "identity.missing", None),
        ("371002199003070012", "identity.check_digit", None),
        ("37100219900307001", "identity.length", None),
        ("3710021990030700111", "identity.length", None),
        ("371002900307001", "identity.fifteen_digits", GOOD),
        ("371002901307001", "identity.fifteen_digits", None),
        ("3710O2199003070011", "identity.check_digit", GOOD),
        ("37l002199003O70011", "identity.check_digit", GOOD),
        ("3.71002E+17", "identity.lost_digits", None),
        ("3.71002199003E+17", "identity.lost_digits", None),
        ("371002199003070000", "identity.lost_digits", None),
        ("19900307", "identity.unknown_kind", None),
        ("军字第123号", "identity.unknown_kind", None),
        ("ABC", "identity.unknown_kind", None),
        ("H1234567", "identity.length", None),
        ("071002199003070011", "identity.check_digit", None),
    ],
)
def test_numbers_that_are_refused(typed: str, code: str, suggestion: str | None) -> None:
    assert understand_identity(typed) == (None, ((code, suggestion),))


def test_a_day_that_is_none_is_named_beside_the_check_digit() -> None:
    assert understand_identity("371002199013070011")[1] == (
        ("identity.birth_date", None),
        ("identity.check_digit", None),
    )
    assert understand_identity("371002202903070019", today=date(2026, 9, 30))[1][0] == ("identity.birth_date", None)


def test_numbers_that_a_spreadsheet_has_cut_are_never_believed() -> None:
    assert understand_identity(GOOD, LOST_DIGITS) == (None, (("identity.lost_digits", None),))


@pytest.mark.parametrize(
    ("word", "typed", "kind", "codes"),
    [
        ("居民身份证", GOOD, K.RESIDENT_ID, []),
        ("身份证", "E12345678", K.PASSPORT, ["identity.kind_mismatch"]),
        ("护照", GOOD, K.RESIDENT_ID, ["identity.kind_mismatch"]),
        ("护照", "123456789", K.PASSPORT, []),
        ("护照", "371002199003070012", None, ["identity.check_digit"]),
        ("护照", "37100219900307001", None, ["identity.length"]),
        ("台湾居民来往大陆通行证", "0123456789", K.TW_TRAVEL_PERMIT, []),
        ("台胞证", "01234567", K.TW_TRAVEL_PERMIT, []),
        ("港澳居民来往内地通行证", "H12345678", K.HM_TRAVEL_PERMIT, []),
        ("港澳居民来往内地通行证", "H1234567", None, ["identity.length"]),
        ("港澳台居民居住证", "810000199003070015", K.HMT_RESIDENCE_PERMIT, []),
        ("居民身份证", "810000199003070015", K.HMT_RESIDENCE_PERMIT, ["identity.kind_mismatch"]),
        ("外国人永久居留身份证", "91100019900307001X", K.FOREIGN_PERMANENT_RESIDENCE, []),
        ("居民身份证", "91100019900307001X", K.FOREIGN_PERMANENT_RESIDENCE, ["identity.kind_mismatch"]),
        ("军官证", "12345", None, ["identity.unknown_kind"]),
        ("军官证", GOOD, K.RESIDENT_ID, ["identity.kind_mismatch"]),
        ("无", GOOD, K.RESIDENT_ID, []),
    ],
)
def test_the_stated_kind_and_the_number(word: str, typed: str, kind: K | None, codes: list[str]) -> None:
    found, defects = understand_identity(typed, kind_word=word)
    assert (found[0] if found else None) == kind
    assert [code for code, _ in defects] == codes


def test_eight_digits_are_a_permit_only_where_any_document_is_asked_for() -> None:
    assert understand_identity("01234567", any_document=False) == (None, (("identity.unknown_kind", None),))


def test_kinds_in_words() -> None:
    assert identity_kind_of_word("外国人永久居留证") is K.FOREIGN_PERMANENT_RESIDENCE
    assert identity_kind_of_word("学生证") is None


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13900000001", "13900000001"),
        ("139 0000 0001", "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("+86 13900000001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("（+86）13900000001", "13900000001"),
        ("008613900000001", "13900000001"),
        ("１３９０００００００１", "13900000001"),
        ("\u202d13900000001\u202c", "13900000001"),
    ],
)
def test_phones_as_a_person_reads_them(typed: str, phone: str) -> None:
    assert understand_phone(typed) == (phone, ())


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("1390000000", None),
        ("139000000011", None),
        ("12900000001", None),
        ("0631-5200000", None),
        ("1.39E+10", None),
        ("13900000001/13900000002", "13900000001"),
        ("13900000001（微信同号）", "13900000001"),
        ("见备注", None),
    ],
)
def test_phones_that_are_not_taken(typed: str, suggestion: str | None) -> None:
    assert understand_phone(typed) == (None, (("phone.invalid", suggestion),))


def test_an_empty_phone_is_no_problem() -> None:
    assert understand_phone("") == (None, ())
    assert understand_phone("无") == (None, ())


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "20260305",
        "２０２６年３月５日",
        "2026-3-5 00:00:00",
        "46086",
        "2026、3、5",
    ],
)
def test_days_in_any_spelling(typed: str) -> None:
    assert understand_day(typed) == "2026-03-05"


def test_days_of_the_other_date_system() -> None:
    assert understand_day("44624", epoch_1904=True) == "2026-03-05"


@pytest.mark.parametrize("typed", ["", "2026-02-30", "2026-13-01", "3/5/2026", "今天", "2026", "99999", "1899-01-01"])
def test_what_is_no_certain_day(typed: str) -> None:
    assert understand_day(typed) is None


def test_months() -> None:
    assert [understand_month(each) for each in ("2015.7", "2015年07月", "201507", "2015-07", "2015/13", "2015")] == [
        "2015-07",
        "2015-07",
        "2015-07",
        "2015-07",
        None,
        None,
    ]


def test_sexes() -> None:
    assert [
        understand_sex(each) for each in ("男", "女", "M", "f", "1", "2", "男性", " 女 ", "1男", "0", "未知", "")
    ] == [
        "male",
        "female",
        "male",
        "female",
        "male",
        "female",
        "male",
        "female",
        "male",
        None,
        None,
        None,
    ]


def test_levels_are_not_skill_grades() -> None:
    assert [
        understand_level(each) for each in ("初级", "中", "高级", "中级（助理）", "初级专业技术等级", "高级证书")
    ] == [
        "junior",
        "intermediate",
        "senior",
        "intermediate",
        "junior",
        "senior",
    ]
    assert [understand_level(each) for each in ("高级工", "三级", "技师", "初级/中级", "", "特级")] == [None] * 6
    assert understand_level("高级工程师") == "senior"


def test_a_level_is_split_off() -> None:
    assert split_level("大数据（初级）") == ("大数据（ ）", "junior")
    assert split_level("大数据高级工") == ("大数据高级工", None)
    assert split_level("初级、中级") == ("初级、中级", None)
