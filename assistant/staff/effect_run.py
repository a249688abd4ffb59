"""One measurement of what pending questions change, in the background: its progress, its end."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.staff.question_checks import QuestionError
from assistant.staff.trial import Effect

_LOG = logging.getLogger(__name__)
FAILED = "评测中断了，请看服务日志；现有的问题都没有变。"

Effects = Callable[[], Iterator[Effect]]  # what is known so far, again and again


@dataclass(frozen=True)
class Progress:
    """How far the measurement is, or how it ended."""

    pending: tuple[str, ...] = ()  # ids of the questions that are tried
    running: bool = False
    effect: Effect | None = None  # None: the trial is still being made ready
    cancelled: bool = False
    problem: str = ""  # in Chinese


class EffectRun:
    """At most one measurement at a time; all staff see the same one, and any may end it."""

    def __init__(self) -> None:
        """Nothing is being measured."""
        self._progress = Progress()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        """Of the one that runs, or else of the last."""
        return self._progress

    def start(self, effects: Effects, pending: tuple[str, ...]) -> None:
        """Measure in a thread of its own, unless one runs; it ends with the process."""
        with self._lock:
            if self._progress.running:
                return
            self._progress = Progress(pending, running=True)
            self._thread = threading.Thread(target=self._run, args=(effects,), daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """End it after the question that is being asked; what is known so far stays."""
        with self._lock:
            if self._progress.running:
                self._progress = replace(self._progress, cancelled=True)

    def join(self) -> None:
        """Wait for its end."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, effects: Effects) -> None:
        problem = ""
        try:
            for effect in effects():
                with self._lock:
                    if self._progress.cancelled:
                        break
                    self._progress = replace(self._progress, effect=effect)
        except QuestionError as error:
            problem = str(error)
        except Exception:
            _LOG.exception("effect of pending questions not measured")
            problem = FAILED
        with self._lock:
            self._progress = replace(self._progress, running=False, problem=problem)
