"""Understanding, answering and citing: `Assistant.load().ask(question)` gives an `Answer`."""

from assistant.answer import Answer, AnswerKind, Citation
from assistant.assistant import Assistant
from assistant.settings import Settings

__version__ = "0.2.0.dev0"

__all__ = ["Answer", "AnswerKind", "Assistant", "Citation", "Settings", "__version__"]
