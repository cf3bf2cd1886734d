"""Every kind of ticket as a picture: `make tickets` shows them on one page, out/tickets/index.html, to be judged."""

import html
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from hardware.printer.document import Document
from hardware.printer.escpos import encode
from hardware.printer.options import PaperOptions
from hardware.printer.preview import preview
from kiosk.i18n import languages
from kiosk.identity.ins import Ins
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found
from kiosk.services.patient_texts import patient_texts
from kiosk.ticket.layout import LARGE_PRINT, STANDARD, Sizes, compose
from kiosk.ticket.ticket import PatientTexts, Ticket
from kiosk.ticket.visit_code import ENTROPY_BYTES, visit_code
from tests.people import PIERRE_ALAIN

_NIR_OID = "1.2.250.1.213.1.4.8"
_TEST_OID = "1.2.250.1.213.1.4.10"
_ARABIC = PatientTexts("قدّم هذه التذكرة مع بطاقة هويتك عند مكتب الاستقبال.")
_TURKISH = PatientTexts("Bileti ve kimliğinizi danışmaya gösterin.")

_TRAITS = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220")
FOUND = Found(Ins(PIERRE_ALAIN.nir or "", PIERRE_ALAIN.nir_key, _NIR_OID), (), _TRAITS)
_LONG = replace(
    FOUND,
    traits=StrictTraits(
        "DESMAISONNEUVES-CHATEAUBRIAND DE LA ROCHEFOUCAULD",
        ("MARIE-CHRISTINE", "ANNE-SOPHIE", "ALEXANDRINE", "GUILLEMETTE"),
        "F",
        "1931-00-00",
        "99351",
    ),
)
TICKET = Ticket(
    establishment="Centre hospitalier de Valmont",
    service="Consultations",
    printed_at=datetime(2026, 11, 23, 10, 42, tzinfo=ZoneInfo("Europe/Paris")),
    number="A 12",
    holder=FOUND,
    texts=patient_texts("fr"),
    visit_code=visit_code(bytes(range(ENTROPY_BYTES))),
)
_SIZES = {"standard": STANDARD, "large print": LARGE_PRINT}


@dataclass(frozen=True)
class Exhibit:
    chapter: str
    caption: str
    ticket: Ticket
    sizes: Sizes
    options: PaperOptions

    @property
    def document(self) -> Document:
        return compose(self.ticket, self.sizes)


def exhibits() -> Iterator[Exhibit]:
    for status, width, language, (name, sizes) in product(IdentityStatus, (80, 58), languages(), _SIZES.items()):
        ticket = replace(TICKET, holder=replace(FOUND, identity_status=status), texts=patient_texts(language))
        options = PaperOptions(paper_width_mm=width, profile="epson-tm-t20")
        yield Exhibit(f"Identité {status.value}", f"{width} mm, {language}, {name}", ticket, sizes, options)
    for width, (name, sizes) in product((80, 58), _SIZES.items()):
        options = PaperOptions(paper_width_mm=width, profile="epson-tm-t20")
        degraded = replace(TICKET, holder=PIERRE_ALAIN)
        yield Exhibit("INSi unavailable", f"{width} mm, {name}", degraded, sizes, options)
        long_names = replace(TICKET, holder=_LONG, number="B 1234")
        yield Exhibit("Long names, incomplete date", f"{width} mm, {name}", long_names, sizes, options)
    yield from _special_tickets()
    yield from _renderings()


def _special_tickets() -> Iterator[Exhibit]:
    options = PaperOptions(profile="epson-tm-t20")
    own_lines = replace(
        TICKET,
        head_lines=("Pôle mère-enfant · niveau 2", "Tél. 05 55 00 00 00"),
        foot_lines=("Gardez ce ticket jusqu’à la fin de votre visite.",),
    )
    test_ins = replace(FOUND.ins, oid=_TEST_OID)
    on_test = replace(
        TICKET,
        holder=replace(FOUND, ins=test_ins, identity_status=IdentityStatus.QUALIFIED),
        is_test_configuration=True,
    )
    yield Exhibit("Special", "own lines at head and foot", own_lines, STANDARD, options)
    yield Exhibit("Special", "second copy", replace(TICKET, is_duplicate=True), STANDARD, options)
    yield Exhibit("Special", "test configuration, test OID", on_test, STANDARD, options)
    for texts, language in ((_ARABIC, "Arabic"), (_TURKISH, "Turkish")):
        yield Exhibit("Special", f"{language} instruction", replace(TICKET, texts=texts), STANDARD, options)


def _renderings() -> Iterator[Exhibit]:
    for width, holder in product((80, 58), (FOUND, PIERRE_ALAIN)):
        options = PaperOptions(paper_width_mm=width, rendering="raster")
        yield Exhibit("Drawn in Noto Sans", f"{width} mm", replace(TICKET, holder=holder), STANDARD, options)
    for profile in ("generic", "epson-tm-t88", "star-escpos", "citizen-ct", "custom-vkp80"):
        yield Exhibit("Profiles", profile, TICKET, STANDARD, PaperOptions(profile=profile))


def build(folder: Path) -> Path:
    """Draw all exhibits into the folder; return the page that shows them."""
    folder.mkdir(parents=True, exist_ok=True)
    figures: dict[str, list[str]] = {}
    for number, exhibit in enumerate(exhibits(), 1):
        file_name = f"{number:03}.png"
        preview(exhibit.document, exhibit.options).save(folder / file_name)
        size = len(encode(exhibit.document, exhibit.options))
        caption = html.escape(f"{exhibit.caption} · {size} bytes")
        figure = (
            f'<figure><img src="{file_name}" alt="{caption}" loading="lazy"><figcaption>{caption}</figcaption></figure>'
        )
        figures.setdefault(exhibit.chapter, []).append(figure)
    chapters = "".join(f"<h2>{html.escape(name)}</h2><div>{''.join(made)}</div>" for name, made in figures.items())
    page = folder / "index.html"
    page.write_text(_PAGE.format(chapters=chapters), encoding="utf-8")
    return page


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Tickets</title>
<style>
body {{ background: #8a8e89; color: #14232b; font: 18px "Noto Sans", sans-serif; margin: 48px }}
h1, h2 {{ font-weight: 600 }} h2 {{ margin: 48px 0 12px }}
div {{ display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start }}
figure {{ margin: 0 }} img {{ display: block; max-width: 356px }} figcaption {{ padding: 4px 18px; font-size: 15px }}
</style>
<h1>Every kind of ticket</h1>{chapters}</html>
"""

if __name__ == "__main__":
    print(build(Path(sys.argv[1] if len(sys.argv) > 1 else "out/tickets")))
