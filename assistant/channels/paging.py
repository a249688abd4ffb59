"""A long text in pages that a chat takes, cut where a sentence ends."""

from assistant.channels import channel_wording as words

MAX_WECHAT_BYTES = 2000  # of UTF-8; others' bots count 2047 or 2048, no official figure is known
_MARK_BYTES = 60  # kept free on a page for `words.page_mark`
_ENDS = ("\n。！？；", "，、 ")  # where a page may end, best first


def pages(text: str, limit: int = MAX_WECHAT_BYTES) -> tuple[str, ...]:
    """The text in pages of at most `limit` UTF-8 bytes, cut where a sentence ends.

    Every page but the last says how to get the next. White space where pages meet or the text
    begins and ends is dropped; no page is empty unless the text is.
    """
    text = text.strip()
    if len(text.encode()) <= limit:
        return (text,)
    found: list[str] = []
    rest = text
    while rest:
        page, rest = cut(rest, limit - _MARK_BYTES)
        found.append(page)
    marked = [f"{page}\n{words.page_mark(n, len(found))}" for n, page in enumerate(found, start=1)]
    return (*marked[:-1], found[-1])


def cut(text: str, limit: int) -> tuple[str, str]:
    """A beginning of at most `limit` bytes and the rest, white space between them dropped."""
    head = text.encode()[:limit].decode(errors="ignore")
    if len(head) == len(text):
        return text, ""
    for ends in _ENDS:
        end = max(head.rfind(mark) for mark in ends) + 1
        if end > len(head) // 2:
            head = head[:end]
            break
    return head.rstrip(), text[len(head) :].lstrip()
