"""Enumerations: exact sets by filters, sets by topic, what the answer says, and what is none."""

from collections.abc import Callable

import pytest

from assistant.answer import Answer, AnswerKind
from assistant.answering.citation import CitationChecker
from assistant.answering.composer import Composer
from assistant.answering.parts.of_sets import Count
from assistant.answering.sets.enumeration import Enumeration
from assistant.assistant import Assistant
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.models import BlockKind, Duty, ListName, Town
from corpus.source import read_lines
from corpus.town import SOURCE_FILE, town_folder
from index.search import DutySearch

Test = Callable[[Duty], bool]

BASIC, ASSIST, RECLAIMED = ListName
FORESTRY, WEATHER = "巴林左旗林业和草原局", "巴林左旗气象局"
POLICE, CIVIL = "巴林左旗公安局", "巴林左旗民政局"
WATER, HEALTH = "巴林左旗水利局", "巴林左旗卫生健康委员会"
FARMING, FINANCE = "巴林左旗农牧局", "巴林左旗财政局"
ENVIRONMENT = "赤峰市生态环境局巴林左旗分局"
FIRE, EMERGENCY = "巴林左旗消防救援大队", "巴林左旗应急管理局"
HOUSING = "巴林左旗住房和城乡建设局"
COUNTY = "巴林左旗人民政府"
MARKET = "巴林左旗市场监督管理局"


def within(name: ListName, *, section: str = "", department: str = "") -> Test:
    return lambda duty: (
        duty.list is name
        and duty.section.startswith(section)
        and (not department or department in duty.departments)
    )


def led(department: str) -> Test:
    return lambda duty: duty.list is ASSIST and duty.lead_department == department


def within_many(least: int) -> Test:
    return lambda duty: duty.list is ASSIST and len(duty.departments) >= least


def penalty(duty: Duty) -> bool:
    return duty.enforcement and "处罚" in duty.title


def both(*tests: Test) -> Test:
    return lambda duty: all(test(duty) for test in tests)


def without(test: Test) -> Test:
    return lambda duty: not test(duty)


def supported(*words: str) -> Test:
    return lambda duty: any(
        word in block.text for block in duty.parts(BlockKind.SUPPORT) for word in words
    )


@pytest.fixture(scope="module")
def checker(town: Town) -> CitationChecker:
    return CitationChecker(town, read_lines(town_folder("fuhe") / SOURCE_FILE))


@pytest.fixture(scope="module")
def enumeration(town: Town, checker: CitationChecker, fast_search: DutySearch) -> Enumeration:
    lexicon = Lexicon(town, DepartmentNames(town), fast_search.index.cutter.vocabulary)
    return Enumeration(town, lexicon, Composer(town, checker), fast_search, None)


def answered(enumeration: Enumeration, question: str) -> Answer:
    told = enumeration.answer(question)
    assert told is not None
    return told.answer


def counted(answer: Answer) -> tuple[int, tuple[ListName, ...]]:
    """How many are told, where they are only counted, and the lists cited."""
    [count] = answer.parts
    assert isinstance(count, Count)
    return count.number, tuple(citation.list for citation in answer.citations)


