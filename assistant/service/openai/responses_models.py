"""Requests and objects of the responses endpoint, in OpenAI's shape."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from assistant.channels.rendering import StructuredAnswer
from assistant.service.openai.models import (
    MAX_ITEMS,
    MODEL,
    SYSTEM,
    USER,
    Message,
    Never,
    ResponseFormat,
    ToolChoice,
)

_KEPT = "不支持：这里不保存对话，请把先前的消息写进 input"


class Item(Message):
    """One item of the input: a message, or what a model or tool did, which has no role."""

    role: str = Field(default="", max_length=50, examples=[USER])


class TextForm(BaseModel):
    """How the text of an answer is wanted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: ResponseFormat = ResponseFormat()


class ResponsesRequest(BaseModel):
    """A request; what only a language model could use is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str | None = Field(default=None, max_length=200, examples=[MODEL])
    input: (
        str | Annotated[list[Item], Field(min_length=1, max_length=MAX_ITEMS, fail_fast=True)]
    ) = Field(examples=["俺家房子快塌了找谁"])
    instructions: str | None = None
    stream: StrictBool | None = None
    text: TextForm | None = None
    tool_choice: ToolChoice = None
    previous_response_id: None = Field(default=None, description=_KEPT)
    conversation: None = Field(default=None, description=_KEPT)
    background: Never | None = None

    @property
    def messages(self) -> tuple[Item, ...]:
        """The input as messages."""
        if isinstance(self.input, str):
            return (Item.model_validate({"role": USER, "content": self.input}),)
        return tuple(self.input)

    @property
    def user_texts(self) -> tuple[str, ...]:
        """What the user wrote, oldest first."""
        return tuple(message.text for message in self.messages if message.role == USER)

    @property
    def orders(self) -> tuple[str, ...]:
        """What the client tells the model about its work."""
        told = [message.text for message in self.messages if message.role in SYSTEM]
        return (*([self.instructions] if self.instructions else []), *told)

    @property
    def format(self) -> ResponseFormat:
        """The form that the text is wanted in."""
        return self.text.format if self.text else ResponseFormat()


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OutputText(_Told):
    """The answer's text."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: tuple[()] = ()
    logprobs: tuple[()] = ()


class OutputMessage(_Told):
    """The answer as the one item of the output."""

    type: Literal["message"] = "message"
    id: str
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed"]
    content: tuple[OutputText, ...]


class ResponsesUsage(_Told):
    """Counts characters, as that of chat completions."""

    input_tokens: int = Field(ge=1)
    input_tokens_details: dict[str, int] = Field(default={"cached_tokens": 0})
    output_tokens: int = Field(ge=1)
    output_tokens_details: dict[str, int] = Field(default={"reasoning_tokens": 0})
    total_tokens: int = Field(ge=2)


class ResponseObject(_Told):
    """A whole response, or one under way."""

    id: str = Field(examples=["resp_0f6d2b"])
    object: Literal["response"] = "response"
    created_at: int = Field(description="seconds since 1970")
    status: Literal["in_progress", "completed"]
    model: str
    output: tuple[OutputMessage, ...] = ()
    instructions: str | None = None
    error: None = None
    incomplete_details: None = None
    metadata: dict[str, str] = Field(default={})
    parallel_tool_calls: Literal[False] = False
    tool_choice: Literal["none"] = "none"
    tools: tuple[()] = ()
    temperature: None = None
    top_p: None = None
    previous_response_id: None = None
    store: Literal[False] = False
    text: dict[str, Any] = Field(default={"format": {"type": "text"}})
    usage: ResponsesUsage | None = None
    lvzhi: StructuredAnswer | None = Field(
        default=None, description="the answer with citations, for programs"
    )


def numbered(events: list[dict[str, Any]], first: int) -> Iterator[dict[str, Any]]:
    """Events with the numbers that clients order them by."""
    for number, event in enumerate(events, start=first):
        yield event | {"sequence_number": number}
