"""What no platform sends to a WeChat callback: refused with its status, and the next is answered.

Odd words of real users are in `test_wechat.py`, faults of the accounts file in `test_accounts.py`.
"""

import base64
import logging
import secrets
import time
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import httpx
import pytest
from wechatpy.crypto import PrpCrypto

from assistant import Assistant
from tests.wechat_peer import (
    APP_ID,
    KEY,
    OPENID,
    PLATFORM,
    FakeAssistant,
    Peer,
    message,
    serving_wechat,
    settings_with_accounts,
    signed,
    text,
    xml_of,
)

QUESTION = "俺家房子快塌了找谁"
ANSWER = "这件事由富河镇自己负责，见《基本履职事项清单》第68项。"
FORBIDDEN = (403, "不是平台发来的消息。")
UNREADABLE = (400, "消息不是平台规定的 XML。")
PHONE, ID_NUMBER = "13800138000", "150422199001011237"
DAY_S = 86_400
ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
BOMB = f"<!DOCTYPE xml [<!ENTITY e0 'ha'>{ENTITIES}]><xml><Content>&e9;</Content></xml>"
NOT_MESSAGES = {
    "empty": b"",
    "json": b'{"MsgType": "text"}',
    "form": b"MsgType=text&Content=x",
    "another root": b"<html><MsgType>text</MsgType></html>",
    "not closed": b"<xml><MsgType>text</MsgType>",
    "DTD": b"<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>",
    "external entity": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml><A>&e;</A></xml>",
    "billion laughs": BOMB.encode(),
    "GBK": xml_of(text(QUESTION)).encode("gbk"),
    "GBK, declared": b"<?xml version='1.0' encoding='gbk'?>" + xml_of(text("问")).encode("gbk"),
    "UTF-16": xml_of(text(QUESTION)).encode("utf-16"),
    "a reference to nothing": xml_of(text("低保")).replace("低", "&nothing;").encode(),
    "random": b"\xff\xfe\x00\x01" * 64,
    "deep": b"<xml>" * 9_000,
}


@pytest.fixture
def fake(assistant: Assistant) -> FakeAssistant:
    return FakeAssistant(assistant)


@pytest.fixture
def address(fake: FakeAssistant, tmp_path: Path) -> Iterator[str]:
    """A server that must still answer when the test is over."""
    with serving_wechat(fake, settings_with_accounts(tmp_path)) as url:
        yield url
        for account in ("mp/plain", "mp/safe", "work/fuhe"):
            assert Peer(url, account).says(QUESTION, user="afterwards").startswith(ANSWER)


@pytest.fixture
def plain(address: str) -> Peer:
    return Peer(address, "mp/plain")


@pytest.fixture
def safe(address: str) -> Peer:
    return Peer(address, "mp/safe")


