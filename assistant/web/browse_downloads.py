"""The lists tab's downloads: the duties found, as a file of one of several kinds."""

from collections.abc import Callable, Sequence

import gradio

from assistant.web.browse_labels import BrowseLabels, browse_labels
from assistant.web.downloads import Format, download_file
from corpus.models import Town

# The button is there a moment after the file is.
_START_DOWNLOAD = "() => setTimeout(() => document.querySelector('#lz-file')?.click(), 300)"


class Downloads:
    """The buttons; to be made where they stand in the tab."""

    def __init__(self, town: Town, labels: BrowseLabels) -> None:
        """Build the buttons; `file` offers what was made last."""
        self._town = town
        self.heading = gradio.Markdown(labels.download)
        with gradio.Row(elem_id="lz-downloads"):
            self._formats = {
                wanted: gradio.Button(wanted.value.upper(), size="sm", min_width=60)
                for wanted in (Format.EXCEL, Format.CSV, Format.JSON)
            }
        self.file = gradio.DownloadButton(visible=False, size="sm", elem_id="lz-file")

    def connect(self, language: gradio.BrowserState, found: gradio.State) -> None:
        """Offer the duties of these ids."""
        for wanted, button in self._formats.items():
            button.click(
                self._writer(wanted),
                [language, found],
                self.file,
                api_visibility="private",
                show_progress="hidden",
            ).then(None, None, None, js=_START_DOWNLOAD)

    def _writer(self, wanted: Format) -> Callable[[str, Sequence[str]], gradio.DownloadButton]:
        def write(language: str, found: Sequence[str]) -> gradio.DownloadButton:
            duties = [self._town.duty(duty_id) for duty_id in found]
            path = download_file(duties, self._town, wanted)
            words = browse_labels(language).ready.format(name=path.name)
            return gradio.DownloadButton(words, value=path, visible=True)

        return write
