"""Settings: one frozen object, read from the environment once and then passed in."""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from platformdirs import user_cache_path, user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from corpus.towns.registry import TownFiles, TownRegistry
from index.engine.weights import DEFAULT_MODEL

_PREFIX = "LVZHI_"
MIN_PASSWORD_CHARS = 8
MAX_FEEDBACK_DAYS = 3650
# Set in each container of a namespace that has a service named lvzhi.
_OF_KUBERNETES = re.compile(r"LVZHI_(SERVICE_(HOST|PORT)|PORT)(_|$)")
_SUB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


class SettingsError(ValueError):
    """A setting that can't be used; the message is one Chinese sentence for each."""


class ApiAccess(StrEnum):
    """Whom the HTTP API serves."""

    OPEN = "open"  # everybody; a key only allows more requests
    KEYS = "keys"  # who has a key


def _home(value: str) -> str:
    """A path with `~` at its start written out; a hub's model id is none."""
    try:
        return str(Path(value).expanduser()) if str(value).startswith("~") else value
    except RuntimeError:
        raise SettingsError("里的 ~ 不知道是哪个文件夹，请写全路径") from None


def _town(key: str, checked: ValidationInfo) -> str:
    data_dir = checked.data.get("data_dir")  # None: it is wrong itself
    if data_dir and TownRegistry(data_dir).find(key) is None:
        named = TownRegistry(data_dir).named
        raise SettingsError(f"的值“{key}”不是已有的乡镇，应为 {named} 之一")
    return key


def _network(value: str) -> str:
    ip_network(value)
    return value


