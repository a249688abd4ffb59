"""The API as it is served, with an assistant that fails or is slow when told to; run by tests."""

import sys
import time
from collections.abc import Sequence

from assistant import Assistant
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Reply
from assistant.service.api import build_api
from assistant.service.guard.guard import guard
from assistant.service.running.logs import configure_logs
from assistant.service.running.server import bind, run
from assistant.service.sent_events import FIRST_WORD_S
from assistant.service.towns import Towns
from assistant.settings import Settings

BROKEN = "这一问会出错"
SLOW = "这一问要等一会儿"
SLOW_BROKEN = "这一问要等一会儿才出错"
SLOW_S = FIRST_WORD_S + 0.5
SECRET = "secret of the inside"


class TroubledAssistant(Assistant):
    """Answers what it is asked, except for the questions above."""

    def turn(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Reply:
        """Fail, wait, or answer."""
        if question in (SLOW, SLOW_BROKEN):
            time.sleep(SLOW_S)
        if question in (BROKEN, SLOW_BROKEN):
            raise RuntimeError(SECRET)
        return super().turn(question, history, state)


if __name__ == "__main__":
    configure_logs()
    settings = Settings.from_environment()
    towns = Towns(settings, TroubledAssistant.load)
    towns.office()
    api = build_api(towns, settings)
    guard(api, settings)
    run(api, bind("127.0.0.1", int(sys.argv[1])), lambda: None)
