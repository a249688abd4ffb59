"""Short forms of departments resolve to full names that the town's own lists give."""

import pytest

from corpus.departments import DepartmentNames, short_name
from corpus.models import Block, BlockKind, Duty, DutyList, ListName, Town
from corpus.town import load_town


def town_with(*departments: str, region: str = "四川省某州乙县", name: str = "丙镇") -> Town:
    """A town whose one reclaimed duty names these departments."""
    title = Block(kind=BlockKind.TITLE, holder=departments[0], items=("检测",), source_lines=(3,))
    duty = Duty(
        list=ListName.RECLAIMED,
        number=1,
        section="",
        title="检测",
        enforcement=False,
        departments=departments,
        blocks=(title,),
        source_lines=(3,),
    )
    part = DutyList(
        name=ListName.RECLAIMED,
        heading="收回事项清单",
        title="配合履职事项清单",
        declared=None,
        source_line=1,
        sections=(),
        duties=(duty,),
    )
    return Town(
        key="small",
        name=name,
        region=region,
        source_name="",
        lists=(part,),
        enforcement_marked=True,
    )


@pytest.fixture(scope="module")
def fuhe() -> DepartmentNames:
    return DepartmentNames(load_town("fuhe"))


def meant(names: DepartmentNames, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[m.start : m.end], m.departments) for m in names.mentions(text)]


@pytest.mark.parametrize(
    ("said", "full_name"),
    [
        ("住建局", "巴林左旗住房和城乡建设局"),
        ("林草局", "巴林左旗林业和草原局"),
        ("卫健委", "巴林左旗卫生健康委员会"),
        ("环保局", "赤峰市生态环境局巴林左旗分局"),
        ("生态环境局", "赤峰市生态环境局巴林左旗分局"),
        ("派出所", "巴林左旗公安局"),
        ("公安", "巴林左旗公安局"),
        ("消防", "巴林左旗消防救援大队"),
        ("医保局", "巴林左旗医疗保障局"),
        ("人社", "巴林左旗人力资源和社会保障局"),
        ("社保局", "巴林左旗人力资源和社会保障局"),
        ("政数局", "巴林左旗政务服务与数据管理局"),
        ("社保", "巴林左旗人力资源和社会保障局"),
        ("市监局", "巴林左旗市场监督管理局"),
        ("农业局", "巴林左旗农牧局"),
        ("旗委组织部", "中共巴林左旗委员会组织部"),
        ("组织部", "中共巴林左旗委员会组织部"),
        ("安委办", "巴林左旗安全生产委员会办公室"),
        ("旗政府", "巴林左旗人民政府"),
        ("旗民政局", "巴林左旗民政局"),
        ("县民政局", "巴林左旗民政局"),
        ("巴林左旗民政局", "巴林左旗民政局"),
    ],
)
def test_a_short_form_means_one_department(
    fuhe: DepartmentNames, said: str, full_name: str
) -> None:
    assert meant(fuhe, f"这事归{said}管吗") == [(said, (full_name,))]


def test_every_form_means_a_department_of_the_lists(fuhe: DepartmentNames) -> None:
    named = {name for duty in load_town("fuhe").duties for name in duty.departments}
    assert set().union(*fuhe.short_forms.values()) == named - {"富河镇"}


def test_the_longest_form_wins(fuhe: DepartmentNames) -> None:
    assert meant(fuhe, "旗公安局和消防救援大队") == [
        ("旗公安局", ("巴林左旗公安局",)),
        ("消防救援大队", ("巴林左旗消防救援大队",)),
    ]
    assert meant(fuhe, "赤峰市生态环境局巴林左旗分局")[0][0] == "赤峰市生态环境局巴林左旗分局"


def test_a_text_without_department_names_none(fuhe: DepartmentNames) -> None:
    assert fuhe.mentions("俺家房子快塌了") == []
    assert fuhe.mentions("富河镇") == []


def test_an_invented_county_gets_its_own_short_forms() -> None:
    names = DepartmentNames(
        town_with(
            "乙县住房和城乡建设局",
            "某州生态环境局乙县分局",
            "中共乙县委员会组织部",
            "中共乙县委员会办公室",
        )
    )
    assert meant(names, "住建局") == [("住建局", ("乙县住房和城乡建设局",))]
    assert meant(names, "环保局") == [("环保局", ("某州生态环境局乙县分局",))]
    assert meant(names, "县委组织部") == [("县委组织部", ("中共乙县委员会组织部",))]
    assert meant(names, "办公室") == []
    assert meant(names, "县委办公室") == [("县委办公室", ("中共乙县委员会办公室",))]
    assert meant(names, "派出所 巴林左旗") == []


def test_a_form_of_two_departments_means_both() -> None:
    names = DepartmentNames(town_with("乙县水利局", "某州水利局"))
    assert meant(names, "水利局") == [("水利局", ("乙县水利局", "某州水利局"))]
    assert meant(names, "某州水利局") == [("某州水利局", ("某州水利局",))]


def test_without_a_region_the_commonest_prefix_is_the_region() -> None:
    names = DepartmentNames(town_with("丁区民政局", "丁区医疗保障局", "市场监督管理局", region=""))
    assert meant(names, "医保局") == [("医保局", ("丁区医疗保障局",))]
    assert meant(names, "民政局") == [("民政局", ("丁区民政局",))]
    assert meant(names, "市监局") == [("市监局", ("市场监督管理局",))]


@pytest.mark.parametrize(
    ("full_name", "region", "short"),
    [
        ("巴林左旗民政局", "内蒙古自治区赤峰市巴林左旗", "民政局"),
        ("赤峰市生态环境局巴林左旗分局", "内蒙古自治区赤峰市巴林左旗", "生态环境局"),
        ("市中区民政局", "四川省乐山市市中区", "民政局"),
        ("县民政局", "四川省某州乙县", "民政局"),
        ("赤峰市场监督管理局", "内蒙古自治区赤峰市", "赤峰市场监督管理局"),
        ("市场监督管理局", "内蒙古自治区赤峰市", "市场监督管理局"),
        ("乙县委组织部", "四川省某州乙县", "组织部"),
        ("中共乙县委员会宣传部", "四川省某州乙县", "宣传部"),
        ("乙县卫生健康委员会", "四川省某州乙县", "卫生健康委员会"),
        ("省地震局", "河北省定州市", "地震局"),
        ("供电公司", "河北省定州市", "供电公司"),
    ],
)
def test_short_name_drops_the_region(full_name: str, region: str, short: str) -> None:
    assert short_name(full_name, region) == short
