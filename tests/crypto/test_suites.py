import pytest
from cryptography.exceptions import InvalidTag

from training_app.crypto import suites
from training_app.crypto.errors import KeyringError
from training_app.crypto.suites import Suite, aead, self_test


@pytest.mark.parametrize("suite", list(Suite))
def test_the_published_vectors_are_met(suite):
    self_test(suite)


@pytest.mark.parametrize("suite", list(Suite))
def test_a_library_that_computes_otherwise_is_refused(suite, monkeypatch):
    class Wrong:
        def encrypt(self, nonce, data, associated_data):
            return b"?" * (len(data) + suites.TAG_BYTES)

        def decrypt(self, nonce, data, associated_data):
            return b""

    monkeypatch.setattr(suites, "aead", lambda suite, key: Wrong())
    with pytest.raises(KeyringError, match=suite.alg):
        self_test(suite)


@pytest.mark.parametrize("suite", list(Suite))
def test_any_changed_bit_is_noticed(suite):
    cipher = aead(suite, b"k" * suite.key_bytes)
    sealed = cipher.encrypt(b"n" * 12, b"371002199003070412", b"aad")
    assert cipher.decrypt(b"n" * 12, sealed, b"aad") == b"371002199003070412"
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(InvalidTag):
            cipher.decrypt(b"n" * 12, changed, b"aad")
    with pytest.raises(InvalidTag):
        cipher.decrypt(b"n" * 12, sealed[:10], b"aad")


def test_names_of_suites_go_both_ways():
    assert {suite.alg for suite in Suite} == {"sm4-gcm", "aes-256-gcm"}
    assert all(Suite.from_alg(suite.alg.upper()) is suite for suite in Suite)
    with pytest.raises(ValueError, match="no such cipher suite"):
        Suite.from_alg("sm4-cbc")
