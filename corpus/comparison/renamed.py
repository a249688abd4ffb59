"""Departments that a newer document calls otherwise, wherever the older one named them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from corpus.comparison.offices import same_office
from corpus.comparison.pairs import Pair
from corpus.models import Town

_SEVERAL = 2  # duties: one may as well have gone to another department


def renamed_departments(
    older: Town, newer: Town, pairs: Iterable[Pair]
) -> Mapping[str, tuple[str, int]]:
    """Old name -> new name and the number of duties where it stands instead.

    Of those alone that the newer document has nowhere, and whose duties, as far as they are still
    there, all name a department that the older has nowhere: the same office, or of several duties
    the only such department. The town's own name is among them.
    """
    gone, came = _names(older) - _names(newer), _names(newer) - _names(older)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    duties: Counter[str] = Counter()
    for pair in pairs:
        for name in set(pair.one.departments) & gone:
            duties[name] += 1
            found[name].update(set(pair.other.departments) & came)
    told = {}
    for name, counts in found.items():
        every = [new for new, count in counts.items() if count == duties[name]]
        same = [new for new in every if same_office(name, new, older, newer)]
        likely = same or (every if duties[name] >= _SEVERAL else [])
        if len(likely) == 1:
            told[name] = (likely[0], duties[name])
    taken = Counter(new for new, _ in told.values())
    told = {name: new for name, new in told.items() if taken[new[0]] == 1}
    if older.name != newer.name:
        told[older.name] = (newer.name, sum(older.name in pair.one.departments for pair in pairs))
    return told


def _names(town: Town) -> set[str]:
    return {name for duty in town.duties for name in duty.departments} - {town.name}
