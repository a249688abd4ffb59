"""The HTTP API as one application, without web page or torch: REST, OpenAI, WeChat, health."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from assistant.service.desk import Desk
from assistant.service.mcp.http import MCP_HEADERS, mcp_router
from assistant.service.openai.endpoint import openai_router
from assistant.service.openai.responses import responses_router
from assistant.service.rest.endpoints import rest_router
from assistant.service.rest.errors import answer_errors
from assistant.service.rest.gate import ApiGate
from assistant.service.rest.keys import KeyRing
from assistant.service.running.health import health_router
from assistant.service.running.metrics import Metrics
from assistant.service.running.readiness import Readiness
from assistant.service.towns import Towns
from assistant.service.wechat.accounts import light_pages, load_accounts
from assistant.service.wechat.callbacks import wechat_router
from assistant.settings import Settings

_ABOUT = (
    "用大白话问乡镇履职事项清单，回答哪张清单、哪个部门、乡镇做什么，并逐字引用原文。"
    "清单里没有的事会直说没有（`refused`）。要密钥时写在请求头 `Authorization: Bearer 密钥` 里。"
    "出错时一律是 `error.message` 里的一句话。"
)
_CORS_KEPT_S = 3_600


def build_api(towns: Towns, settings: Settings) -> FastAPI:
    """The API over these towns, not yet behind `guard`; SettingsError for wrong accounts."""
    metrics = Metrics(towns)
    accounts = load_accounts(settings.accounts, settings.towns)
    desk = Desk(towns, metrics, light_pages(accounts))
    keys = KeyRing(settings.api_keys)
    app = _application(desk)
    app.state.desk = desk
    _add_document(app)
    app.include_router(health_router(Readiness(towns, keys, settings), metrics))
    app.include_router(rest_router(desk))
    app.include_router(openai_router(desk))
    app.include_router(responses_router(desk))
    app.include_router(mcp_router(desk, settings))
    app.include_router(wechat_router(desk, accounts, settings.redis_url))
    answer_errors(app, metrics)
    app.add_middleware(ApiGate, keys=keys, settings=settings, metrics=metrics)
    _allow_origins(app, settings)  # outside, so that other websites can read refusals too
    return app


def _application(desk: Desk) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    return FastAPI(
        title="履职问答",
        version="1",
        description=_ABOUT,
        lifespan=lifespan,
        openapi_url=None,  # and so no pages of documentation: they load scripts from elsewhere
        generate_unique_id_function=lambda route: route.name,  # what agents call a tool
    )


def _add_document(app: FastAPI) -> None:
    """Serve the OpenAPI document, with the address that it was asked for at, as agents need it."""

    @app.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> JSONResponse:
        address = str(request.base_url).rstrip("/")
        return JSONResponse({**app.openapi(), "servers": [{"url": address}]})


def _allow_origins(app: FastAPI, settings: Settings) -> None:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.api_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-API-Key", *MCP_HEADERS],
        expose_headers=["Retry-After"],
        max_age=_CORS_KEPT_S,
    )
