"""The effect of pending questions, measured in the background: begun once, ended early, told."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.staff.effect_run import FAILED, EffectRun
from assistant.staff.question_checks import QuestionError
from assistant.staff.trial import Effect
from corpus.bank.questions import AskedQuestion, Asker
from eval.comparing.pending import nearest_first
from eval.questions import Question
from tests.embedders import HashEmbedder

IDS = ("a", "b")


class Steps:
    """A measurement of three questions that goes on when it is told to."""

    def __init__(self) -> None:
        self.begun = 0
        self.closed = threading.Event()
        self._may = threading.Semaphore(0)
        self._reached = threading.Semaphore(0)

    def __call__(self) -> Iterator[Effect]:
        self.begun += 1
        try:
            for asked in (1, 2, 3):
                self._reached.release()
                assert self._may.acquire(timeout=10)
                yield Effect(asked, 3)
        finally:
            self.closed.set()

    def on(self, steps: int = 1) -> None:
        """Let it go so many questions further, and wait until it has asked them."""
        for _ in range(steps):
            assert self._reached.acquire(timeout=10)
            self._may.release()


def test_it_runs_to_its_end_beside_everything_else() -> None:
    run, steps = EffectRun(), Steps()
    run.start(steps, IDS)
    assert (run.progress.running, run.progress.effect) == (True, None)
    steps.on(3)
    run.join()
    told = run.progress
    assert (told.running, told.effect, told.pending) == (False, Effect(3, 3), IDS)


def test_a_second_start_joins_the_one_under_way() -> None:
    run, steps, other = EffectRun(), Steps(), Steps()
    run.start(steps, IDS)
    run.start(other, ("c",))
    steps.on(3)
    run.join()
    assert (steps.begun, other.begun, run.progress.pending) == (1, 0, IDS)
    run.start(other, ("c",))
    other.on(3)
    run.join()
    assert (other.begun, run.progress.pending) == (1, ("c",))


def test_it_can_be_ended_early_and_keeps_what_is_known() -> None:
    run, steps = EffectRun(), Steps()
    run.start(steps, IDS)
    steps.on(2)  # the second is asked, or being asked
    assert steps._reached.acquire(timeout=10)  # the third waits: the second is told
    run.cancel()
    steps._may.release()
    run.join()
    told = run.progress
    assert (told.running, told.cancelled, told.effect) == (False, True, Effect(2, 3))
    assert steps.closed.is_set(), "the trial is let go"


def test_ending_what_does_not_run_marks_nothing() -> None:
    run = EffectRun()
    run.cancel()
    assert not run.progress.cancelled


@pytest.mark.parametrize(
    ("error", "told"),
    [(QuestionError("没有待审的问题"), "没有待审的问题"), (RuntimeError("secret"), FAILED)],
)
def test_a_failure_is_told_and_another_may_begin(error: Exception, told: str) -> None:
    def failing() -> Iterator[Effect]:
        yield Effect(1, 3)
        raise error

    run = EffectRun()
    run.start(failing, IDS)
    run.join()
    assert (run.progress.running, run.progress.problem) == (False, told)
    steps = Steps()
    run.start(steps, IDS)
    steps.on(3)
    run.join()
    assert run.progress.problem == ""


def question(text: str) -> Question:
    return Question(id=text, question=text, gold=(), style="colloquial")


def test_questions_like_a_pending_one_are_asked_first() -> None:
    live: Any = SimpleNamespace(engine=HashEmbedder())
    pending = [
        AskedQuestion(
            question=text, duties=("基本-1",), departments=("富河镇",), who=Asker.VILLAGER
        )
        for text in ("低保怎么申请", "宅基地能不能批")
    ]
    asked = [*map(question, ["今天天气咋样", "宅基地能不能批啊", "牛丢了", "低保怎么申请"])]
    ordered = [one.question for one in nearest_first(asked, pending, live)]
    assert ordered[:2] == ["低保怎么申请", "宅基地能不能批啊"]
    assert sorted(ordered) == sorted(one.question for one in asked)
