"""What staff decide of a town's links, written into the file of links, whole and under a lock."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from corpus.models import Town
from corpus.source import SourceError, read_lines
from index.building.disk import write_whole
from index.matters.links import COLUMNS, SEPARATOR, Pair, Verdict, links_locked, read_rows

# From here on, below the matcher's bound, staff are asked. Of what two towns that nobody tuned
# to are asked then, six in ten are right; below it one in three: see docs/retrieval.md.
PROPOSED = 0.2


def decide(path: Path, town: Town, decisions: Mapping[Pair, Verdict | None], day: date) -> None:
    """Write what was decided, None to take it back: all, or none and SourceError.

    It holds from the next build of the index on.
    """
    with links_locked(path):
        rows = {row.link[:2]: row for row in read_rows(path, town)}
        unknown = [f"{duty_id}={matter_id}" for duty_id, matter_id in decisions.keys() - rows]
        if unknown:
            raise SourceError(f"{path.name} 里没有 {'、'.join(sorted(unknown))} 这样的对应。")
        lines = read_lines(path)
        for pair, verdict in decisions.items():
            cells = lines[rows[pair].line].split(SEPARATOR)
            cells[len(COLUMNS) - 1 :] = [f"{verdict.value} {day}" if verdict else ""]
            lines[rows[pair].line] = SEPARATOR.join(cells)
        write_whole(path, "\n".join(lines) + "\n")
