"""Pointing at one of several: the other one, the first of the talk, an earlier one by its name."""

import pytest

from assistant import Answer, AnswerKind, Assistant
from assistant.answer import Certainty
from assistant.understanding.talk.pointing import asked_at_first, other_asked
from assistant.understanding.talk.ties import asks_support, objects_of


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.duty_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "besides"),
    [
        ("另一个呢", ""),
        ("剩下那项镇里干啥", ""),
        ("不是查药的那个，另一个归谁", "查药"),
        ("除了燃气和征收，剩下那个镇里做啥", "燃气和征收"),
        ("备案那个先放放，另一个镇里干啥", "备案"),
        ("不是危房也不是燃气的那个是啥", "危房、燃气"),
        ("另一个镇的人能来办吗", None),
        ("另外一个问题，低保找谁", None),
        ("另外，采伐证谁批", None),
        ("不是低保，是特困，谁审", None),
    ],
)
def test_the_other_one_and_what_is_not_meant(question: str, besides: str | None) -> None:
    found = other_asked(question)
    assert (found.besides if found else None) == besides


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("最早那个单子的第二项讲讲", 2),
        ("最开始列的那份名单里倒数第一项是啥", -1),
        ("第一份名单第三项镇里做啥", 3),
        ("一开始问的第二个是谁管", 2),
        ("最先问的呢", None),
    ],
)
def test_the_beginning_of_the_talk_and_a_place_in_it(question: str, place: int | None) -> None:
    found = asked_at_first(question)
    assert found is not None
    assert (found.place.number if found.place else None) == place


@pytest.mark.parametrize(
    "question",
    ["最初设立农民合作社找谁", "最早那个养老院归谁", "第一个娃能落户不", "当初没报名的还能补吗"],
)
def test_what_only_looks_like_the_beginning_of_the_talk(question: str) -> None:
    assert asked_at_first(question) is None


def test_what_a_question_puts_side_by_side() -> None:
    assert objects_of("农业保险和雨露计划谁牵头") == ("农业保险", "雨露计划谁牵头")
    assert objects_of("农业保险谁牵头") == ()
    assert objects_of("湿地和采伐证归谁，镇里做啥") == ()  # written out with the words before it


@pytest.mark.parametrize("question", ["给配装备不", "上头给人给车吗", "给村上拨钱不"])
def test_support_is_asked_for_whatever_is_given(question: str) -> None:
    assert asks_support(question)


@pytest.mark.parametrize(
    ("history", "question", "duty_id"),
    [
        (["市监局收走了几项", "药品那个镇里还管不"], "另一个呢", "上收-15"),
        (["市监局收走了几项"], "不是查药的那个，另一个归谁", "上收-15"),
        (["自然资源局牵头几项", "不动产那个镇里做啥", "卫片那个呢"], "剩下的那项说说", "配合-42"),
        (["住建局牵头有几项"], "不是危房也不是燃气的那个是啥", "配合-43"),
        (["暖心煤归谁，雨露计划归谁"], "除去暖心煤，另一件镇里要干啥", "配合-36"),
        (["低保谁审核", "特困谁审核"], "另一个镇里要做什么", "配合-6"),
        (["低保归民政局，采伐证归林草局，对不"], "不是低保，另一个镇里还管吗", "上收-56"),
        (["低保谁审核", "特困谁审核"], "后一个镇里要做什么", "配合-7"),
        (["气象预警谁管，湿地谁管"], "湿地那个公安局有份没", "配合-49"),
        (["道路交通安全谁牵头"], "另一个部门管啥", "配合-20"),
    ],
)
def test_one_of_several_is_pointed_at(
    assistant: Assistant, history: list[str], question: str, duty_id: str
) -> None:
    answer = assistant.ask(question, history)
    assert cited(answer)[0] == duty_id
    assert answer.confidence < 0.9


@pytest.mark.parametrize(
    ("history", "question", "duty_id"),
    [
        (["湿地保护归哪个局，水土保持归哪个局"], "后者镇里要做啥", "配合-48"),
        (["农业保险和雨露计划谁牵头"], "前一个镇里做啥", "配合-33"),
    ],
)
def test_one_of_several_that_a_word_joined_is_pointed_at(
    assistant: Assistant, history: list[str], question: str, duty_id: str
) -> None:
    assert len(assistant.ask(history[0]).matters) == 2
    assert cited(assistant.ask(question, history))[0] == duty_id


def test_what_is_left_is_told_unsure(assistant: Assistant) -> None:
    answer = assistant.ask("另一个呢", ["市监局收走了几项", "药品那个镇里还管不"])
    assert answer.certainty is Certainty.UNSURE


