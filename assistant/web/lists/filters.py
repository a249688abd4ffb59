"""What the lists are filtered by, and the address that says so."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from assistant.answering.sets.duty_search import MAX_SEARCH_CHARS
from corpus.models import ListName, Town

ALL = ""  # the value of a filter that asks nothing
_ON = "1"


class Filters(NamedTuple):
    """The filters as the components give them."""

    text: str = ""
    which: str = ALL
    section: str = ALL
    department: str = ALL
    lead_only: bool = False
    enforcement: bool = False

    @property
    def address(self) -> str:
        """Its part of a query string; "" where nothing is asked."""
        chosen = zip(_NAMES, self, strict=True)
        return urlencode({name: _ON if value is True else value for name, value in chosen if value})

    @classmethod
    def linked(cls, query: Mapping[str, str], town: Town) -> "Filters":
        """What an address asks for; what the town's lists don't have is left out."""

        def known(name: str, values: Collection[str]) -> str:
            return query.get(name, ALL) if query.get(name) in values else ALL

        duties = town.duties
        return cls(
            text=query.get("find", "")[:MAX_SEARCH_CHARS],
            which=known("list", {which.value for which in ListName}),
            section=known("section", {duty.section for duty in duties}),
            department=known("department", {name for duty in duties for name in duty.departments}),
            lead_only=query.get("lead") == _ON,
            enforcement=query.get("enforcement") == _ON,
        )


_NAMES = ("find", "list", "section", "department", "lead", "enforcement")
