"""The towns that are answered for: each one's assistant and question log, loaded when asked for."""

import gc
import logging
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from assistant.assistant import Assistant
from assistant.log.question_log import FeedbackStore
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.town_duties import TownDuties
from assistant.settings import Settings
from corpus.models import Town
from corpus.source import SourceError
from corpus.towns.registry import MAX_KEY_CHARS, Stamp, TownFiles
from index.engine.embedding import Embedder

IDLE_S = 1_800.0  # a town that nobody has asked for so long is dropped
RETRY_S = 60.0  # so long a town that couldn't be loaded is left alone
OPENING_AGAIN_S = 30  # an index is built in one or two minutes
_LOADERS = 2  # threads: a town that has to be built first doesn't hold up one that is ready
_SWEPT_AFTER = 100  # towns opened
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class TownOffice:
    """What answers for one town, and what keeps its questions."""

    assistant: Assistant
    log: FeedbackStore

    @cached_property
    def duties(self) -> TownDuties:
        """The town's duties, to be listed and looked up."""
        return TownDuties(self.assistant.town)


class Load(Protocol):
    """Loads an assistant; `engine` is one that is loaded already."""

    def __call__(self, settings: Settings, *, engine: Embedder | None) -> Assistant:
        """The assistant of the settings' town."""
        ...


@dataclass(frozen=True)
class _Open:
    office: TownOffice
    files: TownFiles
    stamp: Stamp  # of the import that it was loaded from
    used_at: float


