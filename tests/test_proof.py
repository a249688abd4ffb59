"""Forged answers of every kind: each is told as a lying maker would, and none may leave."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, get_args

import pytest

from assistant import Answer, AnswerKind, Assistant
from assistant.answer import Certainty, Matter
from assistant.answering import proof as proof_package
from assistant.answering.parts.framing import (
    Call,
    Elsewhere,
    MatterHeading,
    Note,
    NotePurpose,
    QuestionBack,
    Related,
)
from assistant.answering.parts.of_duties import (
    Comparison,
    Enforcement,
    Entry,
    Holding,
    MaybeMeant,
    Standing,
    Step,
    Steps,
    Support,
    Unsaid,
    Verdict,
    Who,
    WrittenStep,
)
from assistant.answering.parts.of_notes import TownNotes
from assistant.answering.parts.of_sets import (
    Absent,
    Beside,
    Beyond,
    Count,
    Listed,
    ListedDuty,
    Ranked,
    SetVerdict,
    Share,
    Size,
)
from assistant.answering.parts.part import Part
from assistant.answering.proof.proof import Proof
from assistant.answering.proof.written import figures_nearest
from assistant.answering.talk.turns import Told
from assistant.answering.telling.lines import text_of
from assistant.answering.wording import CHECK_FAILED, REFUSAL
from assistant.understanding.statements.figures import Figure, written_figure
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.words.unsaid import MissingAspect
from corpus.models import ListName

Change = Callable[[Any], Part | None]  # of a part of the kind that is changed
POLICE, CIVIL, WEATHER = "巴林左旗公安局", "巴林左旗民政局", "巴林左旗气象局"

LOW_INCOME = "农村低保申请由谁审核确认"
QUARANTINE = "动物检疫还归镇里管吗"
FORESTRY = "林草局收走了哪些处罚"
WEATHERS = "气象局参与的配合事项有哪些"
SUPPORTED = "配合清单第4项的履职保障是什么"
PLACED = "村级动物防疫员属于配合清单里第几项"
RECLAIMED = "上收清单一共多少项"
NO_AUDIT = "上收给审计局的有哪些"
NONE_LED = "财政局在配合清单里一项都不牵头吧"
MOST = "哪个局牵头的配合事项最多"
COMPARED = "民政局和公安局谁参与的多"
UNSURE = "酒驾整治我想问问道路交通执法是公安管吧"
AMOUNT = "低保一个月多少钱"
PAID_BY = "农机补贴是财政局发的吧"
CHECKED_BY = "粮改饲的验收是财政局做吧"
RATED_BY = "村防疫员补贴的等级，不是镇里评的吧"
EACH_STEP = "防疫员补贴的等级不是农牧局评，是镇里评"
SHOWN_FOR = "粮改饲补贴对象公示3天就行，是吧"
FIRE = "房子着火了快来救人"
BEIJING = "北京市的低保找谁办"
BOTH = "动物检疫和烧秸秆处罚这两样现在都不归镇里了吧"
REFUSED = "怎么炒股"
NEAR = "家里没劳力了，那三十亩地想整个交出去让人家给种给收，找谁给牵线"


@dataclass(frozen=True)
class Forgery:
    """A change to the first part of a kind, after which the text is rendered anew."""

    name: str
    question: str
    kind: type
    change: Change
    fields: dict[str, Any]
    before: tuple[str, ...] = ()  # what was asked before


def part(
    name: str,
    question: str,
    kind: type,
    change: Change,
    before: tuple[str, ...] = (),
    **fields: Any,
) -> Forgery:
    return Forgery(name, question, kind, change, fields, before)


def having(**update: Any) -> Change:
    return lambda honest: honest.model_copy(update=update)


def holder(place: int, **update: Any) -> Change:
    """The holder at this place of a `Who` or of the first duty listed, changed."""

    def change(honest: Any) -> Part | None:
        holders = list(honest.holders)
        holders[place] = holders[place].model_copy(update=update)
        return having(holders=tuple(holders))(honest)

    return change


def first_listed(change: Change) -> Change:
    def changed(honest: Listed) -> Part:
        return honest.model_copy(update={"duties": (change(honest.duties[0]), *honest.duties[1:])})

    return changed


def first_item(text: str) -> Change:
    def changed(honest: Any) -> Part | None:
        item = honest.items[0].model_copy(update={"text": text})
        return having(items=(item, *honest.items[1:]))(honest)

    return changed


EMPTY = {"refused": True, "citations": (), "list": None, "departments": ()}
OPEN_PART = (Predicate(Kind.DOES, ("巴林左旗农牧局", "挖掘")),)
NO_FIGURE = (Predicate(Kind.FIGURE, ("3", "小时", "公示")),)
TAKEN_BACK = (Predicate(Kind.LIST, ("上收",)),)

BASIC, ASSIST, TAKEN = ListName
SHARE = Share(list=TAKEN, section="党的建设", number=2)
SIZE = Size(list=ASSIST, number=60)
ALONE = Holding(holder="富河镇", role=Standing.OWN)
JOINED = "配合清单第17项哪个局牵头"
ANOTHER_STEP = WrittenStep(words="对防疫员补贴资金等级进行评定，并申报旗农牧局", holders=(POLICE,))
POLICE_LEADS = Holding(holder=POLICE, role=Standing.LEADS)
INVENTED = Note(purpose=NotePurpose.ADVICE, text="这类事一般交钱就能办。")
NOTHING = Note(purpose=NotePurpose.REFUSAL, text=REFUSAL)


def first_holder(honest: Who) -> Part:
    return honest.model_copy(update={"holders": honest.holders[:1]})


def meant_by_police(honest: MaybeMeant) -> Part:
    first = honest.duties[0].model_copy(update={"holder": POLICE_LEADS})
    return honest.model_copy(update={"duties": (first, *honest.duties[1:])})


FORGERIES = [
    # a verdict
    part("verdict turned round", QUARANTINE, Verdict, having(truth=Truth.YES), verdict="yes"),
    part("verdict in the field alone", QUARANTINE, Verdict, having(), verdict="yes"),
    part("verdict that nothing says", LOW_INCOME, Who, having(), verdict="yes"),
    part(
        "verdict on a duty that is not sure",
        QUARANTINE,
        Verdict,
        having(),
        certainty=Certainty.UNSURE,
    ),
    # who does a part
    part(
        "whose part it is, turned round", PAID_BY, Verdict, having(truth=Truth.YES), verdict="yes"
    ),
    part("another's part", PAID_BY, Verdict, having(doers=(POLICE,))),
    part("a part that more do", CHECKED_BY, Verdict, having(doers=("",))),
    part("a step in other words", RATED_BY, Verdict, having(written="对拨付的补贴进行发放")),
    part("a step without its words", RATED_BY, Verdict, having(written="")),
    part(
        "of several steps one that is another's", EACH_STEP, Verdict, having(each=(ANOTHER_STEP,))
    ),
    part("several steps without their words", EACH_STEP, Verdict, having(each=())),
    part("a figure that is written otherwise", SHOWN_FOR, Verdict, having(written="公示3天")),
    part(
        "a figure's verdict turned round",
        SHOWN_FOR,
        Verdict,
        having(truth=Truth.YES),
        verdict="yes",
    ),
    part("a figure that its duty lacks", SHOWN_FOR, Verdict, having(claimed=NO_FIGURE, written="")),
    part("a figure without what is written", SHOWN_FOR, Verdict, having(written="")),
    part("a part that its duty leaves open", PAID_BY, Verdict, having(claimed=OPEN_PART, doers=())),
    part("whose part it is, of a claim of none", QUARANTINE, Verdict, having(doers=(CIVIL,))),
    # a count
    part("one too many", FORESTRY, Count, having(number=10)),
    part("one too few", FORESTRY, Count, having(number=8)),
    part("shares that are others", FORESTRY, Count, having(lists=(Share(list=ASSIST, number=9),))),
    part(
        "a whole list miscounted",
        RECLAIMED,
        Count,
        having(number=86, lists=(Share(list=TAKEN, number=86),)),
    ),
    part("sections miscounted", RECLAIMED, Count, having(sections=(SHARE,))),
    part("other statements than counted", FORESTRY, Count, having(stated=TAKEN_BACK)),
    # 没有
    Forgery("none where there are some", FORESTRY, Count, having(number=0, lists=()), EMPTY),
    part("none, with a word unread", NO_AUDIT, Count, having(unread=("手里",))),
    part(
        "none on a topic of titles",
        NO_AUDIT,
        Count,
        having(stated=TAKEN_BACK, topic="动物疫情"),
    ),
    part(
        "none in a framing sentence",
        LOW_INCOME,
        Who,
        lambda _: Note(purpose=NotePurpose.ADVICE, text="清单里没有低保这件事。"),
    ),
    part("none as a refusal that cites", LOW_INCOME, Who, having(), refused=True),
    # duties listed
    part("another duty listed", FORESTRY, Listed, first_listed(having(duty_id="上收-1"))),
    part(
        "a duty listed twice",
        FORESTRY,
        Listed,
        lambda p: p.model_copy(update={"duties": (*p.duties[:-1], p.duties[0])}),
    ),
    part("one left out of the list", FORESTRY, Listed, lambda p: having(duties=p.duties[1:])(p)),
    part(
        "a participant listed as lead",
        WEATHERS,
        Listed,
        lambda p: p.model_copy(
            update={
                "duties": (
                    ListedDuty(
                        duty_id=p.duties[0].duty_id,
                        holders=(Holding(holder=WEATHER, role=Standing.LEADS),),
                    ),
                    *p.duties[1:],
                )
            }
        ),
    ),
    part("a list that nothing counts", FORESTRY, Count, lambda _: None),
    # a department
    part("another department leads", LOW_INCOME, Who, holder(0, holder=POLICE)),
    part("the lead only takes part", LOW_INCOME, Who, holder(0, role=Standing.JOINS)),
    part("the town does it alone", LOW_INCOME, Who, having(holders=(ALONE,))),
    part("a part that it does not have", LOW_INCOME, Who, having(about=(POLICE,))),
    part("another department in the field", LOW_INCOME, Who, having(), departments=(POLICE,)),
    part("the town in the field", QUARANTINE, Who, having(), departments=("富河镇",)),
    part("a participant left out", JOINED, Who, first_holder),
    part("another department took it", QUARANTINE, Who, holder(0, holder=POLICE)),
    part(
        "a department in a framing sentence",
        LOW_INCOME,
        Who,
        lambda _: Note(purpose=NotePurpose.ADVICE, text=f"这事归{POLICE}管。"),
    ),
    # support
    part("support made up", SUPPORTED, Support, first_item("每年拨款五十万元。")),
    part("support denied", SUPPORTED, Support, having(items=(), total=0)),
    part("support by another", SUPPORTED, Support, having(holder=POLICE)),
    # enforcement
    part("a mark denied", "基本-50带星号吗", Enforcement, having(marked=False)),
    part("a mark made up", "配合-9带星号吗", Enforcement, having(marked=True)),
    # steps
    part("a step made up", "配合第6项镇里要做什么", Steps, first_item("每月发放低保金五百元。")),
    part("steps of another holder", "配合第6项镇里要做什么", Steps, having(holder=CIVIL)),
    part("more steps than there are", "配合第6项镇里要做什么", Steps, having(total=20)),
    # numbers, titles
    part("a number that is there", "配合第60项", Absent, having(numbers=(9,))),
    part("a list of another size", "配合第60项", Absent, having(sizes=(SIZE,))),
    part("a list that is there", "权责清单第10项是什么", Absent, having(list_name="配合清单")),
    part("another title", "配合清单第9项", Entry, having(title="最低生活保障")),
    part("another section", "配合清单第9项", Entry, having(section="乡村振兴")),
    part("an entry of a duty that is not", "配合清单第9项", Entry, having(duty_id="配合-60")),
    part("told and not cited", "配合清单第9项", Entry, having(duty_id="配合-10")),
    part("words that stand elsewhere", PLACED, Entry, having(phrase="酒驾")),
    # verdicts on sets and on several matters
    part("verdict on a set", NONE_LED, SetVerdict, having(truth=Truth.NO), verdict="no"),
    part("verdict on both", BOTH, Verdict, having(truth=Truth.YES), verdict="yes"),
    part("verdict without its condition", UNSURE, Verdict, having(if_meant=False)),
    # the other role
    part("another number beside", NONE_LED, Beside, having(number=4)),
    part("another that has most", MOST, Ranked, having(names=(POLICE,))),
    part("most that are more than counted", MOST, Ranked, having(number=22)),
    part("fewest said of who has most", MOST, Ranked, having(most=False)),
    part("farther apart than they are", COMPARED, Ranked, having(apart=5)),
    part("the other role beside", NONE_LED, Beside, having(role=Standing.LEADS)),
    # what is said not to be there
    part("a place that is there", "第99条", Beyond, having(place=2), before=(LOW_INCOME,)),
    part("fewer than were told", "第99条", Beyond, having(size=2), before=(LOW_INCOME,)),
    part(
        "unsaid, and in the duty",
        "配合清单第5项多少钱",
        Unsaid,
        having(aspects=(MissingAspect.TIME,)),
        missing=(MissingAspect.TIME,),
    ),
    part("unsaid in the field alone", LOW_INCOME, Who, having(), missing=(MissingAspect.AMOUNT,)),
    part("asked of another department", AMOUNT, Unsaid, having(ask=POLICE_LEADS)),
    part("our county as elsewhere", BEIJING, Elsewhere, having(place="巴林左旗")),
    part("another place in the field", BEIJING, Elsewhere, having(), other_place="上海市"),
    # whom to call
    part("another number to call", FIRE, Call, having(numbers=("110",)), emergency=("110",)),
    part("no number in the field", FIRE, Call, having(), emergency=()),
    # framing
    part("a question that states", "那个呢", QuestionBack, having(text=f"您说的是{POLICE}的事？")),
    part("advice of our own", REFUSED, Note, lambda _: INVENTED),
    part("a refusal that is none", LOW_INCOME, Who, lambda _: NOTHING),
    part("another to be meant", NEAR, MaybeMeant, meant_by_police),
    part("matters under one heading", BOTH, MatterHeading, lambda _: None),
    # the rest
    part(
        "compared wrongly",
        "配合-9和配合-10有什么区别",
        Comparison,
        lambda p: having(rows=(p.rows[0].model_copy(update={"cells": (("乡村振兴",),) * 2}),))(p),
    ),
    part("the town's part made up", LOW_INCOME, Who, having(), township_role="每月发钱"),
    part("another list in the field", LOW_INCOME, Who, having(), list=ListName.BASIC),
    part("offered, and not there", LOW_INCOME, Who, having(), alternatives=("配合-99",)),
    part(
        "related to what is answered",
        LOW_INCOME,
        Who,
        lambda p: Related(duty_ids=("上收-1",)),
    ),
    part(
        "a matter with another department",
        LOW_INCOME,
        Who,
        having(),
        matters=(Matter(asked="低保", duty_id="配合-6", list=ASSIST, departments=(POLICE,)),),
    ),
    part(
        "a matter with a false part",
        LOW_INCOME,
        Who,
        having(),
        matters=(
            Matter(
                asked="低保",
                duty_id="配合-6",
                list=ASSIST,
                parts=(Enforcement(duty_id="配合-6", marked=True),),
            ),
        ),
    ),
]


def forged(honest: Answer, forgery: Forgery, assistant: Assistant) -> Answer:
    place = next(i for i, one in enumerate(honest.parts) if isinstance(one, forgery.kind))
    lie = forgery.change(honest.parts[place])
    parts = (*honest.parts[:place], *([lie] if lie else []), *honest.parts[place + 1 :])
    if forgery.fields == EMPTY:
        parts = tuple(one for one in parts if isinstance(one, Count))
    try:
        text = text_of(parts, assistant.town)
    except KeyError:  # a duty that is not there has no text
        text = honest.text
    return honest.model_copy(update={"parts": parts, "text": text, **forgery.fields})


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.name)
def test_a_forged_answer_is_withheld(
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    forgery: Forgery,
) -> None:
    honest = assistant.ask(forgery.question, forgery.before)
    assert honest.text != CHECK_FAILED
    lie = forged(honest, forgery, assistant)
    monkeypatch.setattr(assistant._answering, "answer", lambda question, talk: Told(lie))
    with caplog.at_level(logging.ERROR):
        answer = assistant.ask(forgery.question)
    assert (answer.kind, answer.refused, answer.text) == (AnswerKind.REFUSAL, True, CHECK_FAILED)
    assert (answer.citations, answer.departments, answer.verdict) == ((), (), None)
    assert "answer not proven" in caplog.text


MAKERS: list[tuple[str, str, Callable[..., Any]]] = [
    (
        "assistant.answering.lookup.whole",
        JOINED,
        lambda duty, town, form: Who(
            duty_id=duty.duty_id,
            holders=(Holding(holder=POLICE, role=Standing.LEADS),),
            form=form,
        ),
    ),
    (
        "assistant.answering.lookup.entry",
        "配合清单第9项",
        lambda duty, town, **_: Entry(duty_id=duty.duty_id, title="低保", section=duty.section),
    ),
    (
        "assistant.answering.composer.part_of",
        LOW_INCOME,
        lambda duty, block, shown: Steps(
            duty_id=duty.duty_id,
            kind=block.kind,
            holder=block.holder,
            items=(Step(place=1, text="每月发五百元。"),),
            total=1,
        ),
    ),
    (
        "assistant.answering.composer.Composer.township_role",
        LOW_INCOME,
        lambda self, duty: "每月发五百元",
    ),
    (
        "assistant.answering.citation.CitationChecker.quotable",
        LOW_INCOME,
        lambda self, items, lines: [("每月发五百元。", tuple(lines))],
    ),
    (
        "assistant.answering.parts.set_makers.holdings",
        WEATHERS,
        lambda duty, town: (Holding(holder=WEATHER, role=Standing.LEADS),),
    ),
]


@pytest.mark.parametrize(("maker", "question", "lying"), MAKERS, ids=[name for name, *_ in MAKERS])
def test_a_maker_that_lies_is_found_out(
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    maker: str,
    question: str,
    lying: Callable[..., Any],
) -> None:
    assert assistant.ask(question).text != CHECK_FAILED
    monkeypatch.setattr(maker, lying)
    assert assistant.ask(question).text == CHECK_FAILED


def test_a_forged_part_of_one_of_several_matters_is_withheld(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = assistant.ask(BOTH)
    second = honest.matters[1]
    told = next(one for one in second.parts if isinstance(one, Who))
    lie = told.model_copy(update={"holders": (POLICE_LEADS,)})
    exchanged = [lie if one == told else one for one in honest.parts]
    own = tuple(lie if one == told else one for one in second.parts)
    matters = (honest.matters[0], second.model_copy(update={"parts": own}))
    forged_answer = honest.model_copy(
        update={
            "parts": tuple(exchanged),
            "matters": matters,
            "text": text_of(exchanged, assistant.town),
        }
    )
    monkeypatch.setattr(assistant._answering, "answer", lambda *_: Told(forged_answer))
    assert assistant.ask(BOTH).text == CHECK_FAILED


def test_a_renderer_that_names_another_department_is_found_out(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "assistant.answering.wording.in_charge", lambda *_: f"这件事由{POLICE}牵头。"
    )
    assert assistant.ask(LOW_INCOME).text == CHECK_FAILED


def test_a_text_that_says_more_than_its_parts_is_withheld(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = assistant.ask(LOW_INCOME)
    lie = lie.model_copy(update={"text": f"{lie.text}\n镇里不收费。"})
    monkeypatch.setattr(assistant._answering, "answer", lambda question, talk: Told(lie))
    assert assistant.ask(LOW_INCOME).text == CHECK_FAILED


def test_without_the_proof_the_lie_would_leave(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stops the forgeries above is the proof and nothing else."""
    for forgery in FORGERIES:
        honest = assistant.ask(forgery.question, forgery.before)
        lie = forged(honest, forgery, assistant)
        with monkeypatch.context() as patched:
            patched.setattr(assistant._answering, "answer", lambda *_, lie=lie: Told(lie))
            patched.setattr(Proof, "problems", lambda self, answer: [])
            assert assistant.ask(forgery.question).text == lie.text, forgery.name


