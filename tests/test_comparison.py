"""Which questions about several duties ask how they differ."""

import pytest

from assistant.understanding.comparison import compares


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("配合-9和配合-10有什么区别", True),
        ("配合清单第6项跟第7项比", True),
        ("基本第3项和第4项有啥两样", True),
        ("上收第1项与第2项比较", True),
        ("配合9和10比一比", True),
        ("基本3跟基本4差在哪", True),
        ("配合-5和配合-6一样吗", True),
        ("把基本第3项和第4项对照着列出来", True),
        ("基本第3项和第4项是两码事吧", True),
        ("配合第3项和第5项", False),
        ("配合第3项和第5项谁牵头", False),
        ("上收第2项和第3项的处罚比例", False),
        ("配合第1项和第2项比如培训有没有", False),
    ],
)
def test_asking_how_duties_differ(question: str, asks: bool) -> None:
    assert compares(question) is asks
