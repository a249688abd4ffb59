"""The file of 公众号 and 企业微信 accounts."""

import os
from pathlib import Path

import pytest

from assistant.service.wechat.accounts import Platform, light_pages, load_accounts
from assistant.settings import Settings, SettingsError
from corpus.towns.registry import TownRegistry
from tests.towns import imported

TOWNS = TownRegistry(Path(os.devnull))
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
MP = f"""
[[account]]
platform = "mp"
name = "fuhe"
town = "fuhe"
token = "fuhetoken"
app_id = "wx0123456789abcdef"
aes_key = "{KEY}"
"""
WORK = f"""
[[account]]
platform = "work"
name = "fuhe"
town = "fuhe"
token = "worktoken"
corp_id = "ww0123456789abcdef"
aes_key = "{KEY}"
max_age_s = 60
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "accounts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_accounts_of_both_platforms(tmp_path: Path) -> None:
    mp, work = load_accounts(written(tmp_path, MP + WORK), TOWNS)
    assert (mp.platform, mp.name, mp.town, mp.max_age_s) == (Platform.MP, "fuhe", "fuhe", 300)
    assert (work.platform, work.receive_id, work.max_age_s) == (
        Platform.WORK,
        "ww0123456789abcdef",
        60,
    )
    assert mp.opened(mp.sealed("你好")) == "你好"
    assert load_accounts(None, TOWNS) == ()


def test_a_plain_account_needs_neither_key_nor_id(tmp_path: Path) -> None:
    plain = "\n".join(line for line in MP.splitlines() if not line.startswith(("app_", "aes_")))
    (account,) = load_accounts(written(tmp_path, plain), TOWNS)
    assert (account.aes_key, account.receive_id) == ("", "")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    shown = repr(load_accounts(written(tmp_path, MP + WORK), TOWNS))
    assert not [s for s in ("fuhetoken", "worktoken", KEY, "0123456789abcdef") if s in shown]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("token = ", "tokne = ", "不认识的项“tokne”"),
        ('"fuhetoken"', '""', "没有写 token，应为后台填的 Token"),
        ('"fuhetoken"', '"两个字"', "token 不对（现在是 3 个字符）"),
        (KEY, KEY[:-1], "aes_key 不对（现在是 42 个字符），应为后台的 EncodingAESKey：43 个"),
        ("wx0123456789abcdef", "gh_0123456789", "app_id 不对（现在是 13 个字符）"),
        ('"mp"', '"wechat"', "platform 应为 mp（公众号）或 work（企业微信）"),
        ('"mp"', '["mp"]', "platform 应为 mp"),
        ('town = "fuhe"', 'town = "nowhere"', "town“nowhere”不是已有的乡镇，应为 fuhe"),
        ('name = "fuhe"', 'name = "../fuhe"', "name 不对（现在是 7 个字符），应为小写字母"),
        ('name = "fuhe"', 'name = "fuhe"\nmax_age_s = true', "max_age_s 应为 30 到 3600 的整数"),
        (
            'name = "fuhe"',
            'name = "fuhe"\npage = "www.example.gov.cn"',
            "page 不对（现在是 18 个字符），应为简易版的网址",
        ),
        ("[[account]]", "[account]", "应只有若干段 [[account]]"),
        ("[[account]]", "account = [1]\n[x]", "应只有若干段 [[account]]"),
        ("[[account]]", "[[account", "不是 UTF-8 的 TOML 文件"),
        (MP, MP + MP, "有两个账号的地址都是 /wechat/mp/fuhe"),
        (MP, "", "应只有若干段 [[account]]"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_without_secrets(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = written(tmp_path, MP.replace(old, new))
    with pytest.raises(SettingsError) as caught:
        load_accounts(path, TOWNS)
    message = str(caught.value)
    assert said in message
    assert message.endswith("。")
    assert str(path) in message
    assert "fuhetoken" not in message
    assert KEY[:-1] not in message


def test_work_is_always_encrypted(tmp_path: Path) -> None:
    plain = "\n".join(line for line in WORK.splitlines() if not line.startswith("aes_"))
    with pytest.raises(SettingsError, match="没有写 aes_key"):
        load_accounts(written(tmp_path, plain), TOWNS)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings.from_environment({"LVZHI_ACCOUNTS": str(tmp_path / "none.toml")})
    with pytest.raises(SettingsError, match=r"LVZHI_ACCOUNTS 指的文件 .*none\.toml 读不了"):
        load_accounts(settings.accounts, TOWNS)


def test_the_address_of_redis() -> None:
    url = "redis://:pass@127.0.0.1:6379/0"
    assert Settings.from_environment({"LVZHI_REDIS_URL": url}).redis_url == url
    assert "pass" not in repr(Settings.from_environment({"LVZHI_REDIS_URL": url}))
    with pytest.raises(SettingsError, match="LVZHI_REDIS_URL 应像 redis://"):
        Settings.from_environment({"LVZHI_REDIS_URL": "127.0.0.1:6379"})


def test_a_towns_page_is_that_of_the_first_account_that_names_one(tmp_path: Path) -> None:
    first, second = (f'page = "https://{host}.example.gov.cn/m"\n' for host in ("one", "two"))
    named = load_accounts(written(tmp_path, MP + WORK + first), TOWNS)
    assert light_pages(named) == {"fuhe": "https://one.example.gov.cn/m"}
    both = load_accounts(written(tmp_path, MP + second + WORK + first), TOWNS)
    assert light_pages(both) == {"fuhe": "https://two.example.gov.cn/m"}
    assert light_pages(load_accounts(written(tmp_path, MP + WORK), TOWNS)) == {}


def test_an_account_may_be_an_imported_towns(tmp_path: Path) -> None:
    imported("bailu", tmp_path)
    path = written(tmp_path, MP.replace('town = "fuhe"', 'town = "bailu"'))
    (account,) = load_accounts(path, TownRegistry(tmp_path))
    assert account.town == "bailu"
