"""A picture of a page set upright: turned by quarters, and by the little that it was laid askew."""

import math
from typing import NamedTuple

import cv2
import numpy as np

from corpus.readers.scan.recogniser import Picture, Quads, Recogniser

_LONG = 4.0  # times its height: a line long enough to tell a direction
_SURE = 0.8  # certainty of lines that are not upside down
_TRIED = 4  # lines read to tell that
_ASKEW = 2.0  # degrees around the lines' own angle within which the best one is sought
_STEP = 0.05  # degrees
_SMALL = 800  # pixels of the longer side of the picture in which it is sought


class Upright(NamedTuple):
    """A picture with level lines, and where they stand."""

    picture: Picture
    lines: Quads


def set_upright(picture: Picture, recogniser: Recogniser) -> Upright:
    """The picture turned so that its text can be read."""
    lines = recogniser.lines(picture)
    if len(lines) and _share_upended(lines) > 0.5:
        picture = np.ascontiguousarray(np.rot90(picture))
        lines = recogniser.lines(picture)
    if not len(lines):
        return Upright(picture, lines)
    found = _levelled(picture, lines)
    if _certainty(found, recogniser) < _SURE:
        turned = np.ascontiguousarray(np.rot90(picture, 2))
        other = _levelled(turned, recogniser.lines(turned))
        if _certainty(other, recogniser) > _certainty(found, recogniser):
            return other
    return found


def box_of(quad: Quads) -> tuple[int, int, int, int]:
    """The box around a line: left, top, right, bottom."""
    left, top = np.floor(quad.min(axis=0)).astype(int)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int)
    return max(0, int(left)), max(0, int(top)), int(right), int(bottom)


def _sizes(lines: Quads) -> tuple[Quads, Quads]:
    return (
        np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1),
        np.linalg.norm(lines[:, 3] - lines[:, 0], axis=1),
    )


def _share_upended(lines: Quads) -> float:
    """The share of lines, by their length, that run down the page."""
    boxes = lines.max(axis=1) - lines.min(axis=1)
    longer = boxes.max(axis=1)
    upended = boxes[:, 1] > 1.5 * boxes[:, 0]
    return float(longer[upended].sum() / max(1.0, float(longer.sum())))


def _levelled(picture: Picture, lines: Quads) -> Upright:
    if not len(lines):
        return Upright(picture, lines)
    angle = _angle(picture, lines)
    if abs(angle) < _STEP:
        return Upright(picture, lines)
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    corners = lines.reshape(-1, 2) @ turn[:, :2].T + turn[:, 2]
    return Upright(level.astype(np.uint8), corners.reshape(-1, 4, 2).astype(np.float32))


def _angle(picture: Picture, lines: Quads) -> float:
    """The angle in degrees at which rows of the picture are most unlike: text, rulings, gaps."""
    widths, heights = _sizes(lines)
    long = lines[widths > _LONG * heights]
    slopes = [math.degrees(math.atan2(q[1][1] - q[0][1], q[1][0] - q[0][0])) for q in long]
    about = float(np.median(slopes)) if slopes else 0.0
    scale = _SMALL / max(picture.shape[:2])
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    small = 255 - cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    best, angle = -1.0, about
    for step in range(round(2 * _ASKEW / _STEP) + 1):
        tried = about - _ASKEW + step * _STEP
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), tried, 1.0)
        rows = cv2.warpAffine(small, turn, (width, height)).sum(axis=1, dtype=np.float64)
        unlike = float(np.square(np.diff(rows)).sum())
        if unlike > best:
            best, angle = unlike, tried
    return angle


def _certainty(upright: Upright, recogniser: Recogniser) -> float:
    """Of lines that are neither words alone nor the longest, which take longest to read."""
    widths, _ = _sizes(upright.lines)
    middle = np.argsort(-widths)[len(widths) // 3 :]
    found = []
    for at in middle[:_TRIED]:
        left, top, right, bottom = box_of(upright.lines[at])
        found.append(recogniser.read(upright.picture[top:bottom, left:right]).certainty)
    return sum(found) / max(1, len(found))
