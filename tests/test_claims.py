"""Yes/no questions and choices: what is claimed, and whether the lists bear it out."""

import pytest

from assistant import Assistant
from assistant.answer import AnswerKind, Certainty
from assistant.understanding.statements.claim import Claim, asks_verdict, asks_which, read_claim
from assistant.understanding.statements.predicate import Kind, Predicate, Truth
from assistant.understanding.words.lexicon import Lexicon
from corpus.departments import DepartmentNames
from corpus.models import Town
from tests.set_questions import CIVIL, CLAIMS, FARMING, FINANCE, HOUSING


@pytest.fixture(scope="module")
def lexicon(town: Town) -> Lexicon:
    return Lexicon(town, DepartmentNames(town))


TOWN = Predicate(Kind.TOWN)
TAKEN = Predicate(Kind.LIST, ("上收",))


def each(kind: Kind, *names: str) -> Predicate:
    return Predicate(Kind.EACH, parts=tuple(Predicate(kind, (name,)) for name in names))


def does(holder: str, *words: str) -> Predicate:
    return Predicate(Kind.DOES, (holder, *words))


def of_each(*parts: Predicate) -> Predicate:
    return Predicate(Kind.EACH, parts=parts)


def joins(name: str) -> Predicate:
    return Predicate(Kind.JOINS, (name,))


def alone(name: str) -> Predicate:
    return Predicate(Kind.ALONE, (name,))