def said(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    return response.status_code, response.text


def query_of(parameters: dict[str, str]) -> str:
    return str(httpx.QueryParams(parameters))


def padded(plain: bytes) -> str:
    """Plain bytes encrypted under the account's key, whatever they say."""
    padding = 32 - len(plain) % 32
    cipher = PrpCrypto(base64.b64decode(KEY + "=")).cipher
    return base64.b64encode(cipher.encrypt(plain + bytes([padding]) * padding)).decode()


def stated(length: int, content: bytes) -> str:
    return padded(b"r" * 16 + length.to_bytes(4, "big") + content + APP_ID.encode())


def delivered_as(peer: Peer, sealed: str) -> httpx.Response:
    """A ciphertext in its envelope, with the right signature."""
    return peer.post(xml_of({"ToUserName": "gh_fuhe", "Encrypt": sealed}), peer.query(sealed))


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_signature_is_forbidden(address: str, account: str, method: str) -> None:
    peer = Peer(address, account)
    body = xml_of({"Encrypt": peer.sealed("<xml/>")}) if peer.encrypts else xml_of(text(QUESTION))
    right = peer.query(peer.sealed("<xml/>")) | {"echostr": "echo"}
    name = "msg_signature" if account == "work/fuhe" or method == "POST" else "signature"
    name = "signature" if account == "mp/plain" else name
    for wrong in ("", "0" * 40, "签名", "%", right[name][:-1], "A" * 5_000):
        query = query_of(right | {name: wrong})
        assert said(PLATFORM.request(method, peer.url, params=query, content=body)) == FORBIDDEN
    lacking = query_of({key: value for key, value in right.items() if key != name})
    twice = f"{query_of(right)}&{name}={right[name]}"
    not_utf8 = f"{lacking}&{name}=%ff%fe"
    for query in (lacking, twice, not_utf8, ""):
        assert said(PLATFORM.request(method, peer.url, params=query, content=body)) == FORBIDDEN


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
@pytest.mark.parametrize(
    "timestamp",
    ["", "abc", "1e9", "-1", "１７６３９０００００", "9" * 400, str(2**63), "1763900000.5", " 1"],
)
def test_a_timestamp_that_is_none_is_forbidden(address: str, account: str, timestamp: str) -> None:
    peer = Peer(address, account)
    sealed = peer.sealed(xml_of(text(QUESTION)))
    body = xml_of({"Encrypt": sealed}) if peer.encrypts else xml_of(text(QUESTION))
    query = peer.query(sealed) | {"timestamp": timestamp}
    query["signature"] = signed(timestamp, query["nonce"])
    query["msg_signature"] = signed(timestamp, query["nonce"], sealed)
    assert said(peer.post(body, query)) == FORBIDDEN


@pytest.mark.parametrize("shift_s", [-DAY_S, -310, 310, DAY_S])
def test_an_old_message_is_forbidden(plain: Peer, fake: FakeAssistant, shift_s: int) -> None:
    query = plain.query(timestamp=str(int(time.time()) + shift_s))
    assert said(plain.post(xml_of(text(QUESTION)), query)) == FORBIDDEN
    assert fake.asked == []


def test_an_echo_is_text_and_short(plain: Peer) -> None:
    query = plain.query()
    echoed = PLATFORM.get(plain.url, params=query | {"echostr": "<script>alert(1)</script>"})
    assert said(echoed) == (200, "<script>alert(1)</script>")
    assert echoed.headers["x-content-type-options"] == "nosniff"
    assert said(PLATFORM.get(plain.url, params=query | {"echostr": "a" * 5_000})) == FORBIDDEN
    assert said(PLATFORM.get(plain.url, params=query)) == FORBIDDEN
    long = PLATFORM.get(plain.url, params=query | {"echostr": "a" * 10_000})
    assert (long.status_code, long.json()["error"]["code"]) == (414, "address_too_long")


@pytest.mark.parametrize("echo", ["", "plain", "!!!!", base64.b64encode(b"r" * 32).decode()])
def test_an_echo_of_work_that_is_not_sealed_is_forbidden(address: str, echo: str) -> None:
    peer = Peer(address, "work/fuhe")
    assert said(PLATFORM.get(peer.url, params=peer.query(echo) | {"echostr": echo})) == FORBIDDEN


def test_a_sealed_account_takes_no_plain_message(safe: Peer, fake: FakeAssistant) -> None:
    sent, sealed = text(QUESTION), safe.sealed(xml_of(text(QUESTION)))
    bare = Peer(safe.address, "mp/plain").query()
    right = safe.query(sealed)
    envelope = xml_of({"Encrypt": sealed})
    downgraded = [
        (xml_of(sent), bare),
        (xml_of(sent), bare | {"encrypt_type": "aes"}),
        (xml_of(sent), bare | {"encrypt_type": "aes", "msg_signature": bare["signature"]}),
        (xml_of(sent | {"Encrypt": ""}), right),
        (envelope, {key: value for key, value in right.items() if key != "encrypt_type"}),
        (envelope, right | {"encrypt_type": "raw"}),
        (envelope, right | {"msg_signature": right["signature"]}),
    ]
    for body, query in downgraded:
        assert said(safe.post(body, query)) == FORBIDDEN
    assert fake.asked == []


def test_a_plain_account_takes_no_sealed_message(plain: Peer) -> None:
    assert said(plain.post(xml_of({"Encrypt": "c2VhbGVk"}), plain.query())) == UNREADABLE


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "!!!!",
        "中文",
        base64.b64encode(secrets.token_bytes(16)).decode(),
        base64.b64encode(secrets.token_bytes(32)).decode(),
        stated(4, b"ping")[:-4],
        stated(4, b"ping")[:-24],
        stated(0xFFFFFFFF, b"<xml/>"),
        stated(0x7FFFFFFF, b"<xml/>"),
        stated(0, b"<xml/>"),
        stated(2, b"\xff\xfe"),
        padded(b""),
        padded(b"r" * 16),
    ],
    ids=repeat("sealed"),  # some are made anew at each run
)
def test_a_ciphertext_that_does_not_open_is_forbidden(safe: Peer, sealed: str) -> None:
    assert said(delivered_as(safe, sealed)) == FORBIDDEN


