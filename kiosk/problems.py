"""Every problem a person can meet, under one stable code.

The letter names the part: R reader and card, P printer, I INSi, A sound, C credentials, K configuration and console,
N network, S system. A code is never given another meaning. What each one means to a technician, and the remedy, stands
in `problems.toml`, in English and in French.
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
    VOICE_FAILED = "A-101"
    SOUND_FAILED = "A-102"
    HEADSET_SOCKET_MISSING = "A-103"
    CREDENTIALS_UNUSABLE = "C-101"
    KEY_MISSING = "C-102"
    CERTIFICATE_UNFIT = "C-103"
    TRIAL_CALL_FAILED = "C-104"
    CREDENTIALS_DOUBTFUL = "C-201"
    CERTIFICATE_ENDS_SOON = "C-301"
    CONFIGURATION_INVALID = "K-101"
    COMMAND_UNKNOWN = "K-102"
    SETTING_UNKNOWN = "K-103"
    VALUE_REFUSED = "K-104"
    NOTHING_TO_DO = "K-105"
    VERSION_UNKNOWN = "K-106"
    COMMAND_MISUSED = "K-107"
    LINE_UNREADABLE = "K-108"
    COMMAND_INTERRUPTED = "K-109"
    COMMIT_UNCONFIRMED = "K-201"
    NETWORK_UNCHANGED = "N-101"
    NETWORK_UNREACHABLE = "N-102"
    FONT_MISSING = "S-101"
    INTERNAL_FAULT = "S-102"
    STORAGE_FAILED = "S-103"
    PAUSED = "S-104"
    KIOSK_SILENT = "S-105"
    SYSTEM_LACKS = "S-106"
    SYSTEM_REFUSED = "S-107"
    DEVICE_IN_USE = "S-108"
    AUDIT_BROKEN = "S-109"
    VISIT_UNDER_WAY = "S-110"
    DISK_FULL = "S-111"
    TOO_HOT = "S-112"
    CLOCK_UNSYNCHRONIZED = "S-113"
    TEST_FAILED = "S-114"
    DISPLAY_MISSING = "S-115"
    LIGHTS_MISSING = "S-117"
    CLOCK_UNTRUSTED = "S-118"


@dataclass(frozen=True)
class Guidance:
    """What a technician reads about one problem."""

    meaning: str
    remedy: str


@cache
def guidance(language: str = "en") -> dict[Problem, Guidance]:
    """Read the technician's texts, one for every problem, in English ("en") or French ("fr").

    Raises KeyError or ValueError if the packaged file and the enum disagree.
    """
    table = tomllib.loads(files("kiosk").joinpath("problems.toml").read_text("utf-8"))
    ending = "" if language == "en" else f"_{language}"
    texts = {
        Problem(code): Guidance(entry[f"meaning{ending}"], entry[f"remedy{ending}"]) for code, entry in table.items()
    }
    return {problem: texts[problem] for problem in Problem}