@pytest.mark.parametrize(
    ("question", "claimed"),
    [
        ("集体土地所有权登记还归镇里管吗", [TOWN]),
        ("砍护堤林的处罚还是镇里在管吧", [TOWN]),
        ("检疫证镇里能开不", [TOWN]),
        ("处罚主体是不是镇政府？", [TOWN]),
        ("这事归不归咱镇管", [TOWN]),
        ("宅基地审批不是镇里管吗", [TOWN]),  # rhetorical
        ("动物检疫不归镇里管了吧", [TOWN.negation]),
        ("特种设备现在不在镇里查了吧", [TOWN.negation]),  # and not 在不在
        ("水质检测还是由镇里负责", [TOWN]),  # and no choice
        ("补还是不补归镇里定吧", [TOWN]),
        ("饭馆以前镇上还来看看，现在是不是不归镇里查了", [TOWN.negation]),  # not as it was
        ("防汛没有教育局的事吧", [Predicate(Kind.NAMED, ("巴林左旗教育局",), negated=True)]),
        ("大病救助肯定民政局牵头，错不了", [Predicate(Kind.LEADS, (CIVIL,))]),
        ("镇上没权罚了对吧", [TOWN.negation]),
        ("烧秸秆镇里罚不了吧", [TOWN.negation]),
        ("这个镇里用不着管了是不是", [TOWN.negation]),
        ("危房改造不归住建局管吧", [Predicate(Kind.INVOLVED, (HOUSING,), negated=True)]),
        ("低保是民政局牵头吗", [Predicate(Kind.LEADS, (CIVIL,))]),
        ("低保不是民政局牵头吧", [Predicate(Kind.LEADS, (CIVIL,), negated=True)]),
        ("检疫上收给农牧局了吧", [TAKEN, Predicate(Kind.INVOLVED, (FARMING,))]),
        ("处罚没收走吧", [TAKEN.negation]),
        ("这是执法事项吗", [Predicate(Kind.ENFORCEMENT)]),
        ("检疫不归镇里了？", [TOWN.negation]),
        ("这事住建局牵头？", [Predicate(Kind.LEADS, (HOUSING,))]),
        ("卫健委受理后几日内立案？", None),
        ("跟农牧局没啥关系吧", [Predicate(Kind.NAMED, (FARMING,), negated=True)]),
        ("跟财政局也有关系吧", [Predicate(Kind.NAMED, (FINANCE,))]),
        ("要不到工钱 镇里有责任管吧", [TOWN]),
        ("镇里现在收不了了吧", [TOWN.negation]),
        ("不是农牧局牵头的配合事项吧", [Predicate(Kind.LEADS, (FARMING,), negated=True)]),
        (
            "民政局只是参与单位吧",
            [Predicate(Kind.JOINS, (CIVIL,)), Predicate(Kind.LEADS, (CIVIL,), negated=True)],
        ),
        ("户厕改造算不算镇上的基本事项", [Predicate(Kind.LIST, ("基本",))]),
        ("燃气检查属不属于农牧局管", [Predicate(Kind.INVOLVED, (FARMING,))]),
        ("听说危房是住建局牵头，准不准", [Predicate(Kind.LEADS, (HOUSING,))]),
        ("流浪救助是民政局和农牧局两家管的吧", [each(Kind.INVOLVED, CIVIL, FARMING)]),
        ("低保是民政局和财政局牵头吧", [each(Kind.LEADS, CIVIL, FINANCE)]),
        ("检疫只归农牧局管吗", [Predicate(Kind.INVOLVED, (FARMING,)), alone(FARMING)]),
        ("由住建局一家管，属实吗", [Predicate(Kind.INVOLVED, (HOUSING,)), alone(HOUSING)]),
        ("农牧局只管检疫吗", [Predicate(Kind.INVOLVED, (FARMING,))]),
        ("这道是镇里修还是旗里修", None),
        ("农牧局发的补贴能领吗", None),  # a department in passing
        # tags, and what stands around them
        ("低保民政局牵头，我没说错吧", [Predicate(Kind.LEADS, (CIVIL,))]),
        ("检疫归农牧局，是这么分的吗", [Predicate(Kind.INVOLVED, (FARMING,))]),
        ("低保归民政局。这话对吗", [Predicate(Kind.INVOLVED, (CIVIL,))]),
        ("低保归民政局管对头不", [Predicate(Kind.INVOLVED, (CIVIL,))]),
        ("检疫应该是农牧局负责，对吧领导", [Predicate(Kind.INVOLVED, (FARMING,))]),
        ("调解不是镇里的事吧，俺跟二叔吵了半年了", [TOWN.negation]),
        (
            "您好，麻烦核对一下，检疫的承接部门填的是农牧局，这样填对吗？谢谢",
            [
                TAKEN,
                Predicate(Kind.INVOLVED, (FARMING,)),
            ],
        ),
        # nothing asks, and it is a claim
        ("流浪救助，牵头的是民政", [Predicate(Kind.LEADS, (CIVIL,))]),
        ("检疫现在由农牧局承接", [Predicate(Kind.INVOLVED, (FARMING,)), TAKEN]),
        ("检疫上收了", [TAKEN]),
        ("这活儿不是镇里的了，是民政局的", [TOWN.negation, Predicate(Kind.INVOLVED, (CIVIL,))]),
        ("镇里不管，我找谁", None),
        ("修路占了我家地镇里不管", None),
        ("民政局不给我办低保", None),
        ("民政局牵头的配合事项", None),
        ("低保 民政局", None),
        # who does which part
        (
            "低保：民政局牵头、镇里配合。没错吧",
            [of_each(Predicate(Kind.LEADS, (CIVIL,)), Predicate(Kind.LIST, ("配合",)))],
        ),
        ("民政局管地名不", [Predicate(Kind.INVOLVED, (CIVIL,))]),  # the matter, and no part
        ("养殖这块镇里能帮说话不", [TOWN]),
        # turns of speech
        ("检疫收到旗农牧局去了，对吧", [TAKEN, Predicate(Kind.INVOLVED, (FARMING,))]),
        ("批地不是镇政府的权限，对吧", [TOWN.negation]),
        ("以前镇里能办，现在不归镇里了？", [TOWN.negation]),
        (
            "农牧局会给镇里一点经费，是吧",
            [Predicate(Kind.SUPPORT, ("经费",)), Predicate(Kind.NAMED, (FARMING,))],
        ),
        # denials of denials, of a part, of all that is said
        ("检疫不就是农牧局管的吗", [Predicate(Kind.INVOLVED, (FARMING,))]),
        ("低保总不能不归民政局管吧", [Predicate(Kind.INVOLVED, (CIVIL,))]),
        ("危房改造住建局还能不管？", [Predicate(Kind.INVOLVED, (HOUSING,))]),
        ("镇里不是早就没处罚权了吗", [TOWN.negation]),
        ("检疫归不归镇里", [TOWN]),
        ("检疫收没收走", [TAKEN]),
        ("旗里没把检疫收走吧", [TAKEN.negation]),
        ("检疫已经不在镇里了吧", [TOWN.negation]),
        ("总不会检疫还归镇里管吧", [TOWN.negation]),
        ("不能说检疫跟农牧局没关系吧", [Predicate(Kind.NAMED, (FARMING,))]),
        ("网上写检疫归镇里管，这是谣言吧", [TOWN.negation]),
        ("检疫归镇里管，我没填错吧", [TOWN]),
        ("表上写低保由住建局牵头，写错了吧，是民政局牵头", None),  # says what is so, too
        ("危房不是住建局一家管吧", [alone(HOUSING).negation]),
        ("低保除了民政局没别的部门参与吧", [alone(CIVIL)]),
        ("罚款主体是镇里不是住建局吧", [TOWN, Predicate(Kind.INVOLVED, (HOUSING,), negated=True)]),
        ("信访镇里只是协助吧", [Predicate(Kind.LIST, ("配合",))]),
        ("卫片上级为乡镇提供经费支持，是吗", [Predicate(Kind.SUPPORT, ("经费",))]),
        ("燃气企业死活不改，镇里能直接开罚单吧", [TOWN, Predicate(Kind.PENALTY)]),
        (
            "防汛农牧局牵头，住建局没参与，是吧",
            [
                of_each(
                    Predicate(Kind.LEADS, (FARMING,)), Predicate(Kind.JOINS, (HOUSING,)).negation
                )
            ],
        ),
        ("办这个证要掏钱不", None),
        # powers, punishers, shares
        ("湿地跟农牧局一点都不沾边", [Predicate(Kind.NAMED, (FARMING,), negated=True)]),
        ("湿地农牧局也有份？", [Predicate(Kind.NAMED, (FARMING,))]),
        ("检疫镇里没有经费支持，是吗", [Predicate(Kind.SUPPORT, ("经费",), negated=True)]),
        ("检疫这事镇里不用做", [TOWN.negation]),
        ("这事财政局是牵头的", [Predicate(Kind.LEADS, (FINANCE,))]),
        ("镇里说不归镇里管", None),  # says both
        ("危房除了应急局，住建局也有份吧", [Predicate(Kind.NAMED, (HOUSING,))]),
        ("旗里除了培训，没给镇里经费吧", [Predicate(Kind.SUPPORT, ("经费",), negated=True)]),
        ("森林草原防火归镇里管吧", [TOWN]),  # no 林草局 in it
        ("检疫谁交了谁没交，还是镇里管，是吧", [TOWN]),
        ("难道还归镇里管吗", None),
        ("财政局负责什么", None),
        ("镇里要做什么", None),
        ("地里的秸秆能烧不", None),
    ],
)
def test_what_a_question_claims(
    question: str, claimed: list[Predicate] | None, lexicon: Lexicon
) -> None:
    claim = read_claim(question, lexicon)
    assert (claim and set(claim.predicates)) == (claimed and set(claimed))


