"""What the console's commands work on: this kiosk's files, its running program, and the machine."""

import getpass
import os
import socket
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.console.terminal import Terminal
from config.console.texts import LANGUAGES, Language, counted, reason, text, why
from config.draft import Draft, NotToml, changes
from config.machine import Machine
from config.mistakes import Mistake
from config.settings import Settings, Storage, in_home, read
from config.store import Store
from config.system import System
from config.taken_up import RUN
from kiosk.control.client import ControlClient
from kiosk.control.protocol import Answer, ProtocolError, Question, Request

_KIOSK_ANSWERS_S = 3.0


@dataclass(frozen=True)
class KioskSilent:
    """The kiosk program is down, hangs, or speaks another version of the protocol."""

    reason: str
    """In the technician's language."""


class Site:
    """One technician at one kiosk; nothing here needs the kiosk to run or its configuration to be right."""

    def __init__(self, config_file: Path, terminal: Terminal, system: System, account: str | None = None) -> None:
        self.store = Store(config_file)
        self.terminal = terminal
        self.system = system
        self.account = account or _account()
        self.machine = Machine()
        self.media = Path("/media")
        """Where sticks are mounted."""
        self.run_dir = RUN
        """Where the machine tells what it has taken up."""
        self.spoken: Language | None = None
        """The language chosen in this session; None: as configured."""
        self._last_language: Language = "fr"
        """As configured when the configuration was last readable."""

    @property
    def folder(self) -> Path:
        return self.store.file.parent

    def text(self, text_id: str, **arguments: object) -> str:
        return text(self.language, text_id, **arguments)

    def counted(self, text_id: str, count: int) -> str:
        return counted(self.language, text_id, count)

    def why(self, failure: OSError) -> str:
        return why(self.language, failure)

    def reason(self, code: str, english: str, detail: str = "") -> str:
        return self.short(reason(self.language, code, english, detail))

    def words(self, mistake: Mistake) -> str:
        """Say a mistake with its setting."""
        said = mistake.text_in(self.language)
        return f"{mistake.key}: {said}" if mistake.key else said

    @property
    def language(self) -> Language:
        if self.spoken is not None:
            return self.spoken
        configured = _value(self._active_content(), "console", "language")
        for language in LANGUAGES:
            if configured == language:
                self._last_language = language
        return self._last_language

    def short(self, text: str) -> str:
        """Name files as the configuration does: from its own folder."""
        return text.replace(f"{self.folder}/", "")

    def settings(self) -> Settings | list[Mistake]:
        """Read what is in force, every time anew: another session may have changed it."""
        try:
            return read(self.store.active_text(), self.folder)
        except OSError as failure:
            return [Mistake("", "unreadable", {"reason": self.why(failure)})]

    @property
    def state_dir(self) -> Path:
        """Where the kiosk keeps its state, also told where the configuration has mistakes elsewhere."""
        return self._state_dir(self._active_content())

    def control_sockets(self) -> list[Path]:
        """Where the kiosk may be heard: as configured now, or as it was when the kiosk started."""
        sockets = [self._control_socket(self._active_content())]
        for version in reversed(self.store.versions()):
            with suppress(OSError):
                sockets.append(self._control_socket(_content(version.file.read_bytes())))
        return list(dict.fromkeys(sockets))

    def draft(self) -> Draft:
        """Open what is being edited, or else what is in force. Raises NotToml."""
        edited = self.store.candidate_text()
        return Draft(self.store.active_text() if edited is None else edited, self.folder)

    def active(self) -> Draft:
        """Open what is in force. Raises NotToml."""
        return Draft(self.store.active_text(), self.folder)

    def uncommitted_changes(self) -> int:
        try:
            return len(changes(self.active().values(), self.draft().values()))
        except (NotToml, OSError):
            return 0  # `problems` says so

    def ask_kiosk(
        self, request: Question | Request, timeout_s: float = _KIOSK_ANSWERS_S
    ) -> Mapping[str, Any] | ProtocolError | KioskSilent:
        """Ask the running kiosk; that it does not answer is one of the answers."""
        for socket_file in self.control_sockets():
            try:
                with ControlClient(socket_file, timeout_s) as client:
                    answer = client.ask(request)
            except (FileNotFoundError, ConnectionRefusedError):
                continue
            except TimeoutError:
                return KioskSilent(self.text("kiosk_hangs", seconds=round(timeout_s)))
            except OSError as failure:
                return KioskSilent(self.why(failure))
            match answer:
                case Answer(content):
                    return content
                case ProtocolError.WRONG_VERSION | ProtocolError.MALFORMED:
                    return KioskSilent(self.text("kiosk_of_another_version"))
                case ProtocolError():
                    return answer
        return KioskSilent(self.text("kiosk_down"))

    def sticks(self) -> list[Path]:
        """Find the memory sticks that are plugged in and mounted; nothing is ever written where none is."""
        return [place for place in sorted(self.media.glob("*")) if place.is_mount()]

    def written_anywhere(self, section: str, key: str) -> list[str]:
        """Give every value that a setting has in force, while edited, or in a version that is kept."""
        kept = [version.file.read_bytes() for version in self.store.versions()]
        edited = (self.store.candidate_text() or "").encode()
        values = [_value(_content(text), section, key) for text in (self.store.active_text().encode(), edited, *kept)]
        return list(dict.fromkeys(value for value in values if isinstance(value, str)))

    def _active_content(self) -> Mapping[str, Any]:
        """Read what is in force, even where it has mistakes."""
        try:
            return _content(self.store.active_text().encode())
        except OSError:
            return {}

    def _state_dir(self, content: Mapping[str, Any]) -> Path:
        written = _value(content, "storage", "state_dir")
        folder = Path(written) if isinstance(written, str) else Path(Storage.model_fields["state_dir"].default)
        return self.folder / in_home(folder)

    def _control_socket(self, content: Mapping[str, Any]) -> Path:
        written = _value(content, "control", "socket")
        if isinstance(written, str):
            return self.folder / in_home(Path(written))
        return self._state_dir(content) / "control.socket"


def _content(toml: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(toml.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _value(content: Mapping[str, Any], section: str, key: str) -> object:
    table = content.get(section)
    return table.get(key) if isinstance(table, dict) else None


def _account() -> str:
    """Who logged in: login(1) sets LOGNAME, and nobody can change it without a shell."""
    try:
        return os.environ.get("LOGNAME") or getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def host_name() -> str:
    return socket.gethostname().partition(".")[0] or "kiosk"
