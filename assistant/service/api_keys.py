"""API keys: given out once, kept as hashes in a file, checked in constant time."""

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.feedback_entry import CHINA
from assistant.settings import SettingsError

_PREFIX = "lvzhi"
_SECRET_BYTES = 32
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
        self._read_at = -1  # modification time of what was read
        self._by_id: dict[str, ApiKey] = {}

    def known(self) -> tuple[ApiKey, ...]:
        """The keys, oldest first; SettingsError where the file isn't one of ours."""
        try:
            return _KEYS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except (ValidationError, OSError) as error:
            raise SettingsError(
                f"密钥文件 {self._path} 读不了（{type(error).__name__}），应由 lvzhi keys 写成；"
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
        with self._locked():
            keys = self.known()
            if any(known.name == name for known in keys):
                raise SettingsError(f"已有名叫“{name}”的密钥，请换个名字，或先删掉它。")
            self._write([*keys, made])
        return key

    def remove(self, name: str) -> None:
        """Make a key void; SettingsError where there is none of this name."""
        with self._locked():
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

    def _current(self) -> dict[str, ApiKey]:
        try:
            changed_at = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if changed_at != self._read_at:
            self._by_id = {key.key_id: key for key in self.known()}
            self._read_at = changed_at
        return self._by_id

    def _locked(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"))

    def _write(self, keys: Sequence[ApiKey]) -> None:
        """Replace the file as a whole; only its owner can read it."""
        rows = [key.model_dump(mode="json") for key in keys]
        handle, name = tempfile.mkstemp(dir=self._path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(rows, file, ensure_ascii=False, indent=1)
        os.replace(name, self._path)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
