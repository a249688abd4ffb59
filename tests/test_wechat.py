"""公众号 and 企业微信 on a real server: what people hear, in every mode."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import assistant.service.desk as desk
import assistant.service.wechat.callbacks as wechat
import assistant.service.wechat.dedup as dedup
from assistant import Assistant
from assistant.log.question_log import FeedbackStore
from corpus.models import Town
from tests.in_process import served_api
from tests.wechat_peer import (
    OPENID,
    PLATFORM,
    FakeAssistant,
    Peer,
    message,
    serving_wechat,
    settings_with_accounts,
    text,
)

QUESTION = "俺家房子快塌了找谁"
ANSWER = "这件事由富河镇自己负责，见《基本履职事项清单》第68项。"
NOTICE = "依据《内蒙古自治区赤峰市巴林左旗富河镇履行职责事项清单》，仅供参考，以官方公布为准。"
MODES = [("mp/plain", False), ("mp/safe", False), ("mp/safe", True), ("work/fuhe", False)]


@pytest.fixture
def fake(assistant: Assistant) -> FakeAssistant:
    return FakeAssistant(assistant)


@pytest.fixture
def address(fake: FakeAssistant, tmp_path: Path) -> Iterator[str]:
    with serving_wechat(fake, settings_with_accounts(tmp_path)) as url:
        yield url


@pytest.fixture
def plain(address: str) -> Peer:
    return Peer(address, "mp/plain")


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
def test_an_address_is_verified(address: str, account: str) -> None:
    peer = Peer(address, account)
    echo = peer.sealed("1616140317555161061") if account == "work/fuhe" else "1616140317555161061"
    answered = PLATFORM.get(peer.url, params=peer.query(echo) | {"echostr": echo})
    assert (answered.status_code, answered.text) == (200, "1616140317555161061")
    assert answered.headers["content-type"] == "text/plain; charset=utf-8"
    assert answered.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("account", "compatible"), MODES)
def test_a_question_is_answered_in_every_mode(address: str, account: str, compatible: bool) -> None:
    said = Peer(address, account, compatible).says(QUESTION)
    assert said.startswith(ANSWER)
    assert "2 · 《配合履职事项清单》第40项" in said
    assert said.endswith(f"{NOTICE}请勿发送身份证号、银行卡号等个人信息。")


def test_a_number_shows_the_source_and_the_next_question_follows_up(
    plain: Peer, fake: FakeAssistant, town: Town
) -> None:
    plain.says(QUESTION)
    second = plain.says("回复2")
    assert second.startswith("《配合履职事项清单》第40项“农村低收入群体等重点对象住房安全保障”")
    assert NOTICE not in second
    assert plain.says("①").startswith("《基本履职事项清单》第68项")
    assert plain.says("9") == "上面只有 5 条，请回复 1 到 5。"
    plain.says("镇里要做啥")
    assert fake.asked[-1] == (
        "镇里要做啥",
        (QUESTION, *(town.duty(duty_id).title for duty_id in ("配合-40", "基本-68"))),
    )
    assert (
        plain.says("2", user="another")
        == "没有可查看的编号，可能隔得太久了。请把想问的事直接发给我。"
    )


def test_a_long_answer_comes_page_by_page(plain: Peer) -> None:
    pages = [plain.says("基本清单都有哪些事项")]
    while "回复“更多”" in pages[-1]:
        pages.append(plain.says("更多"))
    assert len(pages) > 3
    listed = "\n".join(pages)
    assert all(f"\n{number}. 第{number}项" in f"\n{listed}" for number in range(1, 99))
    assert plain.says("更多").startswith("已经没有更多内容了")
    assert plain.says("98").startswith("《基本履职事项清单》第98项")


@pytest.mark.parametrize("account", ["mp/plain", "work/fuhe"])
def test_voice_is_answered_as_heard(address: str, account: str) -> None:
    peer = Peer(address, account)
    voice = message("voice", MediaId="m", Format="amr", Recognition=f"{QUESTION}。", MsgId="7")
    assert peer.heard(peer.deliver(voice)).startswith(f"（您说的是：{QUESTION}。）\n{ANSWER}")
    silent = peer.deliver(voice | {"Recognition": "", "MsgId": "8"})
    assert peer.heard(silent) == "没听清您说的话，请再说一遍，或者打字发给我。"
    unheard = {name: value for name, value in voice.items() if name != "Recognition"}
    assert peer.heard(peer.deliver(unheard | {"MsgId": "10"})).startswith("这个号听不了语音。")
    private = peer.deliver(voice | {"Recognition": "我电话13800138000，低保咋申请", "MsgId": "9"})
    assert peer.heard(private).startswith("（您说的是：我电话〔手机号〕，低保咋申请）\n")


@pytest.mark.parametrize(("account", "event"), [("mp/safe", "CLICK"), ("work/fuhe", "click")])
def test_a_click_on_the_menu_is_answered(address: str, account: str, event: str) -> None:
    peer = Peer(address, account)
    clicked = peer.deliver(message("event", Event=event, EventKey=QUESTION))
    assert peer.heard(clicked).startswith(ANSWER)


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
def test_characters_that_xml_cannot_hold_do_not_keep_a_question_from_being_answered(
    address: str, account: str
) -> None:
    peer = Peer(address, account)
    assert peer.says(f"{QUESTION[:4]}\x0b{QUESTION[4:]}\x00").startswith(ANSWER)


def test_who_asks_for_a_person_is_told_where_one_is(address: str) -> None:
    told = Peer(address, "mp/plain").says("转人工")
    assert "要找人请在上班时间到富河镇政府，或拨打12345" in told
    told = Peer(address, "mp/safe").says("我要找人工客服")
    assert "到富河镇政府一楼大厅（工作日 8:30 到 17:30），或拨打12345" in told


@pytest.mark.parametrize("kind", ["image", "video", "location", "link", "file", "new_in_2027"])
def test_what_cannot_be_read_is_answered_with_what_can(plain: Peer, kind: str) -> None:
    sent = plain.deliver(message(kind, PicUrl="http://example.com/a.jpg", MsgId="5"))
    assert plain.heard(sent).startswith("我只看得懂文字和语音。")


def test_a_new_follower_is_greeted_with_what_to_know(plain: Peer, address: str) -> None:
    said = plain.heard(plain.deliver(message("event", Event="subscribe", EventKey="")))
    assert said.startswith("您好！富河镇履职事项清单上的事都可以问我。")
    assert said.endswith(f"{NOTICE}请勿发送身份证号、银行卡号等个人信息。")
    assert "网页" not in said
    safe = Peer(address, "mp/safe")
    said = safe.heard(safe.deliver(message("event", Event="subscribe", EventKey="")))
    assert "可以打开网页：https://www.example.gov.cn/lvzhi/m\n" in said


@pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "LOCATION", "new_in_2027"])
def test_other_events_are_acknowledged(address: str, event: str) -> None:
    for account, acknowledged in (("mp/plain", "success"), ("work/fuhe", "")):
        answered = Peer(address, account).deliver(message("event", Event=event))
        assert (answered.status_code, answered.text) == (200, acknowledged)


def test_who_leaves_is_forgotten(plain: Peer) -> None:
    plain.says(QUESTION)
    plain.deliver(message("event", Event="unsubscribe"))
    assert plain.says("1").startswith("没有可查看的编号")


@pytest.mark.parametrize(
    "content",
    [
        "   ",
        "\n\t",
        "😀",
        "👩‍🌾👩‍🌾👩‍🌾",
        "？？？",
        "问" * 5000,
        "110",
        "a" * 5000,
        "\u200b",
        "<xml>",
    ],
)
def test_odd_words_are_answered(plain: Peer, content: str) -> None:
    assert plain.says(content)


def test_a_message_without_content_is_asked_back(plain: Peer) -> None:
    said = plain.heard(plain.deliver(message("text", MsgId="3")))
    assert said == "请说说您想问的事，比如“俺家房子快塌了找谁”。"


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe"])
def test_markup_in_question_or_corpus_stays_text(
    address: str, fake: FakeAssistant, account: str
) -> None:
    fake.says = "条文]]><Content>假的</Content><MsgType>image</MsgType>&lt;\x00\ufffe"
    said = Peer(address, account).says("]]></Content><MsgType>event</MsgType><Content>")
    assert said.startswith("条文]]><Content>假的</Content><MsgType>image</MsgType>&lt;\n")


@pytest.mark.parametrize("account", ["mp/plain", "mp/safe", "work/fuhe"])
def test_one_message_delivered_three_times_at_once_is_one_question(
    address: str, fake: FakeAssistant, account: str
) -> None:
    fake.delay_s = 0.5
    peer, sent = Peer(address, account), text(QUESTION)
    with ThreadPoolExecutor(3) as pool:
        heard = [peer.heard(reply) for reply in pool.map(peer.deliver, [sent] * 3)]
    assert heard[0].startswith(ANSWER)
    assert heard[1:] == heard[:1] * 2
    assert len(fake.asked) == 1


def test_two_users_at_the_same_second_are_two_questions(plain: Peer, fake: FakeAssistant) -> None:
    first, second = (text(QUESTION, user, CreateTime="1763900000") for user in ("one", "two"))
    for sent in (first, second):
        del sent["MsgId"]
        assert plain.heard(plain.deliver(sent)).startswith(ANSWER)
    assert len(fake.asked) == 2


def test_a_backend_of_six_seconds_answers_the_second_delivery(
    plain: Peer, fake: FakeAssistant
) -> None:
    """The fake assistant waits 6 s; the platform hangs up after 5 and comes again."""
    fake.delay_s = 6
    sent = text(QUESTION)
    with pytest.raises(httpx.ReadTimeout):
        plain.deliver(sent, timeout_s=5)
    started = time.monotonic()
    assert plain.heard(plain.deliver(sent, timeout_s=5)).startswith(ANSWER)
    assert time.monotonic() - started < 4
    assert len(fake.asked) == 1
    fake.delay_s = 0
    assert not plain.says("配合清单第9项").startswith(ANSWER)  # nothing is left over


def test_a_reply_that_comes_too_late_waits_for_the_users_next_words(
    plain: Peer, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All times a fifth of the real ones; the fake assistant waits as long as three deliveries."""
    monkeypatch.setattr(wechat, "LAST_WAIT_S", 0.9)
    monkeypatch.setattr(wechat, "EARLIER_WAIT_S", 1.1)
    fake.delay_s = 5
    sent = text(QUESTION)
    for _ in range(2):
        with pytest.raises(httpx.ReadTimeout):
            plain.deliver(sent, timeout_s=1)
    started = time.monotonic()
    assert plain.heard(plain.deliver(sent)) == "正在查询，请稍后回复任意文字。"
    assert time.monotonic() - started < 2.5
    fake.delay_s = 0
    time.sleep(3)
    late = plain.says("好了吗")
    assert late.startswith(ANSWER)
    assert late.endswith("（这是您刚才那个问题的回答。要问别的，请再发一次。）")
    assert len(fake.asked) == 1
    assert plain.says("2").startswith("《配合履职事项清单》第40项")


