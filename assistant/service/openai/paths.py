"""Addresses that OpenAI's clients call where their base URL is not quite ours, and what to do."""

import re

from assistant.service.refusals import Refusal, RefusedError

# What such a base URL makes the addresses begin with, besides the API's own.
HEADS = frozenset(("chat", "completions", "responses", "models", "embeddings", "openai", "api"))
_SERVED = re.compile(r"/(chat/completions|responses|models)(?=/|$)")
_NOT_SERVED = {
    "completions": "这里没有 {path}：请改用 /v1/chat/completions，把要问的话写成 messages 里"
    " role 为 user 的一条。",
    "embeddings": "这里不提供向量（{path}）：要找相近的事项请用 GET /v1/search，要回答请用"
    " /v1/chat/completions。",
}
_BASE = (
    "这里没有“{path}”：OpenAI 客户端的 base URL 应以 /v1 结尾，如 http://127.0.0.1:8000/v1，"
    "客户端自己会接上 {rest}；请改 base URL。"
)
_LONGEST = 100  # characters of an address that are repeated


def advice(path: str) -> RefusedError | None:
    """What to tell who has called this address, which is not served; None for any other."""
    shown, last = path[:_LONGEST], path.rstrip("/").rpartition("/")[2]
    found = _SERVED.search(path)
    if found:
        sentence = _BASE.format(path=shown, rest=found.group())
    elif path.rstrip("/") == "/v1":
        sentence = _BASE.format(path=shown, rest="/chat/completions")
    elif last in _NOT_SERVED:
        sentence = _NOT_SERVED[last].format(path=shown)
    else:
        return None
    return RefusedError(Refusal.UNKNOWN, sentence=sentence)