@pytest.mark.parametrize(
    ("duty_id", "stated", "expected"),
    [
        ("基本-87", TOWN, Truth.YES),
        ("配合-40", each(Kind.INVOLVED, HOUSING, "巴林左旗教育局"), Truth.PARTLY),
        ("配合-40", each(Kind.INVOLVED, FARMING, "巴林左旗教育局"), Truth.NO),
        ("上收-47", alone("巴林左旗水利局"), Truth.NO),
        ("上收-22", alone(FARMING), Truth.YES),
        ("上收-22", alone(HOUSING), Truth.NO),
        ("基本-48", alone(HOUSING), Truth.NO),
        ("配合-40", of_each(Predicate(Kind.LEADS, (FARMING,)), joins(HOUSING)), Truth.NO),
        ("配合-40", of_each(Predicate(Kind.LEADS, (HOUSING,)), joins(FARMING)), Truth.PARTLY),
        ("配合-6", TOWN, Truth.PARTLY),
        ("上收-22", TOWN, Truth.NO),
        ("上收-22", TOWN.negation, Truth.YES),
        ("配合-6", TOWN.negation, Truth.PARTLY),
        ("配合-6", Predicate(Kind.TOWN_LEADS), Truth.NO),
        ("配合-24", Predicate(Kind.INVOLVED, (FARMING,)), Truth.YES),
        ("配合-24", Predicate(Kind.INVOLVED, (FINANCE,)), Truth.PARTLY),
        ("配合-24", Predicate(Kind.LEADS, (FINANCE,)), Truth.NO),
        ("配合-24", Predicate(Kind.JOINS, (FINANCE,)), Truth.YES),
        ("配合-36", Predicate(Kind.INVOLVED, ("巴林左旗教育局",)), Truth.NO),
        ("配合-39", does(FARMING, "拆除"), Truth.NO),
        ("配合-39", does("巴林左旗自然资源局", "拆除"), Truth.YES),
        ("配合-39", of_each(does(FARMING, "汇总"), does(FARMING, "拆除")), Truth.PARTLY),
        ("配合-24", does(FINANCE, "发放"), Truth.YES),
        ("配合-37", does("", "初审"), Truth.YES),
        ("配合-36", does("巴林左旗教育局", "拨付"), Truth.NO),  # no part in it at all
        ("基本-61", does("", "审批"), Truth.YES),
        ("上收-22", does("", "审批"), Truth.NO),
    ],
)
def test_whether_a_statement_holds(
    town: Town, duty_id: str, stated: Predicate, expected: Truth
) -> None:
    assert stated.truth(town.duty(duty_id)) is expected


