"""Follow-ups: standing alone, narrowing, moving on, asking back; and places in an answer."""

import pytest

from assistant import AnswerKind, Assistant
from assistant.answer import Certainty
from assistant.understanding.talk.pointing import neighbour_asked, place_asked, way_back
from assistant.understanding.talk.ties import asked_alike, leans
from corpus.models import BlockKind


@pytest.mark.parametrize(
    "question",
    ["那镇里要做啥", "要是对方不服呢", "公示也归他们管吗", "这个谁批", "多长时间", "具体咋办"],
)
def test_questions_that_lean_on_an_earlier_one(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    ["低保咋申请", "危房改造谁负责", "12345热线谁办", "俺家房子快塌了找谁", "秸秆能烧不"],
)
def test_questions_that_stand_alone(question: str) -> None:
    assert not leans(question)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("第二条展开说说", 2),
        ("那第3项呢", 3),
        ("第十条是什么", 10),
        ("第二条公路谁修", None),
        ("第二条罚的是什么行为", 2),
        ("配合清单第二条", None),
        ("展开说说", None),
        ("最后一个是啥", -1),
        ("倒数第二项呢", -2),
        ("头一个讲讲镇里的事", 1),
        ("第二个娃能不能落户", None),
        ("第三项有哪些部门参加", 3),
        ("先说后一个，镇里在这里头干什么", -1),
        ("我刚才问的头一个归谁", 1),
        ("最后一个问题，低保找谁", None),
        ("头一个村的路谁修", None),
    ],
)
def test_a_place_in_the_earlier_answer(question: str, place: int | None) -> None:
    found = place_asked(question)
    assert (found.number if found else None) == place


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("它前面那条", -1),
        ("再看下一项", 1),
        ("往下再看一条", 1),
        ("挨着它的后一条讲啥", 1),
        ("上个月的低保没发", None),
        ("下面那个村的路谁修", None),
        ("下一步谁来验收", None),
    ],
)
def test_the_neighbour_of_what_was_told(question: str, step: int | None) -> None:
    found = neighbour_asked(question)
    assert (found.by if found else None) == step


@pytest.mark.parametrize(
    ("question", "alike"),
    [
        ("医保呢", "医保谁经办"),
        ("那特困呢？", "特困谁经办"),
        ("材料呢", ""),
        ("那镇里呢", ""),
        ("低保归谁呢", ""),
    ],
)
def test_another_matter_is_asked_in_the_words_of_the_first(question: str, alike: str) -> None:
    assert asked_alike(question, "养老保险谁经办") == alike


def test_a_narrowing_question_keeps_the_duty_and_asks_its_part(assistant: Assistant) -> None:
    answer = assistant.ask("那镇里要做啥", history=["低保咋申请"])
    assert answer.citations[0].duty_id == "配合-6"
    assert answer.departments == ("富河镇",)
    assert answer.resolved_question == "低保咋申请，那镇里要做啥"
    assert "富河镇要做的：" in answer.text
    assert "巴林左旗民政局负责：" not in answer.text


@pytest.mark.parametrize(
    ("history", "question", "duty_id"),
    [
        (["低保咋申请", "那危房改造呢"], "那镇里要做啥", "配合-40"),  # alone it's nearer to 基本-68
        (["低保咋申请"], "公示也归他们管吗", "配合-6"),
        (["低保咋申请"], "那危房改造呢", "配合-40"),
        (["配合清单第60项讲什么"], "那58项呢", "配合-58"),  # the list has no 60th
        (["特困人员谁来救助", "村道养护呢"], "回到前面五保那件事，镇里干啥", "配合-7"),
    ],
)
def test_what_refers_back_stays_with_the_duty_before(
    assistant: Assistant, history: list[str], question: str, duty_id: str
) -> None:
    assert assistant.ask(question, history).citations[0].duty_id == duty_id


