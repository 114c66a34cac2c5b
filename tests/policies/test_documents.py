"""Texts of documents: comparing quotes, and finding the clause a sentence stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from training_app.policies.documents import Document, fold, within
from training_app.policies.loader import read_documents

DOCUMENTS = read_documents()


def test_white_space_page_marks_and_bracket_width_do_not_count() -> None:
    assert fold("企业举办的各类\n\n\n— 6 —\n\n脱产(半)") == "企业举办的各类脱产（半）"


def test_every_text_is_as_registered() -> None:
    assert {document.digest() == document.sha256 for document in DOCUMENTS.values()} == {True}
    assert len(DOCUMENTS) == 5


@pytest.mark.parametrize(
    ("key", "quote", "clause"),
    [
        ("weihai-2023-25", "一年内不可重复享受", "五（三）"),
        ("weihai-2023-25", "填表人：", "附件"),
        ("weihai-2024-2", "企业举办的各类脱产、半脱产进修、研修、专题讲座等培训活动，经备案均可登记继续教育学时", "二（三）9"),
        ("weihai-2024-2", "全日制中专以上学历", "二（一）1"),
        ("weihai-2024-2", "各部门每年要组织开展", "三14"),
        ("weihai-2022-32", "取消企业职称举荐资格", "九"),
        ("weihai-2020-50", "具备大学专科学历，从事相关专业工作8年以上", "三（二）"),
        ("jinhua-2022-8", "全市建成服务点 30 个以上", "三（四）9"),
        ("weihai-2023-25", "请结合实际，认真组织实施", "通知"),
    ],
)
def test_the_clause_of_a_sentence(key: str, quote: str, clause: str) -> None:
    assert DOCUMENTS[key].clauses_of(quote) == [clause]
    before, found, after = DOCUMENTS[key].context(quote) or ("", "", "")
    assert found == fold(quote)
    assert before + found + after in DOCUMENTS[key].folded


def test_a_sentence_that_stands_nowhere() -> None:
    assert DOCUMENTS["weihai-2023-25"].clauses_of("两年内不可重复享受") == []
    assert DOCUMENTS["weihai-2023-25"].context("两年内不可重复享受") is None


def test_a_clause_may_be_cited_as_a_whole_or_in_part_but_not_as_another() -> None:
    assert within("五", "五（二）")
    assert within("二（一）", "二（一）3")
    assert not within("五（二）", "五")
    assert not within("五（三）", "五（二）")
    assert not within("十", "一")
    assert not within("五", "通知")


def test_a_missing_text_is_an_error_of_the_file(tmp_path: Path) -> None:
    known = DOCUMENTS["weihai-2023-25"]
    fields = {name: getattr(known, name) for name in known.__dataclass_fields__}
    with pytest.raises(OSError, match="no.txt"):
        _ = Document(**{**fields, "text": "no.txt", "folder": tmp_path}).folded
