"""Whether the service can answer as it should: town loaded, engine sound, keys readable."""

import asyncio
import logging
import time

from assistant.assistant import Assistant
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.keys import KeyRing
from assistant.service.towns import Towns
from assistant.settings import ApiAccess, Settings, SettingsError
from index.search import DutySearch

PROBE_EVERY_S = 10.0  # however often it is asked
PROBED = 8  # indexed questions embedded anew each time, others every time: some 30 ms
_STRIDE = 997  # a prime, so that neighbours in the list, which are alike, don't come together
LEAST_COSINE = 0.99  # of a sound engine 0.9999; 0.997 on a processor without VNNI
_STARTING_S = 5
_LOG = logging.getLogger(__name__)


class Readiness:
    """Looks when it is asked; the engine at most every ten seconds, and once at a time."""

    def __init__(self, towns: Towns, keys: KeyRing, settings: Settings) -> None:
        """Look at these."""
        self._towns = towns
        self._keys = keys
        self._needs_keys = settings.api_access is ApiAccess.KEYS
        self._probing = asyncio.Lock()
        self._probe_at = 0.0
        self._turn = 0
        self._fault: str | None = None

    async def assistant(self) -> Assistant:
        """The default town's assistant; RefusedError, with the reason, where it can't serve."""
        loaded = {found.town.key: found for found in self._towns.loaded}
        found = loaded.get(self._towns.default)
        if found is None:
            raise RefusedError(Refusal.NOT_READY, _STARTING_S)
        if self._needs_keys:
            self._check_keys()
        async with self._probing:
            if time.monotonic() >= self._probe_at:
                self._fault = await asyncio.to_thread(self._look_at, found)
                self._probe_at = time.monotonic() + PROBE_EVERY_S
        if self._fault:
            raise RefusedError(Refusal.UNFIT, sentence=self._fault)
        return found

    def _check_keys(self) -> None:
        try:
            self._keys.check()
        except SettingsError as error:
            raise RefusedError(Refusal.KEYS_UNREADABLE) from error

    def _look_at(self, assistant: Assistant) -> str | None:
        """What is wrong with an assistant's engine, in Chinese; None where nothing is."""
        assistant.follow_index()
        try:
            cosine = self._agreement(assistant.search)
        except Exception:  # whatever broken weights make the engine raise
            _LOG.exception("the engine fails")
            return "向量引擎出错，答不了；请重启服务，损坏的文件会重新生成。"
        if cosine >= LEAST_COSINE:
            self._turn += PROBED  # what has failed is asked again
            return None
        _LOG.error("the engine gives other vectors than the index has: cosine %.3f", cosine)
        return (
            f"向量引擎算出的和索引里存的不一样（余弦 {cosine:.2f}，应至少 {LEAST_COSINE}），"
            "回答不可信；请重启服务，损坏的文件会重新生成。"
        )

    def _agreement(self, search: DutySearch) -> float:
        turns = range(self._turn, self._turn + PROBED)
        return search.agreement([turn * _STRIDE % len(search.asked) for turn in turns])
