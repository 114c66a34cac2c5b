"""Hostile files are refused in seconds and in little memory; the reading process survives."""

from __future__ import annotations

import io
import os
import random
import signal
import struct
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.sheets.containers import Look, delimited, html, ods, spreadsheetml, xls, xlsb, xlsx
from training_app.intake.labels import MARK_UP_WORDS
from training_app.sheets import child
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import mark_up, read

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'.encode()
TAIL = b"</sheetData></worksheet>"
GOOD = Look(rows=[["姓名", "身份证号"], ["李四", "371002199003070011"]])


def _with(name: str, pieces: Iterator[bytes]) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(xlsx(GOOD)))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each in source.namelist():
            if each != name:
                archive.writestr(each, source.read(each))
        with archive.open(name, "w", force_zip64=True) as stream:
            for piece in pieces:
                stream.write(piece)
    return output.getvalue()


def _far_cell() -> bytes:
    row = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return _with(SHEET, iter([HEAD, row, TAIL]))


def _wide_rows() -> bytes:
    rows = (b'<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d"><v>1</v></c></row>' % (n, n, n) for n in range(1, 2001))
    return _with(SHEET, iter([HEAD, *rows, TAIL]))


def _large_strings(megabytes: int) -> bytes:
    piece = b"<si><t>" + b"a" * 1_000_000 + b"</t></si>"
    return _with("xl/sharedStrings.xml", iter([f'<sst xmlns="{MAIN}">'.encode(), *[piece] * megabytes, b"</sst>"]))


def _many_sheets() -> bytes:
    sheets = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1, 100_001))
    head = f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    return _with("xl/workbook.xml", iter([head.encode(), sheets, b"</sheets></workbook>"]))


def _many_merges() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 500_001))
    row = b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>'
    return _with(SHEET, iter([HEAD, row, merges, b"</mergeCells></worksheet>"]))


def _many_members() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"f{number}", b"")
    return output.getvalue()


def _forged_size() -> bytes:
    data = bytearray(_with("xl/sharedStrings.xml", iter([b"a" * 1_000_000] * 300)))
    place = data.rfind(b"xl/sharedStrings.xml")
    struct.pack_into("<I", data, place - 46 + 24, 100)
    return bytes(data)


def _same_name_twice() -> bytes:
    output = io.BytesIO(xlsx(GOOD))
    with zipfile.ZipFile(output, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, HEAD + TAIL)
    return output.getvalue()


def _deep_xml() -> bytes:
    return spreadsheetml(GOOD).replace(b"<Table>", b"<a>" * 300_000, 1)


HOSTILE = {
    "far cell": _far_cell, "wide rows": _wide_rows, "250 MB of strings": lambda: _large_strings(250),
    "900 MB of strings": lambda: _large_strings(900), "100,000 sheets": _many_sheets, "500,000 merges": _many_merges,
    "20,000 members": _many_members, "forged size": _forged_size, "same name twice": _same_name_twice,
    "30 million commas": lambda: b"," * 30_000_000, "one long line": lambda: "张".encode() * 10_000_000,
    "open quote": lambda: b'"' + b"a\n" * 10_000_000, "wide page": lambda: b"<table><tr>" + b"<td>" * 5_000_000,
    "spans": lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=60000>a" * 20_000, "deep xml": _deep_xml,
    "far line": lambda: spreadsheetml(GOOD).replace(b"<Row>", b'<Row ss:Index="99999999">'),
    "file too large": lambda: b"a" * (33 * 1024 * 1024),
}  # fmt: skip


