"""The towns that are answered for: each one's assistant and question log, loaded when asked for."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.assistant import Assistant
from assistant.log.question_log import FeedbackStore
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.town_duties import TownDuties
from assistant.settings import Settings
from corpus.models import Town
from corpus.town import available_towns, load_town

MAX_LOADED = 4  # towns at a time; each holds its engine and index, some 150 MB


@dataclass(frozen=True)
class TownOffice:
    """What answers for one town, and what keeps its questions."""

    assistant: Assistant
    log: FeedbackStore

    @cached_property
    def duties(self) -> TownDuties:
        """The town's duties, to be listed and looked up."""
        return TownDuties(self.assistant.town)


class Towns:
    """Offices by town key; of too many, the least recently used closes, never the default."""

    def __init__(
        self,
        settings: Settings,
        load: Callable[[Settings], Assistant] = Assistant.load,
        limit: int = MAX_LOADED,
    ) -> None:
        """Load each town by these settings with the town in place of theirs."""
        self.default = settings.town
        self._settings = settings
        self._load = load
        self._limit = limit
        self._offices: OrderedDict[str, TownOffice] = OrderedDict()
        self._using = threading.Lock()
        self._loading = threading.Lock()

    def of(self, town: str) -> Assistant:
        """The town's assistant, loaded if need be; RefusedError for an unknown town."""
        return self.office(town).assistant

    def office(self, town: str = "") -> TownOffice:
        """The office of a town, "" for the settings' own; RefusedError for an unknown town."""
        key = town or self.default
        if (found := self.opened(key)) is not None:
            return found
        if key not in available_towns():
            raise _unknown(key)
        with self._loading:  # one at a time: it takes a core and memory
            return self.opened(key) or self._load_office(key)

    def opened(self, town: str = "") -> TownOffice | None:
        """The office of a town if it is open; takes no time."""
        key = town or self.default
        with self._using:
            if key in self._offices:
                self._offices.move_to_end(key)
            return self._offices.get(key)

    def town(self, town: str = "") -> Town:
        """The document of a known town, without waiting for its index."""
        office = self.opened(town)
        return office.assistant.town if office else load_town(town or self.default)

    def add(self, office: TownOffice) -> None:
        """Use an office that is open already."""
        with self._using:
            self._offices[office.assistant.town.key] = office
            while len(self._offices) > self._limit:
                del self._offices[next(key for key in self._offices if key != self.default)]

    @property
    def loaded(self) -> tuple[Assistant, ...]:
        """The assistants of the offices that are open."""
        with self._using:
            return tuple(office.assistant for office in self._offices.values())

    def _load_office(self, key: str) -> TownOffice:
        settings = self._settings.model_copy(update={"town": key})
        office = TownOffice(self._load(settings), FeedbackStore.open(settings))
        self.add(office)
        return office


def _unknown(key: str) -> RefusedError:
    sentence = (
        f"没有“{key[:40]}”这个乡镇，应为 {'、'.join(available_towns())} 之一；不写则用默认的。"
    )
    return RefusedError(Refusal.UNKNOWN, param="town", sentence=sentence)
