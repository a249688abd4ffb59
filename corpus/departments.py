"""Department names: the full ones of the lists and the short forms that people say."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from corpus.models import Town
from corpus.offices import OFFICE_ENDS, Office, national_offices, offices_of

_LEVELS = "省市盟旗县区州"  # last character of a region's name
_PARTY = re.compile(rf"(?:中共.+?委员会|.*[{_LEVELS}]委(?:员会)?)(?P<office>.{{2,}})")
_BRANCH = re.compile(r"(?P<office>.+局)(?P<place>.{2,8})分局")
_FIRST_REGION = re.compile(rf".{{1,9}}?[{_LEVELS}]")
_LEVEL_WORDS = ("旗", "县", "区", "市")
_TOO_COMMON = frozenset({"办公室"})  # says no department without the words before it


@dataclass(frozen=True)
class Mention:
    """A department named in a text: `start` and `end` are character offsets."""

    start: int
    end: int
    departments: tuple[str, ...]


class DepartmentNames:
    """One table of names: built from the corpus, plus a small reviewed list of aliases."""

    def __init__(self, town: Town) -> None:
        """Build the table for the departments that this town's lists name."""
        self._region = town.region or _commonest_region(_names(town))
        self._forms = _forms(town, self._region)

    @cached_property
    def absent(self) -> frozenset[str]:
        """What people call offices that no department of this document has."""
        forms = {
            form
            for office in national_offices()
            for form in (*office.said, *office.official)
            if form.endswith(OFFICE_ENDS)
        }
        return frozenset(forms - self._forms.keys())

    @property
    def short_forms(self) -> Mapping[str, frozenset[str]]:
        """Short or colloquial form -> full names it may mean."""
        return self._forms

    def office(self, full_name: str) -> str:
        """The office of a department of this town: 巴林左旗民政局 -> 民政局."""
        return short_name(full_name, self._region)

    @cached_property
    def _sizes(self) -> Mapping[str, Sequence[int]]:
        """The lengths of the forms that begin with each character, the longest first."""
        sizes: defaultdict[str, set[int]] = defaultdict(set)
        for form in self._forms:
            sizes[form[0]].add(len(form))
        return {first: sorted(own, reverse=True) for first, own in sizes.items()}

    def mentions(self, text: str) -> list[Mention]:
        """The departments a text names, in order; the longest form wins."""
        found: list[Mention] = []
        start = 0
        while start < len(text):
            ends = (start + size for size in self._sizes.get(text[start], ()))
            end = next((end for end in ends if text[start:end] in self._forms), None)
            if end is None:
                start += 1
                continue
            found.append(Mention(start, end, tuple(sorted(self._forms[text[start:end]]))))
            start = end
        return found


def short_name(full_name: str, region: str) -> str:
    """The name as the county says it: 巴林左旗民政局 -> 民政局, and a branch by its office."""
    if party := _PARTY.fullmatch(full_name):
        return party["office"]
    ends = [
        end
        for end in range(1, len(full_name))
        if full_name[end - 1] in _LEVELS and not full_name.startswith("市场", end - 1)
    ]
    name = full_name[max((end for end in ends if full_name[:end] in region), default=0) :]
    branch = _BRANCH.fullmatch(name)
    return branch["office"] if branch else name


def _names(town: Town) -> list[str]:
    return sorted({name for duty in town.duties for name in duty.departments} - {town.name})


def _forms(town: Town, region: str) -> dict[str, frozenset[str]]:
    """Every form with the full names it means; what the document prints goes before habit."""
    printed: defaultdict[str, set[str]] = defaultdict(set)
    said: defaultdict[str, set[str]] = defaultdict(set)
    for full_name in _names(town):
        short = short_name(full_name, region)
        party = _PARTY.fullmatch(full_name) is not None
        printed[full_name].add(full_name)
        for form in _with_levels(short, party):
            printed[form].add(full_name)
        aliases = [a for own in offices_of(short) for a in (*own.said, *own.official)]
        for alias in aliases:
            for form in _with_levels(alias, party):
                said[form].add(full_name)
        if branch := _BRANCH.fullmatch(full_name):
            offices = short, branch["office"], *aliases
            for name, place in product(offices, _said_places(branch["place"])):
                said[f"{name}{place}分局"].add(full_name)
    for office in national_offices():
        if office.otherwise and said.keys().isdisjoint(office.official):
            for full_name in _taking_over(office, town, printed):
                for form in (form for alias in office.else_said for form in _with_levels(alias)):
                    said[form].add(full_name)
    return {form: frozenset(meant) for form, meant in (said | printed).items()}


def _said_places(county: str) -> tuple[str, ...]:
    """The county of a branch, its last two characters, and nothing: 巴林左旗, 左旗."""
    return county, county[-2:], ""


def _taking_over(office: Office, town: Town, printed: Mapping[str, set[str]]) -> set[str]:
    """The bureau that does what an office does which the document does not name."""
    bureaux = printed.get(office.otherwise, set())
    return {
        name
        for name in bureaux
        for duty in town.duties
        if name == duty.lead_department and re.search(office.where, duty.title)
    }


def _with_levels(form: str, party: bool = False) -> Iterator[str]:
    """The form alone and after its level: 民政局, 县民政局."""
    if form not in _TOO_COMMON:
        yield form
    for level in _LEVEL_WORDS:
        if not form.startswith(level):
            yield level + form
    if party:
        yield from (f"{level}委{form}" for level in _LEVEL_WORDS if level + "委" not in form)


def _commonest_region(names: Sequence[str]) -> str:
    """The region that most departments begin with, where the town's heading names none."""
    regions = Counter(match[0] for name in names if (match := _FIRST_REGION.match(name)))
    return regions.most_common(1)[0][0] if regions else ""