def test_the_other_department_is_the_one_not_asked_about_before(assistant: Assistant) -> None:
    history = ["道路交通安全谁牵头"]
    first = assistant.ask("另一个部门管啥", history)
    second = assistant.ask("另一个部门管啥", [*history, "公安局干啥"])
    assert first.departments == ("巴林左旗公安局",)
    assert second.departments == ("巴林左旗交通运输局",)


@pytest.mark.parametrize(
    ("history", "question", "duty_id"),
    [
        (["低保谁管", "特困谁管", "采伐证谁批"], "最早问的那个镇里做啥", "配合-6"),
        (["低保谁管", "特困谁管", "采伐证谁批"], "回到最开始那件事，镇里做啥", "配合-6"),
        (["自然资源局牵头哪些", "水利局牵头哪些"], "最早那个单子的第二项讲讲", "配合-41"),
        (["民政局牵头的", "第二项"], "最早那张名单倒数第二项呢", "配合-8"),
        (["信访归谁，调解归谁", "低保归谁"], "一开始问的第二个是谁管", "基本-47"),
        (["采伐证谁批", "低保谁管"], "还是说采伐证吧，镇里还受理吗", "上收-56"),
        (["地膜推广谁牵头", "特困谁管"], "又想起地膜，旗里给钱不", "配合-34"),
        (["农业保险归谁", "农机补贴归谁"], "再说农业，秸秆咋利用", "配合-58"),  # another matter
    ],
)
def test_the_way_back_to_the_first_or_to_what_is_named(
    assistant: Assistant, history: list[str], question: str, duty_id: str
) -> None:
    answer = assistant.ask(question, history)
    assert cited(answer)[0] == duty_id
    assert answer.confidence < 0.9


@pytest.mark.parametrize(
    ("before", "question", "duty_id"),
    [
        ("交通局牵头的有几项", "这件事镇里配合啥", "配合-20"),
        ("水利局牵头几项", "镇里做什么", "配合-48"),
        ("宣传部收走几项", "这个镇里还做吗", "上收-1"),
        ("民政局收走哪些", "公墓那块镇里真不管了？", "上收-6"),
        ("配合第14项有哪些部门", "最后那个单位负责啥", "配合-14"),
        ("燃气安全谁牵头", "给配装备不", "配合-12"),
        ("低保谁管", "乡里需要配合点什么", "配合-6"),
        ("低保谁管", "镇里配合哪些", "配合-6"),
    ],
)
def test_the_only_duty_of_a_set_and_the_part_of_a_duty(
    assistant: Assistant, before: str, question: str, duty_id: str
) -> None:
    answer = assistant.ask(question, [before])
    assert cited(answer)[0] == duty_id
    assert answer.kind is not AnswerKind.ENUMERATE


@pytest.mark.parametrize(
    ("history", "question", "alone"),
    [
        (["民政局牵头的有哪些"], "公安没份的呢", "配合清单第6项、第7项、第9项"),
        (["民政局牵头的有哪些"], "没有公安的是哪几个", "配合清单第6项、第7项、第9项"),
        (["上收清单民生服务类", "民政局接的有哪些"], "不归民政的呢", "上收清单第2、3、7、8项"),
        (["应急局牵头哪些"], "里头教育也有份的呢", "配合清单第14项"),
        (["民政局牵头的有哪些"], "还有别的没", "民政局牵头的有哪些"),
        (["组织部和自然资源局分别牵头几项"], "第二个部门的都列出来", "自然资源局牵头的有哪些"),
        (["组织部牵头哪些", "自然资源局呢"], "前面那份单子第二项讲讲", "配合清单第2项"),
        (["民政局和水利局各牵头哪些"], "前一个局第二项讲讲", "配合清单第6项"),
        (["低保谁管"], "镇里配合哪些事项", "镇里配合哪些事项"),
    ],
)
def test_one_of_the_sets_or_some_of_it(
    assistant: Assistant, history: list[str], question: str, alone: str
) -> None:
    found, expected = assistant.ask(question, history), assistant.ask(alone)
    assert {*cited(found)} == {*cited(expected)} != set()


@pytest.mark.parametrize(
    "question", ["另外，采伐证谁批", "这个月低保发了没", "镇里修路找谁", "最开始办合作社要啥手续"]
)
def test_what_stands_alone_is_not_pointed_anywhere(assistant: Assistant, question: str) -> None:
    history = ["特困谁管", "气象局牵头几项"]
    assert cited(assistant.ask(question, history))[:1] == cited(assistant.ask(question))[:1] != []
