"""What is drawn can be read back, stands where it should, is embedded, and is the same every time."""

from __future__ import annotations

import io
import threading
from itertools import pairwise

import pypdf
import pypdfium2
import pytest

from training_app.files import fonts
from training_app.files.fonts import Face
from training_app.files.pdf import A4_LANDSCAPE, A4_PORTRAIT, Align, Paper, RenderedPdf, Undrawable, fit, wrap

NAMES = ["张𬭎", "𠮷野", "于𣲗", "阿依古丽·买买提", "A & <B>", '<img src="x">', "O'Brien (Wei) \\ 100%", "&lt;i&gt;", "㛃"]


def draw(*lines: str, face: Face = Face.SERIF) -> RenderedPdf:
    paper = Paper("试", A4_LANDSCAPE)
    for place, line in enumerate(lines):
        paper.text(50, 500 - 30 * place, line, 14, face)
    return paper.finish()


def read(pdf: RenderedPdf) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)


def read_with_pdfium(pdf: RenderedPdf) -> str:
    document = pypdfium2.PdfDocument(pdf.content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("face", list(Face))
def test_names_come_back_as_they_went_in(name: str, face: Face) -> None:
    pdf = draw(name, face=face)
    assert name in read(pdf)
    assert name in read_with_pdfium(pdf)
    assert pdf.undrawable == ()


def test_several_hundred_characters_come_back() -> None:
    lines = ["".join(chr(0x4E00 + 40 * line + place) for place in range(40)) for line in range(16)]
    extracted = read(draw(*lines))
    assert all(line in extracted for line in lines)


def test_all_fonts_are_embedded_and_nothing_runs() -> None:
    pdf = draw(*NAMES)
    fonts_found = 0
    for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
            fonts_found += 1
    assert fonts_found >= 2
    for forbidden in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA ", b"/Launch", b"/URI", b"Helvetica"):
        assert forbidden not in pdf.content


def test_equal_drawing_gives_equal_bytes() -> None:
    assert draw(*NAMES).content == draw(*NAMES).content
    assert draw("张三").content != draw("张四").content


def test_a_character_nobody_has_is_a_visible_box_and_reported() -> None:
    with_box, without = draw("张𮯰三"), draw("张三")
    assert with_box.undrawable == (Undrawable("𮯰", "张𮯰三"),)
    assert "张" in read(with_box) and "三" in read(with_box)
    assert b"/ActualText" not in with_box.content  # compressed: look into the page itself
    contents = pypdf.PdfReader(io.BytesIO(with_box.content)).pages[0].get_contents().get_data()
    assert b"/ActualText <FEFFD87ADFF0>" in contents
    dark = [sum(1 for pixel in _pixels(pdf, 64, 490, 78, 515) if pixel < 128) for pdf in (with_box, without)]
    assert dark[0] > 50 and dark[0] != dark[1]


def _pixels(pdf: RenderedPdf, left: float, bottom: float, right: float, top: float) -> list[int]:
    page = pypdfium2.PdfDocument(pdf.content)[0]
    image = page.render(scale=3, grayscale=True).to_pil()
    height = A4_LANDSCAPE[1]
    box = (int(left * 3), int((height - top) * 3), int(right * 3), int((height - bottom) * 3))
    return list(image.crop(box).tobytes())


def test_alignment() -> None:
    paper = Paper("试", A4_LANDSCAPE)
    for align in Align:
        paper.text(400, {Align.LEFT: 100, Align.CENTRE: 200, Align.RIGHT: 300}[align], "四个汉字", 20, align=align)
    pdf = paper.finish()
    page = pypdfium2.PdfDocument(pdf.content)[0].get_textpage()
    lefts = {}
    for place in range(page.count_chars()):
        left, bottom, _right, _top = page.get_charbox(place)
        if page.get_text_range(place, 1) == "四":
            lefts[round(bottom / 100)] = left
    assert lefts[1] == pytest.approx(400, abs=3)
    assert lefts[2] == pytest.approx(360, abs=3)
    assert lefts[3] == pytest.approx(320, abs=3)


def test_spacing_and_grey_do_not_leak_into_the_next_line() -> None:
    paper = Paper("试", A4_LANDSCAPE)
    paper.text(50, 300, "一二三四五六七八九十", 14, grey=0.9, stretch_to=160)
    paper.text(50, 200, "一二三四五六七八九十", 14)
    pdf = paper.finish()
    page = pypdfium2.PdfDocument(pdf.content)[0].get_textpage()
    rights: dict[int, float] = {}
    for place in range(page.count_chars()):
        if page.get_text_range(place, 1).strip():
            _left, bottom, right, _top = page.get_charbox(place)
            rights[round(bottom / 100)] = max(right, rights.get(round(bottom / 100), 0))
    assert rights[3] == pytest.approx(210, abs=2)
    assert rights[2] == pytest.approx(190, abs=2)
    assert min(_pixels(pdf, 40, 190, 220, 220)) < 40 < 180 < min(_pixels(pdf, 40, 290, 220, 320))


def test_pages_may_differ_in_size() -> None:
    paper = Paper("试", A4_LANDSCAPE)
    paper.next_page(A4_PORTRAIT)
    reader = pypdf.PdfReader(io.BytesIO(paper.finish().content))
    assert [page.mediabox.width > page.mediabox.height for page in reader.pages] == [True, False]


def test_threads_draw_the_same_as_one() -> None:
    lines = ["".join(chr(0x4E00 + 97 * place + line) for place in range(30)) for line in range(12)]
    expected = draw(*lines).content
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(draw(*lines).content)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


LONG = "为落实《数字技术工程师培育项目实施办法》，印发了（蓝湾培〔2026〕3号）“一人一档”管理办法，经费1,200.50元——见附件……"


@pytest.mark.parametrize("width", [60, 75, 100, 140, 300])
def test_lines_fit_and_lose_nothing(width: float) -> None:
    lines = wrap(LONG, Face.SERIF, 12, width, indent=24)
    assert "".join(lines) == LONG
    assert fonts.width(lines[0], Face.SERIF, 12) <= width - 24 + 0.01
    assert all(fonts.width(line, Face.SERIF, 12) <= width + 0.01 for line in lines)
    for before, after in pairwise(lines):
        assert before[-1] not in "（《〔“" and after[0] not in "，。》）〕”、"
        assert not (before[-1].isdigit() and after[0].isdigit())


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = wrap("见 https://example.gov.cn/a/very/long/address/without/any/space 为准", Face.SERIF, 12, 100)
    assert "".join(lines).replace(" ", "") == "见https://example.gov.cn/a/very/long/address/without/any/space为准"
    assert all(fonts.width(line, Face.SERIF, 12) <= 100.01 for line in lines)


def test_wrap_of_nothing_is_one_empty_line() -> None:
    assert wrap("", Face.SERIF, 12, 100) == [""]


def test_fit_shrinks_then_wraps_and_never_cuts() -> None:
    assert fit("短", 100, 14, 9).size == 14
    shrunk = fit("十二个汉字的名称放不下啊", 140, 14, 9)
    assert len(shrunk.lines) == 1 and 9 <= shrunk.size < 14
    long = "很长的名称" * 30
    block = fit(long, 100, 14, 9, most_lines=2)
    assert block.size == 9 and "".join(block.lines) == long and len(block.lines) > 2
    assert block.height == pytest.approx(len(block.lines) * block.leading)
