"""The XML of WeChat messages: what is read, refused, and written."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.service.wechat.messages import (
    Event,
    MalformedError,
    MessageKind,
    envelope_xml,
    read_fields,
    read_message,
    reply_xml,
)

BASE = {"ToUserName": "gh_1", "FromUserName": "openid", "CreateTime": "1", "MsgType": "text"}


def test_a_text_message() -> None:
    message = read_message(BASE | {"Content": "问", "MsgId": "9"})
    assert (message.account, message.user, message.kind) == ("gh_1", "openid", MessageKind.TEXT)
    assert (message.text, message.identity) == ("问", "9")
    assert "openid" not in repr(message)


def test_voice_is_read_as_what_was_heard() -> None:
    fields = BASE | {"MsgType": "voice", "MediaId": "m", "Recognition": "低保咋申请。"}
    assert read_message(fields).text == "低保咋申请。"
    assert read_message(fields | {"Recognition": ""}).text == ""
    del fields["Recognition"]
    assert read_message(fields).kind is MessageKind.UNHEARD


@pytest.mark.parametrize(
    ("kind", "event", "read"),
    [
        ("event", "subscribe", (MessageKind.EVENT, Event.SUBSCRIBE)),
        ("event", "unsubscribe", (MessageKind.EVENT, Event.UNSUBSCRIBE)),
        ("event", "new_in_2027", (MessageKind.EVENT, Event.OTHER)),
        ("image", "", (MessageKind.OTHER, Event.OTHER)),
        ("other", "", (MessageKind.OTHER, Event.OTHER)),
    ],
)
def test_kinds(kind: str, event: str, read: tuple[MessageKind, Event]) -> None:
    message = read_message(BASE | {"MsgType": kind, "Event": event})
    assert (message.kind, message.event) == read


def test_events_are_told_apart_by_time_and_event() -> None:
    event = BASE | {"MsgType": "event", "Event": "subscribe"}
    identities = {
        read_message(fields).identity
        for fields in (event, event | {"CreateTime": "2"}, event | {"Event": "SCAN"})
    }
    assert len(identities) == 3
    assert read_message(event).identity == read_message(dict(event)).identity


@pytest.mark.parametrize("missing", ["ToUserName", "FromUserName", "CreateTime", "MsgType"])
def test_a_message_without_its_parts_is_malformed(missing: str) -> None:
    with pytest.raises(MalformedError):
        read_message({name: text for name, text in BASE.items() if name != missing})


BOMB = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><xml><Content>&b;</Content></xml>"


@pytest.mark.parametrize("content", ["低\x00保", "低&#0;保", "低\x0b&#x1F;保", "低&#xFFFE;保\x1b"])
def test_what_xml_cannot_hold_is_dropped(content: str) -> None:
    body = f"<xml><A>{content}</A><B>&#20445;&lt;</B></xml>"
    assert read_fields(body.encode()) == {"A": "低保", "B": "保<"}


def test_a_click_on_the_menu_asks_its_key() -> None:
    fields = BASE | {"MsgType": "event", "Event": "CLICK", "EventKey": "低保咋申请"}
    message = read_message(fields)
    assert (message.kind, message.text) == (MessageKind.TEXT, "低保咋申请")
    assert read_message(fields | {"EventKey": ""}).kind is MessageKind.EVENT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html/>",
        b"<xml>",
        b"<!DOCTYPE xml><xml/>",
        BOMB,
        "<xml><Content>低保</Content></xml>".encode("gbk"),
        "<?xml version='1.0' encoding='gbk'?><xml><A>低保</A></xml>".encode("gbk"),
        "<xml/>".encode("utf-16"),
        b"<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
        b"<xml>" * 9_000,
        b"<xml>\xff</xml>",
    ],
)
def test_other_xml_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_fields(body)


@given(st.binary())
def test_any_bytes_are_read_or_malformed(body: bytes) -> None:
    try:
        assert isinstance(read_fields(body), dict)
    except MalformedError:
        return


@given(st.text())
def test_a_reply_says_what_it_was_given_and_nothing_else(text: str) -> None:
    message = read_message(BASE)
    root = fromstring(reply_xml(message, f"答]]><Content>{text}"))
    assert [child.tag for child in root] == [*BASE, "Content"]
    assert (root.findtext("ToUserName"), root.findtext("FromUserName")) == ("openid", "gh_1")
    said = root.findtext("Content") or ""
    assert said.startswith("答]]><Content>")
    kept = "".join(char for char in text if char.isprintable())
    assert kept in said.translate({ord(char): None for char in said if not char.isprintable()})


def test_an_envelope_is_read_back() -> None:
    assert read_fields(envelope_xml("c2VhbGVk", "0a", "1", "n<&")) == {
        "Encrypt": "c2VhbGVk",
        "MsgSignature": "0a",
        "TimeStamp": "1",
        "Nonce": "n<&",
    }
