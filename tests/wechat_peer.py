"""The platforms' side of a WeChat callback, played by wechatpy, and a server to call."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx
import xmltodict
from fastapi import FastAPI
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

from assistant import Assistant
from assistant.answering.parts.framing import Note, NotePurpose
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Reply
from assistant.service.desk import Desk
from assistant.service.guard.guard import guard
from assistant.service.running.metrics import Metrics
from assistant.service.towns import Towns
from assistant.service.wechat.accounts import load_accounts
from assistant.service.wechat.callbacks import wechat_router
from assistant.settings import Settings
from tests.in_process import served

TOKEN = "fuhetoken"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID, CORP_ID = "wx0123456789abcdef", "ww0123456789abcdef"
OPENID = "oOpenId_of-a_villager-000001"
ACCOUNTS = f"""
[[account]]
platform = "mp"
name = "plain"
town = "fuhe"
token = "{TOKEN}"

[[account]]
platform = "mp"
name = "safe"
town = "fuhe"
token = "{TOKEN}"
app_id = "{APP_ID}"
aes_key = "{KEY}"
office = "富河镇政府一楼大厅（工作日 8:30 到 17:30）"
page = "https://www.example.gov.cn/lvzhi/m"

[[account]]
platform = "work"
name = "fuhe"
town = "fuhe"
token = "{TOKEN}"
corp_id = "{CORP_ID}"
aes_key = "{KEY}"
"""
# A client of its own for each request would read all certificates each time.
PLATFORM = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), timeout=60)
_NUMBERS = count(1)


class FakeAssistant(Assistant):
    """Not the product: counts, waits, fails or says what a test wants, else asks the real one."""

    def __init__(self, real: Assistant) -> None:
        vars(self).update(vars(real))
        self.real = real
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.delay_s = 0.0
        self.fault: Exception | None = None
        self.says = ""

    def turn(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Reply:
        kept = (turn.question for turn in state.turns) if state else history
        self.asked.append((question, tuple(kept)))
        time.sleep(self.delay_s)
        if self.fault:
            raise self.fault
        reply = self.real.turn(question, history, state)
        if not self.says:
            return reply
        said = Note(purpose=NotePurpose.ADVICE, text=self.says)
        told = {"text": self.says, "parts": (said,)}
        return reply._replace(answer=reply.answer.model_copy(update=told))


def settings_with_accounts(folder: Path, redis_url: str = "") -> Settings:
    path = folder / "accounts.toml"
    path.write_text(ACCOUNTS, encoding="utf-8")
    return Settings.from_environment(
        {
            "LVZHI_ACCOUNTS": str(path),
            "LVZHI_DATA_DIR": str(folder),
            "LVZHI_REDIS_URL": redis_url,
        }
    )


@contextmanager
def serving_wechat(assistant: Assistant, settings: Settings) -> Iterator[str]:
    """The address of a real server with the callbacks, behind the guards."""
    app = FastAPI(openapi_url=None)
    towns = Towns(settings, load=lambda of_town, engine: assistant)
    accounts = load_accounts(settings.accounts, settings.towns)
    desk = Desk(towns, Metrics(towns))
    app.include_router(wechat_router(desk, accounts, settings.redis_url))
    guard(app, settings)
    with served(app) as address:
        yield address


def signed(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(TOKEN, *parts)
    return str(signer.signature)


def xml_of(fields: dict[str, str]) -> str:
    elements = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return f"<xml>{elements}</xml>"


@dataclass
class Peer:
    """One account as its platform uses it: `mp/plain`, `mp/safe`, `work/fuhe`."""

    address: str
    account: str
    compatible: bool = False  # 兼容模式: the plain fields stand beside the encrypted ones

    @property
    def url(self) -> str:
        return f"{self.address}/wechat/{self.account}"

    @property
    def encrypts(self) -> bool:
        return self.account != "mp/plain"

    @property
    def receive_id(self) -> str:
        return CORP_ID if self.account.startswith("work") else APP_ID

    def sealed(self, text: str) -> str:
        """Encrypted as the platform does it."""
        crypto = WeChatCrypto(TOKEN, KEY, self.receive_id)
        return str(PrpCrypto(crypto.key).encrypt(text, self.receive_id).decode())

    def query(self, sealed: str = "", timestamp: str | None = None) -> dict[str, str]:
        """The query of a message, signed."""
        timestamp, nonce = timestamp or str(int(time.time())), f"n{next(_NUMBERS)}"
        query = {"timestamp": timestamp, "nonce": nonce}
        if not self.account.startswith("work"):
            query["signature"] = signed(timestamp, nonce)
        if self.encrypts:
            query["msg_signature"] = signed(timestamp, nonce, sealed)
            if not self.account.startswith("work"):
                query["encrypt_type"] = "aes"
        return query

    def deliver(self, fields: dict[str, str], timeout_s: float = 60) -> httpx.Response:
        """Send a message of these fields as the platform does."""
        xml = xml_of(fields)
        if not self.encrypts:
            return self.post(xml, self.query(), timeout_s)
        sealed = self.sealed(xml)
        body = {"ToUserName": fields["ToUserName"], "Encrypt": sealed}
        if self.compatible:
            body |= fields
        return self.post(xml_of(body), self.query(sealed), timeout_s)

    def post(
        self, body: str | bytes, query: dict[str, str] | str, timeout_s: float = 60
    ) -> httpx.Response:
        return PLATFORM.post(self.url, content=body, params=query, timeout=timeout_s)

    def says(self, content: str, user: str = OPENID) -> str:
        """What a user hears who types this."""
        return self.heard(self.deliver(text(content, user)))

    def heard(self, response: httpx.Response) -> str:
        """The words in a reply, opened by wechatpy."""
        assert response.status_code == 200, response.text
        fields: dict[str, Any] = xmltodict.parse(response.text)["xml"]
        if self.encrypts:
            crypto = WeChatCrypto(TOKEN, KEY, self.receive_id)
            xml = crypto.decrypt_message(
                fields, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
            )
            fields = xmltodict.parse(xml)["xml"]
        assert fields["MsgType"] == "text"
        assert [*fields] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
        assert len(fields["Content"].encode()) <= 2000
        return str(fields["Content"])


def text(content: str, user: str = OPENID, **changed: str) -> dict[str, str]:
    """The fields of a text message with a MsgId of its own."""
    return message("text", user, Content=content, MsgId=f"{10**16 + next(_NUMBERS)}") | changed


def message(kind: str, user: str = OPENID, **fields: str) -> dict[str, str]:
    """The fields of any message."""
    return {
        "ToUserName": "gh_fuhe",
        "FromUserName": user,
        "CreateTime": str(int(time.time())),
        "MsgType": kind,
    } | fields
