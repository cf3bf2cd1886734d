"""From the technician's word to the driver; each driver is imported only when it is chosen."""

from typing import assert_never

from hardware.indicator.api import Indicator
from hardware.indicator.options import DisabledOptions, GpioOptions, IndicatorOptions, NumatoOptions


def open_indicator(options: IndicatorOptions) -> Indicator:
    """Make the driver ready; a missing device is a state it reports, and raises nothing."""
    match options:
        case DisabledOptions():
            from hardware.indicator.disabled import DisabledIndicator

            return DisabledIndicator()
        case GpioOptions():
            from hardware.indicator.gpio import GpioLines
            from hardware.indicator.line_indicator import LineIndicator

            return LineIndicator(lambda: GpioLines(options))
        case NumatoOptions():
            from hardware.indicator.line_indicator import LineIndicator
            from hardware.indicator.numato import NumatoLines

            return LineIndicator(lambda: NumatoLines(options))
        case _:
            assert_never(options)