def cited(answer: Answer | None) -> list[str]:
    assert answer is not None
    return list(dict.fromkeys(citation.duty_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "test"),
    [
        ("上收给卫健委的有哪些", within(RECLAIMED, department=HEALTH)),
        ("林草局承接了哪些处罚", both(within(RECLAIMED, department=FORESTRY), penalty)),
        ("哪些处罚被水利局收走了", both(within(RECLAIMED, department=WATER), penalty)),
        ("旗政府接走了啥", within(RECLAIMED, department=COUNTY)),
        ("应急管理局收回了哪些事", within(RECLAIMED, department=EMERGENCY)),
        ("人家气象局参与哪些配合事项", lambda duty: WEATHER in duty.departments[1:]),
        ("公安局在配合清单里出现在哪几项", within(ASSIST, department=POLICE)),
        ("消防大队参与的配合事项有哪些", within(ASSIST, department=FIRE)),
        ("咱们镇要配合林草局的事有哪几件", within(ASSIST, department=FORESTRY)),
        ("财政局参与哪几个配合事项", within(ASSIST, department=FINANCE)),
        ("林草局牵头几项", led(FORESTRY)),
        ("我是林草局新来的，我们局牵头的有哪些", led(FORESTRY)),
        ("公安牵头的配合事项有哪些", led(POLICE)),
        ("环保局牵头的配合事项有哪些", led(ENVIRONMENT)),
        (
            "农牧局只是参与、不牵头的配合事项有哪几项",
            both(within(ASSIST, department=FARMING), without(led(FARMING))),
        ),
        ("民政局管哪些事", lambda duty: CIVIL in duty.departments),
        ("民政局在配合和上收两张清单里一共管几件事", lambda duty: CIVIL in duty.departments),
        ("基本清单综合政务类一共几项", within(BASIC, section="综合政务")),
        ("基本清单“乡村振兴”板块都有哪几项", within(BASIC, section="乡村振兴")),
        ("党建类有多少项", lambda duty: duty.section == "党的建设"),
        ("配合清单里环保类的有几项", within(ASSIST, section="生态")),
        ("上收清单城乡建设类的处罚有几项", both(within(RECLAIMED, section="城乡建设"), penalty)),
        ("乡村振兴类农牧局牵头的列个表", both(within(ASSIST, section="乡村振兴"), led(FARMING))),
        ("列出基本清单民生服务类全部事项", within(BASIC, section="民生服务")),
        ("镇里有哪些处罚权", both(within(BASIC), penalty)),
        ("富河镇自己的处罚事项一共几项", both(within(BASIC), penalty)),
        ("已经不用镇里管的处罚有哪些", both(within(RECLAIMED), penalty)),
        ("带星号的有几项", lambda duty: duty.enforcement),
        ("基本清单有多少项行政执法事项", both(within(BASIC), lambda duty: duty.enforcement)),
        ("上收事项里不是处罚的有哪些", both(within(RECLAIMED), without(penalty))),
        ("城乡建设里基本的有几项", within(BASIC, section="城乡建设")),
        ("哪些配合事项给培训", both(within(ASSIST), supported("培训"))),
        (
            "配合清单里有经费保障的有哪几项",
            both(within(ASSIST), supported("经费", "资金", "补助", "补贴", "奖励")),
        ),
        (
            "哪些配合事项没有经费保障",
            both(within(ASSIST), without(supported("经费", "资金", "补助", "补贴", "奖励"))),
        ),
        (
            "上收事项中由两个部门一起承接的有哪些",
            both(within(RECLAIMED), lambda duty: len(duty.departments) == 2),
        ),
        ("卫健委承接的上收事项", within(RECLAIMED, department=HEALTH)),
        ("上收给审计局的有哪些", lambda duty: False),
        ("统计局牵头了哪些配合事项", lambda duty: False),
        ("妇联参与的配合事项有哪几项", lambda duty: False),
        ("派出所参与哪些配合事项", both(within(ASSIST, department=POLICE), without(led(POLICE)))),
        ("城管收走了哪些处罚", both(within(RECLAIMED, department=HOUSING), penalty)),
        ("镇里不能再罚的有哪些", both(within(RECLAIMED), penalty)),
        ("镇综合执法能处罚的都有哪些事项", both(within(BASIC), penalty)),
        ("配合清单里文化旅游类有几项", lambda duty: False),
        ("财政局有没有牵头的配合事项，有几项", lambda duty: False),
        ("上级部门6个及以上的配合事项列一下", within_many(6)),
        ("环保局（就是生态环境局左旗分局）牵头的配合事项", led(ENVIRONMENT)),
        (
            "除了农牧局以外还有别的部门参加的乡村振兴类配合事项",
            both(within(ASSIST, section="乡村振兴", department=FARMING), within_many(2)),
        ),
        ("上收一共85，其中处罚有哪些", both(within(RECLAIMED), penalty)),
        (
            "林草局牵头让镇里配合的，加上林草局收走的，一共几项",
            lambda duty: led(FORESTRY)(duty) or within(RECLAIMED, department=FORESTRY)(duty),
        ),
        (
            "市场监管局参与配合的，加上从镇里收走的，都列出来",
            lambda duty: MARKET in duty.departments,
        ),
        (
            "我是市场监管局的，我局参与的、加上我局收走的有哪些",
            lambda duty: MARKET in duty.departments,
        ),
        ("林草局牵头的、参与的、承接的，一块儿多少项", lambda duty: FORESTRY in duty.departments),
        ("环保局挑头、还拉着别的局一起干的有哪些", both(led(ENVIRONMENT), within_many(2))),
        ("环保局挑头的那些配合事儿有哪些", led(ENVIRONMENT)),
        (
            "配合单子四十号往后（四十不算），农牧局牵头的有哪些",
            both(led(FARMING), lambda duty: duty.number > 40),
        ),
        (
            "上收单从45号看到55号，水利局接了哪些",
            both(within(RECLAIMED, department=WATER), lambda duty: 45 <= duty.number <= 55),
        ),
        (
            "除了镇里自己那张单子，另外两张里“党的建设”类的都有啥",
            lambda duty: duty.list is not BASIC and duty.section == "党的建设",
        ),
        ("公安局掺和了哪些事儿，牵头参与都算", lambda duty: POLICE in duty.departments),
        (
            "城乡建设类上收的好多带星的，没带星的是哪几条",
            both(within(RECLAIMED, section="城乡建设"), lambda duty: not duty.enforcement),
        ),
        ("参与部门最多的配合事项是哪个", within_many(8)),
        (
            "除了农牧局没有其他部门参与的乡村振兴类配合事项有哪些",
            both(
                within(ASSIST, section="乡村振兴", department=FARMING),
                lambda duty: len(duty.departments) == 1,
            ),
        ),
        (
            "公安局牵头、还有别的部门参与的配合事项有哪些",
            both(led(POLICE), lambda duty: len(duty.departments) > 1),
        ),
        (
            "上收清单“城乡建设”那几项里，不带星号的有哪些",
            both(within(RECLAIMED, section="城乡建设"), lambda duty: not duty.enforcement),
        ),
    ],
)
def test_filters_give_the_exact_set(
    enumeration: Enumeration, town: Town, question: str, test: Test
) -> None:
    answer = answered(enumeration, question)
    expected = sorted(d.duty_id for d in town.duties if test(d))
    assert (answer.kind, answer.refused) == (AnswerKind.ENUMERATE, not expected)
    assert sorted(cited(answer)) == expected


