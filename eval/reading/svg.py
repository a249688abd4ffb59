"""Small charts on the unit square as inline SVG."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

SIDE = 320  # px of the plotted square
MARGIN = 48  # px on every side, for ticks and labels


class Point(NamedTuple):
    """A point of the unit square with its radius in px and a note shown on hovering."""

    x: float
    y: float
    radius: float
    note: str


def unit_chart(points: Sequence[Point], *, x_label: str, y_label: str) -> str:
    """A line through the points over a grid with the diagonal, x and y from 0 to 1."""
    size = SIDE + 2 * MARGIN
    path = " ".join(f"{_x(point.x):.1f},{_y(point.y):.1f}" for point in points)
    middle = MARGIN + SIDE / 2
    return "\n".join(
        (
            f'<svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" '
            f'aria-label="{escape(y_label)}与{escape(x_label)}">',
            *(_grid(step / 5) for step in range(6)),
            f'<line class="diagonal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
            f'<polyline class="curve" points="{path}"/>',
            *(_dot(point) for point in points),
            f'<text x="{middle}" y="{size - 8}" class="label">{escape(x_label)}</text>',
            f'<text x="14" y="{middle}" class="label" transform="rotate(-90 14 {middle})">'
            f"{escape(y_label)}</text>",
            "</svg>",
        )
    )


def _x(value: float) -> float:
    return MARGIN + value * SIDE


def _y(value: float) -> float:
    return MARGIN + (1 - value) * SIDE


def _grid(value: float) -> str:
    x, y = _x(value), _y(value)
    return (
        f'<line class="grid" x1="{x}" y1="{_y(0)}" x2="{x}" y2="{_y(1)}"/>'
        f'<line class="grid" x1="{_x(0)}" y1="{y}" x2="{_x(1)}" y2="{y}"/>'
        f'<text x="{x}" y="{_y(0) + 16}" class="tick">{value:.1f}</text>'
        f'<text x="{MARGIN - 16}" y="{y + 4}" class="tick">{value:.1f}</text>'
    )


def _dot(point: Point) -> str:
    return (
        f'<circle cx="{_x(point.x):.1f}" cy="{_y(point.y):.1f}" r="{point.radius:.1f}">'
        f"<title>{escape(point.note)}</title></circle>"
    )
