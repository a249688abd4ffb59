"""The web chat: a Gradio page on the same `Assistant` as everything else."""

import html
import os
from typing import Any

from assistant import Assistant

EXAMPLES = ["俺家房子快塌了找谁", "低保咋申请", "动物检疫现在还是镇里做吗", "地里烧秸秆归谁罚"]
MAX_QUESTION_CHARS = 5000


def page(assistant: Assistant) -> Any:
    """The chat page as a Gradio Blocks app, not yet served."""
    # Nothing leaves the machine: Gradio reads this when it is imported.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    def reply(message: str, history: list[dict[str, Any]]) -> str:
        earlier = [_text(turn) for turn in history if turn["role"] == "user"]
        return markdown(assistant, message[:MAX_QUESTION_CHARS], earlier)

    town = assistant.town
    return gradio.ChatInterface(
        fn=reply,
        title=f"{town.name}履职问答",
        description=f"依据《{town.source_name}》原文回答，仅供参考；正式答复请拨打 12345。",
        examples=EXAMPLES,
        textbox=gradio.Textbox(
            placeholder="用平常话问，比如：俺家房子快塌了找谁", max_length=MAX_QUESTION_CHARS
        ),
        cache_examples=False,
    )


def markdown(assistant: Assistant, question: str, history: list[str]) -> str:
    """The answer with its citations folded below it, all source text escaped."""
    answer = assistant.ask(question, history)
    parts = [_escaped(answer.text).replace("\n", "  \n")]
    for citation in answer.citations:
        head = f"{citation.duty_id} · {citation.section} · {citation.holder}"
        quote = _escaped(citation.quote).replace("\n", "<br>")
        parts.append(f"<details><summary>引文 {_escaped(head)}</summary>\n{quote}\n</details>")
    return "\n\n".join(parts)


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Serve the page until interrupted."""
    page(assistant).launch(server_name=host, server_port=port, share=False, quiet=False)


def _text(turn: dict[str, Any]) -> str:
    """The words of one chat turn; Gradio gives a string or a list of content parts."""
    content = turn["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def _escaped(text: str) -> str:
    """Text that markdown and HTML show as it is."""
    text = html.escape(text, quote=False)
    return "".join("\\" + char if char in "\\`*_[]#|~" else char for char in text)
