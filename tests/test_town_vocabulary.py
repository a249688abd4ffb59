"""What a town, its county and its bureaux are called, whichever town it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering import wording
from assistant.answering.duty_part import only_number
from assistant.answering.parts.of_duties import Compared, Comparison, ComparisonRow
from assistant.answering.telling.table import rows
from assistant.answering.telling.town_words import TownWords
from assistant.service.errands import NEXT_QUESTIONS, errand_reply
from assistant.staff.citizen_reply import NO_DUTY
from assistant.understanding.courtesy import Courtesy
from assistant.understanding.references import references
from assistant.understanding.words.lexicon import Lexicon, Meaning
from assistant.web.labels import CHINESE, EXAMPLES
from assistant.web.lists.duty_view import duty_html
from assistant.web.lists.labels import CHINESE as LISTS_CHINESE
from assistant.web.loading.shell import shell_html
from corpus.departments import DepartmentNames
from corpus.models import Town
from corpus.offices import national_offices, offices_of
from corpus.town import load_source, load_town
from corpus.vocabulary import words_of
from tests.towns import MADE


@pytest.fixture(scope="module")
def bailu() -> Town:
    return load_source(MADE / "bailu" / "list.xlsx", "bailu")


@pytest.fixture(scope="module")
def shiqiao() -> Town:
    return load_source(MADE / "shiqiao" / "list.xlsx", "shiqiao")


@pytest.mark.parametrize(
    ("region", "name", "places", "level", "in_county"),
    [
        ("内蒙古自治区赤峰市巴林左旗", "富河镇", ("内蒙古自治区", "赤峰市", "巴林左旗"),
         "镇", "旗里"),
        ("福建省南浦市临溪区", "白鹭街道", ("福建省", "南浦市", "临溪区"), "街道", "区里"),
        ("湖南省桃州市永宁县", "石桥镇", ("湖南省", "桃州市", "永宁县"), "镇", "县里"),
        ("重庆市云阳县", "某乡", ("重庆市", "", "云阳县"), "乡", "县里"),
        ("四川省凉山彝族自治州昭觉县", "某乡", ("四川省", "凉山彝族自治州", "昭觉县"),
         "乡", "县里"),
        ("浙江省义乌市", "某街道办事处", ("浙江省", "义乌市", "义乌市"), "街道", "市里"),
        ("内蒙古自治区锡林郭勒盟苏尼特左旗", "某苏木", ("内蒙古自治区", "锡林郭勒盟", "苏尼特左旗"),
         "苏木", "旗里"),
        ("永宁县", "石桥镇", ("", "", "永宁县"), "镇", "县里"),
    ],
)  # fmt: skip
def test_the_words_of_a_town(
    shiqiao: Town, region: str, name: str, places: tuple[str, str, str], level: str, in_county: str
) -> None:
    words = words_of(shiqiao.model_copy(update={"region": region, "name": name}))
    assert (words.province, words.prefecture, words.county) == places
    assert (words.level, words.in_county) == (level, in_county)


@pytest.mark.parametrize(
    ("said", "office"),
    [
        ("城管", "临溪区城市管理和综合执法局"),
        ("城管局", "临溪区城市管理和综合执法局"),
        ("社保局", "临溪区人力资源和社会保障局"),
        ("派出所", "临溪区公安局"),
        ("交警", "临溪区公安局"),
        ("环保局", "临溪区生态环境局"),
        ("农业局", "临溪区农业农村局"),
        ("农牧局", "临溪区农业农村局"),
        ("卫健委", "临溪区卫生健康局"),
        ("区民政局", "临溪区民政局"),
        ("国土所", "临溪区自然资源局"),
        ("消防队", "临溪区消防救援大队"),
        ("市监局", "临溪区市场监督管理局"),
    ],
)
def test_a_spoken_name_is_the_bureau_that_has_the_office_here(
    bailu: Town, said: str, office: str
) -> None:
    assert DepartmentNames(bailu).short_forms[said] == {office}


def test_an_office_without_a_bureau_here_is_known_to_be_absent(bailu: Town) -> None:
    names = DepartmentNames(bailu)
    absent = {"税务局", "残联", "文旅局", "林业局", "气象局", "退役军人局"}
    assert absent <= names.absent
    assert not absent & names.short_forms.keys()
    assert not names.absent & names.short_forms.keys()
    assert Meaning("office", "whole") in Lexicon(bailu, names).meanings("残联", 0)[1]


@pytest.mark.parametrize(
    ("printed", "offices"),
    [
        ("教育和体育局", {"教育局"}),
        ("农业农村和乡村振兴局", {"农业农村局"}),
        ("经济信息化和商务局", {"商务局"}),
        ("文化广电体育旅游局", {"文化旅游体育局"}),
        ("地震局", set()),
        ("教育经费", set()),
    ],
)
def test_a_name_that_no_county_of_ours_prints_is_told_by_its_stems(
    printed: str, offices: set[str]
) -> None:
    assert {office.official[0] for office in offices_of(printed)} >= offices
    assert bool(offices_of(printed)) is bool(offices)


def test_city_management_is_the_bureau_that_does_it_where_no_office_is_named() -> None:
    fuhe = load_town("fuhe")
    assert DepartmentNames(fuhe).short_forms["城管局"] == {"巴林左旗住房和城乡建设局"}
    otherwise = [office for office in national_offices() if office.otherwise]
    assert all(office.where and office.else_said for office in otherwise)


def test_an_answer_names_the_lists_as_they_are_printed(bailu: Town) -> None:
    words = TownWords(bailu)
    text = f"见《上收履职事项清单》第2项。\n{wording.SUPPORT_HEADING}\n{wording.COVERAGE}"
    told = words.told(text)
    assert "《上级部门收回事项清单》第2项" in told
    assert "镇里" not in told
    assert words.read_back(told) == text


def test_our_own_words_are_told_as_they_are() -> None:
    text = "见《上收履职事项清单》第2项，镇里不用管。"
    assert TownWords(load_town("fuhe")).told(text) == text


def test_a_greeting_offers_what_the_town_has(bailu: Town) -> None:
    told = wording.greeting(Courtesy.HELLO, bailu)
    assert "白鹭街道履职事项清单" in told
    assert "街道做什么" in told
    assert "林草局" not in told
    assert "市场监督管理局收走了哪些事" in told or "卫生健康局收走了哪些事" in told


@pytest.mark.parametrize(
    "question",
    ["石桥镇履职清单第3项", "永宁县石桥镇事项清单第3项", "石桥的清单第3项"],
)
def test_the_towns_own_name_is_no_other_list(shiqiao: Town, question: str) -> None:
    own = words_of(shiqiao).own_names
    (found,) = references(question, own)
    assert found.mention is None
    assert only_number(question, found, own) is not None


def test_a_list_of_another_name_is_still_told(shiqiao: Town) -> None:
    (found,) = references("石桥镇权力清单第3项", words_of(shiqiao).own_names)
    assert found.mention is not None
    assert found.mention.list is None


# What calls a town 镇里 or 本镇, or a county 旗里, without being asked about one.
CALLED = re.compile("本镇|镇[里上]|镇政府|旗里|嘎查|苏木")
ASSISTANT = Path(wording.__file__).parents[1]
READERS = {
    *(ASSISTANT / "answering" / name for name in ("duty_part.py", "numbers_of.py")),
    ASSISTANT / "province" / "across.py",
}


def constants(path: Path) -> Iterator[str]:
    """The texts of a module; what the command line makes its help of is text, too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and "cli" not in path.parts
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in notes:
            yield node.value


