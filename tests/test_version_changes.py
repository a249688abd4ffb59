"""What differs between two versions of a town's lists, and what that means for the public."""

from collections.abc import Sequence

import pytest

from corpus.comparison.changes import Difference, difference
from corpus.comparison.likeness import bare
from corpus.comparison.pairs import counterparts, paired
from corpus.comparison.plain import Plain
from corpus.comparison.rewording import changed_words, pieces
from corpus.models import Town
from corpus.town import load_source
from tests.towns import MADE
from tests.versions import Change, Draft, newer

POLICE, BUREAU = "永宁县公安局", "永宁县农业农村局"
# Prints as `配合`: 1 社会救助, 2 控辍保学, 5 交通安全劝导, 6 燃气, 8 社区矫正, 10 危房.


@pytest.fixture(scope="module")
def town() -> Town:
    found = load_source(MADE / "shiqiao" / "list.xlsx", "shiqiao")
    return found.model_copy(update={"version": "2026-03-01"})


def compared(town: Town, *changes: Change) -> tuple[Difference, tuple[str, ...]]:
    later = newer(town, changes)
    found = difference(town, later)
    return found, Plain(town, later).sentences(found)


def test_the_same_lists_differ_in_nothing(town: Town) -> None:
    found, told = compared(town)
    assert found.nothing
    assert (found.unchanged, told) == (60, ())
    assert (found.older, found.newer) == ("2026-03-01", "2026-11-20")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda d: d.move("基本-26", "上收", BUREAU),
            "“组织开展农村人居环境整治，推进生活垃圾分类”原来镇里办，现在归永宁县农业农村局",
        ),
        (
            lambda d: d.move("基本-14", "配合", "永宁县审计局"),
            "“对未按规定使用临时救助款物的行为进行检查”原来镇里办，"
            "现在由永宁县审计局牵头、镇里配合",
        ),
        (
            lambda d: d.move("配合-8", "基本"),
            "社区矫正对象教育帮扶原来由永宁县司法局牵头、镇里配合，现在镇里办",
        ),
        (
            lambda d: d.move("配合-10", "上收", "永宁县住房和城乡建设局", BUREAU),
            "农村危房改造原来由永宁县住房和城乡建设局牵头、镇里配合，"
            "现在归永宁县住房和城乡建设局、永宁县农业农村局",
        ),
        (
            lambda d: d.move("上收-15", "配合", "永宁县水利局"),
            "水土保持设施验收原来归永宁县水利局，现在由永宁县水利局牵头、镇里配合",
        ),
        (
            lambda d: d.move("上收-15", "基本"),
            "水土保持设施验收原来归永宁县水利局，现在镇里办",
        ),
        (
            lambda d: d.departments("上收-16", "永宁县应急管理局"),
            "河道采砂许可原来归永宁县水利局，现在归永宁县应急管理局",
        ),
        (
            lambda d: d.departments("配合-8", POLICE),
            "社区矫正对象教育帮扶原来由永宁县司法局牵头，现在由永宁县公安局牵头",
        ),
        (
            lambda d: d.departments("配合-8", "永宁县司法局", POLICE),
            "社区矫正对象教育帮扶增加了永宁县公安局参与",
        ),
        (
            lambda d: d.departments("配合-5", POLICE),
            "道路交通安全劝导不再有永宁县交通运输局参与",
        ),
        (
            lambda d: d.departments("配合-5", "永宁县交通运输局", POLICE),
            "道路交通安全劝导原来由永宁县公安局牵头，现在由永宁县交通运输局牵头",
        ),
        (
            lambda d: d.add("基本", "做好农村客运补贴初审", at=0),
            "新增：做好农村客运补贴初审镇里办",
        ),
        (
            lambda d: d.add("配合", "无人机飞行管理", POLICE),
            "新增：无人机飞行管理由永宁县公安局牵头、镇里配合",
        ),
        (
            lambda d: d.add("上收", "无人机飞行审批", POLICE),
            "新增：无人机飞行审批归永宁县公安局",
        ),
        (
            lambda d: d.remove("配合-2"),
            "新清单里没有做好义务教育阶段学生控辍保学了，原来由永宁县教育局牵头、镇里配合",
        ),
        (
            lambda d: d.retitle("配合-10", "农村低收入群体危房改造"),
            "名称改了：原来写“农村危房改造”，现在写“农村低收入群体危房改造”",
        ),
        (
            lambda d: d.enforce("配合-10", True),
            "农村危房改造现在标为行政执法事项",
        ),
        (
            lambda d: d.reword("配合-9", "township", "宣传", "宣讲"),
            "防溺水工作里镇里做的，写法有改动",
        ),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(town: Town, change: Change, told: str) -> None:
    assert compared(town, change)[1] == (told,)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.shuffle("配合"),
        lambda d: d.shuffle("上收"),
        lambda d: d.reword("配合-9", "department", "；", "。"),
    ],
)
def test_what_concerns_nobody_is_not_told_the_public(town: Town, change: Change) -> None:
    found, told = compared(town, change)
    assert told == ()
    assert found.changed
    assert all(one.only_renumbered for one in found.changed)


