"""Signatures and AES, with wechatpy as the platform at the other end."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as WorkCrypto
from wechatpy.utils import check_signature

from assistant.service.wechat.crypto import MessageCipher, NotGenuineError, signature, verify

TOKEN = "fuhe2026token"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx0123456789abcdef"
CIPHER = MessageCipher(KEY, APP_ID)
XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
)


@given(XML_TEXT)
def test_wechatpy_reads_what_we_encrypt_and_we_what_it_does(text: str) -> None:
    peer = PrpCrypto(base64.b64decode(KEY + "="))
    assert peer.decrypt(CIPHER.encrypt(text), APP_ID) == text
    assert CIPHER.decrypt(peer.encrypt(text, APP_ID).decode()) == text


@pytest.mark.parametrize("peer", [WeChatCrypto, WorkCrypto])
def test_a_whole_message_of_each_platform(peer: type[WeChatCrypto]) -> None:
    crypto = peer(TOKEN, KEY, APP_ID)
    message = "<xml><Content>俺家房子快塌了找谁</Content></xml>"
    sealed = crypto.encrypt_message(message, "nonce", "1763900000")
    fields = dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^<\]]+)", sealed))
    verify(fields["MsgSignature"], TOKEN, "1763900000", "nonce", fields["Encrypt"])
    assert CIPHER.decrypt(fields["Encrypt"]) == message

    reply = CIPHER.encrypt("<xml>答</xml>")
    signed = signature(TOKEN, "1763900000", "nonce", reply)
    parcel = {"Encrypt": reply}
    assert crypto.decrypt_message(parcel, signed, "1763900000", "nonce") == "<xml>答</xml>"


def test_echostr_of_work() -> None:
    crypto = WorkCrypto(TOKEN, KEY, "ww1")
    echostr = MessageCipher(KEY, "ww1").encrypt("1616140317555161061")
    signed = signature(TOKEN, "1", "n", echostr)
    assert crypto.check_signature(signed, "1", "n", echostr) == "1616140317555161061"


def test_plain_signature_is_wechatpys() -> None:
    check_signature(TOKEN, signature(TOKEN, "1763900000", "随机"), "1763900000", "随机")


@pytest.mark.parametrize("given_signature", ["", "0" * 40, "签名", "\udcff", "A" * 10_000])
def test_a_wrong_signature_is_not_genuine(given_signature: str) -> None:
    with pytest.raises(NotGenuineError):
        verify(given_signature, TOKEN, "1763900000", "nonce")


def test_a_signature_is_of_all_its_parts() -> None:
    signed = signature(TOKEN, "1", "2", "sealed")
    for parts in (("1", "2"), ("1", "3", "sealed"), ("1", "2", "Sealed")):
        with pytest.raises(NotGenuineError):
            verify(signed, TOKEN, *parts)


def test_anothers_message_is_not_genuine() -> None:
    with pytest.raises(NotGenuineError):
        CIPHER.decrypt(MessageCipher(KEY, "wx-another").encrypt("你好"))
    with pytest.raises(NotGenuineError):
        CIPHER.decrypt(MessageCipher(KEY[::-1], APP_ID).encrypt("你好"))


def test_a_stated_length_beyond_the_message_is_not_genuine() -> None:
    peer = PrpCrypto(base64.b64decode(KEY + "="))
    for length in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x00\x00\x00\x00"):
        plain = b"r" * 16 + length + b"<xml/>" + APP_ID.encode()
        padding = 32 - len(plain) % 32
        sealed = peer.cipher.encrypt(plain + bytes([padding]) * padding)
        with pytest.raises(NotGenuineError):
            CIPHER.decrypt(base64.b64encode(sealed).decode())


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_anything_else_is_not_genuine(sealed: str) -> None:
    with pytest.raises(NotGenuineError):
        CIPHER.decrypt(sealed)


@given(st.data())
def test_a_changed_message_is_read_as_nobodys_or_not_at_all(data: st.DataObject) -> None:
    """AES-CBC alone tells no tampering; the signature does. No change may break the reader."""
    sealed = bytearray(base64.b64decode(CIPHER.encrypt("俺家房子快塌了找谁")))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(sealed)))
    for changed in (bytes(sealed), bytes(sealed[:cut])):
        try:
            assert isinstance(CIPHER.decrypt(base64.b64encode(changed).decode()), str)
        except NotGenuineError:
            continue


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", KEY[:-1] + "!", KEY[:-1] + "中"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - accounts.py says it in a sentence
        MessageCipher(key, APP_ID)
