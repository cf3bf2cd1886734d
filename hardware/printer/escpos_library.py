"""The one import of python-escpos, which is slow and has side effects that this module contains.

On import the library reads its printer database (0.7 s as YAML; ours, made from our own profiles, is read in a few
milliseconds), writes a pickle of it, leaves an empty folder in /tmp and sets up the root logger.
"""

import functools
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hardware.printer.profiles import CHARACTER_WIDTH_DOTS, PROFILES, Profile

_PYTHON_CODECS = {
    "CP437": "cp437",
    "CP850": "cp850",
    "CP852": "cp852",
    "CP857": "cp857",
    "CP858": "cp858",
    "CP1252": "cp1252",
    "CP1254": "cp1254",
}


@functools.cache
def dummy_printer_class() -> Any:
    """Import the library once and return its `Dummy`, the printer that collects the bytes."""
    with _contained_import():
        from escpos.printer import Dummy
    return Dummy


def library_profile_name(profile: str, paper_width_mm: int) -> str:
    return f"{profile}-{paper_width_mm}"


@contextmanager
def _contained_import() -> Iterator[None]:
    folder = Path(_scratch_folder().name)
    database = folder / "capabilities.json"
    database.write_text(json.dumps(_database()), encoding="ascii")
    own_environment = {"ESCPOS_CAPABILITIES_PICKLE_DIR": str(folder), "ESCPOS_CAPABILITIES_FILE": str(database)}
    root_handlers = list(logging.root.handlers)
    temporary_folder = tempfile.tempdir
    os.environ.update(own_environment)
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = temporary_folder
        for name in own_environment:
            del os.environ[name]
        for handler in set(logging.root.handlers) - set(root_handlers):
            logging.root.removeHandler(handler)
        logging.getLogger("escpos").setLevel(logging.WARNING)


@functools.cache
def _scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """Keep the folder until the program ends: another thread may have put a file there during the import."""
    return tempfile.TemporaryDirectory(prefix="escpos-")


def _database() -> Mapping[str, object]:
    profiles = {
        library_profile_name(name, paper_width_mm): _library_profile(profile, width_dots)
        for name, profile in PROFILES.items()
        for paper_width_mm, width_dots in profile.width_dots.items()
    }
    # The library looks for a profile of this name on import.
    profiles["default"] = profiles[library_profile_name("generic", 80)]
    return {
        "profiles": profiles,
        "encodings": {name: {"name": name, "python_encode": codec} for name, codec in _PYTHON_CODECS.items()},
    }


def _library_profile(profile: Profile, width_dots: int) -> Mapping[str, object]:
    return {
        "codePages": {str(number): name for number, name in profile.code_pages.items()},
        "features": {"barcodeB": True, "bitImageRaster": True, "paperPartCut": True, "paperFullCut": True},
        "fonts": {"0": {"name": "Font A", "columns": width_dots // CHARACTER_WIDTH_DOTS}},
        "media": {"dpi": profile.dots_per_inch, "width": {"pixels": width_dots}},
    }
