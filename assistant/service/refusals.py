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
        "发送的内容太大，最多 1 MB（带图片的消息 24 MB）；图片和文件我也看不了。"
        "请把想问的事打成一句话，另开一段对话发来。",
    )
    PAGE_BODY_TOO_LARGE = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        "发送的内容太大，网页最多 200 KB。请缩短问题，或清空记录后重试。",
    )
    NO_FILES = (
        HTTPStatus.BAD_REQUEST,
        "no_files",
        "网页不收文件和网址。请只写要问的事。",
    )
    PAGE_REQUEST = (
        HTTPStatus.BAD_REQUEST,
        "bad_page_request",
        "发来的内容不是网页会发的。请刷新网页后重试。",
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
    WRONG_PASSWORD = (
        HTTPStatus.FORBIDDEN,
        "wrong_password",
        "密码不对，请再试一次。",
    )
    TOO_MANY_GUESSES = (
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_guesses",
        "输错得太多了，请 {seconds} 秒后再试。",
    )
    BUSY = (HTTPStatus.TOO_MANY_REQUESTS, "busy", "现在问的人太多，请 {seconds} 秒后再试。")
    CROWDED = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too_many_connections",
        "打开的连接太多，请关掉一些网页，{seconds} 秒后再试。",
    )
    NO_KEY = (
        HTTPStatus.UNAUTHORIZED,
        "invalid_api_key",
        "没有带密钥，或密钥不对。请在请求头写 Authorization: Bearer 密钥；密钥由管理员用"
        " lvzhi keys add 发放。",
    )
    NO_ENDPOINT = (
        HTTPStatus.NOT_FOUND,
        "not_found",
        "接口里没有“{path}”这个地址，有哪些请看 /openapi.json。",
    )
    WRONG_METHOD = (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "“{path}”不接受 {method} 请求，应为 {allowed}。",
    )
    UNKNOWN = (HTTPStatus.NOT_FOUND, "not_found", "{sentence}")  # a town, duty or department
    INVALID = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", "{sentence}")
    INVALID_CHAT = (HTTPStatus.BAD_REQUEST, "invalid_request", "{sentence}")  # OpenAI's status
    WRONG_HOST = (
        HTTPStatus.MISDIRECTED_REQUEST,
        "wrong_host",
        "/mcp 不认“{host}”这个主机名，请管理员把它写进 LVZHI_MCP_HOSTS。",
    )
    WRONG_ORIGIN = (
        HTTPStatus.FORBIDDEN,
        "wrong_origin",
        "/mcp 不接受网站“{origin}”的脚本，请管理员把它写进 LVZHI_API_ORIGINS。",
    )
    BAD_REQUEST = (
        HTTPStatus.BAD_REQUEST,
        "bad_request",
        "请求内容读不懂，应为 UTF-8 的 JSON，请按 /openapi.json 重发。",
    )
    NOT_HTTP = (
        HTTPStatus.BAD_REQUEST,
        "bad_request",
        "请求的写法不对，应为普通的 HTTP/1.1 请求，网址以 / 开头。",
    )
    NOT_READY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "not_ready",
        "服务正在启动，请 {seconds} 秒后再试。",
    )
    TOWN_NOT_READY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "not_ready",
        "这个乡镇的索引正在准备，第一次要一两分钟，请 {seconds} 秒后再试。",
    )
    UNFIT = (HTTPStatus.SERVICE_UNAVAILABLE, "not_fit", "{sentence}")
    KEYS_UNREADABLE = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "keys_unreadable",
        "现在核对不了密钥：密钥文件坏了或读不了。请管理员检查，应由 lvzhi keys 写成。",
    )
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

    @property
    def type(self) -> str:
        """The kind of error in OpenAI's words, which its clients and bots know."""
        if self.status is HTTPStatus.UNAUTHORIZED:
            return "authentication_error"
        if self.status is HTTPStatus.TOO_MANY_REQUESTS:
            return "rate_limit_error"
        return "invalid_request_error" if self.status < 500 else "server_error"


class RefusedError(Exception):
    """A request that is not served: what the service says instead, whatever the channel."""

    def __init__(
        self,
        reason: Refusal,
        retry_after_s: int | None = None,
        *,
        param: str | None = None,
        **facts: str,
    ) -> None:
        """Fill the sentence with `facts`; `param` is the field that is wrong."""
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.param = param
        self.message = reason.sentence.format(seconds=retry_after_s, **facts)
        super().__init__(self.message)

    def response(self) -> JSONResponse:
        """The response that says so."""
        headers = {"Cache-Control": "no-store"}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(self.retry_after_s)
        if self.reason is Refusal.NO_KEY:
            headers["WWW-Authenticate"] = "Bearer"
        if self.reason is Refusal.FAULT:  # the server hangs up, as the fault is raised again
            headers["Connection"] = "close"
        return JSONResponse(self.body(), self.reason.status, headers)

    def body(self) -> dict[str, object]:
        """What is sent of it.

        `detail` is what Gradio's and the light page show; `error` is what OpenAI's and our own
        clients read.
        """
        return {"detail": self.message, "error": self.error()}

    def error(self) -> dict[str, str | None]:
        """The error in OpenAI's form."""
        return {
            "message": self.message,
            "type": self.reason.type,
            "param": self.param,
            "code": self.reason.code,
        }


def refuse(
    reason: Refusal, retry_after_s: int | None = None, *, close: bool = False, **facts: str
) -> JSONResponse:
    """The response for a refusal; `close` ends the connection, as its request was not read."""
    response = RefusedError(reason, retry_after_s, **facts).response()
    if close:
        response.headers["Connection"] = "close"
    return response
