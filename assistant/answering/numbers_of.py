"""Which number a matter has: 「人大代表之家在基本清单里是第几项」, by its words in the lists."""

import re
from collections.abc import Sequence, Set

from assistant.understanding.references import fold_question, list_mentions
from corpus.models import Duty, ListName, Town
from corpus.white_space import compact

_ASKS = re.compile(
    r"第几(?:项|条|个|号|款|$|(?=[\s?!,.;。]))|排(?:在)?第几|排(?:在)?几号|几号事项|编号(?:是|为)?(?:多少|几|啥|什么)|"
    r"序号(?:是|为)?(?:多少|几|啥|什么)|(?:多少|几)号(?:事项|职责)"
)
_JOIN = re.compile(r"、|,|;|和|与|跟|及|以及|还有")
# A short phrase stands in many duties by chance.
_SHORTEST_PHRASE = 4  # characters
_LONGEST_PHRASE = 300  # what is longer stands nowhere word for word
_FILLER = re.compile(
    r"请问?|麻烦|帮我?查?(?:一下)?|查一下|看一下|想知道|分别|各自|各|归入|归到|列入|列在|属于|对应|排在|"
    r"写在|放在|在|是|的|这[项条个]|工作|事项|职责|处罚|镇里?|里|中|上|算|都|到底|那|"
    r"[“”\"《》?。!.\s]"
)


def asks_for_number(question: str) -> bool:
    """Whether the number of a matter is asked for, which needs a search by its words."""
    return bool(_ASKS.search(fold_question(question)))


class NumbersOf:
    """Finds matters by their exact words."""

    def __init__(self, town: Town) -> None:
        """Search the titles and parts of this town's duties."""
        self._texts = [
            (duty, compact(duty.title), compact("".join(block.text for block in duty.blocks)))
            for duty in town.duties
        ]

    def find(self, question: str) -> list[tuple[str, Duty]] | None:
        """Each phrase asked about with its one duty.

        None where no number is asked for, or where a phrase stands in no duty or in several.
        """
        if not (asked := _ASKS.search(question)):
            return None
        text = question[: asked.start()]
        lists = {item.list for item in list_mentions(question)} - {None}
        for mention in reversed(list_mentions(text)):
            text = text[: mention.start] + " " + text[mention.end :]
        if len(text) > _LONGEST_PHRASE:
            return None
        whole = _phrase(text)
        phrases = [whole] if self._duties(whole, lists) else [_phrase(p) for p in _JOIN.split(text)]
        found = [(phrase, self._duties(phrase, lists)) for phrase in phrases if phrase]
        if not found or any(len(duties) != 1 for _, duties in found):
            return None
        return [(phrase, duties[0]) for phrase, duties in found]

    def _duties(self, phrase: str, lists: Set[ListName | None]) -> Sequence[Duty]:
        if len(phrase) < _SHORTEST_PHRASE:
            return []
        own = [entry for entry in self._texts if not lists or entry[0].list in lists]
        titled = [duty for duty, title, _ in own if phrase in title]
        return titled or [duty for duty, _, text in own if phrase in text]


def _phrase(text: str) -> str:
    """The words asked about, without what introduces and follows them."""
    previous = None
    while text != previous:
        previous, text = text, text.strip()
        for filler in _FILLER.finditer(text):
            if filler.start() == 0 and filler.end() < len(text):
                text = text[filler.end() :]
                break
            if filler.end() == len(text):
                text = text[: filler.start()]
                break
    return compact(text)
