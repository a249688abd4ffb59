"""The place of a matter: our own, another, or only named in passing."""

import pytest

from assistant import Assistant
from assistant.understanding.places import other_place
from corpus.country.gazetteer import gazetteer_of
from corpus.models import Town
from corpus.town import load_town


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("林东镇的低保找谁办", "林东镇"),
        ("阿鲁科尔沁旗动物检疫归谁管", "阿鲁科尔沁旗"),
        ("阿旗那边烧秸秆谁罚", "阿旗"),
        ("右旗林草局负责啥", "右旗"),
        ("赤峰市松山区物业谁管", "松山区"),
        ("辽宁省朝阳市的残疾人补贴找谁", "辽宁省朝阳市"),
        ("北京的医保报销找谁", "北京"),
        ("围场县防汛牵头单位是谁", "围场县"),
        ("我是巴林右旗的想问问草原补奖找谁", "巴林右旗"),
        ("我对象是喀喇沁旗的,她们村换届归谁指导", "喀喇沁旗"),
        ("哈拉哈达镇人畜饮水工程谁维护", "哈拉哈达镇"),
        ("黑风口镇的垃圾谁清", "黑风口镇"),  # in no list of places
        ("我姐嫁到翁牛特旗了,她婆婆的高龄津贴找谁", "翁牛特旗"),
        ("我老家在河北承德,那边的宅基地谁批", "河北承德"),
        ("我老家花加拉嘎乡的,那里的湿地保护谁牵头", "花加拉嘎乡"),
        ("我嫁到林西县了,户口还在咱镇,低保找谁", None),
        ("富河镇的低保找谁办", None),
        ("巴林左旗危房改造归哪个局", None),
        ("左旗民政局牵头哪些", None),
        ("赤峰市生态环境局巴林左旗分局管啥", None),
        ("我从通辽打工回来想申请低保", None),
        ("把羊卖到北京要啥检疫证明", None),
        ("我儿子在呼和浩特上大学助学金找谁", None),
        ("儿媳妇是克什克腾旗过来的,户口在咱镇,生育登记找谁", None),
        ("网上从郑州买的化肥是假货,咱这谁查", None),
        ("天津来的老板包地不给钱找谁", None),
        ("退役军人服务站建设镇里早不管了吧", None),
        ("高标准农田建设镇上还管不", None),
        ("我住在建设镇里,低保找谁", "建设镇"),
        ("乡镇能不能罚款", None),
        ("请告知乡道养护由谁承担", None),
        ("小城镇建设归谁管", None),
        ("我们镇的垃圾谁清", None),
        ("那个镇干部不作为找谁反映", None),
        ("苏木乡镇要做啥", None),
        ("村里人和镇里谁管", None),
        ("河南边的地归谁", None),
        ("浩尔吐村的机井坏了找谁修", None),
    ],
)
def test_the_place_of_a_matter(question: str, place: str | None) -> None:
    assert other_place(question, gazetteer_of(load_town())) == place


def test_another_places_duties_are_not_answered_from_our_lists(assistant: Assistant) -> None:
    answer = assistant.ask("林东镇的低保找谁办")
    assert (answer.other_place, answer.refused, answer.confidence) == ("林东镇", True, 0.0)
    assert not answer.citations
    assert "只有富河镇的履职事项清单" in answer.text


@pytest.mark.parametrize(
    ("region", "name", "question", "place"),
    [
        ("浙江省义乌市", "佛堂镇", "义乌的低保咋办", None),
        ("浙江省义乌市", "佛堂镇", "金华市的低保咋办", None),
        ("浙江省义乌市", "佛堂镇", "东阳市的低保咋办", "东阳市"),
        ("三台县", "芦溪镇", "绵阳的低保咋办", None),
        ("三台县", "芦溪镇", "盐亭县的低保找谁", "盐亭县"),
        ("重庆市云阳县", "龙角镇", "云阳低保谁管", None),
        ("福建省南浦市临溪区", "白鹭街道", "白鹭的低保谁管", None),
        ("福建省南浦市临溪区", "白鹭街道", "石桥镇的低保找谁", "石桥镇"),
    ],
)
def test_a_town_knows_its_own_county_by_any_part_of_its_region(
    town: Town, region: str, name: str, question: str, place: str | None
) -> None:
    other = town.model_copy(update={"region": region, "name": name, "key": "other"})
    assert other_place(question, gazetteer_of(other)) == place