@pytest.mark.parametrize(
    ("question", "number", "lists"),
    [
        ("三张清单一共多少项", 242, (BASIC, ASSIST, RECLAIMED)),
        ("三张清单分别有几项", 242, (BASIC, ASSIST, RECLAIMED)),
        ("每张清单多少项", 242, (BASIC, ASSIST, RECLAIMED)),
        ("各清单项数", 242, (BASIC, ASSIST, RECLAIMED)),
        ("配合清单有几项", 59, (ASSIST,)),
        ("镇里需要配合的有多少项", 59, (ASSIST,)),
        ("上收了多少项", 85, (RECLAIMED,)),
    ],
)
def test_lists_that_are_only_counted_are_cited_once(
    enumeration: Enumeration,
    checker: CitationChecker,
    question: str,
    number: int,
    lists: tuple[ListName, ...],
) -> None:
    answer = answered(enumeration, question)
    assert counted(answer) == (number, lists)
    assert all("履" in citation.quote for citation in answer.citations)
    assert not any(map(checker.problem, answer.citations))


def test_clauses_that_each_ask_for_a_set_are_told_one_by_one(assistant: Assistant) -> None:
    """Read as one they would be what both bureaux take over: none."""
    answer = assistant.ask("水利局承接的有多少，林草局承接的有多少，住建局呢")
    assert [part.number for part in answer.parts if isinstance(part, Count)] == [20, 14, 20]