@pytest.mark.parametrize(
    ("before", "question", "duty_ids"),
    [
        ("教育局参与的配合事项", "不对，我要它牵头的", ["配合-17"]),
        ("配合清单30到39号，农牧局牵头的给我", "不是它牵头的呢", ["配合-37"]),
        ("林草局牵头的配合项有几个", "里头有别的部门一起参与的呢？", ["配合-49"]),
        ("气象局在配合清单里有几件事", "牵头的那件，镇上要干啥", ["配合-13"]),
        ("动物检疫归哪", "刚才那个不用了，我就想问春天给羊打疫苗谁组织", ["配合-22"]),
    ],
)
def test_what_is_said_of_a_set_before_changes_it(
    assistant: Assistant, before: str, question: str, duty_ids: list[str]
) -> None:
    answer = assistant.ask(question, history=[before])
    assert [*dict.fromkeys(one.duty_id for one in answer.citations)] == duty_ids


def test_a_changed_topic_is_not_dragged_back(assistant: Assistant) -> None:
    question = "露天烧秸秆归谁处罚"
    alone = assistant.ask(question)
    answer = assistant.ask(question, history=["低保咋申请", "那镇里要做啥"])
    assert answer.citations == alone.citations
    assert answer.resolved_question == question


def test_a_chain_of_leaning_questions_is_followed(assistant: Assistant) -> None:
    answer = assistant.ask("那镇里呢", history=["低保咋申请", "要准备啥材料"])
    assert answer.citations[0].duty_id == "配合-6"


def test_a_moving_question_finds_the_other_duty(assistant: Assistant) -> None:
    answer = assistant.ask("那特困呢", history=["低保申请归谁审核"])
    assert answer.citations[0].duty_id == "配合-7"


@pytest.mark.parametrize(
    "question", ["那镇里要做啥", "第二条展开说说", "要是对方不服呢", "归哪个部门牵头", "这归谁管"]
)
def test_without_history_a_leaning_question_is_asked_back(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.kind, answer.citations) == (AnswerKind.CLARIFY, ())


@pytest.mark.parametrize(
    ("question", "duty_id"), [("工会归谁管", "基本-20"), ("找工作找谁", "基本-31")]
)
def test_a_matter_of_few_or_everyday_words_is_one(
    assistant: Assistant, question: str, duty_id: str
) -> None:
    assert assistant.ask(question).citations[0].duty_id == duty_id


def test_the_last_item_is_counted_from_the_end(assistant: Assistant) -> None:
    answer = assistant.ask("最后一条展开说说", history=["低保申请，镇里要做啥"])
    items = assistant.town.duty("配合-6").parts(BlockKind.TOWNSHIP)[0].items
    assert items[-1] in answer.text
    assert items[0] not in answer.text


def test_the_second_item_of_the_answer_before(assistant: Assistant) -> None:
    answer = assistant.ask("第二条展开说说", history=["低保申请，镇里要做啥"])
    assert "2.镇人民政府对申请人或其代理人提交的材料进行审查。" in answer.text
    assert "3.镇人民政府" not in answer.text


def test_a_place_beyond_the_answer_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("第三十条呢", history=["低保咋申请"])
    assert answer.citations == () or answer.citations[0].duty_id != "配合-6"
    beyond = assistant.ask("第20条呢", history=["低保申请，镇里要做啥"])
    assert "没有第20条" in beyond.text


@pytest.mark.parametrize(
    "question", ["那达慕谁办", "再婚要准备啥", "秸秆还田谁管", "之前交的医保能退吗"]
)
def test_words_that_only_look_like_ties(question: str) -> None:
    assert not leans(question)
    assert not way_back(question)


