"""Lines as they are kept: what goes in comes out, and a sentence told of many lines is kept once."""

from __future__ import annotations

import json
import zlib

from training_app.intake.rows import Row, columns_of, pack, results_of, unpack
from training_app.kernel.problems import Severity

TABLES = [{"sheet": "名单", "block": 1, "columns": {"name": "姓名"}, "letters": {"name": "B"}}]
COLUMNS = columns_of(TABLES)


def line(position: int, *sentences: str) -> Row:
    row = Row(
        position, "名单", 1, position + 2, {"name": "丛海"}, cells={"name": "丛 海"}, fixed=["name"], outlook="created",
        columns=COLUMNS["名单", 1], decided={"choice": "other"}, earlier="created",
    )  # fmt: skip
    for sentence in sentences:
        row.add("name.invalid", Severity.WARNING, sentence, name="name", value="丛 海")
    return row


def test_lines_come_out_as_they_went_in() -> None:
    rows = [line(0, "一。", "二。"), line(1), line(2, "二。")]
    assert unpack(pack(rows), results_of(rows), COLUMNS) == rows


def test_what_is_told_of_many_lines_is_kept_once() -> None:
    rows = [line(position, "同样的一句话。") for position in range(400)]
    sentences, _ = json.loads(zlib.decompress(pack(rows)))
    assert sentences == ["同样的一句话。"]
