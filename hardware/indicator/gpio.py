"""Lines of a GPIO chip through the kernel's character device, by libgpiod 2."""

from collections.abc import Iterable, Mapping

import gpiod
from gpiod.line import Direction, Value

from hardware.errors import DeviceUnavailable
from hardware.indicator.lines import Output, connected
from hardware.indicator.options import GpioOptions

_CONSUMER = "vitale-kiosk"


class GpioLines:
    """Holds its lines while open; the kernel takes them back when the program ends."""

    def __init__(self, options: GpioOptions) -> None:
        """Take the lines, all outputs off; raises DeviceUnavailable if the chip is missing or a line is in use."""
        self._outputs = connected(options)
        self._presence = options.presence
        output = gpiod.LineSettings(
            direction=Direction.OUTPUT, active_low=options.outputs_active_low, output_value=Value.INACTIVE
        )
        settings: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None] = {}
        settings.update(dict.fromkeys(self._outputs.values(), output))
        if options.presence is not None:
            settings[options.presence] = gpiod.LineSettings(
                direction=Direction.INPUT, active_low=options.presence_active_low
            )
        try:
            self._request = gpiod.request_lines(options.chip, config=settings, consumer=_CONSUMER)
        except (OSError, ValueError) as error:
            raise DeviceUnavailable(f"{options.chip}: its lines cannot be had") from error

    def write(self, levels: Mapping[Output, bool]) -> None:
        values: dict[int | str, Value] = {
            self._outputs[output]: Value.ACTIVE if on else Value.INACTIVE
            for output, on in levels.items()
            if output in self._outputs
        }
        if values:
            try:
                self._request.set_values(values)
            except OSError as error:
                raise DeviceUnavailable("the GPIO chip went away") from error

    def read_presence(self) -> bool | None:
        if self._presence is None:
            return None
        try:
            return self._request.get_value(self._presence) is Value.ACTIVE
        except OSError as error:
            raise DeviceUnavailable("the GPIO chip went away") from error

    def close(self) -> None:
        self._request.release()