@pytest.mark.parametrize(
    ("history", "question", "duty_id"),
    [
        (["配合清单第9项"], "那镇里要做啥", "配合-9"),
        (["配合清单第9项"], "下一项是什么", "配合-10"),
        (["低保咋申请", "烧秸秆谁罚"], "回到刚才低保的事，镇里做啥", "配合-6"),
        (["低保咋申请", "配合清单第40项"], "要多长时间", "配合-40"),
        (["上收清单第3项和第5项"], "第二个讲讲", "上收-5"),
        (["配合清单第40项"], "那第41项呢", "配合-41"),
        (["配合清单第41项", "给不给经费"], "那第47项呢", "配合-47"),
        (["大棚房"], "谁拆", "配合-39"),
        (["低保找谁", "农机补贴找谁"], "前一个要什么材料", "配合-6"),
        (["林草局接走的上收事项"], "公益林那项具体是啥", "上收-55"),
        (["高标准农田由谁负责修"], "修完了移交给谁", "配合-26"),  # only sounds cut short
        (["低保咋申请"], "家里有车还能不能申请", "配合-6"),
        (["有人在河里挖沙", "归谁罚"], "罚多少", "上收-47"),
        (["燃气安全谁管", "消防队管啥", "谢谢"], "那镇政府要干嘛", "配合-12"),
        (["民政局牵头几项", "公积金咋提"], "最后一个镇里干啥", "配合-9"),
        (["配合清单第9项"], "它前面那条", "配合-8"),
        (["民政局牵头的有哪些", "第二个具体咋回事"], "下一个", "配合-7"),
        (["基本第61项和第69项分别是什么"], "前一个要找谁申请", "基本-61"),
        (["低保咋申请", "烧秸秆谁罚"], "我问的头一个，镇里干啥", "配合-6"),
        (["高标准农田谁建"], "建完以后镇里还有啥活", "配合-26"),
        (["气象灾害预警哪个单位牵头"], "他们给不给镇里的人做培训", "配合-13"),
        (["森林草原防火谁牵头"], "公安在里边负责什么", "配合-15"),
        (["特困供养找谁"], "报上去多久能批下来", "配合-7"),
        (["配合清单第20项"], "镇上具体干啥", "配合-20"),
        (["配合清单第20项"], "21呢", "配合-21"),
        (["学校周边安全谁牵头"], "卫健上做什么", "配合-17"),
        (["应急局承接的有哪些", "最后那个以前镇里干过吗"], "倒数第二个呢", "上收-14"),
        (["危房改造归谁管"], "验收合格以后呢", "配合-40"),
        (["高标准农田谁牵头"], "有没有经费", "配合-26"),
        (["上收清单第9项"], "那以前谁检查", "上收-9"),
        (["公安局牵头啥配合事项"], "这一项旗里提供什么保障", "配合-11"),
        (["防汛抗旱的责任谁牵头"], "里面交通局什么角色", "配合-19"),
        (["湿地保护谁牵头"], "第二个部门干啥", "配合-49"),
        (["教育局参与的有哪些"], "第三项教育局具体干啥", "配合-14"),
        (["民政局牵头的有哪些"], "里头管坟的那个，公安局干啥", "配合-8"),
        (["低保谁管？还有秸秆焚烧谁罚？"], "回到刚才低保的事，镇里做哪几步", "配合-6"),
        (["环境纠纷谁调解"], "调不成呢", "配合-55"),
    ],
)
def test_a_follow_up_keeps_what_was_looked_up_or_asked_before(
    assistant: Assistant, history: list[str], question: str, duty_id: str
) -> None:
    assert assistant.ask(question, history).citations[0].duty_id == duty_id


@pytest.mark.parametrize(
    ("before", "question"), [("村道坏了谁修", "县道呢"), ("秸秆打包回收谁管", "要是有人烧了呢")]
)
def test_another_case_that_may_be_another_duty_is_told_unsure(
    assistant: Assistant, before: str, question: str
) -> None:
    assert assistant.ask(question, [before]).certainty is not Certainty.SURE


