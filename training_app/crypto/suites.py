"""The two authenticated ciphers a value can be sealed with, each proved against a published vector before use."""

from __future__ import annotations

from enum import IntEnum
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from training_app.crypto.errors import KeyringError

NONCE_BYTES = 12
TAG_BYTES = 16


class Suite(IntEnum):
    """The suite byte of a sealed value. SM4-GCM (GB/T 32907) is the default; AES-256-GCM where a site prefers it."""

    SM4_GCM = 1
    AES_256_GCM = 2

    @property
    def key_bytes(self) -> int:
        """Length of the derived key, in bytes."""
        return 16 if self is Suite.SM4_GCM else 32

    @property
    def alg(self) -> str:
        """The name written into the keyring file and read from the configuration: "sm4-gcm" or "aes-256-gcm"."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def from_alg(cls, alg: str) -> Suite:
        """The suite of such a name; ValueError otherwise."""
        for suite in cls:
            if suite.alg == alg.lower():
                return suite
        raise ValueError(f"no such cipher suite: {alg!r}")


class Aead(Protocol):
    """An authenticated cipher bound to one key. `decrypt` raises InvalidTag when anything was changed."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class Sm4Gcm:
    """SM4-GCM (RFC 8998) with the interface of `AESGCM`; the result ends with the 16-byte tag."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


def aead(suite: Suite, key: bytes) -> Aead:
    """The cipher of a suite for a key of `suite.key_bytes` bytes."""
    return Sm4Gcm(key) if suite is Suite.SM4_GCM else AESGCM(key)


# RFC 8998 A.1; McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14; GB/T 32905 A.1.
_SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
_SM4_NONCE = bytes.fromhex("00001234567800000000abcd")
_SM4_AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
_SM4_TEXT = b"".join(bytes([value]) * 8 for value in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
_SM4_SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)
_AES_SEALED = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
_SM3_ABC = bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")


def self_test(suite: Suite) -> None:
    """Known answers of the suite and of SM3; KeyringError when this machine's library gives others or has none."""
    if suite is Suite.SM4_GCM:
        key, nonce, text, extra, expected = _SM4_KEY, _SM4_NONCE, _SM4_TEXT, _SM4_AAD, _SM4_SEALED
    else:
        key, nonce, text, extra, expected = bytes(32), bytes(12), bytes(16), b"", _AES_SEALED
    try:
        cipher = aead(suite, key)
        good = cipher.encrypt(nonce, text, extra) == expected and cipher.decrypt(nonce, expected, extra) == text
    except (UnsupportedAlgorithm, InvalidTag) as error:
        raise KeyringError("keyring.suite_missing", suite=suite.alg) from error
    if not good:
        raise KeyringError("keyring.suite_missing", suite=suite.alg)
    try:
        digest = hashes.Hash(hashes.SM3())
    except UnsupportedAlgorithm as error:
        raise KeyringError("keyring.suite_missing", suite="sm3") from error
    digest.update(b"abc")
    if digest.finalize() != _SM3_ABC:
        raise KeyringError("keyring.suite_missing", suite="sm3")
