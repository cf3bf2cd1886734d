"""test reader, printer, insi, screen, speaker, network, all: each step named, timed, and with its remedy."""

import os
import socket
import ssl
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused, one_of
from config.console.site import KioskSilent, Site
from config.console.terminal import columns, wrapped
from config.settings import Settings
from config.system import Lacking, Outcome, Ran, Refused
from hardware.card_reader.api import CardPresent, Mute, NoCard, NoReader, Read, ServiceDown
from hardware.card_reader.registry import open_card_reader
from hardware.errors import HardwareError
from hardware.printer.api import NotPrinted, Printed, Ready, Unconfirmed
from hardware.printer.document import Align, Document, Rule, Text
from hardware.printer.registry import open_printer
from hardware.speaker.options import DisabledOptions as SpeakerDisabled
from kiosk.control.protocol import Command as KioskCommand
from kiosk.control.protocol import Order, Question
from kiosk.durable import LockHeld, locked
from kiosk.identity.traits import Sex
from kiosk.insi.credentials import CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.insi.environment import Environment
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, SeveralFound, Unavailable
from kiosk.insi.outcome import Refused as InsiRefused
from kiosk.insi.query import TraitsQuery
from kiosk.insi.tls import client_context
from kiosk.problems import Problem, guidance
from kiosk.teleservice import insi_client, insi_client_settings

_TEST_PERSON = TraitsQuery("ADRTROIS", ("DOMINIQUE",), Sex.FEMALE, "1997-02-26")
"""A fictitious person of the published test cases, known to the qualification platform; production is never asked."""

_PAUSE_S = 15.0
_CARD_WAIT_S = 15.0
_LOOK_S = 0.1


@dataclass(frozen=True)
class Passed:
    detail: str = ""


@dataclass(frozen=True)
class Broken:
    problem: Problem
    detail: str = ""


Result: TypeAlias = Passed | Broken
Step: TypeAlias = tuple[str, Callable[[], Result]]


@dataclass(frozen=True)
class StepRun:
    name: str
    result: Result
    duration_ms: int

    @property
    def is_ok(self) -> bool:
        return isinstance(self.result, Passed)


