"""Texts that are made to be slow: repeats, expansions, and near-matches of every pattern."""

import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module

from assistant.understanding.normalisation import MAX_QUESTION_CHARS

# Repeated until the text is full, by the name of the shape.
_UNITS = {
    "阿拉伯连字": "ﷺ",  # NFKC makes 18 characters of it
    "方框片假名": "㌀",
    "方框年号": "㍻",
    "拉丁连字": "ﬃ",
    "圆圈数字": "㊿",
    "带点大写 I": "İ",
    "德语 ß": "ß",
    "组合符号": "\u0301",
    "组合符号乱序": "\u0345\u0316",
    "组合符号多层": "a\u0334\u0316\u0301\u0345",
    "韩文字母": "\u1112\u1161\u11ab",
    "谚文": "각",
    "数学字母": "𝐀",
    "同形字": "аеосрх",
    "零宽": "房\u200b",
    "表情": "👨‍👩‍👧",
    "扩展区汉字": "𠀀",
    "繁体": "麼",
    "一个汉字": "里",
    "中": "中",
    "的": "的",
    "有": "有",
    "不": "不",
    "没有不是": "没有不是",
    "一个字母": "e",
    "字母 a": "a",
    "大写字母": "Ab",
    "英文": "house ",
    "英文问句": "who pays for the road? ",
    "拼音": "dibao",
    "拼音 ji": "ji",
    "拼音 yi": "yi ",
    "拼音 xian": "xian",
    "拼音夹汉字": "zhuyi主",
    "拼音带调": "dī bǎo ",
    "拼音带数字": "di1bao3",
    "近似拼音": "zhuangx",
    "撇号": "xi'an'",
    "数字": "1",
    "数字和点": "4.",
    "手机号": "13800138000",
    "手机号隔开": "1-3-8-",
    "中文数字": "三",
    "十百": "十百",
    "第": "第",
    "第一": "第一",
    "第1": "第1",
    "第1到9999项": "第1到9999项",
    "到9999项到1项": "第9999项到1项到",
    "倒数第": "倒数第",
    "前999项": "配合清单前999项",
    "配合": "配合",
    "基本配合": "基本、配合",
    "配合第1项": "配合第1项",
    "配合清单": "配合清单",
    "清单": "清单",
    "履职": "履职",
    "履职职责": "履职职责",
    "配合履职": "配合履职职责事项",
    "别的清单": "某某事务清单",
    "顿号": "、",
    "顿号夹字": "房、",
    "和": "和",
    "逗号短句": "房，",
    "问号": "？",
    "换行": "房\n",
    "空格": "房 ",
    "套引号": "“‘",
    "套括号": "（《",
    "部门": "民政局",
    "部门简称": "民政",
    "近似部门": "民政民局",
    "牵头": "民政局牵头",
    "承接": "给某某局承接",
    "处罚": "处罚",
    "不是处罚": "不是处罚",
    "哪些事项": "哪些事项",
    "有吗": "有吗",
    "多个部门": "多个部门",
    "镇里": "镇里",
    "镇里还是": "镇里还是",
    "着火": "看见",
    "报警": "有人",
    "同音": "纤兹",
    "生僻字": "觯戠藉",
    "网址": "http://a.cn/",
    "标记": "<b>",
    "说明": "一下",
    "请问": "请问",
    "那": "那",
    "他们": "他们",
    "分别": "分别",
}
# Between a beginning and an end, the middle repeated.
_FRAMED = {
    "第几项": ("甲乙丙丁", "里", "第几项"),
    "是第几项": ("", "工作事项", "是第几项？"),
    "顿号是第几项": ("", "房屋、", "是第几项？"),
    "列举": ("", "房屋和", "处罚事项有哪些"),
    "配合列举": ("配合清单里", "镇村", "有哪些事项"),
    "部门列举": ("民政局", "低保、", "的处罚事项有哪些"),
    "有没有": ("有", "有", "没有"),
    "没有处罚": ("没有不是", "行政处罚", "的事项有哪些"),
    "流程第一项": ("流程", "的里中", "第一项"),
    "清单加页码": ("配合清单", "里中的", "第1项"),
    "追问": ("那", "老母猪，", "他们呢"),
    "分别找谁": ("", "低保和危房", "，分别找谁"),
    "谁管": ("", "镇里管，", "是不是归民政局管吗"),
    "故事": ("", "今年开春俺家那头老母猪下了一窝崽，", "病死的猪找谁处理啊？"),
}
_PACKAGES = ("assistant.answering", "assistant.log", "assistant.understanding", "index")
# What a pattern is written with, besides the words that it matches.
_SYNTAX = re.compile(r"\(\?P?[<=!:#]*(?:\w+>)?|\{\d*,?\d*\}|[\\\[\]()?*+|^$.\s]+")


def shapes(length: int = MAX_QUESTION_CHARS) -> dict[str, str]:
    """Texts of that many characters, by name."""
    made = {name: _filled("", unit, "", length) for name, unit in _UNITS.items()}
    made |= {name: _filled(*parts, length) for name, parts in _FRAMED.items()}
    made |= {name: _filled("", near, "", length) for name, near in _near_matches()}
    return made


def _filled(start: str, unit: str, end: str, length: int) -> str:
    room = length - len(start) - len(end)
    return f"{start}{(unit * (room // len(unit) + 1))[:room]}{end}"


def _near_matches() -> Iterator[tuple[str, str]]:
    """The words of each pattern that a module holds, in a row: nearly a match, again and again."""
    for name, pattern in _patterns():
        if near := "".join(_SYNTAX.split(pattern.pattern)):
            yield name, near


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in map(import_module, _PACKAGES):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(found.name)).items():
                several = value.values() if isinstance(value, Mapping) else [value]
                for number, one in enumerate(several):
                    if isinstance(one, re.Pattern) and name.startswith("_"):
                        yield f"{found.name}.{name}{number or ''}", one
