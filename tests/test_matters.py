"""Several matters in one message, and single ones told in several sentences."""

from collections.abc import Sequence

import pytest

from assistant import AnswerKind, Assistant
from assistant.understanding.talk.matters import matters_of
from index.engine.embedding import Vectors

SURELY = 0.9


@pytest.mark.parametrize(
    ("message", "matters"),
    [
        ("低保、特困、临时救助分别找谁", ("低保找谁", "特困找谁", "临时救助找谁")),
        ("反映两点：一是路灯不亮，二是垃圾没人拉", ("路灯不亮", "垃圾没人拉")),
        ("1.路灯不亮 2.垃圾没人拉", ("路灯不亮", "垃圾没人拉")),
        ("（1）办房照；（2）修水渠", ("办房照", "修水渠")),
        ("路灯坏了谁修？另外烧秸秆谁罚？", ("路灯坏了谁修", "烧秸秆谁罚")),
        ("路灯坏了谁修，烧秸秆谁罚", ("路灯坏了谁修", "烧秸秆谁罚")),
        ("想盖房，批宅基地、办房照，这两样分别找谁", ("批宅基地找谁", "办房照找谁")),
        ("烟花店、加油站，安全检查各归哪家", ("烟花店安全检查归哪家", "加油站安全检查归哪家")),
        ("工会、团委、电梯，分别归谁", ("工会归谁", "团委归谁", "电梯归谁")),
        ("办房照和批宅基地是一个部门么", ("办房照归谁管", "批宅基地归谁管")),
        ("办房照和批宅基地，同一家管吗？各是谁", ("办房照归谁管", "批宅基地归谁管")),
        ("(1)挖沙子 (2)打井，以上分别归谁", ("挖沙子归谁", "打井归谁")),
        (
            "关于我村：黑土地、水土保持两项工作，请明确各自牵头单位",
            ("黑土地牵头单位", "水土保持牵头单位"),
        ),
        ("头一个地膜推广 第二个种子假的找谁", ("地膜推广", "种子假的找谁")),
        ("第一路灯坏了谁修第二地膜补不补钱", ("路灯坏了谁修", "地膜补不补钱")),
        ("第一书记换人了第二批物资啥时候到", ("第一书记换人了第二批物资啥时候到",)),
        ("能申请公益岗不...算了再问一个，留守娃谁管", ("能申请公益岗不", "留守娃谁管")),
        (
            "路灯坏了谁修，烧秸秆谁罚，另外快递丢了找谁",
            ("路灯坏了谁修", "烧秸秆谁罚", "快递丢了找谁"),
        ),
        (
            "问三样：黑土地，大棚房，地膜，哪几样归农牧局",
            ("黑土地归谁管", "大棚房归谁管", "地膜归谁管"),
        ),
        ("农机补贴找谁然后拖拉机年检又找谁", ("农机补贴找谁", "拖拉机年检又找谁")),
        ("危化品谁查，那个矿山呢", ("危化品谁查", "矿山谁查")),
        ("污染源普查和人口普查，一个个说，都是谁的事", ("污染源普查是谁的事", "人口普查是谁的事")),
        ("换届、保密、年鉴，三样都帮我找找", ("换届帮我找找", "保密帮我找找", "年鉴帮我找找")),
        ("动物检疫；病死猪处理。各归谁", ("动物检疫归谁", "病死猪处理归谁")),
        ("燃气、校园，牵头部门各是谁？就这俩", ("燃气是谁", "校园是谁")),
        ("村里俩事没人管：王家占地盖房，李家偷着撒羊", ("王家占地盖房", "李家偷着撒羊")),
        (
            "反映两个事。邻居占地盖房；养牛场往沟里排粪水，味大。盼复。",
            ("邻居占地盖房", "养牛场往沟里排粪水，味大"),
        ),
        (
            "野猪拱了苞米，老板又拖着工钱不给，愁死了，都该找谁",
            ("野猪拱了苞米该找谁", "老板又拖着工钱不给该找谁"),
        ),
    ],
)
def test_matters_are_told_apart(message: str, matters: tuple[str, ...]) -> None:
    assert matters_of(message).texts == matters


def test_things_of_one_duty_are_one_matter(assistant: Assistant) -> None:
    assert not assistant.ask("禁牧、垃圾分类、水土保持的宣传教育归镇里哪项").matters


def test_as_many_matters_are_told_as_are_said(assistant: Assistant) -> None:
    answer = assistant.ask("乱埋的坟要整治，公墓也没人管理，两件事都谁负责")
    assert [matter.duty_id for matter in answer.matters] == ["配合-8", "上收-6"]


@pytest.mark.parametrize(
    "message",
    [
        "房子裂了，下雨漏，能给修吗",
        "低保咋申请",
        "俺爹是镇上退下来的老干部，人没了，俺妈那个遗属补助搁哪年审",
        "第1项和第2.5项",
        "二是多少",
        "配合清单第3、4项",
        "低保找谁，要几天，带几样材料",
        "干部贪污低保款和扶贫款，举报给谁",
        "第一个孩子落了户第二个孩子还没落",
        "基本清单第8项是啥，属于哪个类别",
    ],
)
def test_one_matter_stays_one(message: str) -> None:
    assert not matters_of(message).several


