"""test reader, printer, insi, screen, speaker, lights, network, all: each step named, timed, and with its remedy."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused, one_of
from config.console.self_test import insi, lights, network, printer, reader, screen, speaker
from config.console.self_test.step import Step, StepRun, run_steps
from config.console.site import Site
from config.settings import Settings
from kiosk.control.protocol import Command as KioskCommand
from kiosk.control.protocol import Order, Question
from kiosk.durable import LockHeld, locked
from kiosk.problems import Problem, guidance

_PAUSE_S = 40.0
"""For a visit to end, and for a slow kiosk to let go of its devices."""
_LOOK_S = 0.1
_LOCK_S = 2.0

_PARTS = ("network", "insi", "screen", "reader", "printer", "speaker", "lights")


class _Unavailable(Exception):
    """The devices cannot be had now."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.text)
        self.failed = failed


def _test(site: Site, part: str) -> Answer:
    if part not in (*_PARTS, "all"):
        return misused(site, TEST.usage)
    settings = site.settings()
    if not isinstance(settings, Settings):
        return Failed(Problem.CONFIGURATION_INVALID, site.text("configure_first", count=len(settings)))
    return run_all(site, settings) if part == "all" else _test_one(site, settings, part)


def _test_one(site: Site, settings: Settings, part: str) -> Answer:
    try:
        with _devices(site, settings) if _needs_devices(settings, part) else nullcontext():
            runs = _run(site, settings, part, card_wait_s=reader.CARD_WAIT_S)
    except _Unavailable as unavailable:
        return unavailable.failed
    return _answer({part: runs})


def run_all(site: Site, settings: Settings, without: Sequence[str] = ()) -> Answer:
    """Test what needs no device first, then all devices in one pause of the kiosk."""
    made: dict[str, list[StepRun]] = {}
    for part in (part for part in _PARTS if part not in without and not _needs_devices(settings, part)):
        site.terminal.say(f" {part}")
        made[part] = _run(site, settings, part)
    of_kiosk = [part for part in _PARTS if _needs_devices(settings, part)]
    if not of_kiosk:
        return _answer(made)
    try:
        with _devices(site, settings):
            for part in of_kiosk:
                site.terminal.say(f" {part}")
                made[part] = _run(site, settings, part)
    except _Unavailable as unavailable:
        site.terminal.say(f" {', '.join(of_kiosk)}: {unavailable.failed.problem.value} {unavailable.failed.text}")
        return _answer(made, left_out=of_kiosk)
    return _answer(made)


def _answer(made: Mapping[str, Sequence[StepRun]], left_out: Sequence[str] = ()) -> Answer:
    content: dict[str, object] = {part: [run.as_content() for run in runs] for part, runs in made.items()}
    failed = [part for part, runs in made.items() if not all(run.is_ok for run in runs)]
    failed += [part for part in left_out if part not in failed]
    return Failed(Problem.TEST_FAILED, ", ".join(failed), content=content) if failed else Done((), content)


def _run(site: Site, settings: Settings, part: str, card_wait_s: float = 0.0) -> list[StepRun]:
    with ExitStack() as held:
        return run_steps(site, _steps(site, settings, part, held, card_wait_s=card_wait_s))


def _steps(site: Site, settings: Settings, name: str, held: ExitStack, *, card_wait_s: float) -> list[Step]:
    match name:
        case "network":
            return network.steps(site, settings)
        case "insi":
            return insi.steps(site, settings)
        case "reader":
            return reader.steps(site, settings, held, card_wait_s)
        case "printer":
            return printer.steps(site, settings, held)
        case "speaker":
            return speaker.steps(site, settings, held)
        case "lights":
            return lights.steps(site, settings, held)
        case _:
            return screen.steps(site)


def _needs_devices(settings: Settings, part: str) -> bool:
    """Tell whether a part drives what only one program at a time can drive; nobody is disturbed for what is absent."""
    options = {
        "reader": settings.card_reader,
        "printer": settings.printer,
        "speaker": settings.speaker,
        "lights": settings.indicator,
    }
    return part in options and options[part].driver != "disabled"


@contextmanager
def _devices(site: Site, settings: Settings) -> Iterator[None]:
    """Have the devices for ourselves: a running kiosk pauses for the test; a dead one left them free."""
    kiosk = site.ask_kiosk(Question.STATUS)
    is_at_work = isinstance(kiosk, Mapping) and not kiosk.get("is_paused")
    try:
        if is_at_work:
            _pause(site)
        site.state_dir.mkdir(parents=True, exist_ok=True)
        with locked(settings.device_lock, _LOCK_S):
            yield
    except LockHeld:
        raise _Unavailable(Failed(Problem.DEVICE_IN_USE, site.text("device_in_use"))) from None
    finally:
        # However it ends, by ctrl-C or by a line that hangs up too: patients wait.
        if is_at_work:
            site.ask_kiosk(Order(KioskCommand.RESUME))


def _pause(site: Site) -> None:
    """Have the kiosk let go of its devices; raises _Unavailable where it does not within `_PAUSE_S`."""
    site.terminal.say(f" {site.text('pausing')}")
    site.ask_kiosk(Order(KioskCommand.PAUSE))
    ends_at_s = time.monotonic() + _PAUSE_S
    while time.monotonic() < ends_at_s:
        kiosk = site.ask_kiosk(Question.STATUS)
        if not isinstance(kiosk, Mapping) or kiosk.get("is_paused"):
            return
        time.sleep(_LOOK_S)
    busy = isinstance(kiosk, Mapping) and kiosk.get("is_visit_under_way")
    problem = Problem.VISIT_UNDER_WAY if busy else Problem.KIOSK_SILENT
    raise _Unavailable(Failed(problem, guidance(site.language)[problem].meaning))


TEST = Command("test", f"test {'|'.join(_PARTS)}|all", _test, one_of(*_PARTS, "all"))

COMMANDS = (TEST,)
