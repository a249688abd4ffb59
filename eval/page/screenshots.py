"""Pictures of the page for README and docs, taken in a real Chromium from a server of their own."""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from eval.bench import BenchError
from eval.page.town_pictures import chooser, links, two_towns, versions
from eval.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
_TIMEOUT_MS = 60_000
_FADED_MS = 600  # until what was tapped has its last colour
_BOX = "#lz-question textarea"
# What the staff page has to show: the second is rated as no help.
_MISSED = ("邻居家的狗天天叫管不管", "房顶漏雨谁给修", "孩子上学校车谁管")
# How else an answer may look.
_ON_A_PHONE = {
    "emergency": "俺娘喝农药了咋办",
    "unsure": "外卖车乱停",
    "several": "低保咋申请，还有动物检疫现在归谁管",
    "elsewhere": "林东镇的低保找谁办",
}


class Picture(NamedTuple):
    """A screen, and what is done before it is taken."""

    name: str
    width: int  # px of the page
    height: int
    scale: float  # px of the picture to one of the page's
    show: "Callable[[Page], None]"


def take_screenshots(names: Collection[str] = (), folder: Path = IMAGES) -> Iterator[Path]:
    """Start `lvzhi serve` with data of its own and take these pictures, or all; yields the files.

    BenchError for an unknown name, and where there is no browser.
    """
    password = secrets.token_urlsafe(12)
    one, several = _pictures(password), _town_pictures(password)
    known = [picture.name for picture in (*one, *several)]
    if unknown := set(names).difference(known):
        raise BenchError(f"没有叫 {'、'.join(sorted(unknown))} 的图，有：{'、'.join(known)}。")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise BenchError(
            "没有找到 chromium，截不了图。请先安装（Debian：apt-get install chromium）。"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for data, pictures in ((_own_town, one), (two_towns, several)):
        wanted = [picture for picture in pictures if not names or picture.name in names]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="lvzhi-pictures-") as data_dir:
            log = Path(data_dir) / "serve.log"
            with (
                data(Path(data_dir)) as own,
                serving(log, "/", "serve", LVZHI_STAFF_PASSWORD=password, **own) as server,
                _chromium(browser) as started,
            ):
                for picture in wanted:
                    yield _taken(started, server.url, picture, folder)


def _pictures(password: str) -> tuple[Picture, ...]:
    return (
        Picture("desktop", 1200, 1060, 1, _answer_with_source),
        Picture("phone", 390, 780, 1.5, _reclaimed_answer),
        Picture("dark", 1200, 800, 1, _dark),
        *(
            Picture(name, 390, 780, 1.5, partial(_ask, question=question))
            for name, question in _ON_A_PHONE.items()
        ),
        Picture("large", 390, 780, 1.5, _large),
        Picture("browse", 1200, 900, 1, _browse),
        Picture("staff", 1200, 900, 1, lambda page: _staff(page, password)),
    )


def _town_pictures(password: str) -> tuple[Picture, ...]:
    def signed_in(show: "Callable[[Page], None]") -> "Callable[[Page], None]":
        def shown(page: "Page") -> None:
            _sign_in(page, password)
            show(page)

        return shown

    return (
        Picture("towns", 1000, 360, 1, chooser),
        Picture("links", 1000, 620, 1, signed_in(links)),
        Picture("versions", 1000, 680, 1, signed_in(versions)),
    )


@contextmanager
def _own_town(data_dir: Path) -> Iterator[dict[str, str]]:
    """The settings of a service with the town that ships."""
    yield {"LVZHI_DATA_DIR": str(data_dir)}


@contextmanager
def _chromium(executable: str) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        yield browser
        browser.close()


def _taken(browser: "Browser", url: str, picture: Picture, folder: Path) -> Path:
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.scale,
    )
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    page.goto(url)
    page.locator("html.lz-ready").wait_for()
    picture.show(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(_FADED_MS)
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def _ask(page: "Page", question: str) -> None:
    """Ask, and wait until the page has the whole answer."""
    page.locator(_BOX).fill(question)
    page.locator(_BOX).press("Enter")
    page.locator(".user-row", has_text=question).wait_for()
    page.locator(".lz-waiting").wait_for(state="detached")
    page.locator("#lz-question .submit-button").wait_for()
    page.wait_for_timeout(_FADED_MS)


def _answer_with_source(page: "Page") -> None:
    _ask(page, "动物检疫现在还是镇里做吗")
    page.locator(".lz-source details").first.evaluate("one => (one.open = true)")
    page.evaluate("scrollTo(0, 0)")


def _reclaimed_answer(page: "Page") -> None:
    _ask(page, "地里烧秸秆归谁罚")


def _dark(page: "Page") -> None:
    page.get_by_role("button", name="深色").click()
    _ask(page, "低保咋申请")
    page.evaluate("scrollTo(0, 0)")


def _large(page: "Page") -> None:
    page.get_by_role("button", name="长者版").click()
    _ask(page, "动物检疫现在还是镇里做吗")


def _browse(page: "Page") -> None:
    page.get_by_role("tab", name="清单").click()
    page.locator("#lz-search :is(input, textarea)").fill("低保")
    page.locator("#lz-results mark").first.wait_for()
    page.locator(".lz-row").first.click()
    page.locator("#lz-duty article").wait_for()


def _staff(page: "Page", password: str) -> None:
    """Signed in, with a few questions that went wrong."""
    for question in _MISSED:
        _ask(page, question)
    page.get_by_role("button", name="没帮上").last.click()
    page.get_by_label("哪里不对").fill("不是我问的事")
    page.get_by_role("button", name="提交").click()
    _sign_in(page, password)
    page.get_by_text(_MISSED[0]).last.wait_for()
    page.locator(".toast-body").wait_for(state="detached")
    page.evaluate("scrollTo(0, 0)")


def _sign_in(page: "Page", password: str) -> None:
    page.get_by_role("tab", name="工作人员").click()
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("tab", name="没答好的问题").wait_for()