def test_another_department_of_the_same_set(assistant: Assistant) -> None:
    one = assistant.ask("农牧局牵头的配合事项有哪些")
    other = assistant.ask("那林草局呢", history=["民政局牵头的配合事项有哪些", "农牧局呢"])
    expected = assistant.ask("林草局牵头的配合事项有哪些")
    assert one.citations != other.citations == expected.citations


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        ("教育局牵头的配合事项有哪些", "公安局的也列一下", "公安局牵头的配合事项有哪些"),
        ("农牧局牵头几项", "那参与的水利局呢", "水利局参与几项"),
        ("涉及五个部门的配合事项有哪些", "六个的呢", "涉及六个部门的配合事项有哪些"),
        ("农牧局牵头几项", "那上收的呢", "农牧局承接的上收事项有哪些"),
        ("农牧局牵头几项", "除了牵头的，它还参与哪几件", "农牧局参与几项"),
        ("镇里能罚的有哪些", "其中草原的有哪些", "镇里能罚的事项里草原的有哪些"),
        ("卫健委承接了哪几项", "标了*的是哪一项", "卫健委承接的事项里标了*的有哪些"),
        ("民政局牵头几项", "都是啥", "民政局牵头的有哪些"),
        ("配合清单第9项", "民政局牵头的配合事项有哪些", "民政局牵头的配合事项有哪些"),
        ("低保咋申请", "民政局一共牵头几项", "民政局一共牵头几项"),
        ("民政局牵头的配合事项有哪些", "上收里头它又接了几项", "民政局承接的上收事项有哪些"),
        ("农牧局牵头的事项里有技术指导的是哪些", "没有的呢", "农牧局牵头的没有技术指导的有哪些"),
        ("林草局上收了哪些", "就看处罚的", "林草局承接的处罚事项有哪些"),
        ("住建局上收了多少项", "只说跟物业沾边的", "住建局承接的标题里有“物业”的有哪些"),
        ("农牧局牵头的配合事项多不多", "除了这些，它给别的局当配角的有几项", "农牧局参与几项"),
        ("配合清单里住建局牵头的列一下", "有没有跟危房沾边的", "配合清单第40项"),
    ],
)
def test_a_set_asked_after_a_set_or_a_duty(
    assistant: Assistant, before: str, question: str, alone: str
) -> None:
    answer, expected = assistant.ask(question, [before]), assistant.ask(alone)
    assert {c.duty_id for c in answer.citations} == {c.duty_id for c in expected.citations} != set()


@pytest.mark.parametrize("question", ["公安局负责什么", "公安局管什么事", "公安局有哪些职责"])
def test_a_department_of_the_duty_is_asked_for_its_part_in_it(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question, ["森林草原防火谁牵头"])
    assert (answer.kind, answer.citations[0].duty_id) == (AnswerKind.DUTY, "配合-15")


def test_departments_of_two_listings_are_asked_for_together(assistant: Assistant) -> None:
    history = ["自然资源局承接几项", "水利局承接的呢"]
    answer = assistant.ask("两家一块承接的是哪个", history)
    assert {citation.duty_id for citation in answer.citations} == {"上收-47"}


@pytest.mark.parametrize("question", ["林草局比它多吗", "谁牵头的多"])
def test_which_of_two_sets_is_larger_is_asked_back(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, ["农牧局牵头的有几项", "水利局呢"])
    assert answer.kind is AnswerKind.CLARIFY


def test_a_place_that_is_pointed_at_is_no_danger(assistant: Assistant) -> None:
    answer = assistant.ask("跟它挨着的上一项", ["上收清单第47项"])
    assert answer.citations[0].duty_id == "上收-46"


def test_a_department_that_the_duty_does_not_name_is_told_unsure(assistant: Assistant) -> None:
    answer = assistant.ask("教育局在里边负责什么", ["森林草原防火谁牵头"])
    assert (answer.certainty, answer.citations[0].duty_id) == (Certainty.UNSURE, "配合-15")


@pytest.mark.parametrize(
    ("before", "question", "duty"),
    [
        ("高标准农田由谁负责修", "修完了移交给谁", "配合-26"),
        ("我爹当过村主任，退下来的补贴找谁", "当年的任命书找不着了，还能报上不", "配合-2"),
        ("小门店消防排查镇里管不管", "老板骂骂咧咧就是不挪东西，拿他有招没", "配合-14"),
        ("买收割机的补贴找谁", "世界杯今晚谁踢谁", None),
    ],
)
def test_what_goes_on_with_the_duty_before_is_of_it_without_its_words(
    assistant: Assistant, before: str, question: str, duty: str | None
) -> None:
    answer = assistant.ask(question, [before])
    assert answer.confidence < 0.9
    cited = [citation.duty_id for citation in answer.citations]
    assert cited[:1] == ([duty] if duty else [])


@pytest.mark.parametrize(
    "question",
    [
        "你是哪家公司做的机器人",
        "俺那台捷达该年审了，检车线在哪",
        "马云现在干啥呢",
        "乌尔吉木伦河边上有股臭水往里淌，村里不是有河长吗，他不管这个？",
        "想开个馅饼铺，食品经营许可证咋办下来",
    ],
)
def test_what_tells_its_own_matter_is_answered_as_if_nothing_had_been_said(
    assistant: Assistant, question: str
) -> None:
    alone, after = assistant.ask(question), assistant.ask(question, ["低保咋申请"])
    assert (after.kind, after.citations) == (alone.kind, alone.citations)


