"""How the page looks: theme, style sheet and icon, all from this machine."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from gradio.themes import ThemeClass

# What the visitor's device has; nothing is downloaded.
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_SHEETS = ("style.css",)
_ICON = "icon.png"  # 512 px


class Look(TypedDict):
    """What `gradio.mount_gradio_app` takes, under its names for it."""

    theme: "ThemeClass"
    css: str
    favicon_path: str


def page_look() -> Look:
    """The look of the page."""
    from gradio.themes import Base, sizes

    assets = Path(str(files("assistant.web") / "assets"))
    theme = Base(
        primary_hue="blue",
        neutral_hue="slate",
        text_size=sizes.text_lg,
        font=_FONTS,
        font_mono=("ui-monospace", "monospace"),
    )
    css = "\n".join((assets / name).read_text(encoding="utf-8") for name in _SHEETS)
    return Look(theme=theme, css=css, favicon_path=str(assets / _ICON))
