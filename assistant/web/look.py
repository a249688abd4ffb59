"""How the page looks: theme, style sheets and icon, all from this machine."""

import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from gradio.themes import ThemeClass

# What the visitor's device has; nothing is downloaded.
_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif")
_SHEETS = ("style.css", "browse.css", "staff.css")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)  # each visit would carry them
_ICON = "icon.png"  # 512 px

ACCENT = "#1a55a0"
# Light and dark; text and surfaces keep the contrast of WCAG AA, 4.5 to 1.
_COLOURS = {
    "ground": ("#f3f6fa", "#0f1620"),
    "surface": ("#ffffff", "#18222f"),
    "border": ("#d3dbe5", "#37475a"),
    "field_border": ("#7b8896", "#6f8298"),  # 3 to 1: what is to be filled in
    "text": ("#1b2631", "#e8edf3"),
    "subdued": ("#55616e", "#a9b6c5"),
    "accent": (ACCENT, "#8fbcff"),
    "accent_strong": ("#13427f", "#b3d2ff"),
    "accent_soft": ("#e6eefa", "#1f334d"),
    "on_accent": ("#ffffff", "#0f1620"),
}
_PAINTED = {  # the theme's settings, by colour
    "ground": ("body_background_fill", "background_fill_secondary"),
    "surface": (
        "background_fill_primary",
        "block_background_fill",
        "input_background_fill",
        "input_background_fill_focus",
        "button_secondary_background_fill",
        "checkbox_background_color",
        "checkbox_label_background_fill",
    ),
    "border": (
        "border_color_primary",
        "block_border_color",
        "border_color_accent_subdued",
        "checkbox_label_border_color",
    ),
    "field_border": (
        "input_border_color",
        "checkbox_border_color",
        "button_secondary_border_color",
    ),
    "text": (
        "body_text_color",
        "block_info_text_color",
        "block_title_text_color",
        "button_secondary_text_color",
        "checkbox_label_text_color",
    ),
    "subdued": ("body_text_color_subdued", "block_label_text_color", "input_placeholder_color"),
    "accent": (
        "border_color_accent",
        "input_border_color_focus",
        "button_primary_background_fill",
        "button_secondary_border_color_hover",
        "button_secondary_text_color_hover",
        "checkbox_background_color_selected",
        "checkbox_border_color_selected",
        "link_text_color",
        "link_text_color_visited",
        "loader_color",
    ),
    "accent_strong": (
        "button_primary_background_fill_hover",
        "link_text_color_active",
        "link_text_color_hover",
    ),
    "accent_soft": (
        "color_accent_soft",
        "button_secondary_background_fill_hover",
        "checkbox_label_background_fill_hover",
        "checkbox_label_background_fill_selected",
    ),
    "on_accent": ("button_primary_text_color",),
}


class Look(TypedDict):
    """What `gradio.mount_gradio_app` takes, under its names for it."""

    theme: "ThemeClass"
    css: str
    favicon_path: str


def page_look() -> Look:
    """The look of the page."""
    assets = Path(str(files("assistant.web") / "assets"))
    css = "\n".join((assets / name).read_text(encoding="utf-8") for name in _SHEETS)
    return Look(theme=_theme(), css=_COMMENT.sub("", css), favicon_path=str(assets / _ICON))


def _theme() -> "ThemeClass":
    from gradio.themes import Base, sizes

    theme = Base(
        text_size=sizes.text_lg,
        radius_size=sizes.radius_lg,
        font=_FONTS,
        font_mono=("ui-monospace", "monospace"),
    )
    colours = {
        f"{name}{mode}": _COLOURS[colour][dark]
        for colour, names in _PAINTED.items()
        for name in names
        for dark, mode in enumerate(("", "_dark"))
    }
    return theme.set(
        **colours,
        color_accent=ACCENT,  # it has no dark one: style.css does
        button_border_width="1px",
        input_border_width="1px",
        block_shadow="none",
        block_title_text_weight="600",
    )
