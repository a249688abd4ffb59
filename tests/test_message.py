"""Mentions, quotes, attachments and greetings are no part of the question."""

import pytest

from assistant import AnswerKind, Assistant
from assistant.understanding.message import Message, read_errand, read_message


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("@履职助手 低保怎么申请", "低保怎么申请"),
        ("@履职助手低保怎么申请", "低保怎么申请"),
        ("＠履职助手：低保怎么申请", "低保怎么申请"),
        ("<@!123456> 危房改造找谁", "危房改造找谁"),
        ("[CQ:at,qq=12345] 宅基地谁批", "宅基地谁批"),
        ("动物检疫\u200b归\ufeff谁管", "动物检疫归谁管"),
        ("禁牧谁查 [玫瑰][抱拳]", "禁牧谁查"),
        ("您好呀，残疾证找谁办 谢谢", "残疾证找谁办"),
        ("ＨＩ！ＯＫ？ 公墓归哪个局　ＴＫＳ", "公墓归哪个局"),
        ("各位领导好，辛苦了，请教一下，农机补贴找谁，谢谢领导", "农机补贴找谁"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("感谢信怎么写", "感谢信怎么写"),
        ("好的低保", "好的低保"),
        ("a@b.com收不到信", "a@b.com收不到信"),
        ("[配合]第9项", "[配合]第9项"),
        ("@小王 @履职助手(12345678) 低保咋申请", "低保咋申请"),
        ("@_user_1 低保咋申请", "低保咋申请"),
        ("<@U12A|lvzhi> 低保咋申请", "低保咋申请"),
        ('<at id="ou_7"></at> 低保咋申请', "低保咋申请"),
        ("[At:小 助手] 低保咋申请", "低保咋申请"),
        ("@lvzhi_bot 低保咋申请", "低保咋申请"),
        ("低保咋申请@lvzhi_bot", "低保咋申请"),
        ("@张三说的低保咋申请", "@张三说的低保咋申请"),
        ("<危房改造>怎么申请", "<危房改造>怎么申请"),
    ],
)
def test_what_is_asked(typed: str, asked: str) -> None:
    assert read_message(typed) == Message(asked)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("[图片] 动物检疫归谁管", Message("动物检疫归谁管", attached=True)),
        ("[Image: https://x.cn/a/b.jpg]\n物业谁管", Message("物业谁管", attached=True)),
        ("[文件] 小区通知.pdf\n物业谁管", Message("物业谁管", attached=True)),
        ("[语音消息 8秒] 物业谁管", Message("物业谁管", attached=True)),
        ("[图片]", Message("", attached=True)),
        ("「张三：低保咋申请」\n- - - - - -\n那镇里做啥", Message("那镇里做啥", ("低保咋申请",))),
        ("> 李四：@所有人 明天开会\n\n烧秸秆谁管", Message("烧秸秆谁管", ("明天开会",))),
        ("> 昨天 16:20 履职助手: 没有找到\n烧秸秆谁管", Message("烧秸秆谁管")),
        ("[引用消息(王五): 今天开会吗] 禁牧谁查", Message("禁牧谁查", ("今天开会吗",))),
        ("[合并转发] 工作群的聊天记录\n小李: 收到\n\n禁牧谁查", Message("禁牧谁查")),
        ("「张三：低保怎么办」\n- - - -\n", Message("低保怎么办")),
        ("[引用消息(张三: 低保咋申请)] 那镇里做啥", Message("那镇里做啥", ("低保咋申请",))),
        ("[引用: 低保咋申请]\n那镇里做啥", Message("那镇里做啥", ("低保咋申请",))),
        (
            "那镇里做啥\n<Quoted Message>\n(张三): 低保咋申请\n</Quoted Message>",
            Message("那镇里做啥", ("低保咋申请",)),
        ),
        ("[Image Attachment: path C:\\t\\a b.jpg]\n物业谁管", Message("物业谁管", attached=True)),
        (
            "物业谁管\n[Image Attachment in quoted message: path /tmp/q.jpg]",
            Message("物业谁管", attached=True),
        ),
        (
            "[File Attachment: name a.txt, path /t/a.txt]物业谁管",
            Message("物业谁管", attached=True),
        ),
        ("[图片: /root/cow/tmp/a.png]\n物业谁管", Message("物业谁管", attached=True)),
        ("![photo](data:image/png;base64,A)物业谁管", Message("物业谁管", attached=True)),
        ("<image></image>物业谁管", Message("物业谁管", attached=True)),
        ("[语音转文字] 物业谁管", Message("物业谁管", attached=True)),
    ],
)
def test_what_is_around_it(typed: str, message: Message) -> None:
    assert read_message(typed) == message


@pytest.mark.parametrize(
    "asked",
    [
        "主题教育归谁管",
        "主题党日活动的标题怎么取",
        "不动产证名字取错了找谁改",
        "群众反映的问题取证归谁，主题是拆迁",
        "推荐一个低保问题",
        "请总结一下对话",
        "Who generates the title deed of my house?",
    ],
)
def test_a_persons_words_are_no_errand(asked: str) -> None:
    assert read_errand(asked) is None


def test_a_message_without_words_is_told_what_to_do(assistant: Assistant) -> None:
    answer = assistant.ask("[图片]")
    assert answer.kind is AnswerKind.CLARIFY
    assert "打成字" in answer.text


def test_a_quoted_message_is_context(assistant: Assistant) -> None:
    quoting = assistant.ask("「张三：低保咋申请」\n- - - - - -\n那镇里要做啥")
    asked = assistant.ask("那镇里要做啥", history=["低保咋申请"])
    assert quoting.citations == asked.citations
