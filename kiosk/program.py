"""The kiosk as it runs: the screen on the main thread, and a supervised worker for each device."""

import contextlib
import dataclasses
import gc
import queue
import resource
import signal
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, assert_never

import structlog

from config.settings import Settings
from hardware.indicator.api import Signals
from hardware.printer.logo import LogoUnusable
from kiosk.audit.journal import Journal
from kiosk.audit.record import AuditEvent, AuditRecord, records_of
from kiosk.bootstrap import (
    double_strikes,
    has_headset_socket,
    has_help_call,
    letterhead,
    light_plan,
    opening_hours,
    page_speaker,
    panel_of,
    patient_card_reader,
    slot_lights,
    ticket_printer,
    tone_volume,
)
from kiosk.caretaker import Caretaker
from kiosk.command.exit_status import ExitStatus
from kiosk.conductor import Conductor
from kiosk.control.protocol import Question
from kiosk.control.server import ControlService
from kiosk.flow.effects import AskInsi, AskInsiByTraits, Effect, IssueNumber, PrintTicket, ReadCard, WarmUpInsi
from kiosk.flow.events import Event, HelpCallChanged, InternalFault, Touched
from kiosk.flow.machine import first
from kiosk.flow.signals import signals_of
from kiosk.flow.states import Kiosk, Resting
from kiosk.help_call import HelpCall
from kiosk.identity.birth_places import preload as preload_birth_places
from kiosk.logs import places_of
from kiosk.maintenance import Maintenance
from kiosk.narrator import Narrator
from kiosk.problems import Problem
from kiosk.runtime.mailbox import Mailbox
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.watchdog import notify
from kiosk.runtime.worker import Worker
from kiosk.services.card import CardService
from kiosk.services.indicator import (
    IndicatorChanged,
    IndicatorEvent,
    IndicatorService,
    PresenceChanged,
    ShowSignals,
)
from kiosk.services.insi import InsiCommand, InsiService
from kiosk.services.numbering import Numbering
from kiosk.services.printer import PrinterService
from kiosk.services.records import RecordsCommand, RecordsService
from kiosk.services.speech import HeadsetChanged, SpeechCommand, SpeechEnded, SpeechEvent, SpeechService
from kiosk.status import StatusBoard
from kiosk.teleservice import insi_client
from kiosk.ui.fonts import FontPaths

_log = structlog.get_logger()

C = TypeVar("C")

_WITHOUT_HARDWARE = ("llvmpipe", "softpipe")
"""Mesa's renderers on the processor; on a Raspberry Pi they mean that the driver of its graphics is missing."""

_STOP_S = 20.0
"""All workers together: the longest device deadline, and a little."""

_FAULT_SHOWN_S = 10.0
"""How long "out of service" stands after an internal fault before the system starts the program anew."""


