import uuid

import pytest
from sqlalchemy import select, text, update

from training_app.files import queries, service
from training_app.files.models import ContentChunk, StoredContent, StoredFile
from training_app.files.service import PIECE_BYTES, FileDamaged
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INSTITUTION = Actor(Role.TRAINING_INSTITUTION, user_id=1, institution_id=11, district_code="371002")
SAME_HOUSE = Actor(Role.TRAINING_INSTITUTION, user_id=2, institution_id=11, district_code="371002")
OTHER_INSTITUTION = Actor(Role.TRAINING_INSTITUTION, user_id=3, institution_id=12, district_code="371002")
NOWHERE = Actor(Role.TRAINING_INSTITUTION, user_id=4)
DISTRICT = Actor(Role.DISTRICT, user_id=5, district_code="371002")
OTHER_DISTRICT = Actor(Role.DISTRICT, user_id=6, district_code="371003")
BUREAU = Actor(Role.BUREAU, user_id=7)
ENGINEER = Actor(Role.ENGINEER, user_id=8, person_id=80)
OTHER_ENGINEER = Actor(Role.ENGINEER, user_id=9, person_id=90)
ADMINISTRATORS = [Actor(role, user_id=1) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)]
CANARY = "371002199003070412"


def _store(session, data=b"roster", actor=INSTITUTION, name="名单.xlsx", **values):
    return service.store(session, actor, data, name, XLSX, "roster.upload", **values)


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 7])
def test_bytes_come_back_as_they_were(session, size):
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    number = _store(session, data).number
    session.commit()
    session.expire_all()
    file = queries.get(session, INSTITUTION, number)
    assert service.read(file) == data
    assert file.content.size == size
    assert (file.name, file.media_type, file.kind, file.created_by) == ("名单.xlsx", XLSX, "roster.upload", 1)


def test_neither_content_nor_name_can_be_read_in_the_database(session):
    file = _store(session, f"张三,{CANARY}".encode(), name=f"张三{CANARY}.csv")
    assert file.name == f"张三{CANARY}.csv"
    for table in ("stored_files", "stored_contents", "content_chunks"):
        for row in session.execute(text(f"SELECT {table}.*::text FROM {table}")).scalars():
            assert CANARY not in row
            assert CANARY.encode().hex() not in row


def test_equal_bytes_are_kept_once_and_each_sender_has_an_own_file(session):
    data = uuid.uuid4().bytes
    first, second = _store(session, data), _store(session, data, OTHER_INSTITUTION)
    assert first.content_id == second.content_id
    assert first.number != second.number
    assert service.read(first) == service.read(second) == data
    assert _store(session, data + b"!").content_id != first.content_id
    chunks = select(ContentChunk).where(ContentChunk.content_id == first.content_id)
    assert len(session.scalars(chunks).all()) == 1
    with pytest.raises(NotFound):
        queries.get(session, INSTITUTION, second.number)


def test_everybody_reads_the_own_files_and_no_others(session):
    mine = _store(session)
    for actor in (INSTITUTION, SAME_HOUSE, DISTRICT, BUREAU):
        assert queries.get(session, actor, mine.number) is mine
    for actor in (OTHER_INSTITUTION, NOWHERE, OTHER_DISTRICT, ENGINEER, *ADMINISTRATORS):
        with pytest.raises(NotFound, match="没有找到该文件"):
            queries.get(session, actor, mine.number)
    with pytest.raises(NotFound):
        queries.get(session, BUREAU, "0" * 32)


def test_the_bureau_stores_for_an_institution(session):
    file = _store(session, actor=BUREAU, institution_id=12, district_code="371003")
    assert queries.get(session, OTHER_INSTITUTION, file.number) is file
    assert queries.get(session, OTHER_DISTRICT, file.number) is file
    own = _store(session, actor=BUREAU)
    for actor in (INSTITUTION, NOWHERE, DISTRICT):
        with pytest.raises(NotFound):
            queries.get(session, actor, own.number)


def test_an_engineers_file_is_the_engineers(session):
    file = _store(session, actor=ENGINEER)
    assert queries.get(session, ENGINEER, file.number) is file
    assert file.institution_id is None
    for actor in (OTHER_ENGINEER, INSTITUTION, DISTRICT, NOWHERE):
        with pytest.raises(NotFound):
            queries.get(session, actor, file.number)


def _fails(session, file):
    session.expire_all()
    with pytest.raises(FileDamaged, match="数据校验失败"):
        service.read(session.get(StoredFile, file.id))


def test_a_changed_swapped_missing_or_foreign_piece_is_noticed(session):
    file = _store(session, b"a" * PIECE_BYTES + b"b" * PIECE_BYTES)
    other = _store(session, b"c" * 10)
    pieces = session.execute(
        select(ContentChunk.position, ContentChunk.data).where(ContentChunk.content_id == file.content_id)
    ).all()
    data = {position: bytes(data) for position, data in pieces}

    def put(position, value):
        session.execute(
            update(ContentChunk)
            .where(ContentChunk.content_id == file.content_id, ContentChunk.position == position)
            .values(data=value)
        )

    put(0, data[0][:-1] + bytes([data[0][-1] ^ 1]))
    _fails(session, file)
    put(0, data[1])
    put(1, data[0])
    _fails(session, file)
    put(0, data[0])
    put(1, bytes(other.content.chunks[0].data))
    _fails(session, file)
    put(1, data[1])
    session.expire_all()
    assert len(service.read(session.get(StoredFile, file.id))) == 2 * PIECE_BYTES
    session.execute(
        text("DELETE FROM content_chunks WHERE content_id = :id AND position = 1"), {"id": file.content_id}
    )
    _fails(session, file)


def test_a_file_pointed_at_another_content_with_its_digest_is_noticed(session):
    file, other = _store(session, uuid.uuid4().bytes), _store(session, uuid.uuid4().bytes)
    digest = bytes(file.content.digest)
    session.execute(update(StoredContent).where(StoredContent.id == file.content_id).values(digest=b"x"))
    session.execute(update(StoredContent).where(StoredContent.id == other.content_id).values(digest=digest))
    _fails(session, file)
    _fails(session, other)
