"""`lvzhi serve` whose answers take their time, or fail, run as a process by tests."""

import sys
import time
from collections.abc import Sequence

from app import serve
from assistant import Assistant
from assistant.answering.talk.turns import TalkState
from assistant.assistant import Reply

SLOW_S = 2.0
STOPPED, LONG_S = "地里烧秸秆归谁罚", 8.0  # what is stopped meanwhile, however busy the machine is
BROKEN = "这一问会出错"


class SlowAssistant(Assistant):
    """The product's assistant after a pause; a fault for `BROKEN`."""

    def turn(
        self, question: str, history: Sequence[str] = (), state: TalkState | None = None
    ) -> Reply:
        """Wait, then answer or fail."""
        time.sleep(LONG_S if question == STOPPED else SLOW_S)
        if question == BROKEN:
            raise RuntimeError(question)
        return super().turn(question, history, state)


if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[1]), "", SlowAssistant.load)