def test_a_part_of_every_kind_is_forged() -> None:
    kinds = set(get_args(get_args(Part)[0]))
    # The one answers nothing; notes, which take a store, are forged in test_town_notes.
    assert kinds - {forgery.kind for forgery in FORGERIES} == {Related, TownNotes}


def test_the_proof_shares_no_code_with_the_makers() -> None:
    for path in Path(proof_package.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "makers" not in source, path.name
        assert not re.search(r"\b(?:all_pass|passes|is_held|holdings)\b", source), path.name
        assert ".truth(" not in source.replace("self._sets.truth(", ""), path.name


@pytest.mark.parametrize("unit", ["工作日", "天", "%", "月", "小时"])
@pytest.mark.parametrize("words", [("公示", "调查"), ("完成", "告知", "抽查")])
def test_the_figures_of_a_duty_are_read_as_they_are_proven(
    assistant: Assistant, unit: str, words: tuple[str, ...]
) -> None:
    for duty in assistant.town.duties:
        told = written_figure(duty, unit, words)
        proven = figures_nearest(duty, unit, words)
        if told is None:
            assert len({number for number, _ in proven}) != 1, duty.duty_id
        else:
            assert {number for number, _ in proven} == {told[0].number}
            assert told in {(Figure(number, unit), clause) for number, clause in proven}


@pytest.mark.parametrize("act", ["核发", "审批", "检查", "发放", "验收", "拆除", "处罚", "宣传"])
def test_whose_part_it_is_is_told_as_it_is_proven(assistant: Assistant, act: str) -> None:
    claimed = Predicate(Kind.DOES, (POLICE, act))
    for duty in assistant.town.duties:
        told = set(claimed.doers(duty)) - {POLICE}
        assert told == assistant._proof._sets.doers(claimed, duty.duty_id) - {POLICE}, duty.duty_id


def test_what_the_document_says_is_proven(assistant: Assistant) -> None:
    for one in assistant.search.asked[::61]:
        assert assistant.ask(one.question).text != CHECK_FAILED, one.question
    aspects = cycle(("谁负责", "镇里要做什么", "有履职保障吗", "带星号吗"))
    for duty in assistant.town.duties:
        for asked in ("", next(aspects)):
            question = f"{duty.list}清单第{duty.number}项{asked}"
            assert assistant.ask(question).text != CHECK_FAILED, question