def test_a_message_for_another_account_is_forbidden(address: str, fake: FakeAssistant) -> None:
    for account, other in (("mp/safe", "wx9999999999999999"), ("work/fuhe", "ww9999999999999999")):
        crypto = PrpCrypto(base64.b64decode(KEY + "="))
        sealed = crypto.encrypt(xml_of(text(QUESTION)), other).decode()
        assert said(delivered_as(Peer(address, account), sealed)) == FORBIDDEN
    assert fake.asked == []


@pytest.mark.parametrize("body", NOT_MESSAGES.values(), ids=NOT_MESSAGES)
def test_a_body_that_is_no_message_is_unreadable(address: str, body: bytes) -> None:
    plain, safe = Peer(address, "mp/plain"), Peer(address, "mp/safe")
    assert said(plain.post(body, plain.query())) == UNREADABLE
    assert said(safe.post(body, safe.query())) == FORBIDDEN


@pytest.mark.parametrize("name", ["json", "another root", "DTD", "billion laughs"])
@pytest.mark.parametrize("account", ["mp/safe", "work/fuhe"])
def test_a_sealed_body_that_is_no_message_is_unreadable(
    address: str, account: str, name: str
) -> None:
    peer = Peer(address, account)
    assert said(delivered_as(peer, peer.sealed(NOT_MESSAGES[name].decode()))) == UNREADABLE


@pytest.mark.parametrize("lacking", ["ToUserName", "FromUserName", "CreateTime", "MsgType"])
def test_a_message_without_its_parts_is_unreadable(plain: Peer, lacking: str) -> None:
    fields = {name: value for name, value in text(QUESTION).items() if name != lacking}
    assert said(plain.deliver(fields)) == UNREADABLE


def test_a_part_given_twice_is_unreadable(plain: Peer) -> None:
    body = xml_of(text(QUESTION)).replace("</xml>", "<MsgType>event</MsgType></xml>")
    assert said(plain.post(body, plain.query())) == UNREADABLE


def test_a_name_of_any_length_or_time_that_is_none_is_unreadable(plain: Peer) -> None:
    for changed in ({"FromUserName": "o" * 5_000}, {"CreateTime": "now"}, {"CreateTime": ""}):
        assert said(plain.deliver(text(QUESTION) | changed)) == UNREADABLE


def test_a_large_body_is_refused_before_it_is_read_as_xml(plain: Peer) -> None:
    large = xml_of(text("问" * 25_000))
    assert said(plain.post(large, plain.query())) == (413, "消息太大，最多 64 KB。")
    ten_mb = plain.post(b"<xml>" + b"a" * 10_000_000, plain.query())
    assert (ten_mb.status_code, ten_mb.json()["error"]["code"]) == (413, "body_too_large")


def test_there_are_no_other_addresses_and_methods(address: str, plain: Peer) -> None:
    for path in ("mp/nobody", "work/plain", "mp/%2e%2e", "other/fuhe"):
        for method in ("GET", "POST"):
            answered = PLATFORM.request(method, f"{address}/wechat/{path}", params=plain.query())
            assert (answered.status_code, answered.json()["error"]["code"]) == (404, "not_found")
    assert PLATFORM.put(plain.url, params=plain.query()).status_code == 405


def test_forgeries_of_one_address_are_bounded(plain: Peer) -> None:
    """Beyond the bound they cost no line in the log; genuine messages still pass."""
    statuses = [plain.post("<xml/>", "").status_code for _ in range(61)]
    assert statuses == [403] * 60 + [429]


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
def test_no_log_record_names_a_person(
    address: str, fake: FakeAssistant, account: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Looked for in the records as they are made, before the log's own mask."""
    peer, words = Peer(address, account), f"我叫张三，电话{PHONE}，身份证{ID_NUMBER}，找谁"
    with caplog.at_level(logging.DEBUG, logger="assistant"), caplog.at_level("DEBUG", "lvzhi"):
        peer.says(words)
        peer.deliver(message("event", Event="unsubscribe"))
        peer.post(xml_of(text(words)), peer.query() | {"timestamp": "1"})
        peer.deliver(text(words) | {"CreateTime": "now"})
        fake.fault = RuntimeError("broken on purpose")
        peer.says(words)
        fake.fault = None
    assert "已拒绝" in caplog.text
    assert "消息读不懂" in caplog.text
    assert "broken on purpose" in caplog.text
    assert f"POST '/wechat/{account}' 200" in caplog.text
    personal = (OPENID, PHONE, ID_NUMBER, "张三")
    assert [found for found in personal if found in caplog.text] == []
