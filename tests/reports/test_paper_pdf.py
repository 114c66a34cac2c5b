"""The form on paper says what the form says, looks official, and breaks its pages well."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from tests.builders.codes import code_stands
from tests.reports.forms import example_form, row
from training_app.files.pdf import A4_LANDSCAPE, MM, RenderedPdf
from training_app.reports.layout import COLUMNS, Narratives, PrintOptions, ReturnForm
from training_app.reports.paper_pdf import FIRST_TABLE_TOP, RIGHT, SEAL_LEFT, SEAL_SIDE, return_pdf

HARD_NAMES = ["张𬭎𠮷数字学校", "阿依古丽·买买提中心", "A & <B> 有限公司", '<img src="http://x/y.png">', "&lt;b&gt; {{ 7*7 }}"]


def pages(pdf: RenderedPdf) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


def many_rows(count: int) -> tuple:
    return tuple(row(f"k{n}", f"职业第{n}号", n, n * 3 + 1, n * 100 + 7, n, n + 2, n + 5) for n in range(count))


def test_every_word_and_figure_of_the_form_is_on_the_page() -> None:
    form = example_form(notes=("本期追回补贴 1 笔 1,200.00 元，未在表中扣减。",))
    found = pages(return_pdf(form))
    assert len(found) == 1
    text = squeezed(found[0])
    for expected in (
        "数字技术工程师培育项目开展情况表", "填报单位（盖章）：山东蓝湾数智职业培训学校有限公司", "填报时间：2026年6月29日",
        "填表人：毕晓彤", "联系电话：0631-5200000",
        "备注：本表格应在每季度末前报送，已出台的配套措施，项目实施过程中的好经验、好做法以及发现的问题请另附页。",
        "本季度（2026年4月1日至2026年6月30日）；金额单位：元。", "合计去重后：已培训249人",
        "本期追回补贴1笔1,200.00元，未在表中扣减。",
        "校验码：5f2c9a07b1d4", "第1页共1页",
    ):
        assert expected in text
    for line in (*form.rows, form.total):
        assert line.name + "".join(line.printed(column) for column in COLUMNS) in text
    for column in COLUMNS:
        assert all(part in text for part in column.lines)
    assert "草稿" not in text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_poppler_reads_the_same_rows() -> None:
    form = example_form(unit_name=HARD_NAMES[0])
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=return_pdf(form).content, capture_output=True, check=True)
    lines = [line.split() for line in run.stdout.decode().splitlines()]
    for line in (*form.rows, form.total):
        assert [line.name, *(line.printed(column) for column in COLUMNS)] in lines
    assert HARD_NAMES[0] in run.stdout.decode()


@pytest.mark.parametrize("name", HARD_NAMES)
def test_names_are_text_and_never_markup(name: str) -> None:
    form = example_form(
        unit_name=name, prepared_by=name, rows=(row("x", name, 1, 2, 3, 4, 5, 6),), narratives=Narratives(measures=name),
    )
    pdf = return_pdf(form)
    text = squeezed("".join(pages(pdf)))
    assert text.count(squeezed(name)) == 5
    assert pdf.undrawable == ()


def test_a_character_without_font_is_reported_with_its_line() -> None:
    pdf = return_pdf(example_form(prepared_by="张𮯰"))
    assert [(found.character, found.text) for found in pdf.undrawable] == [("𮯰", "填表人：张𮯰")]


def test_a_draft_says_so_and_carries_no_hash() -> None:
    text = "".join(pages(return_pdf(example_form(draft=True))))
    assert "草" in text and "稿" in text and "校验码" not in text


def test_switches_take_our_additions_away() -> None:
    bare = PrintOptions(total=False, distinct=False, money_unit=False, basis=False)
    text = squeezed(pages(return_pdf(example_form(), bare))[0])
    assert "合计" not in text and "去重" not in text and "金额单位" not in text and "本季度" not in text
    assert "智能制造3128" in text


def test_same_form_same_bytes() -> None:
    assert return_pdf(example_form()).content == return_pdf(example_form()).content
    assert return_pdf(example_form()).content != return_pdf(example_form(phone="1")).content


def test_no_scripts_and_every_font_embedded() -> None:
    pdf = return_pdf(example_form(unit_name="张𠮷", narratives=Narratives(measures="甲")))
    assert b"/JavaScript" not in pdf.content and b"Helvetica" not in pdf.content
    for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages:
        found = page["/Resources"]["/Font"]
        assert found and all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in found.values())


@pytest.mark.parametrize("count", [0, 1, 7, 10, 11, 14, 15, 24, 25, 26, 27, 40, 120])
def test_many_rows_repeat_the_head_and_lose_nothing(count: int) -> None:
    form = example_form(rows=many_rows(count))
    found = [squeezed(page) for page in pages(return_pdf(form))]
    whole = "".join(found)
    for line in form.rows:
        assert line.name + "".join(line.printed(column) for column in COLUMNS) in whole
    assert whole.count("备注：") == 1 and "备注：" in found[-1] and "合计7253" in found[-1]
    for number, page in enumerate(found, 1):
        assert "补贴班次（个）" in page and f"第{number}页共{len(found)}页" in page
        assert ("（续表）" in page) == (number > 1)
    if len(found) > 1:
        assert len(re.findall(r"职业第\d+号", found[-1])) >= 2


@pytest.mark.parametrize("count", [0, 5, 12, 40])
def test_nothing_is_drawn_outside_the_page_or_over_the_page_number(count: int) -> None:
    notes = tuple(f"第{n}条说明：外地培训取得证书 {n} 人，不属于本市任何单位。" for n in range(count))
    document = pypdfium2.PdfDocument(return_pdf(example_form(rows=many_rows(count), notes=notes)).content)
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
        assert min(box[0] for box in boxes) > 15 * MM and max(box[2] for box in boxes) < A4_LANDSCAPE[0] - 15 * MM
        assert min(box[1] for box in boxes) > 4 * MM and max(box[3] for box in boxes) < A4_LANDSCAPE[1] - 5 * MM
        assert not [box for box in boxes if 12.5 * MM < box[1] < 14.5 * MM]


@pytest.mark.parametrize("unit", ["短校", "山东蓝湾数智职业培训学校有限公司威海火炬高技术产业开发区分校" * 3])
def test_the_seal_has_its_square(unit: str) -> None:
    page = pypdfium2.PdfDocument(return_pdf(example_form(unit_name=unit)).content)[0]
    image = page.render(scale=2, grayscale=True).to_pil()
    height = A4_LANDSCAPE[1]
    unit_line = 9 * MM if len(unit) < 10 else 14 * MM
    square = image.crop((
        int(SEAL_LEFT * 2), int((height - FIRST_TABLE_TOP - SEAL_SIDE) * 2),
        int((SEAL_LEFT + SEAL_SIDE) * 2), int((height - FIRST_TABLE_TOP - unit_line) * 2),
    ))
    assert set(square.tobytes()) == {255}


def test_the_code_of_its_verification_stands_above_the_table_where_the_address_is_known() -> None:
    url = "https://example.gov.cn/v/AQEBcmV0dXJuH0tCMjAyNlEyLTAwMDE"
    plain, coded = return_pdf(example_form()), return_pdf(replace(example_form(), verification_url=url))
    assert code_stands(coded.content, url, RIGHT - 20 * MM, FIRST_TABLE_TOP + 26 * MM, 20 * MM)
    assert "扫码查验" in pages(coded)[0] and "扫码查验" not in pages(plain)[0]


def test_a_very_long_unit_name_is_whole() -> None:
    unit = "威海火炬高技术产业开发区数字技术工程师培育暨专业技术人员继续教育基地" * 6
    assert unit in squeezed(pages(return_pdf(example_form(unit_name=unit)))[0])


def test_narratives_follow_on_upright_pages() -> None:
    long = "我单位建立了“一人一档”管理办法，落实经费与师资，保障培训质量。" * 12
    form = example_form(narratives=Narratives(measures=f"{long}\n{long}", practice=long * 6, issues="尾句到此为止。"))
    pdf = return_pdf(form)
    reader = pypdf.PdfReader(io.BytesIO(pdf.content))
    shapes = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert shapes[0] and not any(shapes[1:]) and len(shapes) >= 3
    found = [squeezed(re.sub(r"校验码：\S+|第\s*\d+\s*页\s*共\s*\d+\s*页", "", text)) for text in pages(pdf)[1:]]
    whole = "".join(found)
    assert whole.count(squeezed(long)) == 2 + 6 and "尾句到此为止。" in whole
    assert whole.index("一、配套措施") < whole.index("二、好经验好做法") < whole.index("三、存在问题")
    for page in found[:-1]:
        assert not re.search(r"[一二三]、\w+$", page)


def test_only_written_sections_are_numbered() -> None:
    text = "".join(pages(return_pdf(example_form(narratives=Narratives(issues="师资不足。")))))
    assert "一、存在问题" in text and "配套措施\n" not in text.split("附页", 2)[-1]


def test_huge_figures_stay_in_their_cells() -> None:
    huge: ReturnForm = example_form(rows=(row("x", "大数据", 99999, 12345678, 999999999999999, 99999, 9999999, 9999999),))
    assert "大数据99999123456789,999,999,999,999.99" in squeezed(pages(return_pdf(huge))[0])
