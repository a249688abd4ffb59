"""The MCP server: an assistant that calls tools asks, searches and looks duties up."""

import logging
from typing import Any
from urllib.parse import quote

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from mcp.types import Resource as ListedResource
from pydantic import ValidationError

from assistant.answering import wording
from assistant.channels.rendering import Structured
from assistant.service.asker import ASKER
from assistant.service.desk import Desk
from assistant.service.mcp import wording as words
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.duty_rows import DutyDetail, DutyFilters, DutyPage, SearchPage
from assistant.service.rest.kept_talk import AskReply, kept, reply
from assistant.service.rest.town_duties import search_page
from assistant.service.rest.validation import invalid

CHANNEL = "mcp"  # in the question log
MAX_CITED = 10  # a language model reads all of it; 98 citations are 230 kB
_NAME = "lvzhi"
_JSON = "application/json"
_READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_LOG = logging.getLogger(__name__)


class DutyServer(MCPServer[None]):
    """Tells each error in one Chinese sentence, and lists every duty of the settings' town."""

    def __init__(self, desk: Desk) -> None:
        """Serve from this desk; the tools are added by `build_mcp`."""
        self._desk = desk
        town, registry = desk.towns.town(), desk.towns.registry
        super().__init__(
            _NAME,
            title=words.TITLE,
            version="1",
            instructions=words.instructions(town, registry.keys, registry.named),
            log_level="WARNING",
            subscriptions=False,
        )

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[None, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The tool's result; ToolError with what to tell the caller.

        Clients fill in what a model left out with "" or null, which are read as left out.
        """
        try:
            ASKER.get().use()
            tools = {tool.name: tool for tool in await self.list_tools()}
            needed = tools[name].input_schema.get("required", ()) if name in tools else ()
            given = {
                key: value
                for key, value in arguments.items()
                if key in needed or value not in (None, "")
            }
            return await super().call_tool(name, given, context)
        except RefusedError as refused:
            raise ToolError(self._told(refused)) from None
        except ToolError as error:
            cause = error.__cause__
            if cause is None:
                names = tuple(tool.name for tool in await self.list_tools())
                raise ToolError(words.no_tool(name, names)) from None
            raise ToolError(self._told(cause)) from None

    async def list_resources(self) -> list[ListedResource]:
        """One resource a duty; those of other towns are there too, but not listed."""
        town = self._desk.towns.town()
        return [
            ListedResource(
                uri=f"duty://{town.key}/{quote(duty.duty_id)}",
                name=duty.duty_id,
                title=f"{wording.reference(duty)} {wording.brief(duty.title)}",
                mime_type=_JSON,
            )
            for duty in town.duties
        ]

    def _told(self, cause: BaseException) -> str:
        """What a caller is told about a failure; a fault is logged."""
        if isinstance(cause, ValidationError):
            errors = [error | {"loc": ("arguments", *error["loc"])} for error in cause.errors()]
            refused = invalid(errors, words.REMEDY)
        elif isinstance(cause, RefusedError):
            refused = cause
        else:
            _LOG.error("an MCP tool failed", exc_info=cause)
            refused = RefusedError(Refusal.FAULT)
        self._desk.metrics.refused(refused.reason)
        return refused.message


def build_mcp(desk: Desk) -> DutyServer:
    """The server with its tools and resources, for any transport."""
    server = DutyServer(desk)
    _add_questions(server, desk)
    _add_duties(server, desk)
    _add_resources(server, desk)
    return server


def _add_questions(server: DutyServer, desk: Desk) -> None:
    @server.tool(title=words.ASK_TITLE, description=words.ASK, annotations=_READ_ONLY)
    async def ask(
        question: words.Question,
        history: words.History = (),
        state: words.State = "",
        town: words.TownKey = "",
    ) -> AskReply:
        before = await kept(desk, state, town)
        asked = await desk.ask(question, history, before, town=town, channel=CHANNEL)
        return reply(Structured(MAX_CITED, parts=False).render(asked.answer, asked.town), asked)

    @server.tool(title=words.SEARCH_TITLE, description=words.SEARCH, annotations=_READ_ONLY)
    async def search_duties(
        question: words.Question, limit: words.FoundLimit = 5, town: words.TownKey = ""
    ) -> SearchPage:
        return await desk.work(
            lambda office: search_page(office.assistant.search, question, limit),
            town,
            len(question),
        )


def _add_duties(server: DutyServer, desk: Desk) -> None:
    @server.tool(title=words.GET_TITLE, description=words.GET, annotations=_READ_ONLY)
    async def get_duty(duty_id: words.DutyId, town: words.TownKey = "") -> DutyDetail:
        return await desk.work(lambda office: office.duties.detail(duty_id), town)

    @server.tool(title=words.LIST_TITLE, description=words.LIST, annotations=_READ_ONLY)
    async def list_duties(
        list: words.ListChoice = None,
        section: words.SectionName = None,
        department: words.DepartmentName = None,
        enforcement: words.Enforcement = None,
        text: words.Words = "",
        offset: words.Offset = 0,
        limit: words.PageLimit = 20,
        town: words.TownKey = "",
    ) -> DutyPage:
        filters = DutyFilters(
            list=list,
            section=section,
            department=department,
            enforcement=enforcement,
            text=text,
            offset=offset,
            limit=limit,
        )
        return await desk.work(lambda office: office.duties.page(filters), town)


def _add_resources(server: DutyServer, desk: Desk) -> None:
    @server.resource(
        "duty://{town}/{duty_id}",
        name="duty",
        title=words.DUTY_TITLE,
        description=words.DUTY,
        mime_type=_JSON,
    )
    async def duty(town: str, duty_id: str) -> str:
        try:
            detail = await desk.work(lambda office: office.duties.detail(duty_id), town)
        except RefusedError as refused:
            desk.metrics.refused(refused.reason)
            kind = ResourceNotFoundError if refused.reason is Refusal.UNKNOWN else ResourceError
            raise kind(refused.message) from None
        return detail.model_dump_json()
