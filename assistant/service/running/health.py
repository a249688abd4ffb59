"""What machines ask about the service: is it alive, is it ready, what has it done."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from assistant.service.rest.errors import ErrorReply
from assistant.service.running.metrics import Metrics
from assistant.service.running.readiness import Readiness


class Alive(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Ready(BaseModel):
    """The process can answer questions."""

    status: str = Field(examples=["ready"])
    town: str = Field(description="默认的乡镇")
    index_version: str
    not_followed: str | None = Field(
        default=None, description="磁盘上的索引为什么没有采用，用的还是旧的；采用了就没有这一项"
    )


def health_router(readiness: Readiness, figures: Metrics) -> APIRouter:
    """The endpoints for supervisors, proxies and Prometheus."""
    router = APIRouter(tags=["运行"])

    @router.get("/healthz", summary="进程在不在")
    async def healthz() -> Alive:
        return Alive(status="ok")

    @router.get(
        "/readyz",
        summary="能不能回答",
        responses={503: {"model": ErrorReply}},
        response_model_exclude_none=True,
    )
    async def readyz() -> Ready:
        assistant = await readiness.assistant()
        return Ready(
            status="ready",
            town=assistant.town.key,
            index_version=assistant.index_version,
            not_followed=assistant.kept_back,
        )

    @router.get("/metrics", summary="Prometheus 指标", response_class=Response)
    async def metrics() -> Response:
        return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)

    return router
