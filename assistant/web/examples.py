"""Questions to begin with, of what a town's own lists hold."""

import re
from functools import lru_cache

from assistant.web.labels import EXAMPLES
from corpus.models import Town
from corpus.vocabulary import words_of

# What stands in a title of a town that has an answer.
_HELD = {
    "低保咋申请": "最低生活保障|低保",
    "养老保险在哪交": "养老保险",
    "残疾人补贴找谁办": "残疾人",
    "特困供养归谁管": "特困",
    "俺家房子快塌了找谁": "危房|住房安全|房屋安全",
    "宅基地谁审批": "宅基地",
    "危房改造谁负责": "危房",
    "承包地起了争议找谁": "土地承包",
    "动物检疫现在还是镇里做吗": "检疫",
    "牲口得病死了找谁": "病死畜禽|动物疫病",
    "庄稼遭了虫害找谁": "病虫害",
    "地里烧秸秆归谁罚": "焚烧秸秆|秸秆焚烧",
    "村里垃圾谁清运": "垃圾",
    "河道里有人采砂谁管": "采砂",
    "养殖场臭味找谁": "畜禽养殖|养殖污染",
    "邻居吵架谁来调解": "调解",
    "拖欠农民工工资找谁": "农民工工资",
    "信访找谁": "信访",
    "法律援助怎么办": "法律援助",
    "生育登记在哪办": "生育登记",
    "残疾证怎么办": "残疾人",
    "退役军人优待证找谁办": "退役军人",
}
_TOWN = "镇里"


@lru_cache(maxsize=64)
def examples_of(town: Town) -> dict[str, tuple[str, ...]]:
    """The questions by topic that this town's lists answer; a topic without any is left out."""
    titles = "\n".join(duty.title for duty in town.duties)
    in_town = words_of(town).in_town
    held = {
        topic: tuple(
            text.replace(_TOWN, in_town) for text in texts if re.search(_HELD[text], titles)
        )
        for topic, texts in EXAMPLES.items()
    }
    return {topic: texts for topic, texts in held.items() if texts}