def test_each_matter_is_answered_under_its_own_name(assistant: Assistant) -> None:
    answer = assistant.ask("动物检疫还归镇里吗？危房改造谁牵头？")
    assert [matter.duty_id for matter in answer.matters] == ["上收-22", "配合-40"]
    assert answer.text.index("动物检疫") < answer.text.index("2. “危房改造谁牵头”")


def test_a_matter_that_no_duty_covers_does_not_spoil_the_others(assistant: Assistant) -> None:
    answer = assistant.ask("高考成绩哪查，还有危房改造谁牵头")
    assert [matter.duty_id for matter in answer.matters] == [None, "配合-40"]
    assert not answer.refused
    assert answer.confidence < SURELY  # what is not covered may have been torn apart


def test_a_first_matter_that_no_duty_covers_does_not_refuse_the_second(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("护照去哪办理？孩子上中职，雨露计划归谁管？")
    assert [matter.duty_id for matter in answer.matters] == [None, "配合-36"]


@pytest.mark.parametrize(
    ("message", "matters"),
    [
        ("大棚房整治和土地卫片图斑各是哪个部门", ["配合-39", "配合-41"]),
        ("违法占地建房，以及烧秸秆，都咋处罚", 2),
        ("大棚房和撂荒地，谁来查", ["配合-39", "基本-53"]),
        ("畜禽屠宰和病死畜禽处理归谁管", 0),
        ("配合清单里野生动物和湿地保护的有哪几项", 0),
        ("我和邻居因为地界吵架找谁", 0),
    ],
)
def test_what_a_word_joins_is_several_where_each_is_found(
    assistant: Assistant, message: str, matters: list[str] | int
) -> None:
    found = [matter.duty_id for matter in assistant.ask(message).matters]
    assert (found if isinstance(matters, list) else len(found)) == matters


def test_a_piece_of_departments_alone_is_no_matter(assistant: Assistant) -> None:
    assert not assistant.ask("森林草原防火应急局和林草局咋分工").matters


def test_what_only_asks_more_is_no_matter_that_no_duty_covers(assistant: Assistant) -> None:
    assert assistant.ask("有尾矿库的山沟住着人呢，谁管它牢不牢").matters == ()


def test_sets_side_by_side_are_no_matters(assistant: Assistant) -> None:
    answer = assistant.ask("教育局和卫健委两家都在里面的配合事项是哪些")
    assert (answer.kind, answer.matters) == (AnswerKind.ENUMERATE, ())


def test_matters_that_are_told_and_not_asked_are_those_that_a_duty_is_found_for(
    assistant: Assistant,
) -> None:
    letter = "您好；村东头有人往河道里倒渣土；村西头禁牧的坡上天天有人放羊；请给个说法"
    answer = assistant.ask(letter)
    assert [matter.list for matter in answer.matters] == ["上收", "基本"]


def test_what_is_told_before_the_matters_is_none(assistant: Assistant) -> None:
    answer = assistant.ask("老伴上个月走了，养老金多打了两个月退给谁；他的高龄津贴也多领了呢")
    assert [matter.duty_id for matter in answer.matters] == ["上收-3", "上收-4"]


def test_what_is_told_before_the_question_on_the_same_duty_is_none(assistant: Assistant) -> None:
    answer = assistant.ask("危房改造找谁？还有俺爹八十二了，高龄津贴找谁申请")
    assert [matter.duty_id for matter in answer.matters] == ["配合-40", "基本-35"]


def test_no_more_is_looked_up_than_may_be_several(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    engine, embed = assistant.engine, assistant.engine.embed_queries

    def embed_queries(texts: Sequence[str]) -> Vectors:
        looked_up.extend(texts)
        return embed(texts)

    monkeypatch.setattr(engine, "embed_queries", embed_queries)
    assistant.ask("他家牛粪堆在俺家井边上，水都发黄了，找谁管")
    assert len(set(looked_up)) == 1


def test_a_story_in_several_sentences_is_one_matter(assistant: Assistant) -> None:
    story = "俺家的老房子裂了大缝，一下雨就漏，腿脚也不好，想改造一下"
    assert assistant.ask(story).matters == ()


def test_what_only_asks_for_papers_is_no_matter_of_its_own(assistant: Assistant) -> None:
    answer = assistant.ask("慢特病认定的窗口在哪条街上，去的时候带哪些证件")
    assert answer.matters == ()
    assert answer.citations[0].duty_id == "上收-8"
    assert set(answer.missing) == {"place", "papers"}


def test_a_question_that_asks_more_of_one_matter_is_answered_once(assistant: Assistant) -> None:
    answer = assistant.ask("俺家想吃低保，都走哪几步，谁来入户看？")
    assert answer.matters == ()
    assert answer.citations[0].duty_id == "配合-6"
