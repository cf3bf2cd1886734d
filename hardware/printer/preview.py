"""What a document would look like on paper, without a printer."""

from PIL import Image

from hardware.printer.commands import CommandReader
from hardware.printer.document import Document
from hardware.printer.escpos import encode
from hardware.printer.options import PaperOptions
from hardware.printer.paper import sheets
from hardware.printer.paper_picture import picture


def preview(document: Document, options: PaperOptions) -> Image.Image:
    """Draw the very bytes that a printer with these options would get; raises FontMissing."""
    (sheet,) = sheets(list(CommandReader().feed(encode(document, options))), options.width_dots)
    return picture(sheet, options.paper_width_mm)