def test_a_duty_put_first_moves_all_numbers_and_nothing_else(town: Town) -> None:
    found, _ = compared(town, lambda d: d.add("配合", "无人机飞行管理", POLICE, at=0))
    assert [one.duty_id for one in found.added] == ["配合-1"]
    assert found.removed == ()
    numbers = [(one.before.number, one.after.number) for one in found.changed]
    assert numbers == [(number, number + 1) for number in range(1, 15)]


def test_a_number_taken_over_is_another_duty(town: Town) -> None:
    found, _ = compared(
        town,
        lambda d: d.remove("配合-1"),
        lambda d: d.add("配合", "无人机飞行管理", POLICE, at=0),
    )
    assert [one.title for one in found.removed] == ["开展社会救助对象动态管理"]
    assert [one.title for one in found.added] == ["无人机飞行管理"]
    assert found.changed == ()


@pytest.mark.parametrize(
    ("duty_id", "title"),
    [
        (
            "基本-9",
            "做好居民最低生活保障、特困人员供养的申请受理、家庭状况核查和公示工作。",
        ),
        ("配合-3", "打击欺诈骗取医疗保障基金行为"),
        ("配合-1", "社会救助对象的动态管理"),
        ("上收-6", "烟花爆竹零售点安全检查"),
        ("配合-14", "畜禽养殖废弃物污染防治和资源化利用"),
    ],
)
def test_a_title_in_other_words_is_the_same_duty(town: Town, duty_id: str, title: str) -> None:
    found, _ = compared(town, lambda d: d.retitle(duty_id, title), lambda d: d.shuffle("上收"))
    retitled = [one for one in found.changed if "retitled" in one.kinds]
    assert [(one.before.duty_id, one.after.title) for one in retitled] == [(duty_id, title)]
    assert (found.added, found.removed) == ((), ())


def test_a_whole_new_title_is_known_by_its_text(town: Town) -> None:
    """But not in a run of duties that share one text."""
    found, _ = compared(town, lambda d: d.retitle("配合-9", "暑期青少年涉水安全"))
    assert [one.after.title for one in found.changed] == ["暑期青少年涉水安全"]
    found, _ = compared(town, lambda d: d.retitle("上收-1", "无人机飞行审批"))
    assert [one.title for one in found.added] == ["无人机飞行审批"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [
                lambda d: d.retitle("配合-10", "农村危房改造和饮用水水源地保护"),
                lambda d: d.remove("配合-13"),
            ],
            "饮用水水源地保护不再单列，可能并进了农村危房改造和饮用水水源地保护，请核对",
        ),
        (
            [
                lambda d: d.retitle("配合-7", "森林火灾预防"),
                lambda d: d.add("配合", "森林火灾扑救", "永宁县应急管理局"),
            ],
            "森林火灾扑救现在单列，由永宁县应急管理局牵头、镇里配合"
            "（原来可能在森林火灾预防和扑救里，请核对）",
        ),
    ],
)
def test_duties_that_were_joined_or_split_are_not_told_as_gone_or_new(
    town: Town, changes: list[Change], told: str
) -> None:
    assert told in compared(town, *changes)[1]


