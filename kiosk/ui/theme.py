"""Colors by role, and sizes that follow the panel and the patient's text size."""

from dataclasses import dataclass
from enum import Enum
from math import ceil

from kiosk.ui.fonts import CAP_HEIGHT_EM


class Role(Enum):
    """What a color is for; the values are the names used in `Palette`."""

    PAPER = "paper"
    INK = "ink"
    MUTED = "muted"
    PRIMARY = "primary"
    ON_PRIMARY = "on_primary"
    MIST = "mist"
    MIST_RULE = "mist_rule"
    LINE = "line"
    EDGE = "edge"
    SUN = "sun"
    ON_SUN = "on_sun"
    LEAF = "leaf"
    CLAY = "clay"
    SURFACE = "surface"


@dataclass(frozen=True)
class Palette:
    """One color for each role, as #RRGGBB."""

    paper: str
    """The background."""
    ink: str
    muted: str
    """Text of the second rank."""
    primary: str
    """The one main button of a page."""
    on_primary: str
    mist: str
    """The panel behind an illustration."""
    mist_rule: str
    line: str
    """Rules that part, and what is still to come."""
    edge: str
    """Where a control ends."""
    sun: str
    """Help, and the card's chip."""
    on_sun: str
    """In the standard palette a trifle off the ink, so that drawings can tell the two apart."""
    leaf: str
    """Done."""
    clay: str
    """Attention; never the only sign of it."""
    surface: str
    """Buttons and cards."""

    def color(self, role: Role) -> str:
        color: str = getattr(self, role.value)
        return color


STANDARD = Palette(
    paper="#F6F3EC",
    ink="#14232B",
    muted="#475963",
    primary="#00606B",
    on_primary="#FFFFFF",
    mist="#DDEBE8",
    mist_rule="#DDEBE8",
    line="#C9D6D2",
    edge="#6F8280",
    sun="#F2B03B",
    on_sun="#15232B",
    leaf="#1F7A4C",
    clay="#A5401F",
    surface="#FFFFFF",
)

HIGH_CONTRAST = Palette(
    paper="#000000",
    ink="#FFFFFF",
    muted="#FFFFFF",
    primary="#FFD500",
    on_primary="#000000",
    mist="#101010",
    mist_rule="#FFFFFF",
    line="#FFFFFF",
    edge="#FFFFFF",
    sun="#FFD500",
    on_sun="#14232B",
    leaf="#7CFFB2",
    clay="#FFB28A",
    surface="#000000",
)

DARK = Palette(
    paper="#10191D",
    ink="#F2F5F4",
    muted="#B9C7C9",
    primary="#5CC4C9",
    on_primary="#06282C",
    mist="#1B2A2F",
    mist_rule="#1B2A2F",
    line="#34484E",
    edge="#668088",
    sun="#F2B03B",
    on_sun="#14232B",
    leaf="#6FCF97",
    clay="#F09A7A",
    surface="#18242A",
)

SMALLEST_TARGET_MM = 15.0
"""No control is smaller, either way (EN 301 549 §5.5; ours is stricter than WCAG 2.5.8)."""

SMALLEST_TYPE = 26
"""Pixels at the reference of 1280 x 800: no text meant for the patient is smaller."""

LARGEST_TEXT_PERCENT = 160

LARGEST_CAPITALS_MM = 7.3
"""Height of capitals in the largest text size: 0.7 degrees seen from 600 mm (EN 301 549 §5.1.4)."""


@dataclass(frozen=True)
class Metrics:
    """Every length of a page, in pixels of one window."""

    width: int
    height: int
    geometry: float
    """Times the reference lengths, drawn for 1280 x 800."""
    type: float
    """Times the reference type sizes."""
    normal_type: float
    """The same for a text that does not follow the patient's text size."""
    smallest_type_px: float
    smallest_target: int
    is_largest: bool
    """Whether the text is as large as the patient can have it."""

    @staticmethod
    def of(width: int, height: int, dots_per_mm: float, text_percent: int = 100) -> "Metrics":
        portrait = height > width
        geometry = min(width / 800, height / 1280) if portrait else min(width / 1280, height / 800)
        # A small panel is looked at from nearer, but not in proportion: its type shrinks less than its lengths.
        type_scale = geometry if geometry >= 1 else geometry**0.72
        is_largest = text_percent >= LARGEST_TEXT_PERCENT
        return Metrics(
            width=width,
            height=height,
            geometry=geometry,
            type=type_scale * text_percent / 100,
            normal_type=type_scale,
            smallest_type_px=(
                ceil(LARGEST_CAPITALS_MM * dots_per_mm / CAP_HEIGHT_EM) if is_largest else SMALLEST_TYPE * type_scale
            ),
            smallest_target=ceil(SMALLEST_TARGET_MM * dots_per_mm),
            is_largest=is_largest,
        )

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    def length(self, reference_px: float) -> int:
        return max(1, round(reference_px * self.geometry))

    def type_size(self, reference_px: float) -> int:
        return round(reference_px * self.type)
