"""Who may speak: opens callbacks that are from the platform, and seals the replies."""

import re
import secrets
import time

from starlette.datastructures import QueryParams

from assistant.service.wechat.accounts import Account, Platform
from assistant.service.wechat.crypto import NotGenuineError, signature, verify
from assistant.service.wechat.messages import (
    MalformedError,
    Message,
    envelope_xml,
    read_fields,
    read_message,
    reply_xml,
)

MAX_ECHO_CHARS = 1_024
_TIMESTAMP = re.compile(r"[1-9][0-9]{9}")  # seconds, until the year 2286
# The platforms' nonces are numbers up to 2 to the 31st: one in 12,000 is by chance such a time.
_SWAPPED_S = 2 * 86_400


def opened_echo(account: Account, query: QueryParams) -> str:
    """What the platform wants to hear back as it verifies an address; NotGenuineError else."""
    echo = _once(query, "echostr")
    if len(echo) > MAX_ECHO_CHARS:
        raise NotGenuineError("echostr 太长")
    if account.platform is Platform.MP:
        _check(account, query, "signature")
        return echo
    _check(account, query, "msg_signature", echo)
    return account.opened(echo)


def opened_message(account: Account, query: QueryParams, body: bytes) -> Message:
    """The message in a callback.

    NotGenuineError where it isn't the platform's, MalformedError where it is but says nothing
    that can be read. With a key only the encrypted part counts, whatever stands beside it:
    the plain signature does not cover the body.
    """
    if not account.aes_key:
        _check(account, query, "signature")
        fields = read_fields(body)
        if "Encrypt" in fields and "MsgType" not in fields:
            raise MalformedError("消息是加密的，而账号没有写 aes_key")
        return read_message(fields)
    if account.platform is Platform.MP and _once(query, "encrypt_type") != "aes":
        raise NotGenuineError("账号用安全或兼容模式，来的却是明文")
    try:
        sealed = read_fields(body).get("Encrypt", "")
    except MalformedError:
        raise NotGenuineError("不是带 Encrypt 的 XML") from None
    _check(account, query, "msg_signature", sealed)
    message = read_message(read_fields(account.opened(sealed)))
    _check_age(account, message.created)  # unlike the timestamp, nobody else can have set it
    return message


def sealed_reply(account: Account, message: Message, text: str) -> str:
    """The reply as it goes out, encrypted where the account has a key."""
    xml = reply_xml(message, text)
    if not account.aes_key:
        return xml
    encrypted, timestamp, nonce = account.sealed(xml), str(int(time.time())), secrets.token_hex(8)
    signed = signature(account.token, timestamp, nonce, encrypted)
    return envelope_xml(encrypted, signed, timestamp, nonce)


def _check(account: Account, query: QueryParams, name: str, *signed: str) -> None:
    """NotGenuineError where the signature in the query is wrong, or too old."""
    timestamp, nonce = _once(query, "timestamp"), _once(query, "nonce")
    verify(_once(query, name), account.token, timestamp, nonce, *signed)
    if not _TIMESTAMP.fullmatch(timestamp):
        raise NotGenuineError("timestamp 不是数字")
    _check_age(account, int(timestamp))
    # Signed in sorted order: an old message whose nonce is a number passes with the two swapped.
    nonce_age_s = time.time() - int(nonce) if _TIMESTAMP.fullmatch(nonce) else 0
    if account.max_age_s < nonce_age_s < _SWAPPED_S:
        raise NotGenuineError("timestamp 和 nonce 对调了")


def _check_age(account: Account, time_s: int) -> None:
    age_s = abs(time.time() - time_s)
    if age_s > account.max_age_s:
        raise NotGenuineError(f"消息时间与本机相差 {age_s:.0f} 秒：请核对服务器的时钟")


def _once(query: QueryParams, name: str) -> str:
    """A parameter that must be there, once."""
    values = query.getlist(name)
    if len(values) != 1:
        raise NotGenuineError(f"{name} 应正好有一个")
    return values[0]
