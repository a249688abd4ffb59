"""Every error of the API in one envelope, that of `assistant.service.refusals`."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware

from assistant.service.openai.paths import advice
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.validation import invalid
from assistant.service.running.metrics import Metrics


class ErrorDetail(BaseModel):
    """What went wrong, in the form that OpenAI's clients read."""

    message: str = Field(
        description="一句话：哪里不对、应该怎样、怎么办", examples=["没有写 question；…"]
    )
    type: str = Field(examples=["invalid_request_error"])
    param: str | None = Field(description="哪一项不对", examples=["question"])
    code: str = Field(description="供程序判断", examples=["invalid_request"])


class ErrorReply(BaseModel):
    """The envelope of every error."""

    detail: str = Field(description="同 error.message")
    error: ErrorDetail


def answer_errors(app: FastAPI, metrics: Metrics) -> None:
    """Let an application answer each error that its endpoints or its router raise."""

    def told(refused: RefusedError) -> Response:
        metrics.refused(refused.reason)
        return refused.response()

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: RefusedError) -> Response:
        return told(error)

    @app.exception_handler(RequestValidationError)
    async def not_valid(request: Request, error: RequestValidationError) -> Response:
        return told(invalid(error.errors()))

    @app.exception_handler(HTTPException)
    async def not_served(request: Request, error: HTTPException) -> Response:
        response = told(_of(request, error))
        response.headers.update(error.headers or {})
        return response

    async def fault(request: Request, error: Exception) -> Response:
        return told(RefusedError(Refusal.FAULT))

    app.add_middleware(ServerErrorMiddleware, handler=fault)  # it raises again, for the log


def _of(request: Request, error: HTTPException) -> RefusedError:
    path = request.url.path[:100]
    if error.status_code == HTTPStatus.NOT_FOUND:
        return advice(request.url.path) or RefusedError(Refusal.NO_ENDPOINT, path=path)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "")
        return RefusedError(Refusal.WRONG_METHOD, path=path, method=request.method, allowed=allowed)
    return RefusedError(Refusal.BAD_REQUEST)
