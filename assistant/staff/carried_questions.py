"""A town's own questions when a new version comes: they follow their duties, or are set aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.staff.added_questions import QuestionStore
from assistant.staff.question_checks import QuestionError, default_departments
from corpus.bank.questions import AskedQuestion, load_asked
from corpus.comparison.pairs import paired
from corpus.comparison.renamed import renamed_departments
from corpus.models import Duty, Town
from corpus.source import SourceError
from index.building.disk import write_whole

LOST_FILE = "lost.jsonl"


class LostQuestion(BaseModel):
    """A question none of whose duties a newer version has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: AskedQuestion  # on the duties of the older version
    titles: tuple[str, ...]  # of those
    version: str  # the newer one


@dataclass(frozen=True)
class Carried:
    """What became of the questions."""

    kept: int
    lost: tuple[LostQuestion, ...]


def carry_questions(store: QuestionStore, older: Town) -> Carried:
    """Put all questions, live and pending ones, on the duties as the store's town numbers them.

    Those that lost all their duties are kept aside, in a file that nothing is learnt from.
    QuestionError where a file is not in order for the older town; then nothing is changed.
    """
    newer = store.town
    pairs = paired(older.duties, newer.duties)
    names = {name: new for name, (new, _) in renamed_departments(older, newer, pairs).items()}
    found = {pair.one.duty_id: pair.other for pair in pairs if pair.sure}
    kept = 0
    lost: list[LostQuestion] = []
    with store.locked():
        read = {path: _read(path, older) for path in (store.added_file, store.pending_file)}
        for path, questions in read.items():
            carried = [c for q in questions if (c := _carried(q, newer, found, names))]
            kept += len(carried)
            lost += [_lost(q, older, newer) for q in questions if found.keys().isdisjoint(q.duties)]
            if questions:
                store.replace(path, carried)
        left = _without_found_again(store)
        if lost or left:
            _write(_lost_file(store), (*left, *lost))
    return Carried(kept, tuple(lost))


def _without_found_again(store: QuestionStore) -> list[LostQuestion]:
    """The questions lost before; those whose duties are there again are live again.

    So it is where a wrong file was imported, and then the right one.
    """
    ids = {duty.title: duty.duty_id for duty in store.town.duties}
    names = {name for duty in store.town.duties for name in duty.departments}
    left, again = [], []
    for one in lost_questions(store):
        duties = tuple(ids[title] for title in one.titles if title in ids)
        if duties and names.issuperset(one.asked.departments):
            again.append(one.asked.model_copy(update={"duties": duties}))
        else:
            left.append(one)
    if again:
        store.replace(store.added_file, (*store.added(), *again))
    return left


def lost_questions(store: QuestionStore) -> tuple[LostQuestion, ...]:
    """All that ever lost their duties and were not added again; QuestionError for a bad file."""
    path = _lost_file(store)
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        found = [LostQuestion.model_validate_json(line) for line in lines if line.strip()]
    except ValidationError as error:
        raise QuestionError(f"{path}：有一行不是记录，请改正或删去这一行。") from error
    again = {item.question for item in (*store.added(), *store.pending())}
    return tuple(one for one in found if one.asked.question not in again)


def lost_since(store: QuestionStore, versions: Iterable[str]) -> tuple[LostQuestion, ...]:
    """Those that lost their duties when one of these versions came."""
    wanted = set(versions)
    return tuple(one for one in lost_questions(store) if one.version in wanted)


def _carried(
    asked: AskedQuestion, newer: Town, found: Mapping[str, Duty], names: Mapping[str, str]
) -> AskedQuestion | None:
    """The question on the newer duties; its departments as far as the first of them has them."""
    duties = [found[duty_id] for duty_id in asked.duties if duty_id in found]
    if not duties:
        return None
    renamed = dict.fromkeys(names.get(name, name) for name in asked.departments)
    has = {newer.name, *(name for duty in duties for name in duty.departments)}
    departments = tuple(name for name in renamed if name in has)
    same_list = asked.duties[0].startswith(f"{duties[0].list.value}-")
    if not departments or not same_list:
        departments = default_departments(duties[0])
    ids = tuple(duty.duty_id for duty in duties)
    return asked.model_copy(update={"duties": ids, "departments": departments})


def _lost(asked: AskedQuestion, older: Town, newer: Town) -> LostQuestion:
    return LostQuestion(
        asked=asked,
        titles=tuple(older.duty(duty_id).title for duty_id in asked.duties),
        version=newer.version,
    )


def _read(path: Path, town: Town) -> tuple[AskedQuestion, ...]:
    if not path.is_file():
        return ()
    try:
        return load_asked(path, town)
    except SourceError as error:
        raise QuestionError(f"自己加的问题没有跟着换到新版：{error}") from error


def _lost_file(store: QuestionStore) -> Path:
    return store.added_file.with_name(LOST_FILE)


def _write(path: Path, lost: Sequence[LostQuestion]) -> None:
    write_whole(path, "".join(f"{one.model_dump_json()}\n" for one in lost))
