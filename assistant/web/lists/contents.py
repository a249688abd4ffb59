"""What the lists tab shows, without its components: the duties found, one duty, the choices."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from assistant.answering.sets.duty_search import DutyTexts, search_words
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.web.lists.duty_view import duty_html
from assistant.web.lists.labels import BrowseLabels, browse_labels
from assistant.web.staff.workload import loads_of
from corpus.departments import short_name
from corpus.models import Duty, Town

ALL = ""  # the value of a filter that asks nothing


class Contents:
    """The tab's contents, of one town."""

    def __init__(self, town: Town) -> None:
        """Show this town's duties."""
        self.town = town
        self._texts = DutyTexts(town)

    def found(
        self,
        text: str,
        which: str,
        section: str,
        department: str,
        lead_only: bool,
        enforcement: bool,
    ) -> tuple[Duty, ...]:
        """The duties that fulfil the filters, as the components give them."""
        wanted = {
            Predicate(Kind.LIST, (which,)): which,
            Predicate(Kind.SECTION, (section,)): section,
            Predicate(Kind.INVOLVED, (department,)): department,
            Predicate(Kind.ENFORCEMENT): enforcement,
        }
        found = self._texts.found(text, [stated for stated, chosen in wanted.items() if chosen])
        leads = lead_only and department
        return tuple(duty for duty in found if not leads or duty.lead_department == department)

    def duty(self, duty_id: str, among: Sequence[str], text: str, language: str) -> str:
        """A duty with the way to its neighbours; these are of `among` where it is one of them."""
        labels = browse_labels(language)
        all_ids = [duty.duty_id for duty in self.town.duties]
        if duty_id not in all_ids:
            return f'<p class="lz-pick">{escape(labels.pick)}</p>'
        ids = list(among) if duty_id in among else all_ids
        place = ids.index(duty_id)
        before, after = ids[max(0, place - 1) : place], ids[place + 1 : place + 2]
        links = (
            _link("", "lz-back", labels.back, self.town),
            *(_link(other, "", f"‹ {labels.previous}", self.town) for other in before),
            *(_link(other, "", f"{labels.following} ›", self.town) for other in after),
        )
        shown = duty_html(self.town.duty(duty_id), self.town, search_words(text), language)
        return (
            f'<nav class="lz-steps" data-lz-shown="{duty_id}">{"".join(links)}'
            f"<span>{place + 1} / {len(ids)}</span></nav>{shown}"
        )

    def sections(self, labels: BrowseLabels) -> list[tuple[str, str]]:
        """Choices of the section, each with its number of duties."""
        names = [duty.section for duty in self.town.duties]
        counted = [(f"{name}（{names.count(name)}）", name) for name in dict.fromkeys(names)]
        return [(labels.all_sections, ALL), *counted]

    def departments(self, labels: BrowseLabels) -> list[tuple[str, str]]:
        """Choices of the department, the busiest first."""
        loads = loads_of(self.town.duties)
        counted = [
            (f"{short_name(load.department, self.town.region)}（{load.total}）", load.department)
            for load in loads
        ]
        return [(labels.all_departments, ALL), *counted]


def _link(duty_id: str, kind: str, words: str, town: Town) -> str:
    duty = f"duty={quote(duty_id)}&amp;" if duty_id else ""
    return (
        f'<a class="lz-button {kind}" href="?{duty}town={town.key}" data-lz-open="{duty_id}">'
        f"{escape(words)}</a>"
    )