def _peak_of_children() -> int:
    """Largest resident memory, in MB, that a process of this test run reached and that has ended or still runs."""
    most = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if b"training_app.sheets.worker" in (status.parent / "cmdline").read_bytes():
                found = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
                most = max(most, *(int(kilobytes) // 1024 for kilobytes in found), 0)
        except OSError:
            continue
    return most


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon_and_in_little_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = HOSTILE[name]()
    with ThreadPoolExecutor(1) as pool:
        started = time.process_time()
        answer = pool.submit(read, data, "名单.xlsx")
        most = 0
        while not answer.done():
            most = max(most, _peak_of_children())
            time.sleep(0.02)
        error = answer.exception()
        spent = time.process_time() - started
    assert isinstance(error, SheetError)
    assert error.code in ("file.too_large", "file.damaged")
    assert most <= 300
    assert spent <= 5
    assert read(xlsx(GOOD), "x").sheets[0].cells[2] == "李四"


@pytest.mark.long
def test_a_million_formatted_rows_without_content_are_read() -> None:
    row = b'<row r="%d" ht="20" customHeight="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'
    rows = (row % (n, n, n) for n in range(2, 1_048_577))
    first = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'

    def pieces() -> Iterator[bytes]:
        yield HEAD + first
        yield from rows
        yield TAIL

    assert read(_with(SHEET, pieces()), "x").sheets[0].cells == ["x"]


def test_broken_copies_of_every_container_never_harm_the_reader() -> None:
    """Bytes changed, cut and moved at random: each file is read or refused, and the next good one is read."""
    chance = random.Random(20260930)
    look = Look(rows=[["姓名", "身份证号", 12.5]] * 6, merges=[(1, 0, 2, 0)], hidden_rows=[2], hidden_columns=[1])
    sources = [xlsx(look), ods(look), xls(look), xlsb(look), spreadsheetml(look), html(look)]
    outcomes = {"read": 0, "refused": 0}
    for turn in range(180):
        data = bytearray(sources[turn % len(sources)])
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(data))
            act = chance.random()
            if act < 0.6:
                data[place] = chance.randrange(256)
            elif act < 0.8:
                del data[place : place + chance.randint(1, 200)]
            else:
                data[place:place] = chance.randbytes(chance.randint(1, 40))
        try:
            read(bytes(data), "x")
            outcomes["read"] += 1
        except SheetError as error:
            assert error.code.startswith("file.")
            outcomes["refused"] += 1
    assert outcomes["read"] > 5
    assert outcomes["refused"] > 5


@pytest.mark.long
def test_flipped_bits_and_cut_ends_of_every_container_never_stop_the_reading_or_the_marking() -> None:
    seed = int(os.environ.get("FUZZ_SEED", str(random.SystemRandom().randrange(10**9))))
    chance = random.Random(seed)
    look = Look(rows=[["姓名", "身份证号", 12.5]] * 6, merges=[(1, 0, 2, 0)], hidden_rows=[2], hidden_columns=[1])
    sources = [xlsx(look), ods(look), xls(look), xlsb(look), spreadsheetml(look), html(look), delimited(look, ",", "gb18030")]
    for turn in range(int(os.environ.get("FUZZ", "1500"))):
        data = bytearray(sources[turn % len(sources)])
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        for _ in range(chance.choice((0, 1, 2, 8))):
            if data:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        started = time.monotonic()
        for act in (lambda data: read(data, "x"), lambda data: mark_up(data, "x", [], MARK_UP_WORDS)):
            try:
                act(bytes(data))
            except SheetError as error:
                assert error.code.startswith("file."), f"seed {seed}, turn {turn}"
        assert time.monotonic() - started < 20, f"seed {seed}, turn {turn}"
    assert read(xlsx(GOOD), "x").sheets[0].cells[2] == "李四"


def test_the_reading_process_is_started_again_when_it_was_killed() -> None:
    child.warm()
    os.kill(child.server_process_id(), signal.SIGKILL)
    time.sleep(0.1)
    assert read(xlsx(GOOD), "x").sheets[0].cells[2] == "李四"


def test_many_at_once_all_get_their_own_answer() -> None:
    files = [xlsx(Look(rows=[["姓名"], [f"李{number}"]])) for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda data: read(data, "x").sheets[0].cells[1], files))
    assert answers == [f"李{number}" for number in range(12)]


def test_the_reading_process_knows_nothing_of_the_application() -> None:
    child.warm()
    maps = Path(f"/proc/{child.server_process_id()}/maps")
    if maps.exists():
        assert "sqlalchemy" not in maps.read_text()
        assert b"DATABASE_URL" not in Path(f"/proc/{child.server_process_id()}/environ").read_bytes()
