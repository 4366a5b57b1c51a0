"""Personal data at rest: sealed with SM4-GCM (or AES-GCM), found again by a keyed digest, chained with SM3.

A sealed value is one byte (the key's version; the high bit says AES), a nonce of 12 bytes, the ciphertext and a tag of
16 bytes. Its purpose is authenticated, so that a value moved to another column does not open. Keys are the settings
FIELD_KEYS (version → secret; the highest version seals) and INDEX_KEY; every use has its own key derived from them.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

VERSION_SIZE = 1
NONCE_SIZE = 12
TAG_SIZE = 16
SM4_KEY_SIZE = 16
AES_KEY_SIZE = 32
AES_BIT = 0x80
VERSION_BITS = 0x7F
CHAIN_START = "0" * 64


class SealBroken(ValueError):
    """A sealed value was changed, was sealed for another purpose, or its key is gone."""


def seal(plain: str, *, purpose: str) -> bytes:
    """Encrypt a text for one purpose with the current key."""
    head = current_head()
    nonce = os.urandom(NONCE_SIZE)
    encryptor = Cipher(_algorithm(head), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_context(head, purpose))
    body = encryptor.update(plain.encode()) + encryptor.finalize()
    return bytes([head]) + nonce + body + encryptor.tag


def unseal(sealed: bytes | memoryview, *, purpose: str) -> str:
    """The text of a sealed value; SealBroken when it is not whole or not for this purpose."""
    sealed = bytes(sealed)  # the database gives memoryviews
    if len(sealed) < VERSION_SIZE + NONCE_SIZE + TAG_SIZE:
        raise SealBroken("The sealed value is too short.")
    head, nonce = sealed[0], sealed[VERSION_SIZE : VERSION_SIZE + NONCE_SIZE]
    body, tag = sealed[VERSION_SIZE + NONCE_SIZE : -TAG_SIZE], sealed[-TAG_SIZE:]
    decryptor = Cipher(_algorithm(head), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_context(head, purpose))
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag:
        raise SealBroken("The sealed value was changed, or it was sealed for another purpose.") from None


def needs_resealing(sealed: bytes | memoryview) -> bool:
    """Was the value sealed with another key or cipher than the current one?"""
    return bytes(sealed[:1]) != bytes([current_head()])


def digest(salt: bytes, text: str) -> str:
    """HMAC-SM3 of a text under a salt, in hex. Without the salt the digest tells nothing of the text."""
    return _hmac(salt, text.encode()).hex()


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed digest by which equal texts are found without being shown; differs from purpose to purpose."""
    return _hmac(_index_key(settings.INDEX_KEY, purpose), text.encode()).hex()


def chain_hash(previous: str, payload: bytes) -> str:
    """SM3 over the link before and this link's content, in hex; the first link follows CHAIN_START."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(bytes.fromhex(previous or CHAIN_START))
    sm3.update(payload)
    return sm3.finalize().hex()


def current_head() -> int:
    """The first byte of what is sealed now."""
    version = max(settings.FIELD_KEYS)
    return version | AES_BIT if settings.FIELD_CIPHER == "AES-GCM" else version


def _algorithm(head: int) -> algorithms.SM4 | algorithms.AES:
    version = head & VERSION_BITS
    if version not in settings.FIELD_KEYS:
        raise SealBroken(f"The key of version {version} is not among FIELD_KEYS.")
    key = _field_key(settings.FIELD_KEYS[version], head)
    return algorithms.AES(key) if head & AES_BIT else algorithms.SM4(key)


@lru_cache(maxsize=256)
def _field_key(secret: bytes, head: int) -> bytes:
    use, size = (b"wangge field aes", AES_KEY_SIZE) if head & AES_BIT else (b"wangge field sm4", SM4_KEY_SIZE)
    return _hmac(secret, use)[:size]


@lru_cache(maxsize=256)
def _index_key(secret: bytes, purpose: str) -> bytes:
    return _hmac(secret, b"wangge index " + purpose.encode())


def _context(head: int, purpose: str) -> bytes:
    return bytes([head]) + purpose.encode()


def _hmac(key: bytes, content: bytes) -> bytes:
    code = HMAC(key, hashes.SM3())
    code.update(content)
    return code.finalize()