def test_another_role_of_the_same_department_is_never_an_empty_set(assistant: Assistant) -> None:
    answer = assistant.ask("不牵头、只参与的呢", history=["自然资源局牵头的有哪些"])
    expected = assistant.ask("自然资源局参与而不牵头的有哪些")
    assert {c.duty_id for c in answer.citations} == {c.duty_id for c in expected.citations}


@pytest.mark.parametrize("question", ["今天天气咋样", "世界杯谁赢了", "我想吃火锅"])
def test_what_no_duty_covers_is_not_dragged_to_the_matter_before(
    assistant: Assistant, question: str
) -> None:
    assert assistant.ask(question, ["低保咋申请"]).refused


def test_a_natural_thread_keeps_its_matter(assistant: Assistant) -> None:
    thread = ["低保咋申请", "多长时间能批下来", "要啥材料", "那特困呢"]
    cited = [
        assistant.ask(text, thread[:place]).citations[0].duty_id
        for place, text in enumerate(thread)
    ]
    assert cited == ["配合-6", "配合-6", "配合-6", "配合-7"]


@pytest.mark.parametrize(
    ("before", "question", "duty"),
    [
        ("河里挖沙子没人管吗", "那两家单位各管啥", "上收-47"),
        ("不按规定打草罚不罚", "这条是镇里罚还是旗里罚", "基本-81"),
        ("退役军人优抚镇里管不管", "是镇里自己的还是配合旗里的", "基本-39"),
        ("流浪乞讨的人谁救助", "卫健委那份是干啥来着", "配合-5"),
        ("露天烧秸秆谁罚", "这算不算行政执法事项", "基本-87"),
    ],
)
def test_what_is_put_up_without_a_matter_is_of_the_duty_before(
    assistant: Assistant, before: str, question: str, duty: str
) -> None:
    answer = assistant.ask(question, history=[before])
    assert answer.kind is AnswerKind.DUTY
    assert answer.citations[0].duty_id == duty


@pytest.mark.parametrize(
    ("before", "question", "same_as"),
    [
        ("水利局承接的有哪些", "水利的看完了，换林草局的", "林草局承接的有哪些"),
        ("公安局参与而不牵头的有哪些", "条件不变，换成教育局", "教育局参与而不牵头的有哪些"),
        ("上收清单里水利局承接的有哪些", "把带星的去掉，还剩哪些", "水利局承接的不带星的有哪些"),
        ("民政局承接的有哪些", "把它牵头的也加进来", "民政局牵头的和承接的有哪些"),
        ("配合清单里民生服务类有哪些", "平安法治类的也报一下", "配合清单里平安法治类有哪些"),
    ],
)
def test_a_set_is_changed_in_passing(
    assistant: Assistant, before: str, question: str, same_as: str
) -> None:
    changed, expected = assistant.ask(question, [before]), assistant.ask(same_as)
    told, wanted = ({c.duty_id for c in one.citations} for one in (changed, expected))
    assert told == wanted != set()


@pytest.mark.parametrize(
    ("before", "question", "duty"),
    [
        ("低保咋申请", "低保的事我清楚了，村道坏了谁修", "基本-67"),
        ("危房改造归谁管", "行，危房先放一边。地里烧秸秆谁罚", "基本-87"),
        ("低保咋申请", "多领的钱谁往回追", "上收-5"),
        ("低保咋申请", "地里烧秸秆村里不管，找谁反映", "基本-87"),
        ("低保咋申请", "村道坏了我不清楚，是镇里修吗", "基本-67"),
        ("残疾人护理补贴在哪申报", "冒领了的那部分钱是谁往回要", "上收-5"),
    ],
)
def test_the_next_matter_is_told_beside_the_one_that_is_done(
    assistant: Assistant, before: str, question: str, duty: str
) -> None:
    answer = assistant.ask(question, [before])
    assert [citation.duty_id for citation in answer.citations][:1] == [duty]


