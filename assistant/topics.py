"""Which of some duties a topic is about: its words in their titles, and the search's signals."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from corpus.layout import compact
from corpus.models import Duty, Town
from index.search import DutySearch, Found
from index.words import bigrams

# What frames a topic and says nothing of it, anywhere in the text.
_FRAME = re.compile(
    r"请问|麻烦|帮我|给我|告诉我|我?想(?:知道|问|了解|看)|(?:查|看|说|数|问|报|讲|念)(?:一下|一查|一看|一数|查|看)|"
    r"全?列(?:出来?|一下|一列|个(?:表|单子|全的?)?|举|成表|成|表|全)|罗列|汇总|盘点|梳理|清点|统计一下|一次性|一下子|一下|个全的|完整|单子|名单|"
    r"一共|总共|合计|总数|共计|全部|所有|全都|分别|有没有|都|"
    r"哪(?:些|[几两二三四五六七八九十])?(?:[个项条件种类样]|大类|方面)?|"
    r"(?:多少|几)(?:[个项条件种类样]|大类)?|[两二三四五六七八九十]张|这?三张|"
    r"啥|什么|有关(?:联|系)?|相关|关于|涉及到?|方面|领域|这块|那块|类别|类型|行为|违法|事项|事情|事儿|"
    r"目前|现在|如今|已经|各自|具体|主要|出来|包括|包含|囊括|属于|算是|清单|名称|编号|序号|按.{1,3}列|[咱俺我本]们?镇|镇(?:里|上|政府)|乡镇|苏木|旗里|县里|上级|上头|上边|吧(?=\W|$)|[()?!,.:;\"“”'《》、·]"
)
_LEADING = re.compile(
    r"^(?:[各对从把被由归跟和与及或在里中内的了是有能要会给那这个还就又也又]|以及|自己)+"
)
_NO_TOPIC = frozenset("镇村旗县我咱俺你他做办管干罚给查看数报列说出来去")
_TRAILING = re.compile(
    r"(?:[的了吗呢啊呀么嘛类块上下里中内事权在跟和与是有把被给个项条件种]|这些|那些|等等|方面|之类|工作|出)+$"
)
_AND = re.compile(r"\s*(?:以及|还有|或者|[和与及跟或])\s*")
_COMMON_SHARE = 0.3  # a pair in more of the titles than this tells nothing
# Natural logarithms of the ranker's probability ratio: a title with all the topic's words counts
# like this many more. Chosen on 45 made-up questions (tests/test_enumeration.py).
_WORDS_IN_TITLE = 6.0
_FARTHEST = 12.0  # a duty this far below the best is on another matter
_LARGEST = 40
_OFFERED = 2
_WIDE = 0.5  # the last gap this wide, relative to the widest, ends the topic's duties
_ABBREVIATED = 0.7  # 医保 in 医疗保险 counts like this beside 医保 itself
_SKIPPED = 2  # characters at most between the two of an abbreviation
_UNKNOWN_WEIGHT = 2.7  # of a pair that no title has; half of what the rarest pair weighs
_HALF = 0.5  # of the topic's words in a title make the two related
_NEAR_BEST = math.exp(-3.5)  # a duty so much less probable than the best is on another matter
_FULL = 0.9  # a title with this share of the topic's words always belongs


def topic_of(text: str) -> str:
    """What is left of a question after its filters, without the words that frame it."""
    pieces = (_trimmed(piece) for piece in _FRAME.sub(" ", text).split())
    return " ".join(piece for piece in pieces if piece and piece not in _NO_TOPIC)


class Topics:
    """Picks the duties that a topic is about."""

    def __init__(self, town: Town, search: DutySearch) -> None:
        """Weigh words by this town's titles, rank by this search."""
        self._search = search
        self._pairs = {duty.duty_id: set(bigrams(compact(duty.title))) for duty in town.duties}
        self._texts = {
            duty.duty_id: compact("".join(block.text for block in duty.blocks))
            for duty in town.duties
        }
        self._apart = {duty.duty_id: _pairs_apart(compact(duty.title)) for duty in town.duties}
        in_titles = Counter(
            pair for key, pairs in self._pairs.items() for pair in pairs | self._apart[key]
        )
        size = len(self._pairs)
        self._weights = {
            pair: math.log(size / count)
            for pair, count in in_titles.items()
            if count < _COMMON_SHARE * size
        }
        self._size = size

    def in_title(self, topic: str, duty: Duty) -> float:
        """Share of the topic's words, by weight, that stand in a duty's title; 0 to 1."""
        known = {pair for pair in bigrams(topic) if pair in self._weights}
        total = sum(self._weights[pair] for pair in known)
        found = sum(self._weights[pair] * self._stands(pair, duty) for pair in known)
        return found / total if total else 0.0

    def _related(self, topic: str, duties: Sequence[Duty], found: Found) -> bool:
        """Whether any of the duties is on this topic at all."""
        unknown = sum(pair not in self._weights for pair in set(bigrams(topic)))
        known = sum(self._weights.get(pair, 0.0) for pair in set(bigrams(topic)))
        share = known / (known + unknown * _UNKNOWN_WEIGHT) if known else 0.0
        if share * max(self.in_title(topic, duty) for duty in duties) >= _HALF:
            return True
        ids = {duty.duty_id for duty in duties}
        chance = max(hit.probability for hit in found.hits if hit.duty.duty_id in ids)
        return found.covered and chance >= found.hits[0].probability * _NEAR_BEST

    def _stands(self, pair: str, duty: Duty) -> float:
        if pair in self._pairs[duty.duty_id]:
            return 1.0
        return _ABBREVIATED if pair in self._apart[duty.duty_id] else 0.0

    def select(self, topic: str, duties: Sequence[Duty]) -> tuple[Duty, ...]:
        """The duties of the topic, best first; none where no duty is on it at all.

        Several topics joined by 和 are told apart. The more duties there are, the plainer is the
        gap below those of the topic, so give all of a list and filter further afterwards.
        """
        parts = [part for part in _AND.split(topic) if len(part) > 1]
        chosen: dict[str, Duty] = {}
        for part in parts or [topic]:
            chosen |= {duty.duty_id: duty for duty in self._of_one(part, duties)}
        return tuple(chosen.values())

    def nearest(self, topic: str) -> tuple[Duty, ...]:
        """Up to two duties of any list that may be meant; none where the lists don't cover it."""
        found = self._search.find(topic, _OFFERED)
        return tuple(hit.duty for hit in found.hits) if found.covered else ()

    def _of_one(self, topic: str, duties: Sequence[Duty]) -> list[Duty]:
        wanted = {duty.duty_id for duty in duties}
        found = self._search.find(topic, self._size)
        if not self._related(topic, duties, found):
            return [duty for duty in duties if topic in self._texts[duty.duty_id]]
        scored = []
        for hit in found.hits:
            if hit.duty.duty_id in wanted:
                share = self.in_title(topic, hit.duty)
                score = math.log(max(hit.probability, 1e-30)) + _WORDS_IN_TITLE * share
                scored.append((score, share, hit.duty))
        scored.sort(key=lambda entry: -entry[0])
        cut = _cut([score for score, _, _ in scored])
        return [
            duty
            for position, (_, share, duty) in enumerate(scored)
            if position < cut or share >= _FULL
        ]


def _cut(scores: Sequence[float]) -> int:
    """How many of the scores, best first, stand before the widest gap."""
    near = [score for score in scores[:_LARGEST] if score >= scores[0] - _FARTHEST]
    if len(near) == len(scores):
        return len(scores)
    gaps = [near[i] - scores[i + 1] for i in range(len(near))]
    return max(i for i, gap in enumerate(gaps) if gap >= _WIDE * max(gaps)) + 1


def _trimmed(piece: str) -> str:
    previous = None
    while piece != previous:
        previous, piece = piece, _TRAILING.sub("", _LEADING.sub("", piece))
    return piece


def _pairs_apart(title: str) -> set[str]:
    """Pairs of characters of one clause with at most two characters between them."""
    return {
        clause[i] + clause[i + step]
        for clause in re.split(r"\W", title)
        for step in range(2, _SKIPPED + 2)
        for i in range(len(clause) - step)
    }
