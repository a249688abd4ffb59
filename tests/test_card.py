"""The answer card from its parts: who in plain words, numbers to tap, folds, what is next."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.answer import Answer, AnswerKind, Certainty, Citation, Matter
from assistant.answering import wording
from assistant.answering.parts.framing import Call, MatterHeading, Note, NotePurpose
from assistant.answering.parts.makers import part_of, who
from assistant.answering.parts.of_duties import Standing, Verdict
from assistant.answering.parts.part import Part
from assistant.answering.telling.answers import answer_of
from assistant.answering.telling.lines import Line, LineKind, lines_of
from assistant.answering.telling.plain_line import office_name, plain_line
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.words.dangers import NUMBERS, Danger
from assistant.web.chat.body import body_html
from assistant.web.chat.card import card_stages, plain_card
from assistant.web.chat.next_questions import next_questions, thread_of
from assistant.web.labels import CHINESE
from corpus.country.advice import load_advice
from corpus.models import BlockKind, Duty, Town
from corpus.vocabulary import words_of

ALLOWANCE = "配合-6"  # 最低生活保障


@pytest.mark.parametrize(
    ("duty_id", "line"),
    [
        (ALLOWANCE, "最低生活保障的事，由旗民政局牵头，镇里配合。"),
        ("配合-15", "森林草原防火的事，由旗应急管理局牵头，镇里配合。"),
        ("上收-22", "动物及动物产品检疫的事，现在归旗农牧局办，镇里不办了。"),
        ("基本-87", "露天焚烧秸秆的处罚，归镇里管。"),
        ("基本-68", "这件事归镇里管。"),
    ],
)
def test_the_first_line_says_who_in_the_words_of_the_town(
    town: Town, duty_id: str, line: str
) -> None:
    assert plain_line(who(town.duty(duty_id), town.name), town) == line


def test_a_first_line_names_those_who_have_the_duty_and_nobody_else(town: Town) -> None:
    full = {name for duty in town.duties for name in duty.departments} - {town.name}
    by_short = {office_name(name, town): name for name in full}
    assert len(by_short) == len(full)
    for duty in town.duties:
        claim = who(duty, town.name)
        line = plain_line(claim, town).rpartition("的事，")[2].rpartition("处罚，")[2]
        named = {name for short, name in by_short.items() if short in line}
        held = {one.holder for one in claim.holders if one.role is not Standing.ASSISTS}
        assert named == held - {town.name}, line


def test_a_name_of_two_departments_stays_as_printed(town: Town) -> None:
    both = town.duty(ALLOWANCE).model_copy(update={"departments": ("巴林左旗民政局", "旗民政局")})
    lists = tuple(
        one.model_copy(
            update={"duties": tuple(both if d.duty_id == ALLOWANCE else d for d in one.duties)}
        )
        for one in town.lists
    )
    doubled = town.model_copy(update={"lists": lists})
    assert office_name("巴林左旗民政局", town) == "旗民政局"
    assert office_name("巴林左旗民政局", doubled) == "巴林左旗民政局"


@pytest.mark.parametrize(
    ("name", "word"),
    [("富河镇", "镇里"), ("白鹭街道", "街道"), ("查干苏木", "苏木里"), ("东乡", "乡里")],
)
def test_the_government_is_called_as_people_call_it(town: Town, name: str, word: str) -> None:
    assert words_of(town.model_copy(update={"name": name})).in_town == word


def cited(duty: Duty) -> Citation:
    return Citation(
        duty_id=duty.duty_id,
        list=duty.list,
        number=duty.number,
        section=duty.section,
        title=duty.title,
        holder=duty.blocks[0].holder,
        quote=duty.title,
        source_lines=(1,),
        score=1.0,
    )


def told(town: Town, duty: Duty, *more: Part, **fields: Any) -> Answer:
    return answer_of(
        AnswerKind.DUTY,
        [who(duty, town.name), *more],
        town,
        fields.pop("question", "低保咋申请"),
        citations=(cited(duty),),
        list=duty.list,
        **{"certainty": Certainty.SURE, "confidence": 0.95} | fields,
    )


def numbers(card: str) -> Sequence[str]:
    return re.findall(r'<a class="lz-call" href="tel:(\d+)">', card)


def test_the_rest_of_a_part_is_folded_and_nothing_of_it_is_lost(town: Town) -> None:
    duty = town.duty(ALLOWANCE)
    block = duty.parts(BlockKind.TOWNSHIP)[0]
    card = plain_card(told(town, duty, part_of(duty, block, block.items)), town, CHINESE)
    before, fold, folded = card.partition('<details class="lz-more"><summary>')
    shown = before.count('<p class="lz-line">')
    count = len(block.items) - shown
    assert fold
    assert 1 <= shown <= 3
    assert folded.startswith("其余的，点开看</summary>")
    assert folded.split("</details>")[0].count('<p class="lz-line">') == count
    assert "《配合履职事项清单》第6项" not in before
    assert "《配合履职事项清单》第6项" in folded


def test_what_goes_on_below_its_shown_items_is_folded_without_its_heading_again() -> None:
    one = steps_of(10, 6)[:7]
    shown, _, folded = body_html(one, CHINESE, 20.0).partition('<details class="lz-more">')
    assert shown.count("lz-heading") == 1
    assert folded.count('<p class="lz-line">') == 3
    assert "lz-heading" not in folded
    after = [*one, Line("清单里没写要多久。")]  # it would not be known whose the rest is
    assert body_html(after, CHINESE, 20.0).count(HOLDERS[0] + "</p>") == 2


HOLDERS = ("旗民政局负责：", "富河镇要做的：", "旗公安局负责：")


def steps_of(chars: int, each: int) -> list[Line]:
    """Three holders' headings with so many items of so many characters."""
    lines: list[Line] = []
    for name in HOLDERS:
        lines.append(Line(name, LineKind.HEADING))
        lines += [Line(f"{name}{n}" + "事" * (chars - 8), LineKind.ITEM) for n in range(each)]
    return lines


