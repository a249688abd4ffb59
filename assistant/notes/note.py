"""A note of a town's staff: its kinds, and one change of it, which is never lost."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class NoteKind(StrEnum):
    """What can be noted of a duty or of a department."""

    OFFICE = "office"
    WINDOW = "window"
    PHONE = "phone"
    HOURS = "hours"
    PAPERS = "papers"
    GUIDE = "guide"
    SENTENCE = "sentence"


NAMES: Mapping[NoteKind, str] = MappingProxyType(
    {
        NoteKind.OFFICE: "办理地点",
        NoteKind.WINDOW: "窗口",
        NoteKind.PHONE: "电话",
        NoteKind.HOURS: "办公时间",
        NoteKind.PAPERS: "要带的材料",
        NoteKind.GUIDE: "办事指南",
        NoteKind.SENTENCE: "补充说明",
    }
)
MAX_CHARS: Mapping[NoteKind, int] = MappingProxyType(
    {
        NoteKind.OFFICE: 60,
        NoteKind.WINDOW: 30,
        NoteKind.PHONE: 60,
        NoteKind.HOURS: 60,
        NoteKind.PAPERS: 200,
        NoteKind.GUIDE: 300,
        NoteKind.SENTENCE: 100,
    }
)
MAX_WHO_CHARS = 20


class Change(BaseModel):
    """One value as it was entered; the latest of its subject and kind stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: str = Field(description="the same for all that was entered at once")
    at: AwareDatetime
    who: str
    subject: str = Field(description="a duty's id, or a department's full name")
    title: str = Field(
        default="", description="the duty's title then: another document may number anew"
    )
    kind: NoteKind
    value: str = Field(description='"": it was taken away')
    mobile: bool = Field(default=False, description="a mobile number in it is a public one")