class Program:
    """Built and run on the main thread."""

    def __init__(self, settings: Settings, fonts: FontPaths, config_file: Path | None = None) -> None:
        """`config_file` is read again when the console says so.

        Raises OSError when the state folder cannot be written, LogoUnusable when the ticket's picture is none.
        """
        from kiosk.ui.app import KioskApp  # opens Kivy

        self._settings = settings
        self._version = version("vitale-kiosk")
        self._status = ExitStatus.OK
        self._fault_at_s: float | None = None
        self._told_to_stop = threading.Event()
        self._answers: Mapping[Question, dict[str, Any]] = {}
        self._answered_at_s = time.monotonic()
        self._renderer = ""
        self._mailbox: Mailbox[Event | SpeechEvent | IndicatorEvent] = Mailbox(lambda: self._app.wake())  # noqa: PLW0108 - the app comes last
        post = self._mailbox.post
        state_dir = settings.state_dir
        self._journal = Journal(state_dir / "events.jsonl")

        self._card: Worker[ReadCard] = Worker(
            "card", lambda: CardService(patient_card_reader(self._settings), post), silence_s=15
        )
        self._insi: Worker[InsiCommand] = Worker(
            "insi", lambda: InsiService(insi_client(self._settings), post), silence_s=30
        )
        self._letterhead = letterhead(settings)
        self._board = StatusBoard(_now)
        self._printer: Worker[PrintTicket] = Worker(
            "printer",
            lambda: PrinterService(ticket_printer(self._settings), self._letterhead, post, _now, self._board.printer),
            silence_s=75,
        )
        self._records: Worker[RecordsCommand] = Worker(
            "records",
            lambda: RecordsService(
                self._journal, Numbering(state_dir / "number.json", settings.visit.letter), post, _now
            ),
            silence_s=30,
        )
        self._speech: Worker[SpeechCommand] = Worker(
            "speech", lambda: SpeechService(page_speaker(self._settings), post), silence_s=15
        )
        self._lights: Worker[ShowSignals] = Worker(
            "lights", lambda: IndicatorService(slot_lights(self._settings), self._shown, post), silence_s=15
        )
        self._help_call = HelpCall(time.monotonic)
        self._shown = Signals()
        self._has_indicator = False
        self._narrator = Narrator(
            lambda command: self._hand_over(self._speech, command),
            lambda listening: self._app.listen(listening),  # noqa: PLW0108 - the app comes last
        )
        self._control: Worker[None] = Worker(
            "control",
            lambda: ControlService(
                settings.control_socket, self._latest_answers, self._maintenance.take, self._maintenance.look_at_trial
            ),
            silence_s=30,
        )
        self._supervisor = Supervisor(
            [self._card, self._insi, self._printer, self._records, self._speech, self._lights, self._control],
            give_up=lambda: post(InternalFault()),
        )
        self._maintenance = Maintenance(
            settings,
            config_file,
            supervisor=self._supervisor,
            devices=[self._card, self._insi, self._printer, self._speech, self._lights],
            post=post,
            use=self._use,
            started=self._set_up_sound,
        )
        self._app = KioskApp(
            panel=panel_of(settings),
            establishment_name=settings.establishment.name,
            post=post,
            reader=self._narrator,
            touched=self._touched,
            drain=self._drain,
            tick=self._tick,
            now=_now,
            on_first_frame=self._on_first_frame,
            on_fault=self._on_fault,
            fonts=fonts,
            reduced_motion=not settings.panel.motion,
            double_strikes=double_strikes(settings),
        )
        self._caretaker = Caretaker(
            opening_hours(settings),
            light_plan(settings),
            now=_now,
            monotonic_s=time.monotonic,
            post=post,
            light=self._app.set_ambience,
        )
        self._conductor = Conductor(
            first(settings.visit.language, settings.visit.names),
            observers=[
                self._notice_fault,
                self._board.observe,
                self._keep_records,
                lambda before, _event, after: self._narrator.follow(before, after),
                lambda _before, _event, after: self._light(after),
            ],
            show=self._app.show,
            dispatch=self._dispatch,
            monotonic_s=time.monotonic,
            today=lambda: _now().date(),
        )

    def run(self) -> ExitStatus:
        """Serve patients until told to stop; return the exit status."""
        # A core dump would hold what the patient's card held.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._told_to_stop.set())
        self._supervisor.start()
        self._records.submit(
            AuditRecord(
                AuditEvent.KIOSK_STARTED,
                {"version": self._version, "environment": self._settings.insi.environment.value},
            )
        )
        self._set_up_sound()
        self._app.show(self._conductor.kiosk)
        try:
            self._app.run()
        finally:
            notify("STOPPING=1")
            left = self._supervisor.stop(_STOP_S)
            if left:
                self._status = ExitStatus.INTERNAL_FAULT
            if self._records.name not in left:
                # The worker has ended, and with it what it had not come to: its last record would be among that.
                with contextlib.suppress(OSError):
                    self._journal.append(AuditRecord(AuditEvent.KIOSK_STOPPED, {"status": int(self._status)}))
                    self._journal.close()
            self._maintenance.close()
        return self._status

    def _on_first_frame(self) -> None:
        notify("READY=1")
        # All that is there by now stays: no later collection looks at it, and a touch waits the less for one.
        gc.freeze()
        gc.enable()
        screen = self._app.screen()
        self._renderer = self._app.renderer
        if any(name in self._renderer for name in _WITHOUT_HARDWARE):
            _log.warning("screen drawn without graphics hardware", renderer=self._renderer)
        fields = {"renderer": self._renderer, "width_px": screen.width_px, "height_px": screen.height_px}
        self._records.submit(AuditRecord(AuditEvent.SCREEN_READY, fields))
        # Now, so that nobody who types a birth place waits for the lists.
        preload_birth_places()

    def _drain(self) -> None:
        for letter in self._mailbox.drain():
            match letter:
                case HeadsetChanged() | SpeechEnded():
                    self._narrator.hear(letter)
                case PresenceChanged(near):
                    self._caretaker.notice_presence(is_near=near)
                    if near:
                        self._app.explain()
                case IndicatorChanged(works):
                    self._has_indicator = works
                case _:
                    self._conductor.receive(letter)

    def _tick(self) -> None:
        self._supervisor.beat()
        if self._narrator.is_speaking:
            self._conductor.wait_for_speech()
        self._conductor.tick()
        self._look_at_help_call()
        self._caretaker.tick(self._conductor.kiosk)
        self._light(self._conductor.kiosk)
        self._maintenance.tick(is_idle=isinstance(self._conductor.kiosk.state, Resting))
        self._answers = {
            Question.STATUS: self._status_content(),
            Question.SCREEN: dataclasses.asdict(self._app.screen()),
        }
        self._answered_at_s = time.monotonic()
        fault_shown = self._fault_at_s is not None and time.monotonic() - self._fault_at_s > _FAULT_SHOWN_S
        if fault_shown or self._told_to_stop.is_set():
            self._app.stop()

    def _touched(self) -> None:
        self._caretaker.notice_touch()
        self._conductor.receive(Touched())

    def _look_at_help_call(self) -> None:
        """Promise help only while the contact can be closed: not while a technician has the devices."""
        works = self._has_indicator and self._maintenance.has_devices and has_help_call(self._settings)
        if works is not self._conductor.kiosk.has_help_call:
            self._conductor.receive(HelpCallChanged(works))

    def _notice_fault(self, _before: Kiosk, event: Event, _after: Kiosk) -> None:
        if isinstance(event, InternalFault) and self._fault_at_s is None:
            self._fault_at_s = time.monotonic()
            self._status = ExitStatus.INTERNAL_FAULT

    def _keep_records(self, before: Kiosk, event: Event, after: Kiosk) -> None:
        for record in records_of(before, event, after):
            self._records.submit(record)

    def _light(self, kiosk: Kiosk) -> None:
        signals = signals_of(kiosk)
        signals = dataclasses.replace(signals, help_call=self._help_call.is_on(is_wanted=signals.help_call))
        if signals != self._shown:
            self._shown = signals
            self._hand_over(self._lights, ShowSignals(signals))

    def _use(self, settings: Settings) -> bool:
        """Take another configuration for the devices' workers; False where it cannot be used."""
        try:
            self._letterhead = letterhead(settings)
        except LogoUnusable:
            _log.error("configuration not used", problem=Problem.CONFIGURATION_INVALID.value, key="ticket.logo_file")
            return False
        self._settings = settings
        self._caretaker.configure(opening_hours(settings), light_plan(settings))
        self._app.ignore(double_strikes(settings))
        return True

    def _set_up_sound(self) -> None:
        """Begin with the speaker, also where it was started anew and nothing is known of the headset any more."""
        self._narrator.configure(can_listen=has_headset_socket(self._settings), tone_volume=tone_volume(self._settings))

    def _hand_over(self, worker: Worker[C], command: C) -> None:
        """Give a command to speaker or lights, unless a technician has the devices: both begin anew afterwards."""
        if self._maintenance.has_devices:
            # One that is far behind hangs in its device, and no visit ends for want of sound or light.
            with contextlib.suppress(queue.Full):
                worker.submit(command)

    def _latest_answers(self) -> Mapping[Question, dict[str, Any]]:
        """Give what the main thread last published, and how long ago that was; called on the control thread."""
        silent_s = round(time.monotonic() - self._answered_at_s)
        return {question: content | {"silent_s": silent_s} for question, content in self._answers.items()}

    def _status_content(self) -> dict[str, Any]:
        panel = self._settings.panel
        return self._board.content(self._conductor.kiosk, self._narrator.problems) | {
            "is_paused": self._maintenance.is_paused,
            "traces_for_s": round(self._maintenance.traces_for_s),
            "screen": {
                "width_px": panel.width_px,
                "height_px": panel.height_px,
                "frames_per_s": self._app.frames_per_s,
                "renderer": self._renderer,
            },
            "version": self._version,
        }

    def _on_fault(self, fault: BaseException) -> bool:
        """A bug on the main thread: say so in the log, show "out of service", and end soon after."""
        _log.critical("main thread fell", failure=type(fault).__name__, where=places_of(fault.__traceback__))
        self._mailbox.post(InternalFault())
        return self._fault_at_s is None

    def _dispatch(self, effect: Effect) -> None:
        match effect:
            case ReadCard():
                self._card.submit(effect)
            case WarmUpInsi() | AskInsi() | AskInsiByTraits():
                self._insi.submit(effect)
            case IssueNumber():
                self._records.submit(effect)
            case PrintTicket():
                self._printer.submit(effect)
            case _:
                assert_never(effect)


def _now() -> datetime:
    return datetime.now().astimezone()
