"""Which events the page has, and what each takes: no component takes a file."""

import gradio

from assistant.service.guard.page_requests import Kinds, Sendable

# What a browser sends for a component; one that takes a file would have to be named here first.
_KINDS: dict[type[gradio.blocks.Block], Kinds] = {
    gradio.JSON: (list,),
    gradio.Textbox: (str,),
    gradio.Radio: (str, int),
    gradio.Dropdown: (str, list),
    gradio.Checkbox: (bool,),
}


def sendable_to(blocks: gradio.Blocks) -> Sendable:
    """The events that run on the server, by Gradio's number of each, and the sessions."""
    events = {
        number: tuple(_KINDS[type(part)] for part in event.inputs)
        for number, event in blocks.fns.items()
        if event.fn is not None
    }
    # Looked up at each call: `bound_memory` puts another object there.
    return Sendable(events, lambda name: name in blocks._queue.pending_messages_per_session)
