"""`make screens`: every page in every language, and in every look on every panel, as pictures on one page."""

import argparse
import html
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from kiosk.flow.states import Appearance, Kiosk, ReadingCard, TextSize, Welcome
from kiosk.i18n import languages
from kiosk.ui.view_models import Overlay
from tests.emulators.display import start_display
from tests.ui.samples import PANELS, kiosk_in, samples

OUT = Path("out") / "screens"

_STYLE = """
body { font-family: "Noto Sans", sans-serif; margin: 2rem; background: #e9e6df; color: #14232b; }
h2 { margin: 2.5rem 0 .5rem; } nav a { margin-right: 1rem; white-space: nowrap; }
figure { display: inline-block; margin: 0 1rem 1rem 0; vertical-align: top; }
figure img { height: 15rem; box-shadow: 0 1px 6px #0004; display: block; }
figcaption { color: #475963; margin-top: .3rem; }
"""


_APPEARANCES = {
    "normal": Appearance(),
    "very-large": Appearance(TextSize.VERY_LARGE),
    "large-in-high-contrast": Appearance(TextSize.LARGE, has_high_contrast=True),
}

_EVERYWHERE = ("1280x800", "normal")
"""The panel and the look shown in every language; that every page fits everywhere is tested without pictures."""
_LOOKED_AT_CLOSELY = ("fr", "ar")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.ui.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="default: %(default)s")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    widths, heights, _ = zip(*PANELS.values(), strict=True)
    with start_display(max(widths), max(heights)) as display:
        os.environ |= {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
        pictures = dict(_pictures(options.out))
    index = options.out / "index.html"
    index.write_text(_index(pictures), "utf-8")
    print(f"{len(pictures)} pictures, see {index}")
    return 0


def _pictures(out: Path) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Take the pictures; give page, panel and caption of each with its file."""
    from tests.ui.window import open_window, resize_window

    for panel, (width, height, dots_per_mm) in PANELS.items():
        with open_window(dots_per_mm=dots_per_mm) as window:
            resize_window(window, width, height)
            for language, (look, appearance) in product(languages(), _APPEARANCES.items()):
                if (panel, look) != _EVERYWHERE and language not in _LOOKED_AT_CLOSELY:
                    continue
                for name, kiosk in samples(language).items():
                    window.show(replace(kiosk, appearance=appearance))
                    file = f"{name}.{language}.{panel}.{look}.png"
                    window.picture().save(out / file)
                    yield (name, panel, f"{language} · {look}"), file
                welcome = Kiosk(Welcome(), language, default_language="fr", appearance=appearance)
                for overlay in Overlay:
                    window.show(welcome)
                    window.tap(f"footer.{overlay.value}")
                    file = f"{overlay.value}.{language}.{panel}.{look}.png"
                    window.picture().save(out / file)
                    yield (overlay.value, panel, f"{language} · {look}"), file
                    window.show(kiosk_in(ReadingCard(), language))  # closes it


def _index(pictures: Mapping[tuple[str, str, str], str]) -> str:
    names = list(dict.fromkeys(name for name, _, _ in pictures))
    links = "".join(f'<a href="#{name}">{name}</a>' for name in names)
    sections = "".join(
        f'<h2 id="{name}">{name}</h2>'
        + "".join(
            f'<figure><a href="{file}"><img src="{file}" alt="{html.escape(file)}" loading="lazy"></a>'
            f"<figcaption>{panel} · {caption}</figcaption></figure>"
            for (of, panel, caption), file in pictures.items()
            if of == name
        )
        for name in names
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>The screens</title><style>{_STYLE}</style>'
        f"<h1>The screens</h1><nav>{links}</nav>{sections}</html>\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
