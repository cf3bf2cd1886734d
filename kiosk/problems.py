"""Every problem a person can meet, under one stable code.

The letter names the part: R reader and card, P printer, I INSi, C credentials, K configuration, S system. A code is
never given another meaning. What each one means to a technician, and the remedy, stands in `problems.toml`.
"""

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files


class Problem(Enum):
    READER_MISSING = "R-101"
    CARD_SERVICE_DOWN = "R-102"
    CARD_BUSY = "R-103"
    CARD_MUTE = "R-201"
    CARD_VITALE_1 = "R-202"
    CARD_PROFESSIONAL = "R-203"
    CARD_OTHER = "R-204"
    CARD_UNREADABLE = "R-205"
    CARD_WITHDRAWN = "R-206"
    CARD_FORGOTTEN = "R-207"
    PRINTER_PAPER_OUT = "P-201"
    PRINTER_COVER_OPEN = "P-202"
    PRINTER_OFFLINE = "P-203"
    PRINTER_CUTTER = "P-204"
    PRINTER_OVERHEATED = "P-205"
    PRINTER_UNKNOWN = "P-206"
    PRINTER_UNCONFIRMED = "P-207"
    PRINTER_PAPER_LOW = "P-212"
    INSI_NOT_FOUND = "I-101"
    INSI_SEVERAL_FOUND = "I-102"
    INSI_DIFFERENT = "I-103"
    INSI_UNAVAILABLE = "I-201"
    INSI_REFUSED = "I-202"
    INSI_INVALID_REQUEST = "I-203"
    CREDENTIALS_UNUSABLE = "C-101"
    CONFIGURATION_INVALID = "K-101"
    FONT_MISSING = "S-101"
    INTERNAL_FAULT = "S-102"
    STORAGE_FAILED = "S-103"


@dataclass(frozen=True)
class Guidance:
    """What a technician reads about one problem."""

    meaning: str
    remedy: str


@cache
def guidance() -> dict[Problem, Guidance]:
    """Read the technician's texts, one for every problem.

    Raises KeyError or ValueError if the packaged file and the enum disagree.
    """
    table = tomllib.loads(files("kiosk").joinpath("problems.toml").read_text("utf-8"))
    texts = {Problem(code): Guidance(entry["meaning"], entry["remedy"]) for code, entry in table.items()}
    return {problem: texts[problem] for problem in Problem}