def test_a_message_never_delivered_again_is_answered_with_the_next(
    plain: Peer, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat, "EARLIER_WAIT_S", 0.3)
    fake.delay_s = 1
    assert plain.deliver(text(QUESTION)).text == "success"
    fake.delay_s = 0
    monkeypatch.setattr(wechat, "EARLIER_WAIT_S", 5.5)
    assert plain.says("在吗").startswith(ANSWER)


def test_a_fault_is_told_politely_and_the_next_question_answered(
    plain: Peer, fake: FakeAssistant
) -> None:
    fake.fault = RuntimeError("broken on purpose")
    assert plain.says(QUESTION) == "服务出了点问题，已记录下来。请稍后再试，急事请拨打 12345。"
    fake.fault = None
    assert plain.says(QUESTION).startswith(ANSWER)


def test_one_user_cannot_keep_others_from_asking(plain: Peer) -> None:
    said = [plain.says(f"{number}") for number in range(31)]
    assert "问得太快了" not in said[29]
    assert said[30].startswith("问得太快了，请 ")
    assert "问得太快了" not in plain.says("你好", user="another")


def test_beyond_what_can_be_done_people_are_told_to_come_again(
    plain: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedup, "_MAX_AT_WORK", 0)
    assert plain.says(QUESTION) == "现在问的人太多，请 10 秒后再试。"
    monkeypatch.undo()
    assert plain.says(QUESTION).startswith(ANSWER)


