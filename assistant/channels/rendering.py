"""An answer as each channel shows it: plain text, WeChat, Markdown, structured data."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from pydantic import Field

from assistant.answer import Answer, AnswerKind, Citation
from assistant.answering import wording
from assistant.answering.citation import cites_list
from assistant.answering.parts.of_duties import Comparison, Entry, EntryForm
from assistant.answering.parts.of_sets import Listed
from assistant.answering.parts.part import Part
from assistant.answering.telling.duty_lines import tells_title, told_items
from assistant.answering.telling.lines import text_of, without_related
from assistant.channels import channel_wording as words
from assistant.channels.paging import MAX_WECHAT_BYTES, cut, pages
from corpus.models import Duty, Town

_SHOWN_PLACES = 5
_MENU_ENTRIES = 5
_MARKUP = re.compile(r"(?P<link>https://[!-)+-;=?-Za-z_~]+)|[\\`*_\[\]<>#|~]")

Rendered = TypeVar("Rendered", covariant=True)


class Renderer(Protocol[Rendered]):
    """Shows an answer on one kind of channel."""

    def render(self, answer: Answer, town: Town) -> Rendered:
        """The answer for this channel; `town` is the one that was asked."""


class PlainText:
    """For bots that show text as it is and cut what is long: one short reply."""

    def __init__(self, page: str = "") -> None:
        """Name this web page where something is left out; "" where there is none."""
        self._more = f"\n{words.also_as_page(page)}" if page else ""

    def render(self, answer: Answer, town: Town) -> str:
        """Text without any markup, at most `MAX_WECHAT_BYTES`; quotes as far as there is room.

        A quote that the answer has told already isn't repeated; what is cut off is said to be.
        """
        notice = f"\n\n{words.source_notice(town)}" if answer.citations else ""
        left = MAX_WECHAT_BYTES - len(notice.encode())
        text = text_of(answer.parts, town)
        if len(text.encode()) > left:
            ending = f"\n{words.CUT_SHORT}{self._more}"
            return f"{cut(text, left - len(ending.encode()))[0]}{ending}{notice}"
        ending = f"\n{words.MORE_IN_SOURCE}{self._more}"
        return f"{text}{_quoted(answer, town, left - len(text.encode()), ending)}{notice}"


class Markdown:
    """For clients of the OpenAI endpoint; reads well where Markdown is shown as plain text."""

    def render(self, answer: Answer, town: Town) -> str:
        """Light Markdown: line breaks and quotes, source text escaped."""
        parts = [_hard_lines(text_of(answer.parts, town))]
        for number, (place, quotes) in enumerate(_sources(answer, town), start=1):
            block = _hard_lines("\n".join([f"【{number}】{place}", *quotes]))
            parts.append("> " + block.replace("\n", "\n> "))
        parts += [_escaped(words.source_notice(town))] if answer.citations else []
        return "\n\n".join(parts)


class WeChat:
    """For 公众号 and 企业微信: short pages, and numbers to reply with."""

    def render(self, answer: Answer, town: Town) -> str:
        """The first page."""
        return pages(self.text(answer, town))[0]

    def text(self, answer: Answer, town: Town) -> str:
        """The whole text, to be cut by `pages`: the answer, then what `choices` numbers.

        Duties that may be related are told by the numbers alone.
        """
        duties = [town.duty(duty_id) for duty_id in choices(answer)]
        parts = without_related(answer.parts) if duties else answer.parts
        return "\n\n".join([text_of(parts, town), *_menu(answer, duties)])


class StructuredAnswer(Answer):
    """An answer for programs: the contract with what a reader must be told beside it."""

    town: str = Field(description="key of the town that was asked: `fuhe`")
    references: tuple[str, ...] = Field(
        description="how to name each citation to a person, in order: 《配合履职事项清单》第40项"
    )
    notice: str = Field(description="source and standing of the answer, to be shown with it")


class Structured:
    """For MCP and other programs."""

    def __init__(self, most: int | None = None, *, parts: bool = True) -> None:
        """Give at most so many citations; what is left out is said in `notice`.

        A language model reads every word, so it is not given the parts, which the text tells.
        """
        self._most = most
        self._parts = parts

    def render(self, answer: Answer, town: Town) -> StructuredAnswer:
        """All fields of the answer, and those of `StructuredAnswer`."""
        shown = answer if self._parts else _without_parts(answer)
        cited = answer.citations[: self._most]
        notice = words.source_notice(town)
        if len(cited) < len(answer.citations):
            notice += words.more_cited(len(cited), len(answer.citations))
        return StructuredAnswer(
            **(shown.model_dump() | {"citations": cited}),
            town=town.key,
            references=tuple(_reference(citation, town) for citation in cited),
            notice=notice,
        )


def _without_parts(answer: Answer) -> Answer:
    matters = tuple(matter.model_copy(update={"parts": ()}) for matter in answer.matters)
    return answer.model_copy(update={"parts": (), "matters": matters})


def choices(answer: Answer) -> tuple[str, ...]:
    """Duty ids that a reply of 1, 2, … means after this answer: those cited, then others meant.

    Where the answer lists duties, it has numbered them itself. What is only counted, and a duty
    that was looked up and told whole, leave nothing to look into.
    """
    if listed := _listed(answer):
        return listed
    cited = tuple(dict.fromkeys(citation.duty_id for citation in answer.citations))
    if _is_only_counted(answer) or _is_told_whole(answer):
        cited = ()
    return tuple(dict.fromkeys((*cited, *answer.alternatives)))[:_MENU_ENTRIES]


def _menu(answer: Answer, duties: list[Duty]) -> list[str]:
    if not duties:
        return []
    if _listed(answer):
        return [words.follow_up_by_line(len(duties))]
    entries = [
        words.follow_up_line(place, _label(duty, answer))
        for place, duty in enumerate(duties, start=1)
    ]
    return ["\n".join([words.FOLLOW_UP_HEADING, *entries])]


def _listed(answer: Answer) -> tuple[str, ...]:
    """The duties that the answer's own lines number, where they do so once."""
    lists = [part for part in answer.parts if isinstance(part, Listed)]
    alone = len(lists) == 1 and answer.kind is AnswerKind.ENUMERATE
    return tuple(one.duty_id for one in lists[0].duties) if alone else ()


