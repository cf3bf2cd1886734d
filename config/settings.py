"""The schema of the configuration: every key, its unit, its range and its default."""

import os
import tomllib
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from config.mistakes import Mistake, mistakes_of
from hardware.card_reader.options import CardReaderOptions, ReplayOptions
from hardware.indicator.options import DisabledOptions as IndicatorDisabled
from hardware.indicator.options import IndicatorOptions
from hardware.printer.options import FileOptions, PrinterOptions
from hardware.speaker.options import DisabledOptions as SpeakerDisabled
from hardware.speaker.options import SpeakerOptions
from kiosk.flow.states import NameDisplay
from kiosk.insi.environment import Environment
from kiosk.insi.profile import UserKind
from kiosk.opening_hours import Closure

File: TypeAlias = Annotated[Path, Field(strict=False)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Establishment(Section):
    kind: UserKind = UserKind.ESTABLISHMENT
    """Kind of user in the sense of INSi; decides which structure number is usual."""
    id: str = Field(pattern=r"^[0-9A-Z]{9,15}$", examples=["10B0152872"])
    """Structure number, as in the OU of the client certificate."""
    name: str = Field(min_length=1, max_length=60)
    """As patients read it on screen and ticket."""
    service: str = Field(default="", max_length=40)
    """Second line of the ticket, such as Consultations."""


def _require_callable(url: str) -> str:
    """Let an address through that a connection can be opened to; raises PydanticCustomError."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        is_callable = bool(host.encode("idna")) and url.isascii() and url.isprintable()
    except ValueError:  # brackets that do not match, a port beyond 65535, a label of 64 characters
        is_callable = False
    if not is_callable:
        raise PydanticCustomError("no_url", "is no address that can be called")
    return url


class Insi(Section):
    url: str = Field(pattern=r"^https://[^\s]+$", examples=["https://services-ps-tlsm.ameli.fr/lps"])
    """The teleservice, or the establishment's relay of it."""
    environment: Environment
    """Which platform the URL and the certificate belong to."""
    ca_file: File
    """PEM; the only authorities whose server certificates are trusted."""
    certificate_file: File
    """PEM; CN INSI-AUTO or INSI-MANU."""
    key_file: File
    """PEM; key of the client certificate, encrypted where it was made on the device."""
    key_passphrase_file: File | None = None
    """Opens an encrypted key; on the image /run/kiosk-key/insi-key, sealed to the machine by systemd."""
    idam: str = Field(pattern=r"^[0-9A-Za-z]{1,20}$", examples=["TESTSGIE0000"])
    """Authorization number of the software, given by the CNDA."""
    instance: str = Field(default="", max_length=64)
    """UUID of this installation; empty: made once and kept."""
    crl_file: File | None = None
    """PEM or DER; revoked certificates, the server's and our own."""
    accept_common_name: bool = False
    """Whether a server certificate without a SAN may prove the host name by its CN."""
    contract_file: File | None = None
    """WSDL of the official package instead of our own."""
    connect_timeout_s: float = Field(default=5, ge=0.5, le=30)
    """Seconds; TCP and TLS of one connection."""
    answer_timeout_s: float = Field(default=12, ge=1, le=60)
    """Seconds; one answer."""
    search_timeout_s: float = Field(default=15, ge=3, le=15)
    """Seconds; all calls of one search together."""

    @field_validator("url")
    @classmethod
    def _is_callable(cls, url: str) -> str:
        return _require_callable(url)


class Panel(Section):
    width_px: int = Field(default=1280, ge=640, le=3840)
    """Pixels; in portrait the smaller number."""
    height_px: int = Field(default=800, ge=480, le=3840)
    """Pixels."""
    diagonal_in: float = Field(default=10.1, ge=5, le=32)
    """Inches; decides how large a finger is in pixels."""
    fullscreen: bool = True
    """The whole screen, no pointer, and no way to close the window; off on a developer's desk."""
    motion: bool = True
    """Whether the drawings move; off for pages that stand still."""


class Keys(Section):
    screen_double_strike_s: float = Field(default=0.12, ge=0, le=1)
    """A second touch of the same key within so many seconds does not count; 0.5 for hands that tremble."""
    keyboard_double_strike_s: float = Field(default=0, ge=0, le=1)
    """The same of a plugged keyboard or keypad."""


class Visit(Section):
    letter: str = Field(default="A", pattern=r"^[A-Z]$", examples=["A"])
    """This kiosk's letter before the ticket number."""
    language: Literal["fr", "ar", "de", "en", "es", "it", "pt", "tr"] = "fr"
    """Of the first page, and again after each visit."""
    names: NameDisplay = NameDisplay.FULL
    """How much of a name the screens show to whom it belongs; in a list to choose from, the given name always."""


def _parsed_by(parse: Callable[[str], object]) -> AfterValidator:
    """Let a text through that can be parsed; what it says is read where it is used."""

    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


Hours: TypeAlias = tuple[
    Annotated[
        str,
        Field(
            pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["08:00-18:00"]
        ),
    ],
    ...,
]
_ALL_DAY = ("00:00-24:00",)


class Opening(Section):
    """Outside these hours patients are told when the kiosk serves again."""

    monday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Mondays, such as 08:00-12:30 and 13:30-18:00; 20:00-06:00 goes over midnight; empty: closed."""
    tuesday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Tuesdays."""
    wednesday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Wednesdays."""
    thursday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Thursdays."""
    friday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Fridays."""
    saturday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Saturdays."""
    sunday: Hours = Field(default=_ALL_DAY, max_length=4)
    """Hours of Sundays."""
    closed_on: tuple[
        Annotated[
            str,
            Field(
                pattern=r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$|^[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                examples=["12-25"],
            ),
            _parsed_by(Closure.parse),
        ],
        ...,
    ] = Field(default=(), max_length=60)
    """Days without service: 12-25 every year, 2026-05-15 once, 2026-08-03/2026-08-14 from the one to the other."""


ClockTime: TypeAlias = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["21:00"])]


