"""API keys: given out once, kept as hashes in a file, checked in constant time."""

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.log.entry import CHINA
from assistant.settings import SettingsError
from index.building.disk import reason_of, write_whole

_PREFIX = "lvzhi"
_SECRET_BYTES = 32
_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"[\w.-]{1,40}")


class ApiKey(BaseModel):
    """What is kept of a key. Its secret is random, so a fast hash tells nobody what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    key_id: str  # stands in the key itself, to find it by
    sha256: str  # of the whole key
    created: datetime


_KEYS = TypeAdapter(tuple[ApiKey, ...])


class KeyRing:
    """The keys in a file; a change of the file holds from the next request on."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`; it need not exist."""
        self._path = path
        self._read: tuple[int, ...] | None = None  # what tells the file that was read from others
        self._by_id: dict[str, ApiKey] = {}
        self._fault = ""  # why it can't be used, in Chinese

    def known(self) -> tuple[ApiKey, ...]:
        """The keys, oldest first; SettingsError where the file isn't one of ours."""
        try:
            return _KEYS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except (ValidationError, OSError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else "内容不对"
            raise SettingsError(
                f"密钥文件 {self._path} 读不了（{reason}），应由 lvzhi keys 写成；"
                "请检查权限，坏了的请移走后重新发放。"
            ) from None

    def add(self, name: str) -> str:
        """A new key for `name`, told only now; SettingsError where the name is taken or wrong."""
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"密钥的名字“{name[:60]}”不对，应为 1 到 40 个字母、汉字、数字或 . _ -。"
            )
        key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(_SECRET_BYTES)
        key = f"{_PREFIX}-{key_id}-{secret}"
        made = ApiKey(name=name, key_id=key_id, sha256=_hash(key), created=datetime.now(CHINA))
        with self._changing():
            keys = self.known()
            if any(known.name == name for known in keys):
                raise SettingsError(f"已有名叫“{name}”的密钥，请换个名字，或先删掉它。")
            self._write([*keys, made])
        return key

    def remove(self, name: str) -> None:
        """Make a key void; SettingsError where there is none of this name."""
        with self._changing():
            keys = self.known()
            kept = [key for key in keys if key.name != name]
            if len(kept) == len(keys):
                names = "、".join(key.name for key in keys) or "一个也没有"
                raise SettingsError(f"没有名叫“{name}”的密钥，现有：{names}。")
            self._write(kept)

    def holder(self, key: str) -> str | None:
        """Whose key this is; None where it is nobody's."""
        parts = key.split("-", 2)
        known = self._current().get(parts[1]) if len(parts) == 3 else None
        if known is None or not hmac.compare_digest(known.sha256, _hash(key)):
            return None
        return known.name

    def check(self) -> None:
        """SettingsError where the file is there and can't be used."""
        self._current()

    def _current(self) -> dict[str, ApiKey]:
        """The keys as the file has them now; SettingsError as for `known`, logged once."""
        if (found := self._stamp()) != self._read:
            try:
                self._by_id, self._fault = {key.key_id: key for key in self.known()}, ""
            except SettingsError as error:
                self._by_id, self._fault = {}, str(error)
                _LOG.error("no key can be checked: %s", error)
            self._read = found
        if self._fault:
            raise SettingsError(self._fault)
        return self._by_id

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone, and with what keeps the disk from it told."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock")):
                yield
        except OSError as error:
            raise SettingsError(
                f"密钥文件 {self._path} 写不进（{reason_of(error)}），密钥没有改动；"
                "请检查权限和磁盘空间，或用 LVZHI_DATA_DIR 另指一个文件夹。"
            ) from error

    def _write(self, keys: Sequence[ApiKey]) -> None:
        """Replace the file as a whole; only its owner can read it."""
        rows = [key.model_dump(mode="json") for key in keys]
        write_whole(self._path, json.dumps(rows, ensure_ascii=False, indent=1), 0o600)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