def _parts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The names between commas, as they are compared."""
    names = value.split(",") if isinstance(value, str) else value
    return tuple(name for part in names if (name := part.strip().lower().rstrip("/")))


# The kinds of settings. A description is what is said of a value that can't be used, after the
# setting's name.
_WRONG = "的值“{value}”不对，"
_NO_SITE = "里的“{value}”不是网站地址，应像 https://www.example.gov.cn，不带路径，多个用逗号分开"
_Folder = Annotated[Path, BeforeValidator(_home)]
_Threads = Annotated[
    int, Field(ge=0, le=64, description=_WRONG + "应为 0 到 64 的整数，0 表示自动")
]
_Towns = Annotated[
    int, Field(ge=1, le=1000, description=_WRONG + "应为 1 到 1000 的整数，即内存里最多几个乡镇")
]
_Days = Annotated[
    int,
    Field(
        ge=1,
        le=MAX_FEEDBACK_DAYS,
        description=_WRONG + f"应为 1 到 {MAX_FEEDBACK_DAYS} 的整数，即问答记录保存的天数",
    ),
]
_Password = Annotated[
    str,
    Field(
        repr=False,
        pattern=rf"(?s)^(.{{{MIN_PASSWORD_CHARS},}})?$",
        description=f"应至少 {MIN_PASSWORD_CHARS} 个字符；不需要工作人员页就不要设它",
    ),
]
_Redis = Annotated[
    str,
    Field(
        repr=False,
        pattern=r"^((rediss?|unix)://\S+)?$",
        description="应像 redis://127.0.0.1:6379/0；只用一个进程就不要设它",
    ),
]
_Vectors = Annotated[
    str,
    BeforeValidator(_home),
    Field(
        pattern=r"^(milvus://[A-Za-z0-9._-]+:\d{1,5}|\S+\.db)?$",
        description="应像 milvus://127.0.0.1:19530，或一个 .db 文件；放在本机就不要设它",
    ),
]
_Rate = Annotated[
    str,
    Field(
        pattern=r"^[1-9]\d{0,5}/(second|minute|hour)$",
        description=_WRONG + "应像 {default}，即每个客户端每 second、minute 或 hour 最多多少次",
    ),
]
_Access = Annotated[
    ApiAccess, Field(description=_WRONG + "应为 open（谁都可以用）或 keys（要有密钥）")
]
_LISTED = (NoDecode, BeforeValidator(_parts))
_Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...],
    *_LISTED,
    Field(
        description="里的“{value}”不是 IP 地址或网段，应像 127.0.0.1 或 10.0.0.0/8，多个用逗号分开"
    ),
]
_Hosts = Annotated[
    tuple[Annotated[str, Field(pattern=r"^([a-z0-9.-]+|[0-9a-f:]+|\*)$")], ...],
    *_LISTED,
    Field(
        description="里的“{value}”不是主机名，应像 lvzhi.example.gov.cn 或 10.0.0.5，"
        "不带 http:// 和端口，多个用逗号分开；* 表示不限"
    ),
]
_Embedder = Annotated[str, Field(pattern=r"^https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?$")]
_Embedders = Annotated[tuple[_Embedder, ...], *_LISTED, Field(description=_NO_SITE)]
_Caller = Annotated[str, Field(pattern=r"^(https?://[a-z0-9.-]+(:\d{1,5})?|\*)$")]
_Callers = Annotated[tuple[_Caller, ...], *_LISTED, Field(description=_NO_SITE)]


class Settings(BaseSettings):
    """What can be set, each by an environment variable `LVZHI_<NAME>`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=_PREFIX, hide_input_in_errors=True
    )

    # Hub id, local folder, or the default's name.
    embedding_model: Annotated[str, BeforeValidator(_home)] = DEFAULT_MODEL
    cache_dir: _Folder = Field(default_factory=lambda: user_cache_path("lvzhi"))
    data_dir: _Folder = Field(default_factory=lambda: user_data_path("lvzhi"))  # the towns' own
    town: Annotated[str, AfterValidator(_town)] = "fuhe"  # shipped, or imported into `data_dir`
    max_towns: _Towns = 8  # that a service holds in memory; 5 to 15 MB each
    vectors: _Vectors = ""  # where towns' vectors live; "": in files of the cache
    threads: _Threads = 1  # of the embedding engine; more help long texts only. 0: one a core
    staff_password: _Password = ""  # of the page's staff tab; "": no tab
    feedback_days: _Days = 180  # how long the question log keeps what was asked
    trusted_proxies: _Networks = ()  # whose X-Forwarded-For is believed
    frame_ancestors: _Embedders = ()  # origins of websites that may embed the page
    page_rate: _Rate = "600/minute"  # what one address may do on the page; an office shares one
    api_access: _Access = ApiAccess.OPEN
    api_rate: _Rate = "300/minute"  # what one address without a key may ask of the API
    api_key_rate: _Rate = "3000/minute"  # what one key may: a bot speaks for many people
    api_origins: _Callers = ()  # websites whose scripts may call the API; "*": all
    mcp_hosts: _Hosts = ()  # by which /mcp is called, besides this machine; "*": any
    accounts: _Folder | None = None  # TOML of 公众号 and 企业微信 accounts
    redis_url: _Redis = ""  # shares replies and sessions; "": no sharing

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in alone: `from_environment` alone reads the environment."""
        return (init_settings,)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """What `LVZHI_…` variables set; SettingsError for wrong values.

        So for another name that begins so: it may be a mistyped one, as of what closes the API.
        """
        env = os.environ if environment is None else environment
        _check_names(env, [_PREFIX + name.upper() for name in cls.model_fields])
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): value for name, value in env.items() if value}
        try:
            return cls(**source())
        except ValidationError as error:
            told = dict.fromkeys(map(_sentence, error.errors()))
            raise SettingsError("\n".join(told)) from None

    @property
    def towns(self) -> TownRegistry:
        """The towns there are."""
        return TownRegistry(self.data_dir)

    @property
    def town_files(self) -> TownFiles:
        """The town's files; SourceError where it is gone."""
        return self.towns.files(self.town)

    def of_town(self, key: str) -> "Settings":
        """The same for another town; SourceError names those there are."""
        return self.model_copy(update={"town": self.towns.files(key).key})

    @property
    def questions_dir(self) -> Path:
        """Where the town keeps the questions that its staff add."""
        return self.data_dir / "questions" / self.town

    @property
    def notes(self) -> Path:
        """The file of what the town's staff add to the lists; it need not exist."""
        return self.data_dir / "towns" / self.town / "notes.jsonl"

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


def _sentence(error: ErrorDetails) -> str:
    """The setting, what is wrong with it, and what it should be."""
    name = str(error["loc"][0])
    field, own = Settings.model_fields[name], error.get("ctx", {}).get("error")
    told = str(own) if isinstance(own, SettingsError) else str(field.description)
    told = told.replace("{default}", str(field.default)).replace("{value}", str(error["input"]))
    return f"{_PREFIX}{name.upper()} {told}。"


def _check_names(names: Iterable[str], known: Iterable[str]) -> None:
    """SettingsError for a name that would be a setting's but for its spelling."""
    for name in names:
        is_meant = name.upper().startswith(_PREFIX.rstrip("_")) and not _OF_KUBERNETES.match(name)
        if is_meant and name not in known:
            (nearest,) = get_close_matches(name.upper(), known, n=1, cutoff=0)
            raise SettingsError(
                f"没有 {name} 这个设置，最接近的是 {nearest}；请改正名字，不用的请去掉。"
            )
