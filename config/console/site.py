"""What the console's commands work on: this kiosk's files, its running program, and the machine."""

import getpass
import os
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.console.terminal import Terminal
from config.console.texts import LANGUAGES, Language, text
from config.draft import Draft, NotToml, changes
from config.mistakes import Mistake
from config.settings import Settings, Storage, read
from config.store import Store
from config.system import System
from kiosk.control.client import ControlClient
from kiosk.control.protocol import Answer, ProtocolError, Question, Request

_KIOSK_ANSWERS_S = 3.0


@dataclass(frozen=True)
class KioskSilent:
    """The kiosk program is down, hangs, or speaks another version of the protocol."""

    reason: str


class Site:
    """One technician at one kiosk; nothing here needs the kiosk to run or its configuration to be right."""

    def __init__(self, config_file: Path, terminal: Terminal, system: System, account: str | None = None) -> None:
        self.store = Store(config_file)
        self.terminal = terminal
        self.system = system
        self.account = account or _account()
        self.media = Path("/media")
        """Where sticks are mounted."""
        self.spoken: Language | None = None
        """The language chosen in this session; None: as configured."""
        self._last_language: Language = "fr"
        """As configured when the configuration was last readable."""

    @property
    def folder(self) -> Path:
        return self.store.file.parent

    def text(self, text_id: str, **arguments: object) -> str:
        return text(self.language, text_id, **arguments)

    @property
    def language(self) -> Language:
        if self.spoken is not None:
            return self.spoken
        configured = self._raw("console", "language")
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
            return [Mistake("", f"cannot be read: {failure.strerror}")]

    @property
    def state_dir(self) -> Path:
        """Where the kiosk keeps its state, also told where the configuration has mistakes elsewhere."""
        written = self._raw("storage", "state_dir")
        folder = Path(written) if isinstance(written, str) else Path(Storage.model_fields["state_dir"].default)
        return self.folder / folder.expanduser()

    @property
    def control_socket(self) -> Path:
        written = self._raw("control", "socket")
        return (
            self.folder / Path(written).expanduser() if isinstance(written, str) else self.state_dir / "control.socket"
        )

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
        try:
            with ControlClient(self.control_socket, timeout_s) as client:
                answer = client.ask(request)
        except (FileNotFoundError, ConnectionRefusedError):
            return KioskSilent("not running")
        except TimeoutError:
            return KioskSilent(f"no answer within {timeout_s:.0f} s")
        except OSError as failure:
            return KioskSilent(failure.strerror or type(failure).__name__)
        match answer:
            case Answer(content):
                return content
            case ProtocolError.WRONG_VERSION | ProtocolError.MALFORMED:
                return KioskSilent(answer.value)
            case ProtocolError():
                return answer

    def sticks(self) -> list[Path]:
        """Find the memory sticks that are plugged in and mounted; nothing is ever written where none is."""
        return [place for place in sorted(self.media.glob("*")) if place.is_mount()]

    def _raw(self, section: str, key: str) -> object:
        """Look at one value even where others are wrong."""
        try:
            content = tomllib.loads(self.store.active_text())
        except (tomllib.TOMLDecodeError, RecursionError, OSError):
            return None
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
