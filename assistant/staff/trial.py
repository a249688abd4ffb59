"""Trying the pending questions beside the live ones, without making them live: their effect."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore, write_questions
from assistant.staff.question_checks import QuestionError
from index.building.build import Reporter
from index.building.copying import copy_index
from index.extras import Extra, ExtraMissing, require


class Rate(NamedTuple):
    """One measure of one group of the evaluation's questions, without and with the pending."""

    group: str  # in Chinese, as `measure`
    measure: str
    questions: int
    before: float
    after: float
    certain: bool  # whether the difference is more than chance


class Changed(NamedTuple):
    """A question of the evaluation that the pending ones make right, or wrong."""

    question: str
    expected: tuple[str, ...]  # duty ids; none: to be declined
    before: str  # first cited duty, or in Chinese that none was
    after: str


@dataclass(frozen=True)
class Effect:
    """What the pending questions change on the evaluation's questions asked so far."""

    asked: int
    of: int
    gained: tuple[Changed, ...] = ()
    lost: tuple[Changed, ...] = ()
    rates: tuple[Rate, ...] = ()  # once all are asked


def evaluation(store: QuestionStore) -> Any:
    """`eval.comparing.pending`; QuestionError where nothing is pending or it is unusable.

    The evaluation stands above this package; it is named here so that staff have one product.
    """
    if not store.pending():
        raise QuestionError("没有待审的问题，无从比较；请先用 lvzhi questions add 提交。")
    try:
        require(Extra.EVAL)
    except ExtraMissing as error:
        raise QuestionError(str(error)) from None
    return import_module("eval.comparing.pending")


def assistant_with_pending(
    settings: Settings, store: QuestionStore, live: Assistant, reporter: Reporter | None = None
) -> Assistant:
    """An assistant that knows the pending questions too; `live` and its files stay as they are.

    It starts from a copy of the live index, so only the pending questions are embedded.
    """
    with TemporaryDirectory(prefix="lvzhi-trial-") as name:
        folder = Path(name)
        copy_index(live.index_folder, folder)
        trial = settings.model_copy(update={"data_dir": folder / "data"})
        write_questions(trial.added_questions, (*store.added(), *store.pending()))
        return live.beside(trial, folder, reporter)
