"""Requests and responses of the chat completions endpoint, in OpenAI's shape."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool
from pydantic_core import PydanticCustomError

from assistant.channels.rendering import StructuredAnswer
from assistant.understanding.message import without_notes

MODEL = "lvzhi"  # the settings' own town; so is any other name, as bots send what they like
USER = "user"
ASSISTANT = "assistant"
MAX_ITEMS = 5_000  # messages of a conversation, and parts of a message; a body could hold 400,000
SYSTEM = frozenset(("system", "developer"))
_PICTURE = "[图片]"  # what a message without words, but with something else, is read as


class _Asked(BaseModel):
    """What a client sends: fields that we have no use for are ignored, whatever is in them."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ContentPart(_Asked):
    """One part of a message; an image, a file or a sound has no text."""

    type: str = Field(default="text", max_length=50)
    text: str | None = None


def _parts(content: object) -> object:
    """The parts of a message; one that is text alone has one part."""
    if isinstance(content, str):
        return [{"text": content}]
    if content is None or isinstance(content, list):
        return content
    raise PydanticCustomError("text_or_parts", "text or parts")


class Message(_Asked):
    """One message of the conversation."""

    role: str = Field(max_length=50, examples=["user"])
    content: Annotated[
        Annotated[list[ContentPart], Field(max_length=MAX_ITEMS, fail_fast=True)] | None,
        BeforeValidator(_parts, json_schema_input_type=str | list[ContentPart] | None),
    ] = Field(default=None, examples=["俺家房子快塌了找谁"])

    @property
    def text(self) -> str:
        """The words that a person wrote, without what their bot noted about them."""
        parts = self.content or ()
        said = without_notes("\n".join(part.text for part in parts if part.text))
        return said or (_PICTURE if any(part.text is None for part in parts) else "")


class StreamOptions(_Asked):
    """How a streamed completion is wanted."""

    include_usage: StrictBool | None = None


def _boolean(value: object) -> object:
    """A JSON boolean: 0 equals false in Python only."""
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("bool_type", "a boolean")


Never = Annotated[Literal[False], BeforeValidator(_boolean)]
ToolChoice = Annotated[Literal["none", "auto"] | None, Field(description="从不调用工具，直接回答")]


class ResponseFormat(_Asked):
    """The form that an answer is wanted in; a schema of the client's own isn't looked at."""

    type: Literal["text", "json_object", "json_schema"] = "text"

    @property
    def is_json(self) -> bool:
        """Whether the answer's object is wanted."""
        return self.type != "text"


class ChatRequest(_Asked):
    """A request; there is one answer to a question, so sampling and offered tools say nothing."""

    model: str | None = Field(default=None, max_length=200, examples=[MODEL])
    messages: list[Message] = Field(min_length=1, max_length=MAX_ITEMS, fail_fast=True)
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = Field(
        default=None, description="json_object 或 json_schema：内容就是 lvzhi 那个对象"
    )
    # A client that gets something else than it counts on breaks, so these are refused by name.
    n: Literal[1] | None = Field(default=None, description="一个问题只有一个回答")
    logprobs: Never | None = Field(default=None, description="没有语言模型，没有概率")
    tool_choice: ToolChoice = None
    modalities: list[Literal["text"]] | None = Field(default=None, max_length=10)

    @property
    def user_texts(self) -> tuple[str, ...]:
        """What the user wrote, oldest first; "" for a message without words."""
        return tuple(message.text for message in self.messages if message.role == USER)

    @property
    def orders(self) -> tuple[str, ...]:
        """What the client tells the model about its work."""
        return tuple(message.text for message in self.messages if message.role in SYSTEM)

    @property
    def usage_wanted(self) -> bool:
        """Whether a stream shall end with its usage."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def json_wanted(self) -> bool:
        """Whether the content shall be the answer's object."""
        return self.response_format is not None and self.response_format.is_json


def said_before(messages: Sequence[Message], questions: int) -> str:
    """What the assistant said just before the last `questions` of the user; "" if nothing."""
    own = [place for place, message in enumerate(messages) if message.role == USER]
    if not 0 < questions <= len(own):
        return ""
    for message in reversed(messages[: own[-questions]]):
        if message.role in (USER, ASSISTANT):
            return message.text if message.role == ASSISTANT else ""
    return ""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(_Told):
    """Counts characters: no language model is at work whose tokens could be counted.

    They are never 0, since clients take an answer of no tokens for a failure.
    """

    prompt_tokens: int = Field(ge=1, description="characters of the user's and system's messages")
    completion_tokens: int = Field(ge=1, description="characters of the answer")
    total_tokens: int = Field(ge=2)

    @classmethod
    def of(cls, texts: Sequence[str], text: str) -> "Usage":
        """The usage of one answer to these texts."""
        prompt = max(1, sum(map(len, texts)))
        completion = max(1, len(text))
        return cls(
            prompt_tokens=prompt,
            completion_tokens=completion,
            total_tokens=prompt + completion,
        )


class CompletionMessage(_Told):
    """The answer as Markdown; `refusal` is null even where the lists don't cover the question."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(min_length=1)
    refusal: None = None


class Choice(_Told):
    """The one answer."""

    index: Literal[0] = 0
    message: CompletionMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(_Told):
    """A whole completion."""

    id: str = Field(examples=["chatcmpl-0f6d2b"])
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="seconds since 1970")
    model: str
    system_fingerprint: str = Field(description="version of the index that answered")
    choices: tuple[Choice]
    usage: Usage
    lvzhi: StructuredAnswer = Field(description="the answer with citations, for programs")


class ChunkChoice(_Told):
    """The next piece of the answer."""

    index: Literal[0]
    delta: dict[str, str]
    finish_reason: Literal["stop"] | None


class ChatCompletionChunk(_Told):
    """One event of a streamed completion; fields that were not set are not sent."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    system_fingerprint: str = ""
    usage: Usage | None = None
    lvzhi: StructuredAnswer | None = None


class Model(_Told):
    """One town's lists, named as a model."""

    id: str = Field(examples=["lvzhi/fuhe"])
    object: Literal["model"] = "model"
    created: Literal[0] = 0
    owned_by: Literal["lvzhi"] = "lvzhi"


class ModelList(_Told):
    """All models."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...]
