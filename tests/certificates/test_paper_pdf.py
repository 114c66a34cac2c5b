"""The certificate says who learned what where, shows no whole identity number, and leaves room for the seal."""

from __future__ import annotations

import dataclasses
import io
from datetime import date

import pypdf
import pypdfium2
import pytest

from tests.builders.codes import code_stands
from training_app.certificates.layout import CompletionPaper
from training_app.certificates.paper_pdf import (
    SEAL_BOTTOM,
    SEAL_LEFT,
    SEAL_SIDE,
    completion_certificate_pdf,
    completion_certificates_pdf,
)
from training_app.files.pdf import A4_LANDSCAPE, MM, RenderedPdf

EXAMPLE = CompletionPaper(
    number="PX2026-000231", name="张𬭎", identity_kind="居民身份证", identity_masked="3710**********0412",
    occupation="大数据工程技术人员", direction="大数据分析", level="初级", class_number="WH2026-0147",
    trained_from=date(2026, 3, 2), trained_to=date(2026, 4, 18), hours=8050, score=8600,
    issuer="山东蓝湾数智职业培训学校有限公司", issued_on=date(2026, 4, 20),
)


def texts(pdf: RenderedPdf) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages]


def test_everything_is_on_the_page() -> None:
    text = texts(completion_certificate_pdf(EXAMPLE))[0]
    for expected in (
        "证书编号：PX2026-000231", "张𬭎（居民身份证：3710**********0412）",
        "于2026年3月2日至2026年4月18日参加数字技术工程师培育项目大数据工程技术人员（大数据分析方向）初级培训（班次WH2026-0147），"
        "完成规定的80.5学时和内容，结业考核成绩86分，合格。", "特发此证。", "发证单位（盖章）：山东蓝湾数智职业培训学校有限公司",
        "2026年4月20日", "不是专业技术等级证书",
    ):
        assert expected in text
    assert all(character in text for character in "培训合格证书")


@pytest.mark.parametrize("name", [
    "𠮷野𣲗", "阿依古丽·买买提", "阿依古丽·买买提·吐尔逊·阿布都热依木·麦麦提依明", "A & <B>", "<img src=x>",
    "Maria del Carmen Fernandez de la Vega y Sanchez-Albornoz of the Long Name",
])
def test_names_of_all_kinds(name: str) -> None:
    pdf = completion_certificate_pdf(dataclasses.replace(EXAMPLE, name=name))
    assert "".join(name.split()) in texts(pdf)[0] and pdf.undrawable == ()
    assert "3710**********0412" in texts(pdf)[0]


def test_optional_facts_may_be_absent() -> None:
    paper = dataclasses.replace(EXAMPLE, direction=None, score=None, identity_masked="", trained_to=EXAMPLE.trained_from)
    text = texts(completion_certificate_pdf(paper))[0]
    assert "于2026年3月2日参加数字技术工程师培育项目大数据工程技术人员初级培训" in text
    assert "结业考核合格。" in text and "居民身份证" not in text and "扫码" not in text


def test_a_whole_identity_number_is_refused() -> None:
    with pytest.raises(ValueError, match="masked"):
        dataclasses.replace(EXAMPLE, identity_masked="371002199001010412")


def test_a_class_makes_one_file_in_order() -> None:
    papers = [dataclasses.replace(EXAMPLE, number=f"PX2026-{n:06d}", name=chr(0x4E00 + n) + "某") for n in range(300)]
    pdf = completion_certificates_pdf(papers)
    found = texts(pdf)
    assert len(found) == 300
    assert all(paper.number in text and paper.name in text for paper, text in zip(papers, found, strict=True))
    assert completion_certificates_pdf(papers).content == pdf.content


def test_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no certificate"):
        completion_certificates_pdf([])


@pytest.mark.parametrize("issuer", [EXAMPLE.issuer, "威海火炬高技术产业开发区数字技术工程师培育暨专业技术人员继续教育基地" * 2])
def test_long_texts_do_not_run_into_each_other(issuer: str) -> None:
    paper = dataclasses.replace(
        EXAMPLE, issuer=issuer, occupation="智能制造工程技术人员" * 3, direction="智能装备与产线应用及维护优化" * 3,
        name="阿依古丽·买买提·吐尔逊·阿布都热依木·麦麦提依明", class_number="WH2026-0147",
    )
    page = pypdfium2.PdfDocument(completion_certificate_pdf(paper).content)[0]
    text = page.get_textpage()
    lines: dict[int, tuple[float, float]] = {}
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        character = text.get_text_range(place, 1)
        assert not character.strip() or (17 * MM < left and right < A4_LANDSCAPE[0] - 17 * MM and bottom > 17 * MM)
        if "\u4e00" <= character <= "\u9fff":
            middle = round((bottom + top) / 2 / 6)
            low, high = lines.get(middle, (bottom, top))
            lines[middle] = (min(low, bottom), max(high, top))
    spans = sorted(lines.values())
    merged = [spans[0]]
    for low, high in spans[1:]:
        if low < merged[-1][1] - 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    assert max(high - low for low, high in merged) < 45


def test_the_seal_square_holds_issuer_and_day_only() -> None:
    page = pypdfium2.PdfDocument(completion_certificate_pdf(EXAMPLE).content)[0]
    text = page.get_textpage()
    inside = ""
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        if left < SEAL_LEFT + SEAL_SIDE and right > SEAL_LEFT and bottom < SEAL_BOTTOM + SEAL_SIDE and top > SEAL_BOTTOM:
            inside += text.get_text_range(place, 1)
    assert set("".join(inside.split())) <= set(f"发证单位（盖章）：{EXAMPLE.issuer}2026年4月20日")


def test_the_code_on_the_page_is_the_code_of_the_address() -> None:
    url = "https://example.gov.cn/v/PX2026-000231?c=8f3k2m9d"
    pdf = completion_certificate_pdf(dataclasses.replace(EXAMPLE, verification_url=url))
    assert "扫码查验" in texts(pdf)[0]
    assert code_stands(pdf.content, url, 42 * MM, 33 * MM, 26 * MM)
    assert not code_stands(pdf.content, url[:-1] + "e", 42 * MM, 33 * MM, 26 * MM)


def test_fonts_are_embedded() -> None:
    pdf = completion_certificate_pdf(EXAMPLE)
    assert b"Helvetica" not in pdf.content and b"/JavaScript" not in pdf.content
    found = pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0]["/Resources"]["/Font"]
    assert found and all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in found.values())
