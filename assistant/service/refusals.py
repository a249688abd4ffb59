"""What the service says when it does not serve a request: a status and one Chinese sentence."""

from enum import Enum
from http import HTTPStatus

from starlette.responses import JSONResponse


class Refusal(Enum):
    """Why a request is not served: status, code for programs, sentence for people."""

    NOT_FOUND = (HTTPStatus.NOT_FOUND, "not_found", "没有这个地址。请从首页重新进入。")
    TIMEOUT = (HTTPStatus.REQUEST_TIMEOUT, "timeout", "请求发送得太慢，已断开。请检查网络后重试。")
    BODY_TOO_LARGE = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        "发送的内容太大，最多 1 MB。请缩短问题，或清空对话后重试。",
    )
    ADDRESS_TOO_LONG = (
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "address_too_long",
        "网址太长，最多 8000 个字符。请打开首页后再输入问题。",
    )
    TOO_MANY = (
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_requests",
        "问得太快了，请 {seconds} 秒后再试。",
    )
    BUSY = (HTTPStatus.TOO_MANY_REQUESTS, "busy", "现在问的人太多，请 {seconds} 秒后再试。")
    FAULT = (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "服务出了点问题，已记录下来。请稍后再试，急事请拨打 12345。",
    )

    def __init__(self, status: HTTPStatus, code: str, sentence: str) -> None:
        """Name the parts of the value."""
        self.status = status
        self.code = code
        self.sentence = sentence


def refuse(
    reason: Refusal, retry_after_s: int | None = None, *, close: bool = False
) -> JSONResponse:
    """The response for a refusal; `close` ends the connection, as its request was not read.

    `detail` is what Gradio's page shows; `error` is what OpenAI's and our own clients read.
    """
    message = reason.sentence.format(seconds=retry_after_s)
    headers = {"Cache-Control": "no-store"}
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    if close:
        headers["Connection"] = "close"
    error = {"code": reason.code, "message": message, "type": reason.code}
    return JSONResponse({"detail": message, "error": error}, reason.status, headers)