@pytest.mark.parametrize(
    ("room", "headings", "items", "cut"),
    [
        (0.0, 1, 1, 1),  # the first holder's beginning always stands
        (9.2, 2, 2, 2),
        (15.0, 3, 3, 1),
        (40.0, 3, 9, 0),
    ],
)
def test_as_much_of_each_holder_is_shown_as_there_is_room_for(
    room: float, headings: int, items: int, cut: int
) -> None:
    lines = steps_of(50, 3)
    body = body_html(lines, CHINESE, room)
    shown, _, folded = body.partition('<details class="lz-more"><summary>')
    assert shown.count("lz-heading") == headings
    assert shown.count('<p class="lz-line">') == items
    assert shown.count("lz-long") == cut
    for line in lines:
        assert body.count(f">{line.text}</p>") >= 1
    assert bool(folded) == (items < 9)


def test_what_is_folded_of_several_matters_says_whose_it_is() -> None:
    matters = [Line("1. “低保”：", LineKind.HEADING), Line("旗民政局牵头。"), *steps_of(50, 1)[:2]]
    matters += [
        Line("2. “大棚”：", LineKind.HEADING),
        Line("旗农牧局牵头。"),
        *steps_of(50, 1)[2:4],
    ]
    body = body_html(matters, CHINESE, 0.0)
    shown, _, folded = body.partition('<details class="lz-more"><summary>')
    assert [text in shown for text in ("1. “低保”：", "2. “大棚”：", HOLDERS[0])] == [
        True,
        True,
        False,
    ]
    assert folded.index(HOLDERS[0]) < folded.index("2. “大棚”：") < folded.index(HOLDERS[1])


def test_of_several_matters_a_card_first_says_how_many(town: Town) -> None:
    refused: list[Part] = [
        MatterHeading(place=1, asked="狗咬人了"),
        Note(purpose=NotePurpose.REFUSAL, text=wording.REFUSAL),
        Note(purpose=NotePurpose.NEXT_STEP, text=wording.REFUSED_NEXT),
        MatterHeading(place=2, asked="低保咋申请"),
    ]
    asked = (Matter(asked="狗咬人了"), Matter(asked="低保咋申请", duty_id=ALLOWANCE))
    duty = town.duty(ALLOWANCE)
    parts = [*refused, who(duty, town.name)]
    unsure = {"certainty": Certainty.UNSURE, "confidence": 0.5}
    answer = answer_of(AnswerKind.DUTY, parts, town, "低保", matters=asked, **unsure)
    card = plain_card(answer, town, CHINESE)
    assert '<p class="lz-direct" lang="zh-CN">您问了 2 件事，一件一件说：</p>' in card
    assert card.index("1. “狗咬人了”：") < card.index("2. “低保咋申请”：")
    assert wording.REFUSAL in card
    assert wording.COVERAGE not in card
    assert CHINESE.unsure not in card


def test_of_a_long_first_line_one_sentence_stands_out(town: Town) -> None:
    greeting = Note(purpose=NotePurpose.GREETING, text="您好！本镇清单上的事都可以问我。比如低保。")
    card = plain_card(answer_of(AnswerKind.GREETING, [greeting], town, "你好"), town, CHINESE)
    assert '<p class="lz-direct" lang="zh-CN">您好！本镇清单上的事都可以问我。</p>' in card
    assert '<p class="lz-line">比如低保。</p>' in card


def test_in_doubt_what_is_closest_is_not_what_was_asked(town: Town) -> None:
    duty = town.duty("基本-68")
    doubt = Note(purpose=NotePurpose.DOUBT, text=wording.DOUBT)
    lines = lines_of([doubt, who(duty, town.name)], town, plain=True)
    assert [line.text for line in lines] == ["我不太有把握，最接近的是：下面这件事归镇里管。"]


