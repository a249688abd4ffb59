"""`lvzhi serve` whose answers take their time, run as a process by tests."""

import sys
import time
from collections.abc import Sequence

from app import serve
from assistant import Assistant
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Reply

SLOW_S = 2.0
STOPPED, LONG_S = "地里烧秸秆归谁罚", 8.0  # what is stopped meanwhile, however busy the machine is


class SlowAssistant(Assistant):
    """The product's assistant after a pause."""

    def turn(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Reply:
        """Wait, then answer."""
        time.sleep(LONG_S if question == STOPPED else SLOW_S)
        return super().turn(question, history, state)


if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[1]), "", SlowAssistant.load)