def test_who_does_a_part_that_stands_nowhere_is_left_open(town: Town) -> None:
    claim = Claim((does(FARMING, "盖章"),))
    assert not claim.tells([town.duty("配合-24")])
    assert claim.tells([town.duty("上收-22")])  # all of it is one department's


@pytest.mark.parametrize(
    ("question", "matters"),
    [
        ("公益林管护、补偿金发放，这两项都上收了吧", ("公益林管护", "补偿金发放")),
        ("水质检测和疫情监测都收到农牧局了吧", ("水质检测", "疫情监测")),
        ("乡道归镇里养护，县道归镇里养护，对吧", ("乡道归镇里养护", "县道归镇里养护")),
        ("农牧局和住建局都参与吧", ()),
    ],
)
def test_of_which_matters_one_statement_is_made(
    question: str, matters: tuple[str, ...], lexicon: Lexicon
) -> None:
    claim = read_claim(question, lexicon)
    assert claim is not None
    assert claim.matters == matters


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("低保归民政部门咋分，是这么分的吗", True),
        ("检疫归农牧局还是住建局", False),
        ("检疫归农牧局，还是归住建局", False),
        ("采砂归水利局罚，打井还是镇里罚，对吗", True),
        ("地里的秸秆能烧不", False),
        ("镇里知道不", False),
        ("镇里能管不", True),
        ("低保谁管", False),
        (
            "养殖污染环保局牵头一半，农牧局牵头一半",
            True,
        ),  # a statement
        ("水利局 采砂", False),
    ],
)
def test_whether_a_verdict_is_wanted(question: str, asks: bool, lexicon: Lexicon) -> None:
    assert asks_verdict(question, lexicon) is asks


@pytest.mark.parametrize(
    "question",
    ["这事归镇里还是旗里", "水质归谁化验", "区划地名工作属于哪个清单", "校车归公安还是教育局管"],
)
def test_who_of_two(question: str, lexicon: Lexicon) -> None:
    assert asks_which(question, lexicon)


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("动物检疫还归镇里管吗", "不是，这件事已由巴林左旗农牧局收回办理，富河镇不再承担"),
        ("动物检疫不归镇里管了吧", "对，现在不归富河镇了：这件事已由巴林左旗农牧局收回"),
        ("露天烧秸秆镇里能罚不", "是的，这件事由富河镇自己负责"),
        ("露天烧秸秆镇里罚不了吧", "不对，这件事还归富河镇：这件事由富河镇自己负责"),
        ("水质检测归镇里还是旗里", "归旗里：这件事已由巴林左旗水利局收回"),
        ("森林防火是镇里牵头吗", "不是，这件事由巴林左旗应急管理局牵头"),
        ("森林防火归镇里管吗", "不全是，这件事由巴林左旗应急管理局牵头"),
        ("雨露计划是教育局牵头的吧", "不是，这件事由巴林左旗农牧局牵头"),
        ("雨露计划不是教育局牵头的吧", "对，牵头的不是巴林左旗教育局：这件事由巴林左旗农牧局牵头"),
    ],
)
def test_the_first_sentence_settles_it(assistant: Assistant, question: str, start: str) -> None:
    assert assistant.ask(question).text.startswith(start)


