"""What machines ask about the service: is it alive, is it ready, what has it done."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from assistant.service.api_errors import ErrorReply
from assistant.service.desk import Desk
from assistant.service.refusals import Refusal, RefusedError

_STARTING_S = 5


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Ready(BaseModel):
    """The process can answer questions."""

    status: str = Field(examples=["ready"])
    town: str = Field(description="默认的乡镇")
    index_version: str


def health_router(desk: Desk) -> APIRouter:
    """The endpoints for supervisors, proxies and Prometheus."""
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="进程在不在")
    async def healthz() -> Alive:
        return Alive(status="ok")

    @router.get("/readyz", summary="能不能回答", responses={503: {"model": ErrorReply}})
    async def readyz() -> Ready:
        town = desk.towns.default
        for assistant in desk.towns.loaded:
            if assistant.town.key == town:
                return Ready(status="ready", town=town, index_version=assistant.index_version)
        raise RefusedError(Refusal.NOT_READY, _STARTING_S)

    @router.get("/metrics", summary="Prometheus 指标", response_class=Response)
    async def metrics() -> Response:
        return Response(desk.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
