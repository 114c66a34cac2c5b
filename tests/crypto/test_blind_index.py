import hashlib
import hmac

import pytest

from training_app.crypto import provider
from training_app.crypto.blind_index import blind_index, blind_index_many, last_four_index, last_four_index_many
from training_app.crypto.keyring import Keyring, Use
from training_app.crypto.mac import equal, hasher, mac

COLUMN = "people.person_documents.number"
NUMBER = "CN18:37100219900307041X"


@pytest.fixture(autouse=True)
def keyring():
    before = provider._given
    ring = Keyring.generate()
    provider.configure(ring)
    yield ring
    provider.configure(before)


def test_equal_values_meet_and_others_do_not(keyring):
    index = blind_index(COLUMN, NUMBER)
    assert len(index) == 32
    assert index == blind_index(COLUMN, NUMBER)
    assert index != blind_index(COLUMN, "CN18:371002199003070412")
    assert index != blind_index("subsidies.disbursements.account", NUMBER)
    provider.configure(Keyring.generate())
    assert index != blind_index(COLUMN, NUMBER)


def test_it_is_hmac_sm3_under_the_index_key_alone(keyring):
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this Python's OpenSSL has no SM3 to compare with")
    key = keyring.active(Use.IDX).derive(COLUMN, 32)
    assert blind_index(COLUMN, NUMBER) == hmac.digest(key, NUMBER.encode(), "sm3")
    assert keyring.active(Use.ENC).derive(COLUMN, 32) != key


def test_last_four_find_each_other_and_tell_nothing_of_the_whole():
    assert last_four_index(COLUMN, NUMBER) == last_four_index(COLUMN, "041x")
    assert last_four_index(COLUMN, NUMBER) != last_four_index(COLUMN, "0412")
    assert last_four_index(COLUMN, "041X") != blind_index(COLUMN, "041X")


def test_batches_equal_single_values():
    numbers = [f"CN18:{number:018d}" for number in range(100)]
    assert blind_index_many(COLUMN, numbers) == [blind_index(COLUMN, number) for number in numbers]
    assert last_four_index_many(COLUMN, numbers) == [last_four_index(COLUMN, number) for number in numbers]


def test_a_mac_depends_on_use_purpose_and_data():
    digests = {
        mac(use, purpose, data)
        for use in (Use.AUDIT, Use.QR)
        for purpose in ("row", "head")
        for data in (b"one", b"two")
    }
    assert len(digests) == 8
    context = hasher(Use.AUDIT, "row")
    context.update(b"on")
    context.update(b"e")
    assert equal(context.finalize(), mac(Use.AUDIT, "row", b"one"))
    assert not equal(mac(Use.AUDIT, "row", b"one"), mac(Use.AUDIT, "row", b"two"))
