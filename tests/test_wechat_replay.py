"""What was overheard of a WeChat callback says nothing a second time."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant
from tests.wechat_peer import (
    FakeAssistant,
    Peer,
    serving_wechat,
    settings_with_accounts,
    signed,
    text,
    xml_of,
)

QUESTION, OTHER = "俺家房子快塌了找谁", "低保咋申请"
ACCOUNTS = ["mp/plain", "mp/safe", "work/fuhe"]
HOUR_S, DAY_S = 3_600, 86_400


@pytest.fixture
def fake(assistant: Assistant) -> FakeAssistant:
    return FakeAssistant(assistant)


@pytest.fixture
def address(fake: FakeAssistant, tmp_path: Path) -> Iterator[str]:
    with serving_wechat(fake, settings_with_accounts(tmp_path)) as url:
        yield url


def ago(age_s: int) -> str:
    return str(int(time.time()) - age_s)


class Overheard:
    """A callback as the platform sent it, with this timestamp and nonce."""

    def __init__(self, peer: Peer, timestamp: str, nonce: str, **changed: str) -> None:
        self._peer = peer
        xml = xml_of(text(QUESTION, **changed))
        sealed = peer.sealed(xml) if peer.encrypts else ""
        self.body = xml_of({"Encrypt": sealed}) if peer.encrypts else xml
        self.query = peer.query(sealed) | {"timestamp": timestamp, "nonce": nonce}
        if "signature" in self.query:
            self.query["signature"] = signed(timestamp, nonce)
        if peer.encrypts:
            self.query["msg_signature"] = signed(timestamp, nonce, sealed)

    def sent(self, body: str = "", **changed: str) -> httpx.Response:
        """The answer to it, as it was or changed."""
        return self._peer.post(body or self.body, self.query | changed)

    def swapped(self) -> httpx.Response:
        """The answer to it with timestamp and nonce swapped: the signature is the same."""
        timestamp, nonce = self.query["timestamp"], self.query["nonce"]
        return self.sent(timestamp=nonce, nonce=timestamp)


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("age_s", [310, HOUR_S, DAY_S])
def test_an_old_message_with_timestamp_and_nonce_swapped_is_forbidden(
    address: str, fake: FakeAssistant, account: str, age_s: int
) -> None:
    """Before, 9 of 9 were answered."""
    old = Overheard(Peer(address, account), ago(age_s), nonce=ago(0))
    assert [old.sent().status_code, old.swapped().status_code] == [403, 403]
    assert fake.asked == []


@pytest.mark.parametrize("account", ["mp/safe", "work/fuhe"])
def test_a_sealed_message_is_as_old_as_it_says_inside(
    address: str, fake: FakeAssistant, account: str
) -> None:
    sent_at = ago(30 * DAY_S)
    old = Overheard(Peer(address, account), sent_at, nonce=ago(0), CreateTime=sent_at)
    assert old.swapped().status_code == 403
    assert fake.asked == []


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_signature_passes_again_only_with_its_own_message(
    address: str, fake: FakeAssistant, account: str
) -> None:
    """Before, one query in plain mode let anybody say anything for five minutes."""
    peer = Peer(address, account)
    message = Overheard(peer, ago(0), nonce=ago(10))
    heard = peer.heard(message.sent())
    assert message.swapped().status_code == 403
    if account == "mp/plain":
        assert message.sent(xml_of(text(OTHER))).status_code == 403
        assert message.sent(message.body.replace("villager", "stranger")).status_code == 403
    assert peer.heard(message.sent()) == heard, "a retry may come with the same query"
    assert len(fake.asked) == 1


@pytest.mark.parametrize("account", ACCOUNTS)
def test_two_texts_of_one_second_without_msgid_are_two_questions(
    address: str, fake: FakeAssistant, account: str
) -> None:
    """Before, the second got the first one's reply."""
    peer, now = Peer(address, account), ago(0)
    for question in (QUESTION, OTHER):
        sent = text(question, CreateTime=now)
        del sent["MsgId"]
        first, again = (peer.heard(peer.deliver(sent)) for _ in range(2))
        assert first == again
    assert [question for question, _ in fake.asked] == [QUESTION, OTHER]