def test_the_count_comes_first_and_every_duty_has_a_line(enumeration: Enumeration) -> None:
    answer = answered(enumeration, "气象局参与的配合事项有哪些")
    assert answer.text.splitlines() == [
        "《配合履职事项清单》里巴林左旗气象局参与而不牵头的事项共1项：",
        "（巴林左旗气象局牵头的另有1项，不算在内。）",
        "1. 第19项 落实防汛抗旱责任制度，开展隐患排查、上报灾情及自然灾害救助工作"
        "（参与，巴林左旗应急管理局牵头）",
    ]
    assert (answer.list, answer.departments) == (ASSIST, (WEATHER,))


def test_a_count_of_many_is_told_by_section(enumeration: Enumeration) -> None:
    answer = answered(enumeration, "上收清单一共多少项")
    assert answer.text.splitlines()[:2] == ["《上收履职事项清单》共85项：", "“党的建设”类1项"]
    assert counted(answer) == (85, (RECLAIMED,))


def test_a_department_s_own_come_before_those_it_leads_and_takes_part_in(
    enumeration: Enumeration,
) -> None:
    answer = answered(enumeration, "民政局管哪些事")
    assert cited(answer)[:5] == ["上收-4", "上收-5", "上收-6", "配合-5", "配合-6"]
    assert cited(answer)[-3:] == ["配合-11", "配合-18", "配合-19"]
    assert "（配合8项、上收3项）" in answer.text


def test_an_empty_set_is_said_plainly_and_counts_as_refused(enumeration: Enumeration) -> None:
    answer = answered(enumeration, "上收给审计局的有哪些")
    assert answer.text == "《上收履职事项清单》里没有由审计局承接的事项（0项）。"
    assert (answer.refused, answer.citations, answer.list) == (True, (), None)


def test_those_in_charge_are_named_where_no_department_is_asked(enumeration: Enumeration) -> None:
    answer = answered(enumeration, "上收清单民生服务类的有哪几项")
    assert answer.departments[0] == CIVIL  # has three of the seven
    assert set(answer.departments) == {
        CIVIL,
        HEALTH,
        "巴林左旗医疗保障局",
        "巴林左旗人力资源和社会保障局",
    }


def test_a_topic_no_title_words_leaves_a_department_s_few_duties_whole(
    enumeration: Enumeration,
) -> None:
    answer = answered(enumeration, "发改委要掏腰包的配合事项有哪些")
    assert cited(answer) == ["配合-18", "配合-25", "配合-26"]
    assert answer is not None
    assert "没看懂“掏腰包”" in answer.text


def test_every_citation_holds(enumeration: Enumeration, checker: CitationChecker) -> None:
    answer = answered(enumeration, "列出三张清单的全部事项")
    assert len(cited(answer)) == 242
    assert [p for c in answer.citations if (p := checker.problem(c))] == []