def test_where_a_reply_would_come_too_late_it_is_not_begun(
    plain: Peer, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two replies at work are many here, and what the fake assistant needs for one is too long."""
    monkeypatch.setattr(dedup, "_FEW", 2)
    monkeypatch.setattr(dedup, "_IN_TIME_S", 0.1)
    fake.delay_s = 0.8
    assert plain.says(QUESTION, "zero").startswith(ANSWER)  # shows the pace
    with ThreadPoolExecutor(2) as pool:
        slow = [pool.submit(plain.says, QUESTION, user) for user in ("one", "two")]
        time.sleep(0.4)
        assert plain.says(QUESTION, "three") == "现在问的人太多，请 10 秒后再试。"
        assert all(each.result().startswith(ANSWER) for each in slow)
    assert plain.says(QUESTION, "three").startswith(ANSWER)
    assert len(fake.asked) == 4


def test_a_full_desk_is_told_as_such(plain: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MAX_WAITING", 0)
    assert plain.says(QUESTION) == "现在问的人太多，请 2 秒后再试。"


def test_questions_are_in_the_log_of_the_town_without_personal_numbers(
    plain: Peer, tmp_path: Path
) -> None:
    plain.says("我电话13800138000，低保咋申请")
    store = FeedbackStore.open(settings_with_accounts(tmp_path))
    (entry,) = store.entries()
    assert (entry.channel, entry.question) == ("wechat", "我电话〔手机号〕，低保咋申请")
    assert OPENID not in repr(entry)


def test_in_the_whole_api_callbacks_need_no_key(fake: FakeAssistant, tmp_path: Path) -> None:
    accounts = str(settings_with_accounts(tmp_path).accounts)
    settings = {"LVZHI_ACCOUNTS": accounts, "LVZHI_API_ACCESS": "keys"}
    with served_api(fake, tmp_path, **settings) as url:
        assert PLATFORM.post(f"{url}/v1/ask", json={"question": QUESTION}).status_code == 401
        assert Peer(url, "mp/safe").says(QUESTION).startswith(ANSWER)


def test_users_of_two_accounts_are_strangers(address: str) -> None:
    Peer(address, "mp/plain").says(QUESTION, user=OPENID)
    assert Peer(address, "mp/safe").says("1", user=OPENID).startswith("没有可查看的编号")
