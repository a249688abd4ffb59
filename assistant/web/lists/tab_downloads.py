"""The lists tab's downloads: the duties found, as a file of one of several kinds."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio

from assistant.web.lists.contents import Contents
from assistant.web.lists.downloads import Format, download_file
from assistant.web.lists.filters import Filters
from assistant.web.lists.labels import BrowseLabels, browse_labels

# The button is there a moment after the file is.
_START_DOWNLOAD = "() => setTimeout(() => document.querySelector('#lz-file')?.click(), 300)"


class Downloads:
    """The buttons; to be made where they stand in the tab."""

    def __init__(self, contents_of: Callable[[str], Contents], labels: BrowseLabels) -> None:
        """Build the buttons; `file` offers what was made last."""
        self._of = contents_of
        self.heading = gradio.Markdown(labels.download)
        with gradio.Row(elem_id="lz-downloads"):
            self._formats = {
                wanted: gradio.Button(wanted.value.upper(), size="sm", min_width=60)
                for wanted in (Format.EXCEL, Format.CSV, Format.JSON)
            }
        self.file = gradio.DownloadButton(visible=False, size="sm", elem_id="lz-file")

    def connect(
        self,
        language: gradio.Textbox,
        town: gradio.Textbox,
        filters: Sequence[gradio.components.Component],
    ) -> None:
        """Offer the town's duties that fulfil these filters."""
        for wanted, button in self._formats.items():
            button.click(
                self._writer(wanted),
                [language, town, *filters],
                self.file,
                api_visibility="private",
                show_progress="hidden",
            ).then(None, None, None, js=_START_DOWNLOAD)

    def _writer(self, wanted: Format) -> Callable[..., gradio.DownloadButton]:
        def write(language: str, town: str, *filters: Any) -> gradio.DownloadButton:
            contents = self._of(town)
            path = download_file(contents.found(Filters(*filters)), contents.town, wanted)
            words = browse_labels(language).ready.format(name=path.name)
            return gradio.DownloadButton(words, value=path, visible=True)

        return write
