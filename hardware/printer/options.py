"""What a technician may write under `[printer]`: one word picks the driver, and each driver has its own keys."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from hardware.channel.flow_control import FlowControl
from hardware.printer.profiles import PROFILES


class PaperOptions(BaseModel):
    """What decides how a document looks on paper, whichever driver carries it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    paper_width_mm: Literal[58, 80] = 80
    """Millimeters."""
    profile: str = Field(default="generic", examples=[*PROFILES])
    """Model of the printer; `generic` for one that is not named."""
    rendering: Literal["text", "raster"] = "text"
    """`text` uses the printer's own characters and is fast on any line; `raster` draws the ticket in Noto Sans."""

    retract_after_s: int = Field(default=30, ge=0, le=255)
    """How long a printer with a presenter holds an untaken ticket out before it takes it back; 0: until the next."""

    @field_validator("profile")
    @classmethod
    def _is_known(cls, profile: str) -> str:
        if profile not in PROFILES:
            raise PydanticCustomError("enum", "is not one of {expected}", {"expected": ", ".join(PROFILES)})
        return profile

    @property
    def width_dots(self) -> int:
        return PROFILES[self.profile].width_dots[self.paper_width_mm]


class EscPosOptions(PaperOptions):
    """What all printers on a line have in common."""

    status_timeout_s: float = Field(default=1.0, ge=0.1, le=1.5)
    """How long the printer may take to answer a status request."""
    print_timeout_s: float = Field(default=12.0, ge=2, le=12)
    """How long a ticket may take, from the first byte to the printer's confirmation."""


class TcpOptions(EscPosOptions):
    driver: Literal["escpos-tcp"] = "escpos-tcp"
    host: str = Field(default="localhost", min_length=1)
    """An address; a name adds the resolver's own time-out."""
    port: int = Field(default=9100, ge=1, le=65535)
    """TCP port; nearly always 9100."""


class SerialOptions(EscPosOptions):
    driver: Literal["escpos-serial"] = "escpos-serial"
    device: str = Field(default="/dev/ttyUSB0", min_length=1)
    """The serial port."""
    baud_rate: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    """Bits per second, as set in the printer."""
    flow_control: FlowControl = FlowControl.RTS_CTS
    """As set in the printer; without any, a long ticket may lose lines."""


class UsbOptions(EscPosOptions):
    driver: Literal["escpos-usb"] = "escpos-usb"
    device: str = "/dev/usb/lp0"
    """The device file of the USB printer class."""


class FileOptions(PaperOptions):
    driver: Literal["file"] = "file"
    path: str = Field(default="tickets.escpos", min_length=1)
    """Every ticket's bytes are appended to this file: for trials only, it then holds personal data."""


class DisabledOptions(PaperOptions):
    driver: Literal["disabled"] = "disabled"


PrinterOptions: TypeAlias = Annotated[
    TcpOptions | SerialOptions | UsbOptions | FileOptions | DisabledOptions, Field(discriminator="driver")
]
