"""What a WeChat user is told: answers, follow-ups by number, further pages, notices."""

import logging
import re
import unicodedata

from assistant.answering import wording
from assistant.channels import channel_wording as words
from assistant.channels.paging import MAX_WECHAT_BYTES, pages
from assistant.channels.rendering import WeChat, choices
from assistant.log.personal_data import without_personal_numbers
from assistant.service.asker import ASKER, Asker
from assistant.service.desk import Desk
from assistant.service.guard.limits import RateLimiter
from assistant.service.refusals import Refusal, RefusedError
from assistant.service.wechat.accounts import Account
from assistant.service.wechat.messages import Event, Message, MessageKind
from assistant.service.wechat.sessions import MAX_PAGES, Session, Sessions
from assistant.understanding.courtesy import Courtesy, courtesy
from assistant.understanding.references import read_number
from corpus.models import Town

MAX_QUESTION_CHARS = 1000  # 公众号 sends some 600 at most
CHANNEL = "wechat"  # in the question log and the figures
USER_RATE = "30/minute"  # of one user
_NOTE_BYTES = 200  # kept free in a reply for `words.LATE_REPLY_NOTE`
_SMALL = 99
_UNREADABLE = {MessageKind.OTHER: words.CANNOT_READ, MessageKind.UNHEARD: words.NOT_HEARABLE}
_LOG = logging.getLogger(__name__)

_NUMBER = re.compile(
    r"(?:请?(?:回复|查看|看看?|打开))?第?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})[条个]?[.。!]*"
)
_MORE = re.compile(r"(?:看|查看)?(?:更多|下一?页|后面的?)|继续|接着看?|还有呢?|往下")


class Dialogue:
    """Replies to one user after another; what must be remembered is in the sessions."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        """Ask at this desk."""
        self._desk = desk
        self._sessions = sessions
        self._limiter = RateLimiter(USER_RATE)

    async def reply(self, account: Account, user: str, message: Message) -> str:
        """The reply to a message, at most `MAX_WECHAT_BYTES`; "" where none is due.

        A fault is logged, and told as such.
        """
        ASKER.set(Asker(user))
        try:
            if message.kind is MessageKind.EVENT:
                return await self._to_event(account, user, message.event)
            if (wait_s := self._limiter.wait_s(user)) is not None:
                return Refusal.TOO_MANY.sentence.format(seconds=wait_s)
            return await self._to_words(account, user, message)
        except RefusedError as refused:
            return refused.message
        except Exception:
            _LOG.exception("no reply to a WeChat message")
            return Refusal.FAULT.sentence

    async def _to_event(self, account: Account, user: str, event: Event) -> str:
        if event is Event.UNSUBSCRIBE:
            await self._sessions.forget(user)
        if event is not Event.SUBSCRIBE:
            return ""
        told = await self._town(account.town)
        page = f"\n\n{words.also_as_page(account.page)}" if account.page else ""
        return f"{wording.greeting(Courtesy.HELLO, told)}{page}\n\n{_notice(told)}"

    async def _to_words(self, account: Account, user: str, message: Message) -> str:
        if message.kind in _UNREADABLE:
            return _UNREADABLE[message.kind]
        text = message.text.strip()[:MAX_QUESTION_CHARS]
        if not text:
            return words.NOT_HEARD if message.kind is MessageKind.VOICE else wording.EMPTY_QUESTION
        if account.office and courtesy(text) is Courtesy.PERSON:
            return wording.no_person(account.office)
        heard, town = "", account.town
        if message.kind is MessageKind.VOICE:  # the reply is kept, in Redis perhaps
            heard = f"{words.heard(without_personal_numbers(text))}\n"
        session = await self._sessions.load(user)
        plain = unicodedata.normalize("NFKC", text)
        if (number := _number(plain, session)) is not None:
            return await self._numbered(town, user, session, number)
        if _MORE.fullmatch(plain):
            return await self._next_page(user, session)
        return await self._answered(town, user, session, text, heard)

    async def _numbered(self, town: str, user: str, session: Session | None, number: int) -> str:
        """The duty that this number stands for in the last answer that had numbers."""
        if session is None or not session.choices:
            return words.NOTHING_NUMBERED
        if not 1 <= number <= len(session.choices):
            return words.no_such_place(len(session.choices))
        list_name, place = session.choices[number - 1].split("-")
        question = f"{list_name}清单第{place}项"
        return await self._answered(town, user, session, question)

    async def _next_page(self, user: str, session: Session | None) -> str:
        if session is None or not session.pages:
            return words.NO_MORE_PAGES
        page, *rest = session.pages
        await self._sessions.save(user, session.model_copy(update={"pages": tuple(rest)}))
        return page

    async def _answered(
        self, town: str, user: str, session: Session | None, question: str, heard: str = ""
    ) -> str:
        """The answer's first page; numbers of an earlier answer hold until there are new ones."""
        before = session or Session()
        asked = await self._desk.ask(question, (), before.talk, town=town, channel=CHANNEL)
        text = heard + WeChat().text(asked.answer, asked.town)
        if session is None:
            text += f"\n\n{_notice(asked.town)}"
        page, *rest = pages(text, MAX_WECHAT_BYTES - _NOTE_BYTES)
        numbered = choices(asked.answer) or before.choices
        kept = Session(talk=asked.state, choices=numbered, pages=tuple(rest[:MAX_PAGES]))
        await self._sessions.save(user, kept)
        return page

    async def _town(self, key: str) -> Town:
        """The town's lists, past the line of questions."""
        return (await self._desk.office(key)).assistant.town


def _number(text: str, session: Session | None) -> int | None:
    """The number that a reply consists of; 110 and 120 are words where so many were not offered."""
    match = _NUMBER.fullmatch(text)
    number = read_number(match["n"]) if match else None
    offered = len(session.choices) if session else 0
    return number if number is not None and number <= max(offered, _SMALL) else None


def _notice(town: Town) -> str:
    return f"{words.source_notice(town)}{words.PRIVACY}"
