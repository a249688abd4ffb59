"""Settings: one frozen object, read from the environment once and then passed in."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from corpus.town import available_towns
from index.weights import DEFAULT_MODEL

_PREFIX = "LVZHI_"
MIN_PASSWORD_CHARS = 8
MAX_FEEDBACK_DAYS = 3650
# Set in each container of a namespace that has a service named lvzhi.
_OF_KUBERNETES = re.compile(r"LVZHI_(SERVICE_(HOST|PORT)|PORT)(_|$)")
_EMBEDDER = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?")
_CALLER = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|\*")
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+|\*")
_SUB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_REDIS = re.compile(r"(rediss?|unix)://\S+")
_RATE = re.compile(r"[1-9]\d{0,5}/(second|minute|hour)")


class SettingsError(ValueError):
    """A setting that can't be used; the message is one Chinese sentence."""


class ApiAccess(StrEnum):
    """Whom the HTTP API serves."""

    OPEN = "open"  # everybody; a key only allows more requests
    KEYS = "keys"  # who has a key


@dataclass(frozen=True)
class Settings:
    """What can be set, each by an environment variable `LVZHI_<NAME>`."""

    town: str = "fuhe"
    embedding_model: str = DEFAULT_MODEL  # hub id, local folder, or the default's name
    cache_dir: Path = field(default_factory=lambda: user_cache_path("lvzhi"))
    data_dir: Path = field(default_factory=lambda: user_data_path("lvzhi"))  # the town's own data
    threads: int = 1  # of the embedding engine; more help long texts only. 0: one a core
    staff_password: str = field(default="", repr=False)  # of the page's staff tab; "": no tab
    feedback_days: int = 180  # how long the question log keeps what was asked
    trusted_proxies: tuple[str, ...] = ()  # networks whose X-Forwarded-For is believed
    frame_ancestors: tuple[str, ...] = ()  # origins of websites that may embed the page
    page_rate: str = "600/minute"  # what one address may do on the page; an office shares one
    api_access: ApiAccess = ApiAccess.OPEN
    api_rate: str = "300/minute"  # what one address without a key may ask of the API
    api_key_rate: str = "3000/minute"  # what one key may: a bot speaks for many people
    api_origins: tuple[str, ...] = ()  # websites whose scripts may call the API; "*": all
    mcp_hosts: tuple[str, ...] = ()  # by which /mcp is called, besides this machine; "*": any
    accounts: Path | None = None  # TOML of 公众号 and 企业微信 accounts
    redis_url: str = field(default="", repr=False)  # shares replies and sessions; "": no sharing

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read `LVZHI_TOWN`, `LVZHI_EMBEDDING_MODEL`, `LVZHI_CACHE_DIR`, `LVZHI_DATA_DIR`,
        `LVZHI_THREADS`, `LVZHI_STAFF_PASSWORD`, `LVZHI_FEEDBACK_DAYS`,
        `LVZHI_TRUSTED_PROXIES`, `LVZHI_FRAME_ANCESTORS`, `LVZHI_PAGE_RATE`,
        `LVZHI_API_ACCESS`, `LVZHI_API_RATE`, `LVZHI_API_KEY_RATE`, `LVZHI_API_ORIGINS`,
        `LVZHI_MCP_HOSTS`, `LVZHI_ACCOUNTS`, `LVZHI_REDIS_URL`; SettingsError for another
        name that begins so: it may be a mistyped one, as of what closes the API."""
        env = os.environ if environment is None else environment
        _check_names(env, [_PREFIX + one.name.upper() for one in fields(cls)])
        return cls(
            town=_town(env.get("LVZHI_TOWN", cls.town)),
            embedding_model=_model(env) or cls.embedding_model,
            cache_dir=_path("LVZHI_CACHE_DIR", env) or user_cache_path("lvzhi"),
            data_dir=_path("LVZHI_DATA_DIR", env) or user_data_path("lvzhi"),
            threads=_threads(env.get("LVZHI_THREADS", "1")),
            staff_password=_password(env.get("LVZHI_STAFF_PASSWORD", "")),
            feedback_days=_days(env.get("LVZHI_FEEDBACK_DAYS") or str(cls.feedback_days)),
            trusted_proxies=_networks(env.get("LVZHI_TRUSTED_PROXIES", "")),
            frame_ancestors=_origins("LVZHI_FRAME_ANCESTORS", env, _EMBEDDER),
            page_rate=_rate("LVZHI_PAGE_RATE", env, cls.page_rate),
            api_access=_access(env.get("LVZHI_API_ACCESS") or cls.api_access),
            api_rate=_rate("LVZHI_API_RATE", env, cls.api_rate),
            api_key_rate=_rate("LVZHI_API_KEY_RATE", env, cls.api_key_rate),
            api_origins=_origins("LVZHI_API_ORIGINS", env, _CALLER),
            mcp_hosts=_hosts(env.get("LVZHI_MCP_HOSTS", "")),
            accounts=_path("LVZHI_ACCOUNTS", env),
            redis_url=_redis(env.get("LVZHI_REDIS_URL", "")),
        )

    @property
    def questions_dir(self) -> Path:
        """Where the town keeps the questions that its staff add."""
        return self.data_dir / "questions" / self.town

    @property
    def api_keys(self) -> Path:
        """The file of API keys, hashed; it need not exist."""
        return self.data_dir / "api_keys.json"

    @property
    def added_questions(self) -> Path:
        """The file of added questions that are live; it need not exist."""
        return self.questions_dir / "added.jsonl"


def sub_path(value: str) -> str:
    """A path that a proxy publishes the service under: `/lvzhi`, or "" for none."""
    path = value.rstrip("/")
    if not _SUB_PATH.fullmatch(path):
        raise SettingsError(
            f"--root-path 的值“{value}”不对，应像 /lvzhi：以 / 开头，只用字母、数字和 . _ ~ -。"
        )
    return path


def _check_names(names: Iterable[str], known: Iterable[str]) -> None:
    """SettingsError for a name that would be a setting's but for its spelling."""
    for name in names:
        is_meant = name.upper().startswith(_PREFIX.rstrip("_")) and not _OF_KUBERNETES.match(name)
        if is_meant and name not in known:
            (nearest,) = get_close_matches(name.upper(), known, n=1, cutoff=0)
            raise SettingsError(
                f"没有 {name} 这个设置，最接近的是 {nearest}；请改正名字，不用的请去掉。"
            )