def test_no_fixed_text_calls_every_town_what_one_is_called() -> None:
    worded = {
        *wording.SPOKEN_OF_TOWN,
        wording.COMPARED[Compared.TOWN],
        CHINESE.subtitle,
        *CHINESE.list_meanings.values(),
        LISTS_CHINESE.support,
        *NEXT_QUESTIONS,
        NO_DUTY,
        *(question for questions in EXAMPLES.values() for question in questions),  # 富河镇's
    }
    others = {
        (path.name, text)
        for path in ASSISTANT.rglob("*.py")
        if "understanding" not in path.parts and path not in READERS
        for text in constants(path)
        if CALLED.search(text) and text not in worded
    }
    assert others == set()


@pytest.mark.parametrize(
    ("name", "called"), [("白鹭街道", "街道"), ("某乡", "乡里"), ("某苏木", "苏木里")]
)
def test_the_page_speaks_of_the_town_as_it_is_called(bailu: Town, name: str, called: str) -> None:
    town = bailu.model_copy(update={"name": name})
    words = words_of(town)
    row = ComparisonRow(by=Compared.TOWN, cells=())
    compared = Comparison(duty_ids=("基本-1", "基本-2"), rows=(row,))
    errand = "### Task:\nSuggest 3-5 follow-up questions the user might ask next.\nUSER: 低保"
    subtitle = f"告诉您归谁管、{called}做什么"
    for shown, expected in (
        (shell_html(town, [], ""), subtitle),
        (duty_html(town.duty("基本-1"), town), f"基本-1 · {called}自己办"),
        (duty_html(town.duty("上收-1"), town), f"{called}不再办"),
        ([*rows(compared, town)][1][0], called),
        (words.worded(NO_DUTY), f"在本{words.level}公布的"),
        (errand_reply([], [errand], town), f"那{called}要做啥"),
        (TownWords(town).told(wording.no_such_list("第四", [])), f"本{words.level}的履职"),
        (TownWords(town).told(wording.REFUSED_NEXT), f"{called}做什么"),
    ):
        assert expected in str(shown)
        assert not re.search("镇里|本镇", str(shown))
