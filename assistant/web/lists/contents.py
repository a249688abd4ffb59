"""What the lists tab shows, without its components: the duties found, one duty, the choices."""

from collections.abc import Sequence
from html import escape

from assistant.answering.sets.duty_search import DutyTexts, search_words
from assistant.understanding.statements.predicate import Kind, Predicate
from assistant.web.labels import labels_of
from assistant.web.lists.duty_view import duty_address, duty_html
from assistant.web.lists.filters import ALL, Filters
from assistant.web.lists.labels import BrowseLabels, browse_labels
from assistant.web.lists.old_links import old_link
from assistant.web.lists.workload import loads_of
from corpus.departments import short_name
from corpus.models import Duty, Town
from corpus.towns.registry import TownFiles

_MAX_ID_CHARS = 20  # of a wrong link's, as it is shown


class Contents:
    """The tab's contents, of one town."""

    def __init__(self, town: Town, files: TownFiles) -> None:
        """Show this town's duties; its older versions lie among the files."""
        self.town = town
        self._files = files
        self._texts = DutyTexts(town)

    def found(self, filters: Filters) -> tuple[Duty, ...]:
        """The duties that fulfil the filters."""
        text, which, section, department, lead_only, enforcement = filters
        wanted = {
            Predicate(Kind.LIST, (which,)): which,
            Predicate(Kind.SECTION, (section,)): section,
            Predicate(Kind.INVOLVED, (department,)): department,
            Predicate(Kind.ENFORCEMENT): enforcement,
        }
        found = self._texts.found(text, [stated for stated, chosen in wanted.items() if chosen])
        leads = lead_only and department
        return tuple(duty for duty in found if not leads or duty.lead_department == department)

    def linked(self, duty_id: str, version: str, language: str) -> str:
        """The duty that a link names; of an older version, as it stands now, below a notice."""
        old = old_link(self._files, self.town, version, duty_id) if duty_id else None
        if old is None:
            return self.duty(duty_id, (), "", language)
        notice = old.notice(self.town, language)
        shown = self.duty(old.now, (), "", language) if old.now else old.gone_html(language)
        labels = browse_labels(language)
        back = (
            "" if old.now else f'<nav class="lz-steps" data-lz-shown="">{self._back(labels)}</nav>'
        )
        return f"{back}{notice}{shown}"

    def _back(self, labels: BrowseLabels) -> str:
        return _link("", "lz-back", labels.back, self.town)

    def duty(self, duty_id: str, among: Sequence[str], text: str, language: str) -> str:
        """A duty with the way to its neighbours; these are of `among` where it is one of them."""
        labels = browse_labels(language)
        all_ids = [duty.duty_id for duty in self.town.duties]
        if duty_id not in all_ids:
            if not duty_id:
                return f'<p class="lz-pick">{escape(labels.pick)}</p>'
            told = labels.unknown.format(duty_id=duty_id[:_MAX_ID_CHARS])
            return f'<p class="lz-pick lz-unknown" role="alert">{escape(told)}</p>'
        ids = list(among) if duty_id in among else all_ids
        place = ids.index(duty_id)
        before, after = ids[max(0, place - 1) : place], ids[place + 1 : place + 2]
        links = (
            self._back(labels),
            *(_link(other, "", f"‹ {labels.previous}", self.town) for other in before),
            *(_link(other, "", f"{labels.following} ›", self.town) for other in after),
        )
        duty = self.town.duty(duty_id)
        shown = duty_html(duty, self.town, search_words(text), language)
        return (
            f'<nav class="lz-steps" data-lz-shown="{duty_id}">{"".join(links)}'
            f"<span>{place + 1} / {len(ids)}</span></nav>"
            f'<div class="lz-whole">{shown}{_tools(duty, self.town, language)}</div>'
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


def _tools(duty: Duty, town: Town, language: str) -> str:
    """What can be done with a duty; page.js listens."""
    words, labels = labels_of(language), browse_labels(language)
    question = f"{duty.list.value}清单第{duty.number}项"
    done = f'data-done="{escape(words.done)}"'
    tools = (
        ("copy", words.copy, done),
        ("share", words.share, done),
        ("print", words.print, ""),
        ("ask", labels.ask_about, f'data-question="{question}"'),
    )
    buttons = "".join(
        f'<button type="button" class="lz-button" data-lz="{action}" {more}>{escape(word)}</button>'
        for action, word, more in tools
    )
    return (
        f'<div class="lz-tools" data-duty="{duty.duty_id}" data-version="{town.version}">'
        f"{buttons}</div>"
    )


def _link(duty_id: str, kind: str, words: str, town: Town) -> str:
    address = duty_address(duty_id, town) if duty_id else f"?town={town.key}"
    return (
        f'<a class="lz-button {kind}" href="{address}" data-lz-open="{duty_id}"'
        f' data-version="{town.version}">{escape(words)}</a>'
    )
