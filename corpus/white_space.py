"""White space that means nothing: Chinese text is compared without it."""


def compact(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())
