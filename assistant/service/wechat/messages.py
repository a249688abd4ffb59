"""The XML of 公众号 and 企业微信: what a callback says, and what is replied."""

import re
import sys
import time
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

_ROOT = "xml"
_MAX_NAME_CHARS = 128  # of an openid or UserId; the platforms' own have 28 and 64
# Where the words of what isn't typed stand.
_WORDS = {"voice": "Recognition", "click": "EventKey"}
_TIME = re.compile(r"[0-9]{1,12}")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODE = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")


class MalformedError(Exception):
    """XML that no platform sends."""


class MessageKind(StrEnum):
    """What a message is, as far as it is treated differently."""

    TEXT = "text"
    VOICE = "voice"
    UNHEARD = "unheard"  # a voice message that the platform has not put into words
    EVENT = "event"
    OTHER = "other"  # a picture, a place, a file, whatever comes next


class Event(StrEnum):
    """Events that something is done for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    CLICK = "click"  # on an entry of the menu, which asks its key
    OTHER = "other"


@dataclass(frozen=True)
class Message:
    """One message or event of a user."""

    account: str
    user: str = field(repr=False)  # openid or UserId: never in a log
    text: str = field(repr=False)  # typed, heard, or a menu entry's key; may be empty
    kind: MessageKind
    event: Event
    created: int  # Unix seconds
    identity: str = field(repr=False)  # the same in every attempt to deliver it, among its user's


def read_fields(body: bytes | str) -> dict[str, str]:
    """The text of each element below the root; MalformedError where it isn't flat, strict XML.

    Characters that XML can't hold are dropped: people paste them, and the platforms pass them on.
    """
    try:
        text = body.decode() if isinstance(body, bytes) else body
        root: Element = fromstring(_legal(text), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise MalformedError(type(error).__name__) from None
    names = [child.tag for child in root]
    if root.tag != _ROOT or len(names) != len(set(names)):
        raise MalformedError("root or repeated element")
    return {child.tag: (child.text or "").strip() for child in root}


def _legal(text: str) -> str:
    """The text without characters, written out or as codes, that XML can't hold."""

    def kept(code: re.Match[str]) -> str:
        point = int(code[1], 16) if code[1] else int(code[2])
        return "" if point > sys.maxunicode or _NOT_XML.match(chr(point)) else code[0]

    return _CODE.sub(kept, _NOT_XML.sub("", text))


def read_message(fields: dict[str, str]) -> Message:
    """The message in the fields of its XML; MalformedError without sender, receiver or kind."""
    account, user = fields.get("ToUserName", ""), fields.get("FromUserName", "")
    kind, created = fields.get("MsgType", "").lower(), fields.get("CreateTime", "")
    if not (kind and _TIME.fullmatch(created) and all(_is_name(name) for name in (account, user))):
        raise MalformedError("ToUserName, FromUserName, CreateTime or MsgType")
    event = fields.get("Event", "").lower()
    text = fields.get(_WORDS.get(event if kind == MessageKind.EVENT else kind, "Content"), "")
    if event == Event.CLICK and text:
        kind = MessageKind.TEXT
    elif kind == MessageKind.VOICE and "Recognition" not in fields:
        kind = MessageKind.UNHEARD
    return Message(
        account=account,
        user=user,
        text=text,
        kind=MessageKind(kind) if kind in {*MessageKind} else MessageKind.OTHER,
        event=Event(event) if event in {*Event} else Event.OTHER,
        created=int(created),
        identity=fields.get("MsgId")
        or "\n".join((created, kind, event, fields.get("EventKey", ""), text)),
    )


def reply_xml(message: Message, text: str) -> str:
    """The reply to a message: text escaped, characters that XML can't hold dropped."""
    return (
        f"<xml><ToUserName>{_clean(message.user)}</ToUserName>"
        f"<FromUserName>{_clean(message.account)}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{_clean(text)}</Content></xml>"
    )


def envelope_xml(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{encrypted}</Encrypt><MsgSignature>{signature}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_clean(nonce)}</Nonce></xml>"
    )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _MAX_NAME_CHARS


def _clean(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
