"""What an office is told of two versions: the difference, the public's side, its own questions."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.settings import Settings
from assistant.staff.added_questions import QuestionStore
from assistant.staff.carried_questions import LostQuestion, carry_questions, lost_since
from corpus.comparison.changes import ChangedDuty, Difference, Kind, difference
from corpus.comparison.plain import Plain
from corpus.models import Town
from corpus.source import SourceError
from corpus.towns.imports import Imported
from corpus.towns.registry import TownFiles
from corpus.towns.versions import all_versions, find_version

REWORDING = frozenset({Kind.RETITLED, Kind.REWORDED, Kind.SIGNS})


class VersionReport(BaseModel):
    """Two versions of a town compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    town: str = Field(description="the town's key")
    name: str
    older_duties: int
    newer_duties: int
    difference: Difference
    public: tuple[str, ...] = Field(description="what changes for the public, a sentence each")
    questions_lost: tuple[LostQuestion, ...] = Field(
        description="the town's own questions whose duties the newer version lacks"
    )


def version_report(
    settings: Settings, files: TownFiles, since: str = "", until: str = ""
) -> VersionReport:
    """Compare the versions of two names or days; without them the present and the one before.

    SourceError where there is no such version, or no older one.
    """
    versions = all_versions(files)
    newer = find_version(files, until) if until else files
    at = [version.folder for version in versions].index(newer.folder)
    if since:
        older = find_version(files, since)
    elif at == 0:
        raise SourceError(
            f"{files.key} 只有 {newer.card.version or '随产品发布的'} 这一版，没有更早的可比。"
            "县里发了新清单，用同一个代号再导入一次，旧的就留作旧版。"
        )
    else:
        older = versions[at - 1]
    start = [version.folder for version in versions].index(older.folder)
    if start >= at:
        raise SourceError(
            f"--from（{older.card.version}）应比 --to（{newer.card.version}）早，请对调或另选。"
        )
    passed = [str(version.card.version) for version in versions[start + 1 : at + 1]]
    store = QuestionStore.open(settings.of_town(files.key))
    return report_of(older.town, newer.town, lost_since(store, passed))


def report_of(older: Town, newer: Town, lost: tuple[LostQuestion, ...] = ()) -> VersionReport:
    """The report on two versions that are read already."""
    found = difference(older, newer)
    return VersionReport(
        town=newer.key,
        name=newer.name,
        older_duties=len(older.duties),
        newer_duties=len(newer.duties),
        difference=found,
        public=Plain(older, newer).sentences(found),
        questions_lost=lost,
    )


def after_import(settings: Settings, imported: Imported) -> VersionReport | None:
    """Take the town's own questions into a new version, and report; None where it is none.

    QuestionError where their file was not in order before.
    """
    if imported.before is None:
        return None
    older = imported.before.town
    store = QuestionStore.open(settings.of_town(imported.town.key))
    return report_of(older, imported.town, carry_questions(store, older).lost)


def report_facts(report: VersionReport) -> dict[str, Any]:
    """The same for programs, by what changed; one duty may stand in several groups."""
    found = report.difference
    return {
        "town": report.town,
        "name": report.name,
        "from": found.older,
        "to": found.newer,
        "duties": {"from": report.older_duties, "to": report.newer_duties},
        "unchanged": found.unchanged,
        "public": report.public,
        "added": [duty.model_dump(mode="json") for duty in found.added],
        "removed": [duty.model_dump(mode="json") for duty in found.removed],
        "moved": [
            _moved(change)
            for change in found.changed
            if not {Kind.MOVED, Kind.RENUMBERED}.isdisjoint(change.kinds)
        ],
        "reworded": [
            _named(change) | {"parts": [part.model_dump(mode="json") for part in change.parts]}
            for change in found.changed
            if not REWORDING.isdisjoint(change.kinds)
        ],
        "departments": found.departments.model_dump(mode="json")
        | {"changed": [_departments(c) for c in found.changed if Kind.DEPARTMENTS in c.kinds]},
        "sections": [
            _named(change)
            | {"section_from": change.before.section, "section": change.after.section}
            for change in found.changed
            if Kind.SECTION in change.kinds
        ],
        "enforcement": [
            _named(change) | {"enforcement": change.enforcement}
            for change in found.changed
            if change.enforcement is not None
        ],
        "questions_lost": [
            {"question": one.asked.question, "duties": one.asked.duties, "titles": one.titles}
            for one in report.questions_lost
        ],
    }


def _named(change: ChangedDuty) -> dict[str, Any]:
    return {
        "from": change.before.duty_id,
        "to": change.after.duty_id,
        "title": change.after.title,
        "likeness": change.likeness,
    }


def _moved(change: ChangedDuty) -> dict[str, Any]:
    return _named(change) | {
        "list_from": change.before.list,
        "list": change.after.list,
        "other_list": Kind.MOVED in change.kinds,
    }


def _departments(change: ChangedDuty) -> dict[str, Any]:
    return _named(change) | {
        "departments_from": change.before.departments,
        "departments": change.after.departments,
        "added": change.departments_added,
        "removed": change.departments_removed,
    }
