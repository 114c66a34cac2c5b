"""Rules of the registration: files taken, phones, receipt codes."""

from __future__ import annotations

import pytest

from tests.builders.registrations import JPEG, PDF, PNG
from training_app.registration import rules


@pytest.mark.parametrize("data", [PDF, PNG, JPEG])
def test_scans_are_taken(data: bytes) -> None:
    assert rules.file_defect(data) is None


@pytest.mark.parametrize(
    ("data", "defect"),
    [
        (b"", "empty"), (PDF + bytes(rules.MAX_BYTES), "large"), (b"<html><script>alert(1)</script>", "kind"),
        (b"MZ\x90\x00", "kind"), (b"GIF89a" + bytes(50), "kind"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b"PK\x03\x04" + bytes(50), "kind"), (b"\n" + PDF, "kind"), (PDF[:-8], "broken"), (PNG[:40], "broken"),
        (JPEG[:-2], "broken"), (PDF.replace(b"<<>>", b"<</S /JavaScript /JS (app.alert(1))>>"), "active"),
        (PDF.replace(b"<<>>", b"<</S /Launch>>"), "active"), (PDF.replace(b"<<>>", b"<</EmbeddedFiles 2 0 R>>"), "active"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_its_bytes(data: bytes, defect: str) -> None:
    assert rules.file_defect(data) == defect


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("13806310000", True), ("0631-5201234", True), ("06315201234", True), ("(0631)5201234", True), ("5201234", True),
        ("0631-5201234-801", True), ("+86 13806310000", True), ("1380631000", False), ("电话", False), ("", False),
        ("٠٦٣١٥٢٠١٢٣٤", False), ("13806310000 13806310001", False), ("=1+1", False),
    ],
)
def test_phones(text: str, good: bool) -> None:
    assert rules.is_phone(text) is good


def test_a_receipt_is_read_as_people_type_it() -> None:
    code = rules.receipt_of(b"\x01" * 32)
    assert len(code) == 24 and code.count("-") == 4
    assert rules.bare_receipt(f" {code.lower().replace('-', ' ')} ") == rules.bare_receipt(code)
    assert rules.receipt_of(b"\x02" * 32) != code


def test_only_published_kinds_show_a_list() -> None:
    assert rules.documents_of("training_institution") == rules.documents_of("assessment_body") == ("licence", "listing")
    assert rules.documents_of("employer") == rules.documents_of("authority") == ("licence",)


@pytest.mark.parametrize(
    ("name", "core"), [
        ("威海云帆数智职业培训学校", "云帆数智"),
        ("威海市北洋光电科技有限公司", "北洋光电科技"), ("山东省数字技能评价中心", "数字技能评价"),
    ],
)
def test_what_tells_a_name_apart(name: str, core: str) -> None:
    assert rules.core_of(name, "威海市") == core
