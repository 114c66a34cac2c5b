import json
import os
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_app.crypto import provider
from training_app.crypto.cipher import OVERHEAD_BYTES, kid_of, open_many, open_sealed, seal, seal_many
from training_app.crypto.errors import DecryptionFailed, KeyringError
from training_app.crypto.keyring import Keyring, Use
from training_app.crypto.suites import Suite

COLUMN = "people.person_documents.number"
NUMBER = b"371002199003070412"


@pytest.fixture(params=list(Suite), autouse=True, scope="module")
def keyring(request):
    before = provider._given
    ring = Keyring.generate(request.param)
    provider.configure(ring)
    yield ring
    provider.configure(before)


@given(st.binary(max_size=300), st.uuids())
def test_what_was_sealed_opens_again(plaintext, row):
    sealed = seal(plaintext, column=COLUMN, row=row)
    assert len(sealed) == len(plaintext) + OVERHEAD_BYTES
    assert open_sealed(sealed, column=COLUMN, row=row) == plaintext


def test_the_layout_names_version_suite_and_key(keyring):
    sealed = seal(NUMBER, column=COLUMN, row=uuid.uuid4())
    key = keyring.active(Use.ENC)
    assert sealed[0] == 1
    assert sealed[1] == key.suite
    assert kid_of(sealed) == key.kid
    assert NUMBER not in sealed


def test_it_opens_nowhere_else():
    row = uuid.uuid4()
    sealed = seal(NUMBER, column=COLUMN, row=row)
    elsewhere = [
        {"column": COLUMN, "row": uuid.uuid4()},
        {"column": "people.persons.phone", "row": row},
        {"column": COLUMN, "row": row, "context": b"1"},
        {"column": COLUMN, "row": row, "use": Use.FILE},
    ]
    for place in elsewhere:
        with pytest.raises(DecryptionFailed) as refused:
            open_sealed(sealed, **place)
        assert NUMBER.decode() not in str(refused.value)
        assert refused.value.status == 409


def test_any_changed_byte_or_cut_fails_closed():
    row = uuid.uuid4()
    sealed = seal(NUMBER, column=COLUMN, row=row)
    for at in range(len(sealed)):
        for changed in (sealed[:at] + bytes([sealed[at] ^ 0x41]) + sealed[at + 1 :], sealed[:at]):
            with pytest.raises(DecryptionFailed):
                open_sealed(changed, column=COLUMN, row=row)


def test_another_installation_cannot_open_it(keyring):
    row = uuid.uuid4()
    sealed = seal(NUMBER, column=COLUMN, row=row)
    try:
        provider.configure(Keyring.generate(keyring.active(Use.ENC).suite))
        with pytest.raises(DecryptionFailed):
            open_sealed(sealed, column=COLUMN, row=row)
    finally:
        provider.configure(keyring)


def test_values_of_an_older_key_and_suite_stay_readable(keyring):
    row = uuid.uuid4()
    sealed = seal(NUMBER, column=COLUMN, row=row)
    document = json.loads(keyring.to_json())
    old = next(entry for entry in document["keys"] if entry["use"] == "enc")
    other = next(suite for suite in Suite if suite.alg != old["alg"])
    newer = json.loads(Keyring.generate(other).to_json())["keys"][0]
    document["keys"].append({**newer, "kid": 9})
    old["state"] = "decrypt-only"
    try:
        provider.configure(Keyring.from_json(json.dumps(document).encode()))
        fresh = seal(NUMBER, column=COLUMN, row=row)
        assert (kid_of(fresh), fresh[1]) == (9, other)
        assert open_many([(row, sealed), (row, fresh)], column=COLUMN) == [NUMBER, NUMBER]
        old["state"] = "retired"
        provider.configure(Keyring.from_json(json.dumps(document).encode()))
        with pytest.raises(DecryptionFailed):
            open_sealed(sealed, column=COLUMN, row=row)
    finally:
        provider.configure(keyring)


def test_a_batch_equals_its_single_values_in_order():
    values = [(uuid.uuid4(), f"{number:018d}".encode()) for number in range(500)]
    sealed = seal_many([(row.bytes, plain) for row, plain in values], column=COLUMN)
    rows = [row for row, _ in values]
    assert open_many(zip(rows, sealed, strict=True), column=COLUMN) == [plain for _, plain in values]
    assert [open_sealed(value, column=COLUMN, row=row) for row, value in zip(rows[:5], sealed, strict=False)] == [
        plain for _, plain in values[:5]
    ]
    assert len({value[4:16] for value in sealed}) == len(sealed)
    with pytest.raises(DecryptionFailed):
        open_many(zip(reversed(rows), sealed, strict=True), column=COLUMN)
    assert seal_many([], column=COLUMN) == []


def test_forked_processes_draw_different_nonces():
    row = uuid.uuid4()
    seal(NUMBER, column=COLUMN, row=row)
    nonces = set()
    for _ in range(4):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, b"".join(seal(NUMBER, column=COLUMN, row=row)[4:16] for _ in range(50)))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            drawn = pipe.read()
        os.waitpid(child, 0)
        nonces |= {drawn[at : at + 12] for at in range(0, len(drawn), 12)}
    assert len(nonces) == 200


def test_without_a_keyring_nothing_is_sealed(keyring):
    provider.configure(None)
    try:
        with pytest.raises(KeyringError, match="尚未装入"):
            seal(NUMBER, column=COLUMN, row=uuid.uuid4())
    finally:
        provider.configure(keyring)
