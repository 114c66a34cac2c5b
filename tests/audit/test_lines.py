from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from training_app.audit.lines import line, microseconds

SIGNS = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


def test_instants_are_counted_exactly_whatever_the_zone():
    at = datetime(2026, 7, 1, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    assert microseconds(at) == microseconds(at.astimezone(UTC))
    assert microseconds(datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=UTC)) == 1_000_001


@given(st.lists(SIGNS | st.none(), min_size=2, max_size=4), st.lists(SIGNS | st.none(), min_size=2, max_size=4))
def test_different_rows_have_different_lines(one, other):
    assert (line(one) == line(other)) == (one == other)
    assert b"\n" not in line(one)


def test_the_line_is_what_postgresql_writes(session):
    every_sign = "".join(map(chr, range(1, 300))) + "\\N 汉字𠮷\u2028\ufffd"
    values = ["\\N", None, every_sign, "", "-1"]
    names = ["a", "b", "c", "d", "e"]
    session.execute(text("CREATE TEMPORARY TABLE every_sign (a text, b text, c text, d text, e text)"))
    session.execute(
        text("INSERT INTO every_sign VALUES (:a, :b, :c, :d, :e)"), dict(zip(names, values, strict=True))
    )
    connection = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy("COPY every_sign TO STDOUT") as copied:
        written = b"".join(bytes(block) for block in copied)
    assert written == line(values) + b"\n"