class Light(Section):
    night_from: ClockTime = "21:00"
    """When the screen goes over to the night."""
    night_until: ClockTime = "06:30"
    """When it goes back to the day; the same as night_from: there is no night."""
    dark_at_night: bool = True
    """Whether the pages are light on dark at night."""
    day_percent: int = Field(default=100, ge=20, le=100)
    """Brightness by day, in percent of what the panel can."""
    night_percent: int = Field(default=60, ge=20, le=100)
    """Brightness at night, in percent of what the panel can."""
    rest_percent: int = Field(default=50, ge=10, le=100)
    """What is left of it, in percent, while nobody is there."""
    rest_after_s: int = Field(default=120, ge=10, le=3600)
    """Seconds without a touch, a visit or anybody near the sensor until nobody is there."""


class Ticket(Section):
    logo_file: File | None = None
    """Picture of any kind; shrunk and dithered to black and white at the start."""
    head_lines: tuple[Annotated[str, Field(max_length=60)], ...] = Field(default=(), max_length=3)
    """The establishment's own words below its name."""
    foot_lines: tuple[Annotated[str, Field(max_length=60)], ...] = Field(default=(), max_length=3)
    """The establishment's own words at the end."""
    has_visit_code: bool = True
    """Whether the ticket carries the visit's opaque code for the desk, as bar code and text."""


class Diagnostics(Section):
    insi_trace: bool = False
    """Whether each exchange with INSi is written to the log, every personal value masked."""


class Network(Section):
    address: str = Field(default="", pattern=r"^([0-9.]{7,15}/[0-9]{1,2})?$", examples=["192.0.2.10/24"])
    """IPv4 address of this kiosk with its prefix; empty: the network gives all three (DHCP)."""
    gateway: str = Field(default="", pattern=r"^([0-9.]{7,15})?$", examples=["192.0.2.1"])
    """Way out of an address set here."""
    name_servers: tuple[Annotated[str, Field(pattern=r"^[0-9.]{7,15}$")], ...] = Field(default=(), max_length=3)
    """Name servers with an address set here."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Raises PydanticCustomError by the kinds of `mistakes.toml`."""
        if bool(self.address) != bool(self.gateway):
            raise PydanticCustomError("address_without_gateway", "address and gateway are set together")
        try:
            for name_server in self.name_servers:
                IPv4Address(name_server)
            if self.address:
                interface, gateway = IPv4Interface(self.address), IPv4Address(self.gateway)
        except ValueError as mistake:  # AddressValueError and NetmaskValueError are two
            raise PydanticCustomError("no_address", "{reason}", {"reason": str(mistake)}) from None
        if self.address and (gateway not in interface.network or gateway == interface.ip):
            context = {"gateway": str(gateway), "network": str(interface.network)}
            raise PydanticCustomError("gateway_elsewhere", "{gateway} is no other address of {network}", context)
        return self


