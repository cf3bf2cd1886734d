"""Where the tickets fall: a picture and the bytes of each."""

from pathlib import Path

from hardware.printer.paper import Sheet
from hardware.printer.paper_picture import picture


class Tray:
    def __init__(self, folder: Path, paper_width_mm: int, dots_per_inch: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._paper_width_mm = paper_width_mm
        self._dots_per_inch = dots_per_inch
        self.count = len(list(folder.glob("ticket-*.png")))

    def keep(self, sheet: Sheet, raw: bytes) -> None:
        """Write `ticket-NNN.bin`, then `ticket-NNN.png`; neither is ever seen half written."""
        self.count += 1
        name = self._folder / f"ticket-{self.count:03}"
        unfinished = self._folder / ".unfinished"
        unfinished.write_bytes(raw)
        unfinished.replace(name.with_suffix(".bin"))
        resolution = (self._dots_per_inch, self._dots_per_inch)
        picture(sheet, self._paper_width_mm).save(unfinished, "PNG", dpi=resolution)
        unfinished.replace(name.with_suffix(".png"))