def _path(variable: str, env: Mapping[str, str]) -> Path | None:
    try:
        return Path(value).expanduser() if (value := env.get(variable)) else None
    except RuntimeError:
        raise SettingsError(f"{variable} 里的 ~ 不知道是哪个文件夹，请写全路径。") from None


def _model(env: Mapping[str, str]) -> str:
    name = env.get("LVZHI_EMBEDDING_MODEL", "")
    return str(_path("LVZHI_EMBEDDING_MODEL", env)) if name.startswith("~") else name


def _town(value: str) -> str:
    if value not in available_towns():
        raise SettingsError(
            f"LVZHI_TOWN 的值“{value}”不是已有的乡镇，应为 {'、'.join(available_towns())} 之一。"
        )
    return value


def _password(value: str) -> str:
    if value and len(value) < MIN_PASSWORD_CHARS:
        raise SettingsError(
            f"LVZHI_STAFF_PASSWORD 只有 {len(value)} 个字符，应至少 {MIN_PASSWORD_CHARS} 个；"
            "不需要工作人员页就不要设它。"
        )
    return value


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= MAX_FEEDBACK_DAYS:
        raise SettingsError(
            f"LVZHI_FEEDBACK_DAYS 的值“{value}”不对，应为 1 到 {MAX_FEEDBACK_DAYS} 的整数，"
            "即问答记录保存的天数。"
        )
    return int(value)


def _threads(value: str) -> int:
    if not value.isdecimal() or int(value) > 64:
        raise SettingsError(f"LVZHI_THREADS 的值“{value}”不对，应为 0 到 64 的整数，0 表示自动。")
    return int(value)


def _networks(value: str) -> tuple[str, ...]:
    names = tuple(name for part in value.split(",") if (name := part.strip()))
    for name in names:
        try:
            ip_network(name)
        except ValueError:
            raise SettingsError(
                f"LVZHI_TRUSTED_PROXIES 里的“{name}”不是 IP 地址或网段，应像 127.0.0.1 或 "
                "10.0.0.0/8，多个用逗号分开。"
            ) from None
    return names


def _origins(variable: str, env: Mapping[str, str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    parts = env.get(variable, "").split(",")
    names = tuple(name for part in parts if (name := part.strip().lower().rstrip("/")))
    for name in names:
        if not pattern.fullmatch(name):
            raise SettingsError(
                f"{variable} 里的“{name}”不是网站地址，应像 https://www.example.gov.cn，"
                "不带路径，多个用逗号分开。"
            )
    return names


def _hosts(value: str) -> tuple[str, ...]:
    names = tuple(name for part in value.split(",") if (name := part.strip().lower()))
    for name in names:
        if not _HOST.fullmatch(name):
            raise SettingsError(
                f"LVZHI_MCP_HOSTS 里的“{name}”不是主机名，应像 lvzhi.example.gov.cn 或 10.0.0.5，"
                "不带 http:// 和端口，多个用逗号分开；* 表示不限。"
            )
    return names


def _rate(variable: str, env: Mapping[str, str], default: str) -> str:
    value = env.get(variable) or default
    if not _RATE.fullmatch(value):
        raise SettingsError(
            f"{variable} 的值“{value}”不对，应像 {default}，"
            "即每个客户端每 second、minute 或 hour 最多多少次。"
        )
    return value


def _access(value: str) -> ApiAccess:
    if value not in {*ApiAccess}:
        raise SettingsError(
            f"LVZHI_API_ACCESS 的值“{value}”不对，应为 open（谁都可以用）或 keys（要有密钥）。"
        )
    return ApiAccess(value)


def _redis(value: str) -> str:
    if value and not _REDIS.fullmatch(value):
        raise SettingsError(
            "LVZHI_REDIS_URL 应像 redis://127.0.0.1:6379/0；只用一个进程就不要设它。"
        )
    return value