class Towns:
    """Offices by town key, with one engine for all; safe to share between threads.

    Of too many the least recently used closes, and so does who isn't asked for long; never the
    default. A town that is imported anew is loaded anew, answering from the old one meanwhile.
    """

    def __init__(
        self, settings: Settings, load: Load = Assistant.load, idle_s: float = IDLE_S
    ) -> None:
        """Load each town by these settings with the town in place of theirs."""
        self.default = settings.town
        self.registry = settings.towns
        self._settings = settings
        self._load = load
        self._idle_s = idle_s
        self._offices: OrderedDict[str, _Open] = OrderedDict()
        self._opening: dict[str, Future[TownOffice]] = {}
        self._failed: dict[str, float] = {}  # when, by key
        self._since_sweep = 0  # towns opened
        self._using = threading.RLock()
        self._loaders = ThreadPoolExecutor(_LOADERS, "town")

    def office(self, town: str = "") -> TownOffice:
        """The office of a town, "" for the settings' own, loaded if need be.

        RefusedError for an unknown town, and whatever keeps a town from being loaded.
        """
        return self.opened(town) or self.opening(town).result()

    def opened(self, town: str = "") -> TownOffice | None:
        """The office of a town if it is open; takes no time."""
        key = town or self.default
        with self._using:
            self._close_idle()
            found = self._offices.get(key)
            if found is None:
                return None
            stamp = found.files.stamp
            if stamp is None:  # removed
                self._close(key)
                return None
            if stamp != found.stamp and not self._failed_lately(key):
                self._begin(key)
            self._offices[key] = replace(found, used_at=time.monotonic())
            self._offices.move_to_end(key)
            return found.office

    def opening(self, town: str = "") -> "Future[TownOffice]":
        """The office of a town that is being opened from now on; RefusedError for an unknown one.

        It fails with RefusedError, too, where the town couldn't be loaded a moment ago.
        """
        key = town or self.default
        with self._using:
            if self.registry.find(key) is None:
                raise self.unknown(key)
            if self._failed_lately(key):
                raise unusable(key)
            return self._begin(key)

    def soon(self, town: str, wait_s: float) -> TownOffice:
        """The office of a town, waited for so long; RefusedError where it isn't open then."""
        return self.opened(town) or outcome(self.opening(town), town or self.default, wait_s)

    def town(self, town: str = "") -> Town:
        """The document of a town, without waiting for its index; RefusedError as for `office`."""
        office = self.opened(town)
        if office:
            return office.assistant.town
        key = town or self.default
        files = self.registry.find(key)
        if files is None:
            raise self.unknown(key)
        try:
            return files.town
        except SourceError as error:
            _LOG.error("town %s can't be read: %s", key, error)
            raise unusable(key) from error

    def add(self, assistant: Assistant, log: FeedbackStore) -> None:
        """Use an assistant that is loaded already."""
        with self._using:
            files = assistant.files
            self._keep(_Open(TownOffice(assistant, log), files, files.stamp, time.monotonic()))

    @property
    def loaded(self) -> tuple[Assistant, ...]:
        """The assistants of the offices that are open."""
        with self._using:
            self._close_idle()
            return tuple(each.office.assistant for each in self._offices.values())

    def unknown(self, key: str) -> RefusedError:
        """There is no such town, but others."""
        named, there = key[:MAX_KEY_CHARS], self.registry.named
        sentence = f"没有“{named}”这个乡镇，应为 {there} 之一；不写则用默认的。"
        return RefusedError(Refusal.UNKNOWN, param="town", sentence=sentence)

    def _begin(self, key: str) -> "Future[TownOffice]":
        if key in self._opening:
            return self._opening[key]
        future = self._opening[key] = self._loaders.submit(self._open, key)
        future.add_done_callback(lambda done: self._opened(key))  # at once if it is done already
        return future

    def _opened(self, key: str) -> None:
        with self._using:
            self._opening.pop(key, None)

    def _open(self, key: str) -> TownOffice:
        """Load a town, in a thread of the loaders."""
        try:
            settings = self._settings.of_town(key)
            files = settings.town_files
            stamp = files.stamp  # before the reading: what is imported meanwhile is seen after it
            with self._using:
                engine = next((e.office.assistant.engine for e in self._offices.values()), None)
            office = TownOffice(self._load(settings, engine=engine), FeedbackStore.open(settings))
        except Exception:
            with self._using:
                self._failed[key] = time.monotonic()
            raise
        with self._using:
            self._failed.pop(key, None)
            self._keep(_Open(office, files, stamp, time.monotonic()))
        return office

    def _keep(self, opened: _Open) -> None:
        self._offices[opened.files.key] = opened
        self._offices.move_to_end(opened.files.key)
        while len(self._offices) > self._settings.max_towns:
            others = (key for key in self._offices if key != self.default)
            if (oldest := next(others, None)) is None:
                break
            self._close(oldest)
        self._settle()

    def _close_idle(self) -> None:
        since = time.monotonic() - self._idle_s
        others = ((k, each) for k, each in self._offices.items() if k != self.default)
        for key in [key for key, each in others if each.used_at < since]:
            self._close(key)

    def _close(self, key: str) -> None:
        """Forget an office; its memory is back when who is asking there has the answer."""
        del self._offices[key]

    def _settle(self) -> None:
        """Have the collector look past what the open towns are made of: it lies in no cycles.

        It would look at a million objects every few openings and stop everybody for half a second.
        What has come to lie in cycles meanwhile is swept up now and then.
        """
        self._since_sweep += 1
        if self._since_sweep >= _SWEPT_AFTER:
            self._since_sweep = 0
            gc.unfreeze()
            gc.collect()
        gc.freeze()

    def _failed_lately(self, key: str) -> bool:
        return time.monotonic() - self._failed.get(key, -RETRY_S) < RETRY_S


def outcome(opening: "Future[TownOffice]", key: str, wait_s: float = 0) -> TownOffice:
    """What an opening comes to within so long; RefusedError where that is no office."""
    try:
        return opening.result(wait_s)
    except TimeoutError:
        raise RefusedError(Refusal.TOWN_NOT_READY, OPENING_AGAIN_S) from None
    except RefusedError:
        raise
    except Exception as error:
        _LOG.exception("a town can't be loaded")
        raise unusable(key) from error


def unusable(key: str) -> RefusedError:
    """The town is there, but can't be loaded."""
    sentence = (
        f"“{key}”这个乡镇现在用不了，请管理员运行 lvzhi build --town {key} 看原因；"
        "急事请拨打 12345。"
    )
    return RefusedError(Refusal.UNFIT, sentence=sentence)
