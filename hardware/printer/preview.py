"""What a document would look like on paper, without a printer."""

from PIL import Image

from hardware.printer.commands import CommandReader
from hardware.printer.document import Document
from hardware.printer.escpos import encode
from hardware.printer.options import PaperOptions
from hardware.printer.paper import sheets
from hardware.printer.paper_picture import picture
from hardware.printer.profiles import PROFILES


def preview(document: Document, options: PaperOptions) -> Image.Image:
    """Draw the very bytes that a printer with these options would get; raises hardware.printer.fonts.FontMissing."""
    items = list(CommandReader().feed(encode(document, options)))
    code_pages = {number: name.lower() for number, name in PROFILES[options.profile].code_pages.items()}
    (sheet,) = sheets(items, options.width_dots, code_pages)
    return picture(sheet, options.paper_width_mm)
