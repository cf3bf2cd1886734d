"""What a technician may write under `[indicator]`: one word picks the driver, and each driver has its own keys."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

GpioLine: TypeAlias = Annotated[int, Field(ge=0, le=1023)]
ModuleOutput: TypeAlias = Annotated[str, Field(pattern=r"^(relay|gpio) [0-9A-V]$")]
ModuleInput: TypeAlias = Annotated[str, Field(pattern=r"^gpio [0-9A-V]$")]


class GpioOptions(BaseModel):
    """Lines of a GPIO chip, counted as `gpioinfo` does; what is left out is not connected."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["gpio"] = "gpio"
    chip: str = Field(default="/dev/gpiochip0", min_length=1)
    """The chip's device file."""
    slot: GpioLine | None = None
    """Light beside the card slot: put the card in."""
    printer: GpioLine | None = None
    """Light beside the paper's way out."""
    take_card: GpioLine | None = None
    """Light that asks to take the card back."""
    help_call: GpioLine | None = None
    """Contact to the staff's call system."""
    presence: GpioLine | None = None
    """Presence sensor."""
    outputs_active_low: bool = False
    """Whether a light is on while its line is low."""
    presence_active_low: bool = False
    """Whether the sensor pulls its line low when somebody is near."""


class NumatoOptions(BaseModel):
    """A USB relay or GPIO module of Numato Lab; what is left out is not connected."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["numato"] = "numato"
    device: str = Field(default="/dev/ttyACM0", min_length=1)
    """The module's serial port."""
    slot: ModuleOutput | None = None
    """Light beside the card slot: put the card in; such as `relay 0` or `gpio 3`."""
    printer: ModuleOutput | None = None
    """Light beside the paper's way out."""
    take_card: ModuleOutput | None = None
    """Light that asks to take the card back."""
    help_call: ModuleOutput | None = None
    """Contact to the staff's call system."""
    presence: ModuleInput | None = None
    """Presence sensor, such as `gpio 4`."""
    presence_active_low: bool = False
    """Whether the sensor pulls its line low when somebody is near."""
    answer_timeout_s: float = Field(default=0.5, ge=0.1, le=5)
    """How long the module may take for one answer."""


class DisabledOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["disabled"] = "disabled"


IndicatorOptions: TypeAlias = Annotated[GpioOptions | NumatoOptions | DisabledOptions, Field(discriminator="driver")]
