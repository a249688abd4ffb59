"""Structured questions about a town's duties: by list, section, department and enforcement."""

from corpus.departments import DepartmentNames
from corpus.models import Duty, ListName, Town
from corpus.source import SourceError

NOT_MARKED = "这份清单没有标注哪些是行政执法事项，不能按这个筛选。"


class Catalogue:
    """Filters over the parsed lists; results keep the document's order."""

    def __init__(self, town: Town) -> None:
        """Use this town's duties."""
        self._town = town
        self._names = DepartmentNames(town)

    @property
    def sections(self) -> tuple[str, ...]:
        """Section names of all lists, each once."""
        return tuple(dict.fromkeys(duty.section for duty in self._town.duties))

    def filtered(
        self,
        list_name: ListName | None = None,
        section: str | None = None,
        department: str | None = None,
        enforcement: bool | None = None,
    ) -> tuple[Duty, ...]:
        """The duties that pass every filter given.

        A department may be named by any form the town's table knows. SourceError where a section
        or department is unknown, and where enforcement is asked for but not marked.
        """
        if enforcement is not None and not self._town.enforcement_marked:
            raise SourceError(NOT_MARKED)
        if section is not None and section not in self.sections:
            raise SourceError(f"没有“{section}”这个类别，应为：{'、'.join(self.sections)}。")
        wanted = self._department(department) if department is not None else None
        return tuple(
            duty
            for duty in self._town.duties
            if list_name in (None, duty.list)
            and section in (None, duty.section)
            and (wanted is None or wanted & set(duty.departments))
            and enforcement in (None, duty.enforcement)
        )

    def _department(self, name: str) -> frozenset[str]:
        if name == self._town.name:
            return frozenset({name})
        known = self._names.short_forms.get(name)
        if known is None:
            names = sorted(frozenset().union(*self._names.short_forms.values()))
            raise SourceError(f"清单里没有“{name}”这个部门，应为：{'、'.join(names)}，或其简称。")
        return known