def test_in_doubt_a_yes_is_said_of_what_may_be_meant(town: Town) -> None:
    duty = town.duty("上收-6")
    doubt = Note(purpose=NotePurpose.DOUBT, text=wording.DOUBT)
    verdict = Verdict(
        duty_ids=(duty.duty_id,), truth=Truth.NO, claimed=(Predicate(Kind.TOWN),), if_meant=True
    )
    lines = lines_of([doubt, verdict, who(duty, town.name)], town, plain=True)
    said = "我不太有把握，如果说的是这件，不是，公益性墓地的管理，现在归旗民政局办，镇里不办了。"
    assert lines[0].text == said


def test_in_danger_a_card_has_the_numbers_and_nothing_else(town: Town) -> None:
    call = Call(danger=Danger.FIRE, numbers=NUMBERS[Danger.FIRE])
    duty = town.duty("配合-15")
    answer = told(town, duty, call, emergency=NUMBERS[Danger.FIRE])
    for card in (plain_card(answer, town, CHINESE), [*card_stages(answer, town, CHINESE)][-1]):
        assert tuple(numbers(card)) == NUMBERS[Danger.FIRE]
        assert wording.EMERGENCIES[Danger.FIRE] in card
        assert "details" not in card
        assert "森林草原防火" not in card
    assert next_questions(answer, town, CHINESE) == []


def test_a_refusal_has_the_number_of_its_advice_and_the_hotline(town: Town) -> None:
    advice = next(one for one in load_advice().values() if one.number == "95598")
    notes = [
        Note(purpose=NotePurpose.REFUSAL, text=wording.REFUSAL),
        Note(purpose=NotePurpose.ADVICE, text=wording.advised(advice)),
    ]
    answer = answer_of(AnswerKind.REFUSAL, notes, town, refused=True)
    assert numbers(plain_card(answer, town, CHINESE)) == ["95598", "12345"]


def test_the_next_questions_are_of_the_duty_and_not_of_what_was_told(town: Town) -> None:
    duty = town.duty(ALLOWANCE)
    block = duty.parts(BlockKind.TOWNSHIP)[0]
    asked = next_questions(told(town, duty), town, CHINESE)
    assert asked[0] == {"label": "镇里做啥", "value": "配合清单第6项，镇里要做什么"}
    assert asked[1]["label"] == "旗民政局做啥"
    whole = told(town, duty, part_of(duty, block, block.items))
    assert "镇里做啥" not in [one["label"] for one in next_questions(whole, town, CHINESE)]
    near = told(town, duty, alternatives=("配合-7", "上收-5", "基本-37"))
    assert len(next_questions(near, town, CHINESE)) == 3


def test_between_two_close_duties_is_asked_back_with_two_buttons(town: Town) -> None:
    unsure: dict[str, Any] = {"certainty": Certainty.UNSURE, "confidence": 0.4}
    answer = told(town, town.duty(ALLOWANCE), alternatives=("配合-7", "上收-5"), **unsure)
    assert "您问的是哪一件？" in plain_card(answer, town, CHINESE)
    values = [one["value"] for one in next_questions(answer, town, CHINESE)]
    assert values == ["配合清单第6项", "配合清单第7项"]
    *_, card = card_stages(answer, town, CHINESE)
    assert re.findall(r'data-lz-ask="([^"]*)"', card) == values
    assert card.index("您问的是哪一件？") < card.index("data-lz-ask") < card.index("lz-calls")


@pytest.mark.parametrize(
    ("duty_id", "title"),
    [
        ("配合-7", "特困人员救助"),
        ("基本-80", "加强节水宣传，开展水源地环境卫生检查……"),
    ],
)
def test_what_may_be_meant_is_named_in_two_rows(town: Town, duty_id: str, title: str) -> None:
    answer = told(town, town.duty(ALLOWANCE), alternatives=(duty_id,))
    assert next_questions(answer, town, CHINESE)[-1]["label"] == f"也可能是：{title}（{duty_id}）"


def test_where_is_asked_back_what_a_duty_says_is_folded(town: Town) -> None:
    duty = town.duty(ALLOWANCE)
    steps = part_of(duty, duty.blocks[0], duty.blocks[0].items)
    unsure: dict[str, Any] = {"certainty": Certainty.UNSURE, "confidence": 0.4}
    card = plain_card(told(town, duty, steps, alternatives=("配合-7",), **unsure), town, CHINESE)
    before, fold, folded = card.partition('<details class="lz-more">')
    assert fold
    assert "lz-line" not in before
    assert folded.count('<p class="lz-line">') >= len(duty.blocks[0].items)


def test_a_follow_up_says_what_it_is_still_about(town: Town) -> None:
    leaning = told(town, town.duty(ALLOWANCE), question="低保咋申请，那镇里要做啥")
    assert thread_of(leaning, town, "那镇里要做啥", ["低保咋申请"]) == "最低生活保障"
    assert thread_of(leaning, town, "低保咋申请", ["动物检疫找谁"]) == ""
    assert thread_of(leaning, town, "那镇里要做啥", []) == ""
    of_set = leaning.model_copy(update={"kind": AnswerKind.ENUMERATE})
    assert thread_of(of_set, town, "那镇里要做啥", ["低保咋申请"]) == ""
    *_, card = card_stages(leaning, town, CHINESE, "最低生活保障")
    assert "还是说：最低生活保障" in card
