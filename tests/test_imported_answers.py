"""Answers for a town that has no question of its own: from the matters that it shares."""

import re
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.settings import Settings
from assistant.staff.town_links import TownLinks
from corpus.towns.registry import TownFiles
from index.building.build import Reporter
from index.matters.links import LINKS_FILE, Verdict
from tests.towns import imported, own_cache

# What nothing may say of a 街道 in a 区 of 福建.
FOREIGN = re.compile(
    r"富河|巴林|左旗|旗里|旗委|嘎查|苏木|赤峰|林东|内蒙|镇里|《上收履职事项清单》|富河镇"
)
ASKED = (
    ("俺家房子快塌了找谁", "配合-10"),
    ("低保咋申请", "基本-9"),
    ("特困供养归谁管", "基本-9"),
    ("党费交给谁", "基本-2"),
    ("想当志愿者去哪报名", "基本-3"),
    ("河里漂着垃圾谁来捞", "基本-23"),
    ("又有人烧秸秆，谁来罚", "基本-24"),
    ("煤气罐老化谁来查", "配合-6"),
    ("山上着火谁来扑", "配合-7"),
    ("骑电动车不戴头盔谁来劝导", "配合-5"),
    ("电梯没年检归谁管", "上收-8"),
    ("卖烟花爆竹的店谁来检查", "上收-6"),
    ("老房子抗震鉴定找谁", "上收-12"),
    ("食品小作坊登记找哪个部门", "上收-9"),
    ("学生辍学了谁去劝", "配合-2"),
    ("防溺水谁牵头", "配合-9"),
    ("社区矫正归哪个局", "配合-8"),
    ("邻居吵架谁来调解", "基本-15"),
    ("退役军人服务站归谁管", "基本-13"),
    ("人口普查谁来搞", "基本-7"),
    ("12345工单谁来办", "基本-28"),
    ("有人骗医保报给谁", "配合-3"),
)
OTHERS = (
    "你好", "你是谁", "转人工", "谢谢", "配合清单第3项", "上收清单第2项", "第三张清单有几项",
    "城管局牵头哪些事", "民政局负责哪些", "残联牵头几项", "税务局管什么", "街道不管了的有哪些",
    "区里牵头的有几项", "护照在哪办", "今天天气咋样", "那街道要做啥", "食品小作坊登记还归街道管吗",
    "石桥镇的低保找谁", "有哪些履职保障", "公积金咋提取",
)  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TownFiles:
    return imported("bailu", tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def bailu(
    files: TownFiles,
    cache_dir: Path,
    assistant: Assistant,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    """Built beside 富河镇's index, which `assistant` makes sure of."""
    cache = own_cache(tmp_path_factory.mktemp("bailu"), cache_dir)
    settings = Settings(data_dir=files.folder.parents[1], cache_dir=cache, town="bailu")
    return Assistant.load(settings, Reporter(), engine=assistant.engine)


def test_most_questions_find_their_duty_and_no_answer_is_of_another_town(bailu: Assistant) -> None:
    found = 0
    for question, duty_id in ASKED:
        answer = bailu.ask(question)
        found += bool(answer.citations) and answer.citations[0].duty_id == duty_id
        assert FOREIGN.search(answer.text) is None, answer.text
        for name in answer.departments:
            assert name == "白鹭街道" or name.startswith("临溪区")
    assert found >= 0.85 * len(ASKED)


@pytest.mark.parametrize("question", OTHERS)
def test_nothing_that_is_said_is_of_another_town(bailu: Assistant, question: str) -> None:
    answer = bailu.ask(question, ["低保咋申请"] if question.startswith("那") else [])
    assert FOREIGN.search(answer.text) is None, answer.text


def test_the_third_list_is_cited_by_its_printed_name(bailu: Assistant) -> None:
    answer = bailu.ask("老房子抗震鉴定找谁")
    assert "《上级部门收回事项清单》第12项" in answer.text
    source = "【1】《上级部门收回事项清单》第12项 · 城乡建设 · 临溪区住房和城乡建设局 · 原文第94行"
    talk = bailu.talk_after(f"{answer.text}\n{source}")
    assert talk.turns
    assert talk.turns[-1].duties[0] == "上收-12"


def test_the_doubtful_links_are_written_down_for_staff(bailu: Assistant, files: TownFiles) -> None:
    lines = (files.folder / LINKS_FILE).read_text(encoding="utf-8").splitlines()
    chances = [int(line.split("\t")[4].rstrip("%")) for line in lines[1:]]
    doubtful = [chance for chance in chances if chance < 50]
    assert doubtful
    assert chances[: len(doubtful)] == sorted(doubtful, reverse=True)
    linked = {line.split("\t")[0] for line in lines[1 + len(doubtful) :]}
    assert len(linked) > len(bailu.town.duties) // 2


def test_a_confirmed_link_lends_the_matters_questions_from_the_next_index_on(
    bailu: Assistant, files: TownFiles
) -> None:
    links = TownLinks(files)
    link = links.proposed()[0]

    def lent() -> set[str]:
        return {row.question for row in bailu.search.asked if link.duty_id in row.duties}

    before = lent()
    assert before.isdisjoint(link.samples)
    links.decide({link.name: Verdict.SAME})
    assert not bailu.knows_all
    cache = bailu.index_folder.parents[2]
    bailu.beside(Settings(data_dir=files.folder.parents[1], cache_dir=cache, town="bailu"), cache)
    bailu.follow_index()
    assert bailu.knows_all
    assert lent() > before
    assert not lent().isdisjoint(link.samples)
    assert link.name in [used.name for used in links.used()]


def test_texts_of_the_reference_town_are_in_this_towns_words(bailu: Assistant) -> None:
    texts = [row.question for row in bailu.search.asked]
    assert len(texts) > 1000
    assert [text for text in texts if re.search("富河|巴林左旗|嘎查", text)] == []
    owned = {name for row in bailu.search.asked for name in row.departments}
    assert {name for name in owned if not name.startswith("临溪区")} <= {"白鹭街道"}
