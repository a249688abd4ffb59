"""The REST endpoints below /v1: ask, towns, search, duties, departments."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.channels.rendering import Structured
from assistant.service.desk import Desk
from assistant.service.rest.duty_rows import (
    MAX_FOUND,
    DepartmentPage,
    DutyDetail,
    DutyFilters,
    DutyPage,
    SearchPage,
)
from assistant.service.rest.errors import ErrorReply
from assistant.service.rest.kept_talk import MAX_STATE_CHARS, AskReply, kept, reply
from assistant.service.rest.town_duties import search_page
from assistant.service.rest.town_rows import MAX_TOWNS, TownPage, town_page
from assistant.understanding.normalisation import MAX_QUESTION_CHARS
from corpus.towns.registry import MAX_KEY_CHARS

CHANNEL = "api"  # in the question log
MAX_CITED = 100
MAX_SEARCH_CHARS = 300  # an address holds no more in UTF-8, percent-encoded
_STATUSES = {
    400: "内容不是 UTF-8",
    401: "没有密钥，或密钥不对",
    404: "没有这个乡镇、事项、类别或部门",
    413: "内容太大",
    414: "网址太长",
    422: "写法不对",
    429: "太快，或人太多；`Retry-After` 写明再等几秒",
    500: "服务出错",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorReply, "description": words} for status, words in _STATUSES.items()
}
_TownKey = Annotated[
    str, Query(max_length=MAX_KEY_CHARS, description="乡镇代号，见 /v1/towns；不写则用默认的")
]


class AskRequest(BaseModel):
    """A question, and what the user asked before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(max_length=MAX_QUESTION_CHARS, description="要问的话")
    history: tuple[Annotated[str, Field(max_length=MAX_QUESTION_CHARS)], ...] = Field(
        default=(),
        max_length=100,
        fail_fast=True,  # else each of half a million wrong ones is told, in a second
        description="同一个人先前的问题，早的在前",
    )
    state: str = Field(
        default="",
        max_length=MAX_STATE_CHARS,
        description="上一次回答里的 state，原样给回；给了它，history 里只放那以后的问题",
    )
    town: str = Field(
        default="", max_length=MAX_KEY_CHARS, description="乡镇代号，见 /v1/towns；不写则用默认的"
    )
    top_k: int | None = Field(
        default=None, ge=1, le=MAX_CITED, description="最多几条引文，不写则全部"
    )


_EXAMPLES: dict[str, Any] = {
    "一个问题": {"value": {"question": "俺家房子快塌了找谁"}},
    "接着问": {"value": {"question": "哪个部门负责", "history": ["低保咋申请"], "top_k": 1}},
}


def rest_router(desk: Desk) -> APIRouter:
    """The endpoints, asking at this desk."""
    router = APIRouter(prefix="/v1", tags=["履职问答"], responses=ERRORS)

    @router.post("/ask", summary="问一个问题，得到带引文的回答")
    async def ask(
        request: Annotated[AskRequest, Body(openapi_examples=_EXAMPLES)],
    ) -> AskReply:
        before = await kept(desk, request.state, request.town)
        asked = await desk.ask(
            request.question, request.history, before, town=request.town, channel=CHANNEL
        )
        cited = asked.answer.citations[: request.top_k]
        shown = asked.answer.model_copy(update={"citations": cited})
        return reply(Structured().render(shown, asked.town), asked)

    @router.get("/towns", summary="有哪些乡镇")
    def towns(
        offset: Annotated[int, Query(ge=0, le=100_000, description="跳过前几个")] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_TOWNS, description="最多几个")] = 100,
    ) -> TownPage:
        return town_page(desk.towns.registry, desk.towns.default, offset, limit)

    @router.get("/search", summary="检索与一句话最接近的事项")
    async def search(
        q: Annotated[
            str, Query(max_length=MAX_SEARCH_CHARS, description="问题", examples=["房子快塌了"])
        ],
        k: Annotated[int, Query(ge=1, le=MAX_FOUND, description="前几项")] = 5,
        town: _TownKey = "",
    ) -> SearchPage:
        return await desk.work(lambda office: search_page(office.assistant.search, q, k), town)

    @router.get("/duties", summary="按清单、类别、部门、字词列出事项")
    async def duties(filters: Annotated[DutyFilters, Query()]) -> DutyPage:
        return await desk.work(lambda office: office.duties.page(filters), filters.town)

    @router.get("/duties/{duty_id}", summary="一个事项的全文")
    async def duty(
        duty_id: Annotated[str, Path(max_length=40, description="编号", examples=["配合-40"])],
        town: _TownKey = "",
    ) -> DutyDetail:
        return await desk.work(lambda office: office.duties.detail(duty_id), town)

    @router.get("/departments", summary="全部部门，各有多少事项")
    async def departments(town: _TownKey = "") -> DepartmentPage:
        return await desk.work(lambda office: office.duties.departments(), town)

    return router
