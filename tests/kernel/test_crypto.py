"""What is sealed opens only whole, for its purpose, with its key."""

import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel import crypto

PHONE = "13812341234"


@given(st.text(max_size=300), st.text(max_size=30))
def test_what_is_sealed_opens(plain: str, purpose: str) -> None:
    assert crypto.unseal(crypto.seal(plain, purpose=purpose), purpose=purpose) == plain


def test_nothing_of_the_text_shows_and_no_two_seals_are_equal() -> None:
    first, second = (crypto.seal(PHONE, purpose="phone") for _ in range(2))
    assert first != second
    assert PHONE.encode() not in first


@given(st.data())
def test_any_changed_byte_is_noticed(data: Any) -> None:
    sealed = bytearray(crypto.seal("西湖区 张三", purpose="name"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(bytes(sealed), purpose="name")


@given(st.binary(max_size=60))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(rubbish, purpose="name")


def test_another_purpose_does_not_open_it() -> None:
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(crypto.seal(PHONE, purpose="phone"), purpose="name")


def test_old_keys_and_ciphers_still_open(settings: Any) -> None:
    settings.FIELD_KEYS = {1: b"1" * 16}
    old = crypto.seal(PHONE, purpose="phone")
    settings.FIELD_KEYS = {1: b"1" * 16, 2: b"2" * 32}
    newer = crypto.seal(PHONE, purpose="phone")
    settings.FIELD_CIPHER = "AES-GCM"
    newest = crypto.seal(PHONE, purpose="phone")
    assert [sealed[0] for sealed in (old, newer, newest)] == [1, 2, 0x82]
    assert {crypto.unseal(sealed, purpose="phone") for sealed in (old, newer, newest)} == {PHONE}
    assert [crypto.needs_resealing(sealed) for sealed in (old, newer, newest)] == [True, True, False]


def test_a_lost_key_is_told(settings: Any) -> None:
    settings.FIELD_KEYS = {1: b"1" * 16}
    sealed = crypto.seal(PHONE, purpose="phone")
    settings.FIELD_KEYS = {2: b"2" * 16}
    with pytest.raises(crypto.SealBroken, match="version 1"):
        crypto.unseal(sealed, purpose="phone")


def test_blind_index_finds_equals_within_one_purpose() -> None:
    index = crypto.blind_index(PHONE, purpose="reporter phone")
    assert index == crypto.blind_index(PHONE, purpose="reporter phone")
    assert index != crypto.blind_index(PHONE, purpose="user phone")
    assert re.fullmatch("[0-9a-f]{64}", index)


def test_digest_needs_the_salt() -> None:
    assert crypto.digest(b"one", PHONE) == crypto.digest(b"one", PHONE)
    assert crypto.digest(b"one", PHONE) != crypto.digest(b"two", PHONE)


def test_chain_is_sm3_over_the_link_before() -> None:
    first = crypto.chain_hash("", b"abc")
    assert first == hashlib.new("sm3", bytes(32) + b"abc").hexdigest()
    assert crypto.chain_hash(first, b"abc") == hashlib.new("sm3", bytes.fromhex(first) + b"abc").hexdigest()