def test_what_is_likely_the_same_is_told_to_be_looked_at(town: Town) -> None:
    changes: list[Change] = [
        lambda d: d.retitle("基本-19", "编制应急预案，组织应急演练和群众避险转移。"),
        lambda d: d.shuffle("基本"),
    ]
    found, told = compared(town, *changes)
    assert told == (
        "“制定综合应急预案，组织群众转移避险”像是改成了“编制应急预案，组织应急演练和群众避险转移”，请核对",
    )
    assert "基本-19" not in counterparts(town, newer(town, changes))
    assert (found.added, found.removed) == ((), ())


def test_a_penalty_is_not_the_inspection_of_the_same(town: Town) -> None:
    found, _ = compared(
        town,
        lambda d: d.remove("基本-24"),
        lambda d: d.add("基本", "开展露天焚烧秸秆、落叶等烟尘污染巡查"),
    )
    assert "露天焚烧" in found.added[0].title
    assert "的处罚" in found.removed[0].title


def test_pairs_are_one_to_one(town: Town) -> None:
    twice = newer(town, [lambda d: d.add("上收", "河道采砂许可", "永宁县水利局")])
    pairs = paired(town.duties, twice.duties)
    assert len({pair.one.duty_id for pair in pairs}) == len(pairs) == 60
    assert len({pair.other.duty_id for pair in pairs}) == 60
    assert all(bare(pair.one.title) == bare(pair.other.title) for pair in pairs)


def test_towns_of_other_styles_pair_by_title(town: Town) -> None:
    other = load_source(MADE / "bailu" / "list.xlsx", "bailu")
    pairs = paired(town.duties, other.duties)
    assert [pair.other.duty_id for pair in pairs] == [duty.duty_id for duty in town.duties]


def test_a_department_with_another_name_is_told_once(town: Town) -> None:
    found, told = compared(town, lambda d: d.rename("永宁县应急管理局", "永宁县应急消防局"))
    assert [(one.before, one.after) for one in found.departments.renamed] == [
        ("永宁县应急管理局", "永宁县应急消防局")
    ]
    assert told == ("原来写“永宁县应急管理局”的 4 项，现在都写“永宁县应急消防局”",)
    assert (found.departments.added, found.departments.removed) == ((), ())
    assert found.changed == ()


def test_a_department_that_lost_one_duty_to_a_new_one_is_not_renamed(town: Town) -> None:
    found, told = compared(town, lambda d: d.departments("配合-8", "永宁县禁毒办"))
    assert found.departments.renamed == ()
    assert found.departments.added == ("永宁县禁毒办",)
    assert found.departments.removed == ("永宁县司法局",)
    assert told == ("社区矫正对象教育帮扶原来由永宁县司法局牵头，现在由永宁县禁毒办牵头",)


def test_a_county_that_became_a_district_keeps_its_bureaux(town: Town) -> None:
    def change(draft: Draft) -> None:
        for name in {n for duty in town.duties for n in duty.departments} - {town.name}:
            draft.rename(name, name.replace("永宁县", "永宁区"))

    later = newer(town, [change]).model_copy(update={"region": "湖南省桃州市永宁区"})
    found = difference(town, later)
    assert found.changed == ()
    assert len(found.departments.renamed) == 18


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("5日内反馈", "15日内反馈", [("5", "15")]),
        ("由水利局负责排查", "由农业农村局负责排查", [("水利", "农业农村")]),
        ("登记造册后报送", "登记造册后及时报送", [("", "及时")]),
        ("做好宣传、培训工作", "做好宣传工作", [("、培训", "")]),
        ("一 二\n三", "一二三", []),
        ("开展宣传工作", "开展宣讲工作", [("宣传", "宣讲")]),
    ],
)
def test_the_words_that_changed(before: str, after: str, words: Sequence[tuple[str, str]]) -> None:
    assert [(one.before, one.after) for one in changed_words(before, after)] == words
    laid = pieces(before, after)
    assert "".join(one.after for one in laid) == after.replace("\n", "").replace(" ", "")


def test_parts_are_told_with_their_holders(town: Town) -> None:
    found, _ = compared(
        town,
        lambda d: d.reword("配合-5", "department", "15个工作日", "10个工作日"),
        lambda d: d.departments("配合-8", POLICE),
    )
    first, second = found.changed
    assert [(p.what, p.holder, p.words[0].after) for p in first.parts] == [
        ("reworded", POLICE, "10")
    ]
    assert second.parts == ()  # the same words, another holder: told as a department