# question | duties of the topic | duties that count neither way. The first rows were used to
# choose the constants of assistant/answering/sets/title_topics.py, the others written afterwards.
TOPICS = """\
上收清单里关于城市道路的处罚有哪几项|上收-28 29 30 31 32 33|
影响市容环境的处罚收走了哪些|上收-34 36 37 38|35
上收的水土保持类处罚都有啥|上收-64 65 66 67 68 69|
河道里的违法行为处罚上收了几项|上收-60 61 63 70|62 71 72 73
堤防方面上收的处罚有哪些|上收-71 73|72 61
草原方面的处罚收上去了哪些|上收-76 77 78 80|79
取水用水方面的上收处罚有几项|上收-59 75|74
上收清单里追缴类的事项列一下|上收-2 3 4 5|
上收清单里监督检查类事项有哪些|上收-10 11 12 13 15 16 17|9 18 53 14
上收的动物疫病事项有几项|上收-23 24|22
地籍相关的上收事项有哪几项|上收-25 50|26
上收清单里跟医保有关的有哪些|上收-7 8|
上收清单里危险化学品的检查有哪些|上收-13 14|
上收清单里矿山采石的有哪些|上收-11 12 46|47 64 73
上收的林业方面的事项有哪些|上收-52 53 55 56 57|81 82 83 84 72 67
倾倒垃圾的处罚上收了哪些|上收-48 61|68
上收清单里农药有关的处罚有几项|上收-49 20|
上收清单里水质监测的事项有哪些|上收-51 54|
镇里自己能罚的放牧行为有哪些|基本-82 83 84 85|
基本清单里跟宅基地有关的有哪几项|基本-61|
基本清单里跟残疾人老人儿童照顾有关的事项|基本-35 36 37|
基本清单里关于换届选举的有哪些|基本-7 17|18
镇里自己管的垃圾污水方面的处罚有哪些|基本-88 89|
基本农田方面的处罚镇里有哪几项|基本-73 75|72
基本清单里产业发展的有哪些|基本-24 57|55 56 90
基本清单里跟社会保险参保有关的有哪几项|基本-32 34|
基本清单里党员管理的有哪些|基本-10|9 6 8
基本清单里普查调查类事项有几项|基本-26|
基本清单里跟矛盾纠纷调解有关的有哪些|基本-47 60 43|48
基本清单里肉牛肉驴的事项有哪些|基本-24 57 55|
基本清单里跟乡村道路有关的有哪些|基本-67|
河长制林长制有关的基本事项有几项|基本-77 78|
基本清单里安全生产和消防的有哪些|基本-50 51|49
配合清单里跟动物有关的事项有哪些|配合-21 22 23 44|
配合清单里关于补贴发放的有哪些|配合-2 29 46|24 36
配合清单里的救助类事项有哪些|配合-5 7|6 19 27
配合清单里跟农机有关的事项有几项|配合-28 29 30|
图斑核查的配合事项有哪些|配合-41 47|
配合清单里的污染防治的有哪些|配合-57|52 54 55 51
配合清单里跟森林有关的事项有哪些|配合-15 45 47|46 50
配合清单里应急处置类的事项有哪些|配合-10 16 31 51|
配合清单里跟国有土地有关的事项有哪些|配合-42 43|41
配合清单里畜禽屠宰养殖有关的有哪些|配合-23|57 22
耕地农田建设的配合事项有哪些|配合-25 26 38|
秸秆地膜农药包装回收利用的配合事项有哪些|配合-34 56 58|
""".splitlines()
FRESH_TOPICS = """\
上收清单里户外广告和乱张贴的处罚有哪几项|上收-35 37|
把收上去的泥土砂石倾倒类处罚列一下|上收-68 61|64 48
上收的养老救助金追缴有哪几项|上收-4 5|2 3
上收清单里跟墓地有关的有哪些|上收-6|
上收的动植物检疫方面的事项有哪些|上收-22 52|24
上收清单里土地登记征收方面的事项有哪些|上收-26 45|25 27 50
上收清单里挖沙采砂的有哪几项|上收-47 64|73 12
上收清单里工地施工方面的处罚有哪些|上收-29 36|30
基本清单里人大政协方面的事项有哪几项|基本-18 19|
基本清单里群团组织工青妇的有哪些|基本-20 21 22|40 23
基本清单里跟文化体育有关的有哪些|基本-91 90|92
基本清单里档案保密的事项有哪几项|基本-94 95|
基本清单里就业创业方面有哪几项|基本-31|39 64
基本清单里法治宣传和普法的有哪些|基本-44|43 23 22 50
基本清单里植树造林防沙治沙的有哪些|基本-79|77
基本清单里饮水水利设施的有哪几项|基本-66 80|78
镇里自己能罚的草原方面的行为有哪些|基本-81 82 83 84 85 86|
镇里自己能罚的乱建房行为有哪几种|基本-72 73|74 69
配合清单里涉及学校的有哪几项|配合-17|14 11
配合清单里野生动物和湿地保护的有哪几项|配合-44 49|
配合清单里危房住房保障的事项有哪些|配合-40|
配合清单里种地施肥打药有关的事项有哪些|配合-32 35 56|25 34 31
配合清单里保险方面的有几项|配合-4 33|
配合清单里灾害预警和救灾的有哪些|配合-13 19 27|16
配合清单里环保督察污染普查方面的有哪几项|配合-52 53|51 54 55 57
""".splitlines()


def topic_f1(assistant: Assistant, row: str) -> float:
    question, wanted, neither = row.split("|")
    name, _, numbers = wanted.partition("-")
    gold = {f"{name}-{number}" for number in numbers.split()}
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ENUMERATE
    found = set(cited(answer)) - {f"{name}-{number}" for number in neither.split()}
    return 2 * len(found & gold) / (len(found) + len(gold))