def test_the_rest_is_what_the_last_narrowing_left_out(assistant: Assistant) -> None:
    history = ["配合清单里城乡建设类有哪些", "农牧局牵头的是哪几项"]
    rest = assistant.ask("其余的是哪些", history)
    whole, part = assistant.ask(history[0]), assistant.ask("配合清单里城乡建设类农牧局牵头的有哪些")
    told, all_of_it, led = ({c.duty_id for c in one.citations} for one in (rest, whole, part))
    assert told == all_of_it - led != set()


def test_a_set_that_is_read_wholly_loses_nothing_to_the_talk(assistant: Assistant) -> None:
    question = "平安法治类基本事项，没挂执法标识的有哪些"
    told = assistant.ask(question, ["基本清单倒数十条是哪些"])
    assert told.citations == assistant.ask(question).citations
    assert "共8项" in told.text


@pytest.mark.parametrize("question", ["俺家房子快塌了找谁", "低保咋申请", "民政局的职责有哪些"])
def test_a_message_that_is_sent_twice_is_answered_as_the_first_time(
    assistant: Assistant, question: str
) -> None:
    once = assistant.ask(question)
    for history in ([question], [question, question]):
        again = assistant.ask(question, history)
        assert (again.text, again.confidence) == (once.text, once.confidence)
    assert once.certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("before", "question", "named"),
    [
        ("小型露天采石场谁去检查", "这个局还接走了哪些", "应急局接走了哪些"),
        ("湿地保护谁牵头", "该部门牵头的一共几项", "林草局牵头的一共几项"),
        ("湿地保护谁牵头", "林草局还牵头哪些", "林草局牵头哪些"),
        ("湿地保护谁牵头", "它牵头的还有别的没", "林草局牵头的有哪些"),
        ("草原防火是应急局打头不", "那它打头的还有啥", "应急局牵头的有哪些"),
        ("特种设备归谁检查", "接手的那家还接了哪几项", "市场局接走了哪几项"),
        ("配合清单第31项是什么", "参与的那个局还参与了几项", "市场监管局参与了几项"),
        ("流浪乞讨的谁管", "牵头单位另外还牵头什么", "民政局牵头什么"),
        ("招商引资是镇里自己的事吗", "跟它同一类的还有哪些", "基本清单经济发展类的有哪些"),
        ("小型水库谁监管", "该局收走的除它外还有哪些", "水利局收走的有哪些"),
        ("上收清单标题带“植树”的有哪些", "那“城市道路”的呢", "上收清单标题带“城市道路”的有哪些"),
        ("上收清单标题带“植树”的有哪些", "换成物业", "上收清单标题带“物业”的有哪些"),
        ("财政局参与哪些配合事项", "教育局呢，只看它参与的", "教育局参与哪些配合事项"),
    ],
)
def test_a_set_that_only_the_talk_names_is_that_asked_in_full(
    assistant: Assistant, before: str, question: str, named: str
) -> None:
    told, alone = assistant.ask(question, [before]), assistant.ask(named)
    assert told.kind is AnswerKind.ENUMERATE
    assert {c.duty_id for c in told.citations} == {c.duty_id for c in alone.citations}


def test_what_that_department_does_is_of_the_duty_before(assistant: Assistant) -> None:
    told = assistant.ask("这个局负责什么", ["湿地保护谁牵头"])
    assert {citation.duty_id for citation in told.citations} == {"配合-49"}


@pytest.mark.parametrize("question", ["它参与什么", "公安局参与什么"])
def test_what_it_takes_part_in_without_more_is_of_the_duty_before(
    assistant: Assistant, question: str
) -> None:
    told = assistant.ask(question, ["森林草原防火谁牵头"])
    assert {citation.duty_id for citation in told.citations} == {"配合-15"}


def test_a_matter_with_a_departments_word_in_it_is_another(assistant: Assistant) -> None:
    answer = assistant.ask("草原森林防火呢", ["湿地保护归哪家牵头"])
    assert answer.citations[0].duty_id == "配合-15"


def test_the_next_is_asked_with_any_ending(assistant: Assistant) -> None:
    answer = assistant.ask("下一项嘞", ["配合清单第12项"])
    assert [citation.duty_id for citation in answer.citations][:1] == ["配合-13"]
