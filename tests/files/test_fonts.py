"""Characters are looked up before they are drawn, and readers of the PDF get the same characters back."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from training_app.files import fonts
from training_app.files.fonts import FOLDER, Face


def _gb2312_hanzi() -> str:
    return "".join(
        bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)
    )


def test_vendored_fonts_are_the_files_the_list_names() -> None:
    listed = dict(re.findall(r"^\| `([^`]+\.ttf)` .*`([0-9a-f]{64})` \|$", (FOLDER / "FONTS.md").read_text(), re.M))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.ttf")}
    assert listed == found
    assert {face.value for face in Face} <= set(found)


def test_every_font_has_its_licence_beside_it() -> None:
    for path in FOLDER.glob("*.ttf"):
        assert (FOLDER / f"LICENSE-{path.name.split('.')[0].split('-')[0]}.txt").stat().st_size > 1000


def test_serif_face_has_every_common_character() -> None:
    gbk = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert [character for character in gbk if fonts.glyph(character).font != "NotoSerifSC-Regular"] == []


@pytest.mark.parametrize("face", [Face.SERIF_BOLD, Face.SANS])
def test_cut_faces_have_gb2312(face: Face) -> None:
    hanzi = _gb2312_hanzi()
    assert len(hanzi) == 6763
    assert {fonts.glyph(character, face).font for character in hanzi} == {fonts.face_font(face)}


@pytest.mark.parametrize("character, font", [
    ("张", "NotoSerifSC-Regular"), ("𬭎", "NotoSerifSC-Regular"), ("㛃", "NotoSerifSC-Regular"), ("·", "NotoSerifSC-Regular"),
    ("𠮷", "HanaMinB"), ("𫍯", "NotoSerifSC-Regular"), ("𰻝", None), ("𮯰", None), ("\ue81e", None),
])
def test_fallback_order(character: str, font: str | None) -> None:
    assert fonts.glyph(character).font == font


def test_a_cut_face_falls_back_to_the_whole_serif() -> None:
    assert fonts.glyph("𬭎", Face.SANS).font == "NotoSerifSC-Regular"
    assert fonts.glyph("𠮷", Face.SERIF_BOLD).font == "HanaMinB"


def test_runs_keep_the_text_and_split_at_the_font() -> None:
    found = fonts.runs("张𠮷𠮷野𮯰a")
    assert [(run.font, run.text) for run in found] == [
        ("NotoSerifSC-Regular", "张"), ("HanaMinB", "𠮷𠮷"), ("NotoSerifSC-Regular", "野"), (None, "𮯰"),
        ("NotoSerifSC-Regular", "a"),
    ]
    assert sum(run.advance for run in found) * 12 == pytest.approx(fonts.width("张𠮷𠮷野𮯰a", Face.SERIF, 12))
    assert fonts.runs("") == []


def test_extra_fonts_serve_what_ours_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Office:
        fontName = "extra-office"

        class face:
            charToGlyph = {0x2EBF0: 1}
            glyphPos = (0, 0, 10)

            @staticmethod
            def getCharWidth(code: int) -> int:
                return 500

    monkeypatch.setattr(fonts, "_extra_fonts", lambda folder: (Office,) if folder == str(tmp_path) else ())
    monkeypatch.setenv("PDF_EXTRA_FONTS", str(tmp_path))
    assert fonts._find("𮯰", Face.SERIF) == fonts.Glyph("extra-office", 0.5)
    fonts._glyphs(Face.SERIF).pop("𮯰")


def test_a_broken_extra_font_is_skipped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "office.ttf").write_bytes(b"not a font at all")
    assert fonts._extra_fonts(str(tmp_path)) == ()
    assert "office.ttf" in caplog.text


def test_a_glyph_without_outline_counts_as_missing() -> None:
    class Empty:
        class face:
            charToGlyph = {0x5F20: 1, 0x3000: 1}
            glyphPos = (0, 10, 10)

    assert not fonts._draws(Empty, 0x5F20)
    assert fonts._draws(Empty, 0x3000)


@pytest.mark.parametrize("raw, printed", [
    ("张三", "张三"), ("张\t三\r\n四", "张 三  四"), ("a\u202eb", "ab"), ("葛\U000e0100城", "葛城"), ("e\u0301", "é"),
    ("张\u0000三", "张三"), ("\ufeff张", "张"), ("张\ud842", "张\ufffd"), ("x\u00a0y", "x y"), ("张\u3000三", "张\u3000三"),
    ("<b>&amp;</b>", "<b>&amp;</b>"), ("", ""),
])
def test_clean(raw: str, printed: str) -> None:
    assert fonts.clean(raw) == printed


def test_map_back_to_characters_is_utf16_in_blocks_of_a_hundred() -> None:
    written = fonts._to_unicode_cmap("AAAAAA+X", [0, 0x5F20, 0x2CB4E, *range(0x4E00, 0x4E00 + 150)])
    assert "<01> <5F20>" in written and "<02> <D872DF4E>" in written
    assert "<00> <0000>" not in written
    assert [int(count) for count in re.findall(r"(\d+) beginbfchar", written)] == [100, 52]
