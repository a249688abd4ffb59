"""The same document as other counties publish it: without rulings, and as a scan."""

from pathlib import Path

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_PATH


def write_without_rulings(source: Path, target: Path) -> None:
    """A pdf with its text where it was, and no line drawn."""
    with pypdfium2.PdfDocument(source) as document:
        for page in document:
            for drawn in list(page.get_objects(filter=[FPDF_PAGEOBJ_PATH])):
                page.remove_obj(drawn)
            page.gen_content()
        document.save(target)
