"""The talk after an answer of ours, read back from its text by a client that keeps nothing else."""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.answer import SURE_FROM, AnswerKind
from assistant.answering.talk.turns import KEPT_CHARS, TalkState, Turn
from assistant.answering.wording import IN_DOUBT
from assistant.understanding.sets.asked_set import AskedSet
from assistant.understanding.statements.predicate import all_pass
from corpus.models import BlockKind, Duty, ListName, Town

_MAX_CHARS = 50_000  # of an answer; all duties of a town take fewer
_UNSURE = 0.5  # of a duty that was told in doubt
_REFERENCE = re.compile(rf"《({'|'.join(ListName)})履职事项清单》第(\d{{1,3}})项")
_HEADING = re.compile(r"\d\. “[^”]+”：")  # of one of several matters
_LISTED = re.compile(r"\d{1,3}\. 第(?P<number>\d{1,3})项 (?P<title>[^…（]{1,40})")
_COUNTED = re.compile(r"(?P<scope>(?:《|三张清单里|清单里).{1,120}事项)共\d+项")
_SOURCE = re.compile(r"(?:> ?)?【\d+】")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")


def talk_after(text: str, town: Town, read_set: Callable[[str], AskedSet | None]) -> TalkState:
    """The talk after an answer with this text, in any of our channels' forms.

    It is empty where the text is of somebody else, or tells no duty of this town. A set is
    known again where `read_set` reads it from how we name it, and it is just what was listed.
    """
    lines = [line.strip() for line in _ESCAPED.sub(r"\1", text[:_MAX_CHARS]).split("\n")]
    turn = _listed(lines, town, read_set) or _told(lines, town)
    return TalkState(turns=(turn,)) if turn else TalkState()


def _listed(
    lines: Sequence[str], town: Town, read_set: Callable[[str], AskedSet | None]
) -> Turn | None:
    duties = [duty for line in lines if (duty := _line_of(line, town))]
    scope = next((match["scope"] for line in lines if (match := _COUNTED.search(line))), "")
    if not duties or not scope:
        return None
    asked = read_set(scope)
    chosen = {d.duty_id for d in town.duties if asked and all_pass(asked.predicates, d)}
    return Turn(
        question=scope[-KEPT_CHARS:],
        kind=AnswerKind.ENUMERATE,
        duties=_ids(duties),
        confidence=SURE_FROM,
        asked=asked if chosen == {*_ids(duties)} else None,
    )


def _line_of(line: str, town: Town) -> Duty | None:
    """The duty of one line of a list, by its number and how its title begins."""
    match = _LISTED.match(line)
    if match is None:
        return None
    number, title = int(match["number"]), match["title"].strip()
    numbered = (duty for duty in town.duties if duty.number == number)
    return next((duty for duty in numbered if duty.title.startswith(title)), None)


def _told(lines: Sequence[str], town: Town) -> Turn | None:
    sources = [line for line in lines if _SOURCE.match(line)]
    cited = [duty for line in sources for duty in _named(line, town)[:1]]
    if not cited:
        return None
    matters = _matters(lines[: lines.index(sources[0])], town)
    looked_up = bool(_REFERENCE.match(lines[0])) and not matters
    duties = matters or (cited if looked_up else cited[:1])
    first = duties[0]
    return Turn(
        question="，".join(dict.fromkeys(duty.title for duty in duties))[:KEPT_CHARS],
        kind=AnswerKind.LOOKUP if looked_up else AnswerKind.DUTY,
        duties=_ids(duties),
        several=bool(matters),
        part=_part(first, sources[0]),
        confidence=_UNSURE if any(IN_DOUBT in line for line in lines) else SURE_FROM,
    )


def _part(duty: Duty, source: str) -> int:
    """The place of the part that was told first, by the holder that its source names."""
    own = (
        place
        for place, block in enumerate(duty.blocks)
        if block.kind is not BlockKind.TITLE and f" · {block.holder} · " in source
    )
    return next(own, 0)


def _matters(lines: Sequence[str], town: Town) -> list[Duty]:
    """The duty of each of several matters: the first that is named below its heading."""
    starts = [place for place, line in enumerate(lines) if _HEADING.match(line)]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(lines)]
    sections = ("\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    return [duty for section in sections for duty in _named(section, town)[:1]]


def _named(text: str, town: Town) -> list[Duty]:
    """The duties of this town that a text names by list and number."""
    ids = [f"{name}-{number}" for name, number in _REFERENCE.findall(text)]
    known = {duty.duty_id: duty for duty in town.duties}
    return [known[duty_id] for duty_id in ids if duty_id in known]


def _ids(duties: Iterable[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(duty.duty_id for duty in duties))
