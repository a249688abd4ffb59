"""What programs ask about a town's duties besides questions: filters, one duty, departments."""

from collections import Counter

from assistant.answering.sets.duty_search import DutyTexts
from assistant.answering.wording import reference
from assistant.channels import channel_wording as words
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.rest.duty_rows import (
    DepartmentPage,
    DepartmentRow,
    DutyDetail,
    DutyFilters,
    DutyPage,
    DutyRow,
    FoundDuty,
    SearchPage,
)
from assistant.understanding.normalisation import normalise
from assistant.understanding.references import references
from corpus.catalogue import Catalogue
from corpus.departments import short_name
from corpus.models import Duty, ListName, Town
from corpus.source import SourceError
from index.search import DutyHit, DutySearch


class TownDuties:
    """One town's duties, made ready once for many requests."""

    def __init__(self, town: Town) -> None:
        """Read the town's duties."""
        self._town = town
        self._catalogue = Catalogue(town)
        self._texts = DutyTexts(town)

    def page(self, filters: DutyFilters) -> DutyPage:
        """The part wanted of the duties that pass; RefusedError for a name that is unknown."""
        try:
            passing = self._catalogue.filtered(
                filters.list, filters.section, filters.department, filters.enforcement
            )
        except SourceError as error:
            raise RefusedError(Refusal.UNKNOWN, sentence=str(error)) from None
        ids = {duty.duty_id for duty in passing}
        found = self._texts.found(filters.text)
        duties = [duty for duty in found if duty.duty_id in ids]
        wanted = duties[filters.offset : filters.offset + filters.limit]
        return DutyPage(
            town=self._town.key,
            total=len(duties),
            offset=filters.offset,
            limit=filters.limit,
            duties=tuple(duty_row(duty, self._town) for duty in wanted),
        )

    def detail(self, duty_id: str) -> DutyDetail:
        """One duty in full, by its id or as it is named; RefusedError where there is none."""
        try:
            duty = self._town.duty(_id_of(duty_id))
        except KeyError:
            sizes = "、".join(f"{item.name} 1 到 {len(item.duties)}" for item in self._town.lists)
            sentence = f"没有“{duty_id[:40]}”这一项，应为：{sizes}，例如 配合-40。"
            raise RefusedError(Refusal.UNKNOWN, param="duty_id", sentence=sentence) from None
        return DutyDetail(
            **duty_row(duty, self._town).model_dump(),
            town=self._town.key,
            title_variants=duty.title_variants,
            blocks=duty.blocks,
            source_lines=duty.source_lines,
            notice=words.source_notice(self._town),
        )

    def departments(self) -> DepartmentPage:
        """Every department with its duties counted, a duty once for each of its departments."""
        duties = self._town.duties
        leads = Counter(duty.lead_department for duty in duties)
        by_list = Counter((name, duty.list) for duty in duties for name in set(duty.departments))
        totals = Counter(name for duty in duties for name in dict.fromkeys(duty.departments))
        rows = [
            DepartmentRow(
                name=name,
                short_name=short_name(name, self._town.region),
                duties=total,
                leads=leads[name],
                by_list={each: by_list[name, each] for each in ListName},
            )
            for name, total in totals.most_common()
        ]
        return DepartmentPage(town=self._town.key, departments=tuple(rows))


def _id_of(named: str) -> str:
    """The id in what names a duty: 《配合履职事项清单》第40项, 配合第40项, fuhe/配合-40, duty://…."""
    found = references(named)
    mention = found[0].mention if len(found) == 1 else None
    if mention and mention.list and len(found[0].numbers) == 1 and found[0].numbers[0] > 0:
        return f"{mention.list.value}-{found[0].numbers[0]}"
    return named.rpartition("/")[2]


def search_page(search: DutySearch, question: str, k: int) -> SearchPage:
    """The k duties nearest to a question; none where it has no word."""
    text = search.in_characters(normalise(question))
    found = search.find(text, k) if text else None
    return SearchPage(
        town=search.town.key,
        question=text,
        covered=found is not None and found.covered,
        duties=tuple(_found_duty(hit, search.town) for hit in found.hits) if found else (),
    )


def duty_row(duty: Duty, town: Town) -> DutyRow:
    """A town's duty without its text."""
    return DutyRow(
        duty_id=duty.duty_id,
        reference=reference(duty),
        list=duty.list,
        number=duty.number,
        section=duty.section,
        title=duty.title,
        enforcement=duty.enforcement if town.enforcement_marked else None,
        departments=duty.departments,
    )


def _found_duty(hit: DutyHit, town: Town) -> FoundDuty:
    nearest = hit.passages[0].passage
    return FoundDuty(
        **duty_row(hit.duty, town).model_dump(),
        probability=hit.probability,
        holder=nearest.holder,
        text=nearest.text,
    )
