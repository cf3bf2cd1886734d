"""`make screens`: every page in every language, palette, text size and panel, with an index to choose from."""

import argparse
import atexit
import contextlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from kiosk.flow.states import Appearance, Kiosk, ReadingCard, TextSize, Welcome
from kiosk.i18n import languages
from kiosk.ui.ambience import Ambience
from kiosk.ui.view_models import Listening, Overlay
from tests.emulators.display import start_display
from tests.ui.samples import PANELS, kiosk_in, samples

if TYPE_CHECKING:
    from tests.ui.window import KioskWindow

OUT = Path("out") / "screens"
PALETTES = ("standard", "contrast", "dark")
SIZES = {str(size.value): size for size in TextSize}

_FOCUSED = ("welcome", "confirm-identity", "type-traits-family-name")
"""Pages shown once more with the keyboard's focus on a control."""

_THUMBNAIL = 4
"""Times smaller."""
_PROGRESS_S = 5.0


@dataclass(frozen=True)
class Choice:
    """What to take pictures of."""

    pages: Sequence[str]
    """None for all of them."""
    languages: Sequence[str]
    palettes: Sequence[str]
    sizes: Sequence[str]
    panels: Sequence[str]

    @property
    def looks(self) -> Iterator[tuple[str, str]]:
        return product(self.palettes, self.sizes)

    def has(self, page: str) -> bool:
        return not self.pages or page in self.pages


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.ui.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="default: %(default)s")
    parser.add_argument("--page", action="append", metavar="NAME", help="only this; may be repeated, as all others")
    parser.add_argument("--language", action="append", choices=languages())
    parser.add_argument("--palette", action="append", choices=PALETTES)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--panel", action="append", choices=PANELS)
    options = parser.parse_args(arguments)
    choice = Choice(
        options.page or (),
        options.language or languages(),
        options.palette or PALETTES,
        options.size or tuple(SIZES),
        options.panel or tuple(PANELS),
    )
    files = _take_all(choice, options.out)
    index = options.out / "index.html"
    index.write_text(_index(files), "utf-8")
    print(f"{len(files)} pictures, see {index}")
    return 0 if files else 1


def _take_all(choice: Choice, out: Path) -> list[str]:
    """Share the work among the processors, each with a window of its own; tell how far it is."""
    began_s = told_s = time.monotonic()
    files: list[str] = []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_open_display) as workers:
        jobs = list(product(choice.panels, choice.languages, choice.palettes))
        running = [workers.submit(take, replace(choice, palettes=[p]), out, panel, lang) for panel, lang, p in jobs]
        for number, job in enumerate(as_completed(running), 1):
            files += job.result()
            if time.monotonic() - told_s > _PROGRESS_S or number == len(jobs):
                told_s = time.monotonic()
                elapsed_s = told_s - began_s
                left_s = elapsed_s / number * (len(jobs) - number)
                print(f"{len(files):6} pictures, {elapsed_s:4.0f} s, about {left_s:4.0f} s left", flush=True)
    return sorted(files)


def _open_display() -> None:
    display = contextlib.ExitStack()
    atexit.register(display.close)
    widths, heights, _ = zip(*PANELS.values(), strict=True)
    name = display.enter_context(start_display(max(widths), max(heights)))
    os.environ |= {"DISPLAY": name, "SDL_VIDEODRIVER": "x11"}


def take(choice: Choice, out: Path, panel: str, language: str) -> list[str]:
    """Take the pictures of one language on one panel; give their names under `out`."""
    from tests.ui.window import open_window, resize_window

    width, height, dots_per_mm = PANELS[panel]
    files = []
    with open_window(dots_per_mm=dots_per_mm) as window:
        resize_window(window, width, height)
        for palette, size in choice.looks:
            window.app.set_ambience(Ambience(is_dark=palette == "dark"))
            appearance = Appearance(SIZES[size], has_high_contrast=palette == "contrast")
            for page, picture in _pictures(window, language, appearance, choice):
                file = f"{panel}/{language}/{palette}/{size}/{page}"
                _save(picture, out / file)
                files.append(file)
    return files


def _pictures(
    window: "KioskWindow", language: str, appearance: Appearance, choice: Choice
) -> Iterator[tuple[str, Image.Image]]:
    for page, kiosk in samples(language).items():
        if choice.has(page):
            window.app.show(replace(kiosk, appearance=appearance))
            yield page, window.picture()
        if page in _FOCUSED and choice.has(f"{page}.focus"):
            window.show(replace(kiosk, appearance=appearance))
            window.press_key("tab")
            yield f"{page}.focus", window.picture()
    pages = {overlay.value: (overlay, Listening()) for overlay in Overlay}
    pages["listen.headset"] = (Overlay.LISTEN, Listening(has_headset=True))
    for page, (overlay, listening) in pages.items():
        if choice.has(page):
            window.app.listen(listening)
            window.show(Kiosk(Welcome(), language, default_language="fr", appearance=appearance))
            window.tap(f"footer.{overlay.value}")
            yield page, window.picture()
            window.show(kiosk_in(ReadingCard(), language))  # closes it
    window.app.listen(Listening())


def _save(picture: Image.Image, path: Path) -> None:
    """Save it in 256 colors, which the eye does not tell from all: thousands of pictures become half a gigabyte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few_colors = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few_colors.save(f"{path}.png", compress_level=4)
    picture.reduce(_THUMBNAIL).save(f"{path}.webp", quality=70, method=0)


def _index(files: Sequence[str]) -> str:
    return _PAGE.replace("FILES", json.dumps(files))


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The screens</title>
<style>
body { font-family: "Noto Sans", sans-serif; margin: 0 2rem 2rem; background: #e9e6df; color: #14232b; }
header { position: sticky; top: 0; background: #e9e6df; padding: 1rem 0; display: flex; flex-wrap: wrap; gap: 1rem; }
select { font: inherit; } output { color: #475963; }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top; }
figure img { height: 13rem; box-shadow: 0 1px 6px #0004; display: block; background: #fff; }
figcaption { color: #475963; margin-top: .3rem; font-size: .85rem; }
</style>
<header></header><main></main>
<script>
const files = FILES;
const kinds = ["panel", "language", "palette", "size", "page"];
const first = {panel: "1280x800", language: "fr", palette: "standard", size: "100"};
const most = 600;
const parts = files.map(file => file.split("/"));
const header = document.querySelector("header"), main = document.querySelector("main");
const selects = kinds.map((kind, at) => {
  const label = document.createElement("label"), select = document.createElement("select");
  const values = [...new Set(parts.map(part => part[at]))];
  for (const value of ["all", ...values]) select.add(new Option(value, value));
  select.value = values.includes(first[kind]) ? first[kind] : "all";
  select.onchange = show;
  label.append(kind + " ", select);
  header.append(label);
  return select;
});
const count = header.appendChild(document.createElement("output"));
function show() {
  const fits = parts.filter(part => selects.every((select, at) => ["all", part[at]].includes(select.value)));
  count.textContent = fits.length + " pictures" + (fits.length > most ? ", the first " + most + " shown" : "");
  main.replaceChildren(...fits.slice(0, most).map(part => {
    const file = part.join("/"), figure = document.createElement("figure"), link = document.createElement("a");
    const picture = Object.assign(new Image(), {loading: "lazy", src: file + ".webp", alt: file});
    link.href = file + ".png";
    link.append(picture);
    const caption = document.createElement("figcaption");
    caption.textContent = part[4] + " · " + part.slice(0, 4).join(" · ");
    figure.append(link, caption);
    return figure;
  }));
}
show();
</script></html>
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
