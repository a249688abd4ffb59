"""The lines that an imported town's citations are proven by: the document's, each complete."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus.models import Town
from corpus.towns.corrections import NAME, TOWN, Correction
from corpus.white_space import unmarked


def proving_lines(lines: Sequence[str], town: Town, corrections: Iterable[Correction]) -> list[str]:
    """The document's lines, a row each, and behind a row what belongs to it and stands elsewhere.

    That is what a merged cell says, which stands in the first of its rows alone, and a title as
    its office corrected it.
    """
    further = defaultdict(list)
    for correction in corrections:
        if correction.field == NAME and correction.subject != TOWN:
            for number in town.duty(correction.subject).source_lines:
                further[number].append(correction.value)
    words = [unmarked(line) for line in lines]
    for duty in town.duties:
        for block in duty.blocks:
            for item in block.items:
                own = block.source_lines
                if any(unmarked(item) in words[number - 1] for number in own):
                    continue
                above = range(own[0] - 1, 0, -1)
                if any(unmarked(item) in words[number - 1] for number in above):
                    further[own[0]].append(item)
    return ["\t".join((line, *further[number])) for number, line in enumerate(lines, start=1)]
