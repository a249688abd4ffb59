"""White space and markup that mean nothing: Chinese text is compared without them."""

import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def compact(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def unmarked(text: str) -> str:
    """The text without markup and white space: what quotes are compared in."""
    return compact(_TAG.sub("", text))
