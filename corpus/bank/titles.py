"""Questions made of titles, for the duties that nobody has asked about."""

from collections import defaultdict
from collections.abc import Iterable

from corpus.bank.questions import AskedQuestion, Asker
from corpus.models import Duty, Town

_MANNERS = ("{title}找谁", "{title}归谁管")  # two, for a manner tells itself by the difference


def title_questions(town: Town, asked: Iterable[AskedQuestion]) -> tuple[AskedQuestion, ...]:
    """Two questions for each title whose duty none of these questions is about."""
    known = {duty_id for question in asked for duty_id in question.duties}
    by_title: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in town.duties:
        if duty.duty_id not in known:
            by_title[duty.title.rstrip("。")].append(duty)
    return tuple(
        AskedQuestion(
            question=manner.format(title=title),
            duties=tuple(duty.duty_id for duty in duties),
            departments=tuple(dict.fromkeys(name for duty in duties for name in duty.departments)),
            who=Asker.KEYWORD,
        )
        for title, duties in by_title.items()
        for manner in _MANNERS
    )
