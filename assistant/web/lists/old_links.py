"""Links to a duty of an older version: that they are old, and the duty as it stands now."""

from dataclasses import dataclass
from html import escape

from assistant.web.labels import Language
from assistant.web.lists.duty_view import duty_html
from assistant.web.lists.labels import browse_labels
from corpus.comparison.pairs import counterparts
from corpus.models import Duty, Town
from corpus.source import SourceError
from corpus.towns.registry import TownFiles
from corpus.towns.versions import older_versions, told_day

_MAX_VERSION_CHARS = 14


@dataclass(frozen=True)
class OldLink:
    """What an older version's duty has become."""

    version: str
    duty_id: str
    older: Town | None  # None where that version isn't kept
    duty: Duty | None  # of the older version
    now: str  # the id in the present version; "" where it is gone or not known

    def notice(self, town: Town, language: str) -> str:
        """That the link is old and what is below, in a sentence; HTML."""
        words = browse_labels(language)
        if self.older is None:
            told = words.old_unknown
        elif self.duty is None:
            told = words.old_nowhere
        elif not self.now:
            told = words.old_gone
        else:
            told = words.old_same if self.now == self.duty_id else words.old_now
        text = told.format(
            then=_day(self.version, language),
            newer=_day(town.version, language),
            duty_id=self.duty_id,
            now=self.now,
        )
        return f'<p class="lz-old" role="status">{escape(text)}</p>'

    def gone_html(self, language: str) -> str:
        """The older version's own words, where the duty is in no newer one."""
        if self.duty is None or self.older is None or self.now:
            return ""
        return f'<div class="lz-whole">{duty_html(self.duty, self.older, (), language)}</div>'


def old_link(files: TownFiles, town: Town, version: str, duty_id: str) -> OldLink | None:
    """What a link says of an older version of this town; None where it is of the present one."""
    if not version or not town.version or version == town.version:
        return None
    kept = {str(older.card.version): older for older in older_versions(files)}
    try:
        older = kept[version].town if version in kept else None
        duty = older.duty(duty_id) if older else None
    except SourceError:
        older = duty = None
    except KeyError:
        duty = None
    now = counterparts(older, town).get(duty_id, "") if older and duty else ""
    return OldLink(version[:_MAX_VERSION_CHARS], duty_id[:_MAX_VERSION_CHARS], older, duty, now)


def _day(version: str, language: str) -> str:
    return version if language == Language.ENGLISH else _told(version)


def _told(version: str) -> str:
    try:
        return told_day(version)
    except ValueError:
        return version  # a link may say anything