@pytest.mark.parametrize(("rows", "least"), [(TOPICS, 0.91), (FRESH_TOPICS, 0.90)])
def test_topics_give_their_duties(assistant: Assistant, rows: list[str], least: float) -> None:
    scores = [topic_f1(assistant, row) for row in rows]
    assert sum(scores) / len(scores) >= least


@pytest.mark.parametrize(
    ("question", "duty_ids"),
    [
        ("上收的城市道路处罚列一下", "上收-28 上收-29 上收-30 上收-31 上收-32 上收-33"),
        ("住建局上收的城市道路处罚列一下", "上收-28 上收-29 上收-30 上收-31 上收-32 上收-33"),
        ("镇里自己能罚的放牧行为有哪些", "基本-82 基本-83 基本-84 基本-85"),
        ("配合清单里图斑整改的有几项", "配合-41 配合-47"),
    ],
)
def test_a_topic_gives_the_exact_set(assistant: Assistant, question: str, duty_ids: str) -> None:
    assert sorted(cited(assistant.ask(question))) == sorted(duty_ids.split())


def test_a_topic_of_another_list_is_not_forced(assistant: Assistant) -> None:
    answer = assistant.ask("上收清单里跟养老金参保有关的处罚有哪些")
    assert (answer.kind, answer.citations) == (AnswerKind.ENUMERATE, ())
    assert "没有找到" in answer.text
    assert "基本-34" in answer.alternatives


NO_ENUMERATIONS = """\
养狗有哪些规定
低保有哪些材料要交
燃气安全这块教育局和应急局分别承担哪些活
镇里承担哪些配合责任
都有啥补贴
六十岁以上老人有哪些补贴
申请低保要几个步骤
镇里有哪些产业项目
民政局有哪些科室
公安局几点上班
危房改造有哪些条件
最低生活保障镇里要做哪些事
流浪乞讨救助民政局负责哪几条
配合清单第9项镇里要干哪几样
上收-22包括哪些内容
气象预警配合事项的履职保障是什么
环保督察整改涉及水利局的任务有哪些
九小场所检查，消防救援大队具体的权限有哪些
粮改饲要交哪些材料
雨露计划有几个环节
第一书记一共几个人
村里一共多少低保户
打12345热线反映了几次没人管
这些坟要迁到哪里
党员有哪些义务
我家80周岁老人一共能领多少钱
旗里有几个养老院
野猪拱地赔多少
土地收回要走哪些手续
公益林补偿标准有几种
承包地收回来的有什么说法
农业保险有哪些险种
三资管理包括哪些
四议两公开是哪四议
处罚程序有哪些步骤
罚款有几种交法
森林防火期有几个月
一卡通里都发哪些钱
高标准农田项目里有哪些部门参与
防汛物资有哪些
户口迁移要哪些证件
镇里几个领导分别管啥
自己家盖房有哪些手续
乡村振兴有哪些好政策
你都能干啥
有啥活动
孩子上学有哪些优惠
人大代表有哪些权利
物业收费有哪些标准
执法人员不得少于几人
数字政府建设咱镇要配合什么
统战摸排要联络哪几类人，我列表用
要罚的话罚款单位是哪个
另外一个事儿，我家外墙让人喷满小广告，这谁罚
""".splitlines()


@pytest.mark.parametrize("question", NO_ENUMERATIONS)
def test_parts_of_one_duty_are_no_enumeration(enumeration: Enumeration, question: str) -> None:
    assert enumeration.answer(question) is None


