"""The citation check: every number exists and every quote is in the source, or no answer."""

from collections.abc import Iterator, Sequence

from assistant.answer import Citation
from corpus.models import Town
from corpus.white_space import unmarked


class CitationChecker:
    """Checks citations against one town's lists and the words of its source document."""

    def __init__(self, town: Town, source_lines: Sequence[str]) -> None:
        """Take the parsed town and the document it came from, line by line."""
        self._duties = {duty.duty_id: duty for duty in town.duties}
        self._lines = [unmarked(line) for line in source_lines]

    def problem(self, citation: Citation) -> str | None:
        """Why a citation is not true, in English for the log; None when it is."""
        duty = self._duties.get(citation.duty_id)
        if duty is None or (duty.list, duty.number) != (citation.list, citation.number):
            return f"no duty {citation.duty_id} with number {citation.number}"
        if (duty.title, duty.section) != (citation.title, citation.section):
            return f"{citation.duty_id} has another title or section"
        if not citation.source_lines or not set(citation.source_lines) <= set(duty.source_lines):
            return f"{citation.duty_id} does not stand on lines {citation.source_lines}"
        quote = unmarked(citation.quote)
        if not quote or not any(quote in self._lines[n - 1] for n in citation.source_lines):
            return f"quote of {citation.duty_id} is not on lines {citation.source_lines}"
        return None

    def quotable(
        self, items: Sequence[str], source_lines: Sequence[int]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The items as (quote, lines): a part that continues on the next page gives a quote each.

        Neighbouring items stay together as long as they stand together on one line.
        """
        run: list[str] = []
        for item in items:
            if run and not self._lines_with([*run, item], source_lines):
                yield "\n".join(run), self._lines_with(run, source_lines)
                run = []
            run.append(item)
        yield "\n".join(run), self._lines_with(run, source_lines)

    def _lines_with(self, items: Sequence[str], source_lines: Sequence[int]) -> tuple[int, ...]:
        quote = unmarked("".join(items))
        return tuple(n for n in source_lines if quote in self._lines[n - 1])