class _Unavailable(Exception):
    """The devices cannot be had now."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.text)
        self.failed = failed


def run_steps(site: Site, steps: Sequence[Step]) -> list[StepRun]:
    """Make one step after the other, say each while it happens, and stop at the first that fails."""
    made: list[StepRun] = []
    for number, (name, run) in enumerate(steps, start=1):
        began = time.monotonic()
        result = run()
        step = StepRun(name, result, round((time.monotonic() - began) * 1000))
        made.append(step)
        word = site.text("step_ok") if step.is_ok else site.text("step_failed")
        code = f"{result.problem.value} " if isinstance(result, Broken) else ""
        head = f" {number} {site.text(f'step.{name}'):20} {word:6} {step.duration_ms:6} ms"
        site.terminal.say(*columns(head, f"{code}{result.detail}"))
        if isinstance(result, Broken):
            site.terminal.say(*wrapped(guidance(site.language)[result.problem].remedy, " " * 4))
            break
    return made


def _test(site: Site, part: str) -> Answer:
    if part not in (*_TESTS, "all"):
        return misused(site, TEST.usage)
    settings = site.settings()
    if not isinstance(settings, Settings):
        return Failed(Problem.CONFIGURATION_INVALID, site.text("configure_first", count=len(settings)))
    failed: list[str] = []
    content: dict[str, object] = {}
    for name in _TESTS if part == "all" else (part,):
        if part == "all":
            site.terminal.say(f" {name}")
        try:
            runs = _run(site, settings, name, waits_for_card=part != "all")
        except _Unavailable as unavailable:
            if part != "all":
                return unavailable.failed
            site.terminal.say(f"   {unavailable.failed.problem.value} {unavailable.failed.text}")
            failed.append(name)
            continue
        content[name] = [_as_content(run) for run in runs]
        if not all(run.is_ok for run in runs):
            failed.append(name)
    if failed:
        return Failed(Problem.TEST_FAILED, ", ".join(failed), content=content)
    return Done((), content)


def _as_content(run: StepRun) -> dict[str, object]:
    code = run.result.problem.value if isinstance(run.result, Broken) else None
    return {"step": run.name, "ok": run.is_ok, "ms": run.duration_ms, "code": code, "detail": run.result.detail}


def _run(site: Site, settings: Settings, name: str, *, waits_for_card: bool) -> list[StepRun]:
    with ExitStack() as held:
        match name:
            case "reader":
                held.enter_context(_devices(site, settings))
                return run_steps(site, _reader_steps(site, settings, held, _CARD_WAIT_S if waits_for_card else 0.0))
            case "printer":
                held.enter_context(_devices(site, settings))
                return run_steps(site, _printer_steps(settings, held))
            case "insi":
                return run_steps(site, insi_steps(site, settings))
            case "screen":
                return run_steps(site, _screen_steps(site))
            case "speaker":
                return run_steps(site, [("sound", lambda: _sound(site, settings))])
            case _:
                return run_steps(site, _network_steps(site, settings))


@contextmanager
def _devices(site: Site, settings: Settings) -> Iterator[None]:
    """Have reader and printer for ourselves: a running kiosk pauses for the test; a dead one left them free."""
    was_paused = _pause(site)
    try:
        site.state_dir.mkdir(parents=True, exist_ok=True)
        with locked(settings.device_lock, timeout_s=2.0):
            yield
    except LockHeld:
        raise _Unavailable(Failed(Problem.DEVICE_IN_USE, site.text("device_in_use"))) from None
    finally:
        if not was_paused:
            site.ask_kiosk(Order(KioskCommand.RESUME))


def _pause(site: Site) -> bool:
    """Tell whether the kiosk was paused already."""
    kiosk = site.ask_kiosk(Question.STATUS)
    if isinstance(kiosk, Mapping) and kiosk.get("is_paused"):
        return True
    if not isinstance(kiosk, Mapping):
        return False
    site.terminal.say(f" {site.text('pausing')}")
    site.ask_kiosk(Order(KioskCommand.PAUSE))
    ends_at_s = time.monotonic() + _PAUSE_S
    while time.monotonic() < ends_at_s:
        kiosk = site.ask_kiosk(Question.STATUS)
        if not isinstance(kiosk, Mapping) or kiosk.get("is_paused"):
            return False
        time.sleep(_LOOK_S)
    site.ask_kiosk(Order(KioskCommand.RESUME))
    busy = isinstance(kiosk, Mapping) and kiosk.get("is_visit_under_way")
    problem = Problem.VISIT_UNDER_WAY if busy else Problem.KIOSK_SILENT
    raise _Unavailable(Failed(problem, guidance(site.language)[problem].meaning))


# The card reader.


def _reader_steps(site: Site, settings: Settings, held: ExitStack, wait_s: float) -> list[Step]:
    if settings.card_reader.driver == "disabled":
        return [("reader", lambda: Passed(site.text("disabled")))]
    reader = held.enter_context(closing(open_card_reader(settings.card_reader)))

    def slot() -> Result:
        match reader.wait_for_change(None, 2.0):
            case ServiceDown():
                return Broken(Problem.CARD_SERVICE_DOWN)
            case NoReader():
                return Broken(Problem.READER_MISSING)
            case state:
                return Passed(type(state).__name__)

    def card() -> Result:
        state = reader.wait_for_change(None, 0.5)
        if isinstance(state, NoCard) and wait_s:
            site.terminal.say(f"   {site.text('put_a_card_in', seconds=round(wait_s))}")
            state = reader.wait_for_change(state, wait_s)
        if not isinstance(state, CardPresent | Mute):
            return Passed(site.text("no_card_tried"))
        reading = reader.read()
        if isinstance(reading, Read):
            return Passed(site.text("persons_read", count=len(reading.people)))
        # What stands on the card is nobody's business here: the kind of the outcome says enough.
        return Broken(Problem.CARD_UNREADABLE, type(reading).__name__)

    return [("reader", slot), ("card", card)]


# The printer.


def _printer_steps(settings: Settings, held: ExitStack) -> list[Step]:
    from kiosk.flow.machine import printer_problem

    printer = held.enter_context(closing(open_printer(settings.printer)))

    def state() -> Result:
        try:
            status = printer.status()
        except HardwareError as failure:
            return Broken(Problem.PRINTER_OFFLINE, str(failure))
        problem = printer_problem(status)
        if problem is not None and not isinstance(status, Ready):
            return Broken(problem, settings.printer.driver)
        return Passed(f"{settings.printer.driver} {problem.value if problem is not None else ''}".rstrip())

    def ticket() -> Result:
        try:
            outcome = printer.print(_test_ticket(settings))
        except HardwareError as failure:
            return Broken(Problem.PRINTER_OFFLINE, str(failure))
        match outcome:
            case Printed():
                return Passed()
            case NotPrinted(status):
                return Broken(printer_problem(status) or Problem.PRINTER_UNKNOWN)
            case Unconfirmed():
                return Broken(Problem.PRINTER_UNCONFIRMED)

    return [("printer", state), ("ticket", ticket)]


def _test_ticket(settings: Settings) -> Document:
    return Document(
        (
            Text(settings.establishment.name, align=Align.CENTER),
            Text("TEST", width=2, height=2, bold=True, align=Align.CENTER),
            Rule(),
            Text(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}", align=Align.CENTER),
            Text("0123456789 éèàçùêîôûÉÈÀÇ", align=Align.CENTER),
            Text(" " * 3, reverse=True),
        )
    )


# INSi.


def insi_steps(site: Site, settings: Settings) -> list[Step]:
    """Give the steps from the name of the service to an answer of it, each on its own connection."""
    address = urlsplit(settings.insi.url)
    host, port = address.hostname or "", address.port or 443
    limit_s = settings.insi.connect_timeout_s
    client_settings = insi_client_settings(settings)

    def certificate() -> Result:
        match read_credentials(client_settings, datetime.now(UTC)):
            case CredentialsUnusable(findings):
                return Broken(Problem.CREDENTIALS_UNUSABLE, findings[0].text)
            case CredentialsRead(credentials):
                ours = credentials.certificate
                return Passed(f"{ours.common_name}, OU {ours.unit}, {site.text('until')} {ours.valid_until:%Y-%m-%d}")

    def handshake() -> Result:
        reading = read_credentials(client_settings, datetime.now(UTC))
        if not isinstance(reading, CredentialsRead):
            return Broken(Problem.CREDENTIALS_UNUSABLE)
        try:
            context = client_context(reading.credentials, accept_common_name=settings.insi.accept_common_name)
            with (
                socket.create_connection((host, port), limit_s) as tcp,
                context.wrap_socket(tcp, server_hostname=host) as tls,
            ):
                return Passed(f"{tls.version()}, {host}")
        except ssl.SSLCertVerificationError as failure:
            return Broken(Problem.INSI_UNAVAILABLE, failure.verify_message)
        except OSError as failure:
            return Broken(Problem.INSI_UNAVAILABLE, failure.strerror or type(failure).__name__)

    def search() -> Result:
        if settings.insi.environment is Environment.PRODUCTION:
            # Nobody but a patient who is there may be asked for: a fictitious identity never is (EXI ID 24, 26).
            return Passed(site.text("no_test_person"))
        with closing(insi_client(settings)) as client:
            outcome = client.search_by_traits(_TEST_PERSON).outcome
        match outcome:
            case Found():
                return Passed(f"CR 00, {site.text('test_person')}")
            case NotFound() | SeveralFound() | InvalidRequest():
                return Passed(f"{outcome.code}, {site.text('test_person')}")
            case Unavailable():
                return Broken(Problem.INSI_UNAVAILABLE, f"{outcome.code} {outcome.text}")
            case InsiRefused():
                return Broken(Problem.INSI_REFUSED, f"{outcome.code} {outcome.text}")

    return [
        ("name", lambda: _resolved(host, port, Problem.NETWORK_UNREACHABLE)),
        ("connection", lambda: _connected(host, port, limit_s)),
        ("certificate", certificate),
        ("tls", handshake),
        ("search", search),
    ]


def _resolved(host: str, port: int, problem: Problem) -> Result:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        return Broken(problem, f"{host}: {getattr(failure, 'strerror', None) or 'no name'}")
    return Passed(f"{host} -> {found[0][4][0]}")


def _connected(host: str, port: int, limit_s: float) -> Result:
    try:
        with socket.create_connection((host, port), limit_s):
            return Passed()
    except OSError as failure:
        return Broken(Problem.NETWORK_UNREACHABLE, f"{host}:{port} {failure.strerror or 'no answer'}")


# Network, screen, speaker.


def _network_steps(site: Site, settings: Settings) -> list[Step]:
    address = urlsplit(settings.insi.url)
    host, port = address.hostname or "", address.port or 443

    def addresses() -> Result:
        lines = _lines(site.system.addresses())
        up = [line.split() for line in lines if "/" in line and not line.startswith("lo ")]
        if not up:
            local = host in {"localhost", "127.0.0.1", "::1"}
            return Passed("lo") if local else Broken(Problem.NETWORK_UNREACHABLE, "no address")
        return Passed(f"{up[0][0]} {up[0][2]}")

    return [
        ("address", addresses),
        ("name", lambda: _resolved(host, port, Problem.NETWORK_UNREACHABLE)),
        ("connection", lambda: _connected(host, port, settings.insi.connect_timeout_s)),
    ]


def _lines(outcome: Outcome) -> tuple[str, ...]:
    return outcome.lines if isinstance(outcome, Ran) else ()


def _screen_steps(site: Site) -> list[Step]:
    def shown() -> Result:
        match site.ask_kiosk(Question.SCREEN):
            case KioskSilent(reason):
                return Broken(Problem.KIOSK_SILENT, reason)
            case Mapping() as screen:
                return Passed(str(screen.get("page", "")))
            case error:
                return Broken(Problem.KIOSK_SILENT, error.value)

    return [("screen", shown)]


def _sound(site: Site, settings: Settings) -> Result:
    if isinstance(settings.speaker, SpeakerDisabled):
        return Passed(site.text("no_speaker"))
    with tempfile.TemporaryDirectory(prefix="kiosk-sound-") as name:
        file = Path(name) / "tone.wav"
        _write_tone(file)
        match site.system.play_sound(file):
            case Ran():
                return Passed(site.text("heard"))
            case Lacking(program):
                return Broken(Problem.SYSTEM_LACKS, program)
            case Refused(text):
                return Broken(Problem.SYSTEM_REFUSED, text)


def _write_tone(file: Path, rate_hz: int = 8000, tone_hz: int = 500) -> None:
    """Half a second of a square wave, soft."""
    half_period = rate_hz // tone_hz // 2
    samples = b"".join(
        (4000 if index // half_period % 2 else -4000).to_bytes(2, "little", signed=True)
        for index in range(rate_hz // 2)
    )
    with wave.open(os.fspath(file), "wb") as tone:
        tone.setparams((1, 2, rate_hz, 0, "NONE", ""))
        tone.writeframes(samples)


_TESTS = ("network", "insi", "reader", "printer", "screen", "speaker")

TEST = Command("test", "test reader|printer|insi|screen|speaker|network|all", _test, one_of(*_TESTS, "all"))

COMMANDS = (TEST,)
