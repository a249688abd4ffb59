"""A saved link to an older version's duty says that it is old, and leads to the present duty."""

import re
from pathlib import Path

import pytest

from assistant.web.labels import CHINESE, imported_on
from assistant.web.lists.contents import Contents
from corpus.models import Town
from corpus.towns.registry import TownFiles, TownRegistry
from tests.towns import FUHE
from tests.versions import FIRST


@pytest.fixture(scope="module")
def files(two_versions: Path) -> TownFiles:
    return TownRegistry(two_versions).files("shiqiao")


@pytest.fixture(scope="module")
def contents(files: TownFiles) -> Contents:
    return Contents(files.town, files)


def shown(html: str) -> tuple[str, str]:
    """The notice, and the title of the duty below it."""
    notice = re.search(r'class="lz-old" role="status">(.*?)</p>', html)
    title = re.search(r'lz-duty-title" tabindex="-1">(.*?)</h3>', html)
    return (notice[1] if notice else ""), (title[1] if title else "")


@pytest.mark.parametrize(
    ("version", "duty_id", "said", "title"),
    [
        (FIRST, "配合-1", "这一项现在是 配合-2，下面是现在的内容", "开展社会救助对象动态管理"),
        (FIRST, "配合-3", "这一项编号没变，下面是现在的内容", "打击欺诈骗保"),
        (FIRST, "基本-26", "这一项现在是 上收-19", "组织开展农村人居环境整治"),
        (
            FIRST,
            "配合-2",
            "找不到同样的一项了。下面是旧版的原文",
            "做好义务教育阶段学生控辍保学",
        ),
        (FIRST, "配合-99", "那一版里没有这一项", ""),
        ("2025-01-01", "配合-1", "那一版也没有留着", ""),
        ("<b>昨天", "配合-1", "&lt;b&gt;昨天", ""),
    ],
)
def test_an_old_link_says_so_and_shows_the_duty_as_it_is_now(
    contents: Contents, version: str, duty_id: str, said: str, title: str
) -> None:
    notice, found = shown(contents.linked(duty_id, version, "zh"))
    assert said in notice
    assert found.startswith(title)
    assert bool(found) is bool(title)
    if version == FIRST:
        assert "2026年3月1日那一版清单" in notice


def test_the_old_words_of_a_duty_that_is_gone_cannot_be_shared(contents: Contents) -> None:
    assert "lz-tools" not in contents.linked("配合-2", FIRST, "zh")
    assert "lz-tools" in contents.linked("配合-1", FIRST, "zh")


@pytest.mark.parametrize("version", ["", "present"])
def test_a_link_to_the_present_is_plain(contents: Contents, version: str) -> None:
    named = contents.town.version if version else ""
    assert shown(contents.linked("配合-2", named, "zh")) == ("", "开展社会救助对象动态管理")


def test_the_lists_that_ship_have_no_versions(town: Town) -> None:
    shipped = Contents(town, FUHE)
    notice, title = shown(shipped.linked("配合-40", "2026-03-01", "zh"))
    assert (notice, title) == ("", town.duty("配合-40").title)
    assert "&amp;version=" not in shipped.linked("配合-40", "", "zh")


def test_every_link_of_the_lists_names_its_version(contents: Contents) -> None:
    version = f"&amp;version={contents.town.version}"
    opened = contents.duty("配合-2", (), "", "zh")
    assert opened.count(version) == 2  # to the one before and the one behind
    assert f'data-duty="配合-2" data-version="{contents.town.version}"' in opened


def test_an_old_link_speaks_english_too(contents: Contents) -> None:
    notice, _ = shown(contents.linked("配合-1", FIRST, "en"))
    assert "it is 配合-2 there" in notice


def test_an_imported_town_says_of_which_day_it_is() -> None:
    assert imported_on(CHINESE, "2026-03-01-2") == " · 清单2026年3月1日导入"
    assert imported_on(CHINESE, "") == ""
