import subprocess
import sys

import pytest

from hardware.printer.commands import Characters, Command, CommandReader, UnknownCommand
from hardware.printer.document import Align, Code128, Columns, Document, Rule, Space, Text
from hardware.printer.escpos import encode
from hardware.printer.options import PaperOptions
from hardware.printer.profiles import PROFILES
from hardware.printer.raster_command import LONGEST_COMMAND_BYTES

_PAPERS = [
    PaperOptions(profile=profile, paper_width_mm=width)
    for profile, facts in PROFILES.items()
    for width in facts.width_dots
]
_ALL_BLOCKS = Document(
    (
        Text("Hôpital Édouard-Herriot", width=2, height=2, bold=True, align=Align.CENTER),
        Text("A 12", width=6, height=6, align=Align.CENTER),
        Rule(),
        Columns(Text("Né le"), Text("Sexe"), 0.7),
        Space(300),
        Text("Présentez ce ticket.", width=2, height=2, reverse=True),
        Code128("V7K2-91QD"),
    )
)


def _items(document, options):
    reader = CommandReader()
    items = list(reader.feed(encode(document, options)))
    assert reader.is_between_commands
    return items


def _printed_text(document, options, codec="cp1252"):
    data = b"".join(
        item.data if isinstance(item, Characters) else b"\n"
        for item in _items(document, options)
        if isinstance(item, Characters) or item == Command(b"\x0a")
    )
    return data.decode(codec)


@pytest.mark.parametrize("options", _PAPERS, ids=lambda options: f"{options.profile}-{options.paper_width_mm}")
def test_every_profile_gets_commands_that_printers_know_and_one_cut_at_the_end(options):
    items = _items(_ALL_BLOCKS, options)
    assert not [item for item in items if isinstance(item, UnknownCommand)]
    assert items[0] == Command(b"\x1b@")
    cuts = [item for item in items if isinstance(item, Command) and item.code in {b"\x1dV", b"\x1cP"}]
    assert cuts == [items[-1]]
    assert all(
        len(item.code) + len(item.parameters) <= LONGEST_COMMAND_BYTES for item in items if isinstance(item, Command)
    )


def test_a_presenter_takes_back_what_nobody_takes():
    data = encode(Document((Text("x"),)), PaperOptions(profile="custom-vkp80", retract_after_s=45))
    assert data.endswith(b"\x1cP" + bytes([10, 0]) + b"R" + bytes([45]))


def test_a_word_gets_smaller_before_it_breaks():
    items = _items(Document((Text("ABCDEFGHIJKLMNOP QRST", width=3, height=3),)), PaperOptions(paper_width_mm=58))
    assert Command(b"\x1d!", b"\x11") in items
    assert Command(b"\x1d!", b"\x22") not in items


def test_french_letters_and_marks_reach_the_printer_in_its_code_page():
    text = "à â ç é è ê ë î ï ô ù û ü ÿ œ æ É À Ç Œ « » ’ … · €"
    items = _items(Document((Text(text),)), PaperOptions(profile="epson-tm-t20"))
    assert Command(b"\x1bt", bytes([16])) in items
    assert "".join(_printed_text(Document((Text(text),)), PaperOptions()).split()) == "".join(text.split())


def test_long_names_wrap_and_never_end_early():
    name = "MARIE-CHRISTINE ANNE-SOPHIE ALEXANDRINE GUILLEMETTE DESMAISONNEUVES-CHATEAUBRIAND"
    for options in _PAPERS:
        printed = _printed_text(Document((Text(name, width=2, height=2),)), options)
        assert printed.replace("\n", "").replace(" ", "") == name.replace(" ", "")


def test_a_column_that_is_too_long_wraps_within_its_own_part():
    columns = Columns(Text("un deux trois quatre cinq six"), Text("M"), 0.5)
    lines = _printed_text(Document((columns,)), PaperOptions(paper_width_mm=58)).splitlines()
    assert [line.rstrip() for line in lines] == ["un deux trois   M", "quatre cinq six"]


def test_encoding_prints_nothing_and_leaves_nothing_in_the_temporary_folder(tmp_path):
    program = (
        "import logging\n"
        "from hardware.printer.document import *\n"
        "from hardware.printer.escpos import encode\n"
        "from hardware.printer.options import PaperOptions\n"
        "encode(Document((Text('é'), Rule(), Code128('A1'))), PaperOptions())\n"
        "assert not logging.root.handlers\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env={"TMPDIR": str(tmp_path)}, capture_output=True, check=True, timeout=30
    )
    assert ended.stdout == ended.stderr == b""
    assert list(tmp_path.iterdir()) == []


def test_the_options_alone_load_no_encoder():
    program = (
        "import sys, hardware.printer.options, hardware.printer.registry\n"
        "print('escpos' in sys.modules, 'PIL' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=30, text=True)
    assert ended.stdout.split() == ["False", "False"]