class Time(Section):
    zone: str = Field(default="Europe/Paris", pattern=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$", max_length=40)
    """Time zone of tickets and of the screen, such as Indian/Reunion."""
    servers: tuple[Annotated[str, Field(pattern=r"^[0-9A-Za-z.:-]{1,253}$")], ...] = Field(default=(), max_length=4)
    """Time servers (NTP), names or addresses; empty: those that the network names (DHCP)."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):  # no file, a file of something else, a folder
            raise PydanticCustomError("no_zone", "is no time zone of the tz database") from None


class Update(Section):
    url: str = Field(default="", pattern=r"^(https://[^\s]+)?$", examples=["https://localhost/kiosk.raucb"])
    """Bundle that `update install url` fetches; empty: updates come on memory sticks alone."""

    @field_validator("url")
    @classmethod
    def _is_callable(cls, url: str) -> str:
        return _require_callable(url) if url else url


class Storage(Section):
    state_dir: File = Path("~/.local/state/vitale-kiosk")
    """Audit, ticket numbers and installation number; nothing personal."""


class Control(Section):
    socket: File | None = None
    """Unix socket of the console; empty: in state_dir."""


class Console(Section):
    language: Literal["fr", "en"] = "fr"
    """Of the technician's console."""
    support_certificate_file: File | None = None
    """PEM; RSA certificate of whoever may read a support bundle; empty: none is made."""


class Settings(Section):
    """The whole configuration of one kiosk."""

    establishment: Establishment
    insi: Insi
    card_reader: CardReaderOptions
    printer: PrinterOptions
    speaker: SpeakerOptions = SpeakerDisabled()
    indicator: IndicatorOptions = IndicatorDisabled()
    panel: Panel = Panel()
    keys: Keys = Keys()
    visit: Visit = Visit()
    opening: Opening = Opening()
    light: Light = Light()
    ticket: Ticket = Ticket()
    network: Network = Network()
    time: Time = Time()
    update: Update = Update()
    storage: Storage = Storage()
    control: Control = Control()
    console: Console = Console()
    diagnostics: Diagnostics = Diagnostics()

    @property
    def state_dir(self) -> Path:
        return in_home(self.storage.state_dir)

    @property
    def device_lock(self) -> Path:
        """Held by whoever drives reader and printer: the kiosk, or a technician's test."""
        return self.state_dir / "devices.lock"

    @property
    def control_socket(self) -> Path:
        return self.control.socket or self.state_dir / "control.socket"


_SOCKET_PATH_BYTES = 107
"""What a Unix socket's address holds (unix(7): `sun_path` and its closing zero)."""

_RESTART = ("establishment.name", "visit.", "panel.", "storage.", "control.", "time.zone")
"""What screen, numbering, state folder, control socket and local time are built from when the program starts."""


def needs_restart(key: str) -> bool:
    """Tell whether a change of this setting waits for the kiosk's next start; the others are taken up at once."""
    return key.startswith(_RESTART)


def load(file: Path) -> Settings | list[Mistake]:
    """Read one TOML file; return the settings or every mistake in it at once.

    Relative paths in it are meant from the file's own folder.
    """
    try:
        text = file.read_text("utf-8")
    except OSError as failure:
        return [Mistake("", "unreadable", {"reason": failure.strerror or type(failure).__name__})]
    except UnicodeDecodeError:
        return [Mistake("", "not_utf8")]
    return read(text, file.resolve().parent)


def read(text: str, folder: Path) -> Settings | list[Mistake]:
    """Read a configuration that stands, or is to stand, in `folder`."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as failure:
        return [Mistake("", "not_toml", {"reason": str(failure)})]
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        return mistakes_of(error, Settings)
    settings = _from_folder(settings, folder)
    length = len(os.fsencode(settings.control_socket))
    if length > _SOCKET_PATH_BYTES:
        return [Mistake("control.socket", "socket_path_long", {"length": str(length), "most": str(_SOCKET_PATH_BYTES)})]
    return settings


def in_home(path: Path) -> Path:
    """Follow a `~` at the beginning; one that is nobody's home stays as it is written."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _from_folder(settings: Settings, folder: Path) -> Settings:
    insi = settings.insi
    files = {
        name: folder / file
        for name in ("ca_file", "certificate_file", "key_file", "key_passphrase_file", "crl_file", "contract_file")
        if (file := getattr(insi, name)) is not None
    }
    storage = settings.storage.model_copy(update={"state_dir": folder / in_home(settings.storage.state_dir)})
    control = settings.control
    if control.socket is not None:
        control = control.model_copy(update={"socket": folder / in_home(control.socket)})
    console = settings.console
    if console.support_certificate_file is not None:
        console = console.model_copy(update={"support_certificate_file": folder / console.support_certificate_file})
    ticket = settings.ticket
    if ticket.logo_file is not None:
        ticket = ticket.model_copy(update={"logo_file": folder / ticket.logo_file})
    card_reader = settings.card_reader
    if isinstance(card_reader, ReplayOptions):
        card_reader = card_reader.model_copy(update={"trace": folder / card_reader.trace})
    printer = settings.printer
    if isinstance(printer, FileOptions):
        printer = printer.model_copy(update={"path": str(folder / printer.path)})
    return settings.model_copy(
        update={
            "printer": printer,
            "insi": insi.model_copy(update=files),
            "card_reader": card_reader,
            "ticket": ticket,
            "storage": storage,
            "control": control,
            "console": console,
        }
    )
