"""The 公众号 and 企业微信 accounts that are served, each for one town, from a TOML file."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.service.wechat.crypto import AES_KEY_CHARS, MessageCipher
from assistant.settings import SettingsError
from corpus.towns.registry import TownRegistry

DEFAULT_MAX_AGE_S = 300  # how far a message's time may be from ours
_MAX_AGE_S = range(30, 3601)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")  # the platforms' own rule
_AES_KEY = re.compile(rf"[A-Za-z0-9]{{{AES_KEY_CHARS}}}")
_OFFICE = re.compile(r"[^\x00-\x1f]{1,200}")
_PAGE = re.compile(r"https://[!-~]{1,200}")
_ID = re.compile(r"w[wx][A-Za-z0-9]{16}")


class Platform(StrEnum):
    """Which of the two it is; the value is its part of the address."""

    MP = "mp"
    WORK = "work"

    @property
    def id_field(self) -> str:
        """What the platform calls the account's id."""
        return "app_id" if self is Platform.MP else "corp_id"


@dataclass(frozen=True)
class Account:
    """One account, reached at `/wechat/{platform}/{name}`."""

    platform: Platform
    name: str
    town: str
    token: str = field(repr=False)
    receive_id: str = field(default="", repr=False)  # AppID or CorpID
    aes_key: str = field(default="", repr=False)  # "": plain messages, 公众号 only
    max_age_s: int = DEFAULT_MAX_AGE_S
    office: str = ""  # where and when its people are to be found; "" for the town's government
    page: str = ""  # the light page's public address

    def opened(self, encrypted: str) -> str:
        """The text of an encrypted message; NotGenuineError where it isn't this account's."""
        return MessageCipher(self.aes_key, self.receive_id).decrypt(encrypted)

    def sealed(self, text: str) -> str:
        """The text encrypted as this account's."""
        return MessageCipher(self.aes_key, self.receive_id).encrypt(text)


def load_accounts(path: Path | None, towns: TownRegistry) -> tuple[Account, ...]:
    """The accounts in a file; SettingsError, one Chinese sentence, for the first mistake in it."""
    if path is None:
        return ()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"LVZHI_ACCOUNTS 指的文件 {path} 读不了（{error.strerror}），请检查路径和权限。"
        ) from None
    except ValueError as error:
        raise SettingsError(f"{path} 不是 UTF-8 的 TOML 文件：{error}。") from None
    rows = table.get("account", [])
    right = isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)
    if set(table) != {"account"} or not right:
        raise SettingsError(f"{path} 里应只有若干段 [[account]]，每段一个账号。")
    accounts = tuple(
        _account(row, f"{path} 第 {n} 个账号", towns) for n, row in enumerate(rows, start=1)
    )
    _check_names(accounts, path)
    return accounts


def light_pages(accounts: Sequence[Account]) -> dict[str, str]:
    """The light page's public address by the key of the town, of the first account that names it.

    A town whose accounts name none is left out.
    """
    return {account.town: account.page for account in reversed(accounts) if account.page}


def _check_names(accounts: tuple[Account, ...], path: Path) -> None:
    names = [f"/wechat/{account.platform}/{account.name}" for account in accounts]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise SettingsError(f"{path} 里有两个账号的地址都是 {twice[0]}，请改其中一个的 name。")


def _account(row: Mapping[str, Any], where: str, towns: TownRegistry) -> Account:
    if row.get("platform") not in [*Platform]:
        raise SettingsError(f"{where}的 platform 应为 mp（公众号）或 work（企业微信）。")
    platform = Platform(row["platform"])
    known = {
        "platform",
        "name",
        "town",
        "token",
        "aes_key",
        "max_age_s",
        "office",
        "page",
        platform.id_field,
    }
    if unknown := sorted(set(row) - known):
        raise SettingsError(
            f"{where}有不认识的项“{unknown[0]}”，可以写的是 {'、'.join(sorted(known))}。"
        )
    aes_key = _text(row, "aes_key", where, _AES_KEY, _KEY_RULE, platform is Platform.WORK)
    return Account(
        platform=platform,
        name=_text(row, "name", where, _NAME, "小写字母、数字、- 或 _，最多 40 个字符"),
        town=_town(row, where, towns),
        token=_text(row, "token", where, _TOKEN, "后台填的 Token：3 到 32 个字母或数字"),
        receive_id=_text(row, platform.id_field, where, _ID, _ID_RULES[platform], bool(aes_key)),
        aes_key=aes_key,
        max_age_s=_age(row, where),
        office=_text(row, "office", where, _OFFICE, _OFFICE_RULE, required=False),
        page=_text(row, "page", where, _PAGE, _PAGE_RULE, required=False),
    )


_OFFICE_RULE = "一句话：在哪、几点上班、电话，最多 200 个字"
_PAGE_RULE = "简易版的网址：https:// 开头，一般以 /m 结尾"
_KEY_RULE = f"后台的 EncodingAESKey：{AES_KEY_CHARS} 个字母或数字"
_ID_RULES = {
    Platform.MP: "公众号的 AppID：wx 开头，共 18 个字母或数字",
    Platform.WORK: "企业的 CorpID：ww 开头，共 18 个字母或数字",
}


def _text(
    row: Mapping[str, Any],
    name: str,
    where: str,
    pattern: re.Pattern[str],
    rule: str,
    required: bool = True,
) -> str:
    """A field's text; what was written is never repeated, for it may be a secret."""
    value = row.get(name, "")
    if value == "" and not required:
        return ""
    if value == "":
        raise SettingsError(f"{where}没有写 {name}，应为{rule}。")
    if not isinstance(value, str) or not pattern.fullmatch(value):
        length = f"（现在是 {len(value)} 个字符）" if isinstance(value, str) else ""
        raise SettingsError(f"{where}的 {name} 不对{length}，应为{rule}。")
    return value


def _town(row: Mapping[str, Any], where: str, towns: TownRegistry) -> str:
    town = str(row.get("town", ""))
    if towns.find(town) is None:
        raise SettingsError(f"{where}的 town“{town}”不是已有的乡镇，应为 {towns.named} 之一。")
    return town


def _age(row: Mapping[str, Any], where: str) -> int:
    age = row.get("max_age_s", DEFAULT_MAX_AGE_S)
    if type(age) is not int or age not in _MAX_AGE_S:
        raise SettingsError(
            f"{where}的 max_age_s 应为 {_MAX_AGE_S[0]} 到 {_MAX_AGE_S[-1]} 的整数，"
            "即消息时间与本机相差最多多少秒。"
        )
    return age
