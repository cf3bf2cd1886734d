"""The composition root: from settings to drivers and clients. The only place that names concrete parts."""

from datetime import time

from config.settings import Settings
from hardware.card_reader.api import CardReader
from hardware.card_reader.chain import Tap, untapped
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.registry import open_card_reader
from hardware.indicator.api import Indicator
from hardware.indicator.options import GpioOptions, NumatoOptions
from hardware.indicator.registry import open_indicator
from hardware.printer.api import ReceiptPrinter
from hardware.printer.logo import load_logo
from hardware.printer.registry import open_printer
from hardware.speaker.api import Speaker
from hardware.speaker.options import AlsaOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import Volume
from kiosk.insi.environment import Environment
from kiosk.opening_hours import Closure, OpeningHours, Span
from kiosk.ticket.letterhead import Letterhead
from kiosk.ui.ambience import LightPlan
from kiosk.ui.double_strikes import DoubleStrikes
from kiosk.ui.panel import Panel

_MM_PER_INCH = 25.4
_PERCENT = 100


def patient_card_reader(settings: Settings | None, tap: Tap = untapped) -> CardReader:
    """Without settings, as on a bare machine, the reader is the PC/SC one."""
    return open_card_reader(settings.card_reader if settings is not None else PcscOptions(), tap)


def ticket_printer(settings: Settings) -> ReceiptPrinter:
    return open_printer(settings.printer)


def page_speaker(settings: Settings) -> Speaker:
    return open_speaker(settings.speaker)


def has_headset_socket(settings: Settings) -> bool:
    """Whether the pages can be listened to."""
    return isinstance(settings.speaker, AlsaOptions) and bool(settings.speaker.headset_switch)


def tone_volume(settings: Settings) -> Volume | None:
    """How loud tones are in the room; None where there are none."""
    match settings.speaker:
        case AlsaOptions(tones=True, tone_volume=step):
            return Volume(step)
        case _:
            return None


def slot_lights(settings: Settings) -> Indicator:
    return open_indicator(settings.indicator)


def has_help_call(settings: Settings) -> bool:
    """Whether a contact to the staff's call system is connected."""
    match settings.indicator:
        case GpioOptions(help_call=wire) | NumatoOptions(help_call=wire):
            return wire is not None
        case _:
            return False


def opening_hours(settings: Settings) -> OpeningHours:
    opening = settings.opening
    week = (
        opening.monday,
        opening.tuesday,
        opening.wednesday,
        opening.thursday,
        opening.friday,
        opening.saturday,
        opening.sunday,
    )
    return OpeningHours(
        [[Span.parse(text) for text in hours] for hours in week],
        [Closure.parse(text) for text in opening.closed_on],
    )


def light_plan(settings: Settings) -> LightPlan:
    light = settings.light
    return LightPlan(
        night_from=time.fromisoformat(light.night_from),
        night_until=time.fromisoformat(light.night_until),
        dark_at_night=light.dark_at_night,
        by_day=light.day_percent / _PERCENT,
        by_night=light.night_percent / _PERCENT,
        at_rest=light.rest_percent / _PERCENT,
        rest_after_s=light.rest_after_s,
    )


def letterhead(settings: Settings) -> Letterhead:
    """Raises LogoUnusable when the configured picture cannot be read."""
    logo_file = settings.ticket.logo_file
    return Letterhead(
        establishment=settings.establishment.name,
        service=settings.establishment.service,
        logo=load_logo(logo_file) if logo_file is not None else None,
        head_lines=settings.ticket.head_lines,
        foot_lines=settings.ticket.foot_lines,
        has_visit_code=settings.ticket.has_visit_code,
        is_test_configuration=settings.insi.environment is Environment.QUALIFICATION,
    )


def double_strikes(settings: Settings) -> DoubleStrikes:
    return DoubleStrikes(settings.keys.screen_double_strike_s, settings.keys.keyboard_double_strike_s)


def panel_of(settings: Settings) -> Panel:
    panel = settings.panel
    diagonal_px = (panel.width_px**2 + panel.height_px**2) ** 0.5
    return Panel(
        width_px=panel.width_px,
        height_px=panel.height_px,
        dots_per_mm=diagonal_px / (panel.diagonal_in * _MM_PER_INCH),
        fullscreen=panel.fullscreen,
    )