def _is_only_counted(answer: Answer) -> bool:
    lists = any(isinstance(part, Listed) for part in answer.parts)
    return answer.kind is AnswerKind.ENUMERATE and not lists


def _is_told_whole(answer: Answer) -> bool:
    in_short = any(
        isinstance(part, Comparison) or (isinstance(part, Entry) and part.form is EntryForm.SHORT)
        for part in answer.parts
    )
    return answer.kind is AnswerKind.LOOKUP and not in_short


def _label(duty: Duty, answer: Answer) -> str:
    """The duty's reference, with its title where the answer has not told that."""
    reference = wording.reference(duty)
    if tells_title(answer.parts, duty.duty_id):
        return reference
    return f"{reference} {wording.brief(duty.title)}"


def _reference(citation: Citation, town: Town) -> str:
    named = f"《{citation.list.full_name}》"
    return named if cites_list(citation, town) else f"{named}第{citation.number}项"


def _quoted(answer: Answer, town: Town, room: int, ending: str) -> str:
    """The sources below a plain answer, in at most so many bytes; a place before its quotes.

    Where there are more than fit, they end with `ending`.
    """
    lines, told = "", f"\n\n{words.SOURCES_HEADING}"
    for number, (place, quotes) in enumerate(_sources(answer, town), start=1):
        for line in "\n".join((f"【{number}】{place}", *quotes)).split("\n"):
            longer = f"{lines or told}\n{line}"
            if len(f"{longer}{ending}".encode()) > room:
                return f"{lines}{ending}" if lines else ""
            lines = longer
    return lines


def _untold(citation: Citation, parts: Sequence[Part]) -> str:
    """The items of a quote that the answer has not told."""
    told = told_items(parts, citation.duty_id)
    if tells_title(parts, citation.duty_id):
        told.add(citation.title)
    return "\n".join(line for line in citation.quote.split("\n") if line not in told)


def _sources(answer: Answer, town: Town) -> list[tuple[str, list[str]]]:
    """The first places cited, each with those of its quotes that the answer has not told.

    An enumeration has named list, number and words of every duty itself.
    """
    if answer.kind is AnswerKind.ENUMERATE:
        return []
    places: dict[str, list[str]] = {}
    for citation in answer.citations:
        quotes = places.setdefault(_place_of(citation, town), [])
        quotes += [rest] if (rest := _untold(citation, answer.parts)) else []
    return [*places.items()][:_SHOWN_PLACES]


def _place_of(citation: Citation, town: Town) -> str:
    lines = words.source_lines(citation.source_lines)
    return " · ".join([_reference(citation, town), citation.section, citation.holder, lines])


def _hard_lines(text: str) -> str:
    """Escaped, with line breaks that Markdown keeps."""
    return "  \n".join(_escaped(line) for line in text.split("\n"))


def _escaped(text: str) -> str:
    """Source text and names as they are; a link stays one."""
    return _MARKUP.sub(lambda match: match["link"] or f"\\{match[0]}", text)