def test_no_enumeration_is_decided_without_a_search(
    enumeration: Enumeration, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    monkeypatch.setattr(DutySearch, "find", lambda _, topic, *__: searched.append(topic))
    for question in NO_ENUMERATIONS:
        enumeration.answer(question)
    assert searched == []


@pytest.mark.parametrize(
    ("question", "first_line", "duty_ids"),
    [
        ("哪个局牵头的配合事项最少，还参与农机", None, None),
        ("哪项配合的事儿牵扯的单位最多", "涉及部门最多的，是8个部门。", ["配合-8", "配合-18"]),
        (
            "上收清单里有些单位总共才接了一项，是哪些单位",
            "承接最少的是中共委员会宣传部、人力资源和社会保障局、人民政府、赤峰市生态环境局分局，1项。",
            ["上收-1", "上收-3", "上收-45", "上收-54"],
        ),
        ("配合清单涉及部门数量最多的事项", "涉及部门最多的，是8个部门。", ["配合-8", "配合-18"]),
        ("上收清单哪一类次数最少，都是啥", "事项最少的是“党的建设”类，1项。", ["上收-1"]),
        (
            "水利局和气象局谁牵头的多",
            "水利局、气象局牵头的一样多，都是1项。",
            ["配合-48", "配合-13"],
        ),
        ("民政局比公安局少参与几项", "参与少的是民政局，少4项。", None),
    ],
)
def test_who_has_most_is_counted(
    enumeration: Enumeration, question: str, first_line: str | None, duty_ids: list[str] | None
) -> None:
    told = enumeration.answer(question)
    if first_line is None:  # with a matter beside it nothing is ranked
        assert told is None or told.answer.kind is not AnswerKind.ENUMERATE
        return
    assert told is not None
    assert told.answer.text.splitlines()[0].replace("巴林左旗", "") == first_line
    assert duty_ids is None or cited(told.answer) == duty_ids


def test_a_topic_left_out_is_told_by_the_titles(enumeration: Enumeration) -> None:
    answer = answered(enumeration, "应急局接走的那些里面，除了加油站那项，剩下的给我说说")
    assert cited(answer) == [f"上收-{number}" for number in (10, 11, 12, 13, 16)]
    assert answer.confidence < 0.9


def test_none_is_told_of_what_rules_and_network_both_read(assistant: Assistant) -> None:
    answer = assistant.ask("旗里财政局出现，可是农牧局没有牵头的，都列出来")
    assert cited(answer)
    assert answer.confidence < 0.9


def test_a_matter_that_no_title_has_chooses_nothing_beside_a_sure_network(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("上收里城乡建设类，不带处罚属性的，几条呀")
    assert {c.duty_id for c in answer.citations} == {
        duty.duty_id
        for duty in assistant.town.duties
        if duty.list is ListName.RECLAIMED
        and duty.section == "城乡建设"
        and "处罚" not in duty.title
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("水立局牵头几项", "水利局牵头几项"),
        ("林操局参与不牵头的有哪些", "林草局参与不牵头的有哪些"),
        ("卫见委接走了哪些", "卫健委接走了哪些"),
    ],
)
def test_a_department_typed_by_ear_is_the_one_meant(
    assistant: Assistant, typed: str, meant: str
) -> None:
    """Of 水立局 it was said that it has none."""
    told, right = assistant.ask(typed), assistant.ask(meant)
    assert right.citations
    assert (told.text, told.citations) == (right.text, right.citations)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("上收清单最末了那三项是啥", (83, 84, 85)),
        ("上收清单20-22都是啥", (20, 21, 22)),
    ],
)
def test_a_stretch_is_told_as_it_is_said(
    assistant: Assistant, question: str, numbers: tuple[int, ...]
) -> None:
    told = [citation.duty_id for citation in assistant.ask(question).citations]
    assert [*dict.fromkeys(told)] == [f"上收-{number}" for number in numbers]


def test_a_stretch_of_which_some_may_be_asked_is_not_told_for_sure(assistant: Assistant) -> None:
    """Who has them was not read, and all ten were told as what is asked."""
    some = assistant.ask("配合清单前十条（1到10），由两个或更多部门承担的是哪几条？")
    whole = assistant.ask("配合清单前十项是哪些")
    assert some.confidence < 0.9 <= whole.confidence


def test_a_star_that_is_said_of_duties_is_the_mark(assistant: Assistant) -> None:
    """It was dropped as a picture, and the whole list was told for sure."""
    marked = {d.duty_id for d in assistant.town.duties if d.list is BASIC and d.enforcement}
    answer = assistant.ask("基本清单里打了★的有几件")
    assert {citation.duty_id for citation in answer.citations} == marked
