import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

from training_app.files.rules import LONGEST_NAME, clean_name, download_headers


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("名单.xlsx", "名单.xlsx"), ("../../etc/passwd", "passwd"), ("..\\..\\名单.xls", "名单.xls"), ("C:\\a\\b.csv", "b.csv"),
        (".htaccess", "htaccess"), ("~", "未命名文件"), ("", "未命名文件"), ("/", "未命名文件"), ("con", "_con"),
        ("NUL.xlsx", "_NUL.xlsx"), ("a\r\nSet-Cookie: x.csv", "aSet-Cookie_ x.csv"), ("a\x00b.csv", "ab.csv"),
        ("\u202ecod.exe", "cod.exe"), ('say "hi".pdf', "say _hi_.pdf"), ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
        ("x" * 300, "x" * 120),
    ],
)  # fmt: skip
def test_names_are_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.text(max_size=40))
def test_no_name_breaks_a_header(name, media_type):
    headers = download_headers(name, media_type)
    Headers(headers)
    for value in headers.values():
        assert value.isascii() and value.isprintable()
    assert 1 <= len(clean_name(name)) <= LONGEST_NAME
    assert clean_name(clean_name(name)) == clean_name(name)
    disposition, options = parse_options_header(headers["Content-Disposition"])
    assert disposition == "attachment"
    assert options["filename"] == clean_name(name)


def test_a_file_is_saved_and_never_shown():
    headers = download_headers("页面.html", "text/html")
    assert headers["Content-Type"] == "text/html"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert download_headers("a", "text/html\r\nX: y")["Content-Type"] == "application/octet-stream"