def test_a_verdict_on_an_unsure_duty_holds_only_if_it_is_meant(assistant: Assistant) -> None:
    answer = assistant.ask("低保是人社局在管？")
    assert answer.certainty is Certainty.UNSURE
    assert answer.verdict == "no"
    assert "我不太有把握" in answer.text
    assert "如果说的是这件，不是，" in answer.text


def test_support_is_no_matter_of_a_list_that_tells_of_none(assistant: Assistant) -> None:
    answer = assistant.ask("秸秆禁烧宣传旗里给镇里经费，对吧")
    assert answer.verdict is None
    assert answer.text.startswith("《基本履职事项清单》第76项没有列履职保障，只有《配合")


def test_one_verdict_on_several_matters_is_of_all_of_them(assistant: Assistant) -> None:
    question = "动物疫情信息采集跟动物疫病防控，旗里都收上去了吧？"
    answer = assistant.ask(question)
    assert [matter.duty_id for matter in answer.matters] == ["上收-23", "配合-22"]
    assert answer.verdict == "partly"


def test_a_part_that_is_given_to_the_wrong_holder_is_told_whose_it_is(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("大棚房最后是农牧局去拆，对不对呀")
    assert answer.verdict == "no"
    assert answer.text.startswith("不是，这一步写的是巴林左旗自然资源局")


@pytest.mark.parametrize(
    ("question", "verdict", "written"),
    [
        ("粮改饲的补贴对象公示7天，是吧", "yes", "公示期不少于7天"),
        ("粮改饲补贴对象只公示三天就行，对不对", "no", "公示期不少于7天"),
        ("特困的材料民政局按百分之三十抽查，没错吧", "yes", "按不低于30%的比例抽查核实"),
        (
            "野猪拱了地，镇里二十个工作日内完成调查核实，是吗",
            "no",
            "在10个工作日内完成调查核实工作",
        ),
    ],
)
def test_a_figure_is_held_against_what_is_written(
    assistant: Assistant, question: str, verdict: str, written: str
) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == verdict
    assert f"清单里写的是“{written}”" in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    "question",
    [
        "等了15天了粮改饲还没公示，对吗",
        "粮改饲公示几天",
        "我妈80岁了能领高龄津贴吧",
        "配合清单第7项",
    ],
)
def test_other_numbers_are_no_figures_of_a_duty(assistant: Assistant, question: str) -> None:
    assert "清单里写的是" not in assistant.ask(question).text


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("畜禽屠宰既不归市监局牵头，也不归农牧局牵头，是吗", "partly"),
        ("畜禽屠宰既不归公安局牵头，也不归教育局牵头，是吗", "yes"),
    ],
)
def test_several_denials_are_each_held_against_the_duty(
    assistant: Assistant, question: str, verdict: str
) -> None:
    assert assistant.ask(question).verdict == verdict


def test_a_lookup_is_opened_by_the_verdict_that_it_asks_for(assistant: Assistant) -> None:
    answer = assistant.ask("配合清单第40项是民政局牵头，对吗")
    assert answer.kind is AnswerKind.LOOKUP
    assert answer.verdict == "no"
    assert answer.text.startswith("不是，这件事由巴林左旗住房和城乡建设局牵头")


def test_what_is_asked_to_be_confirmed_and_is_not_read_is_no_sure_answer(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("低保的钱不归民政局那谁管呀，低保归民政局咋回事，是这么个说法吧")
    assert answer.verdict != "yes"
    assert answer.confidence < 0.9


def test_verdicts_are_told_of_sure_duties_and_are_right(assistant: Assistant) -> None:
    told, wrong = 0, []
    for question, verdict, duty_ids in CLAIMS:
        answer = assistant.ask(question)
        if answer.verdict is not None:
            told += 1
            assert answer.citations[0].duty_id in duty_ids
            if answer.verdict != verdict:
                wrong.append(answer)
    assert told >= 0.9 * len(CLAIMS)
    assert not any(answer.confidence >= 0.9 for answer in wrong)
    assert len(wrong) <= 2
