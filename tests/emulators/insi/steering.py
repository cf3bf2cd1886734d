"""The client of the control socket: how a test or a person steers a running simulator."""

import base64
import json
import socket
from pathlib import Path
from typing import Any

from tests.emulators.insi.deviations import Deviation
from tests.emulators.insi.misbehavior import BadHttp, BadTls, Drop
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.record import Handshake, Received
from tests.emulators.insi.rules import Rule

_ANSWER_S = 10.0
SOAP_CONTENT_TYPE = "application/soap+xml; charset=utf-8"


class SteeringError(Exception):
    """Raised when the simulator does not understand a command or cannot be reached."""


class InsiSimulator:
    """Steers the simulator listening at a control socket.

    `count` is for how many of the next requests (handshakes, for `tls`) a plan holds; None means until `reset`.
    Plans are used up in the order they were made; a delay comes on top of whatever else is planned.
    """

    def __init__(self, control: Path) -> None:
        self._control = control

    def inject(
        self,
        content: Path | bytes,
        count: int | None = 1,
        *,
        status: int = 0,
        content_type: str = SOAP_CONTENT_TYPE,
    ) -> None:
        """Answer with this file, byte for byte; status 0 means 500 for a fault and 200 else."""
        body = content if isinstance(content, bytes) else content.read_bytes()
        encoded = base64.b64encode(body).decode()
        self._ask(do="inject", content=encoded, status=status, content_type=content_type, count=count)

    def fault(self, code: str, count: int | None = 1) -> None:
        """Answer with a fault of the table, such as `desir_1020`."""
        self._ask(do="fault", code=code, count=count)

    def delay(self, seconds: float, count: int | None = 1) -> None:
        self._ask(do="delay", seconds=seconds, count=count)

    def drop(self, count: int | None = 1, when: Drop | str = Drop.BEFORE_ANSWER) -> None:
        self._ask(do="drop", when=Drop(when), count=count)

    def http(self, kind: BadHttp | str, count: int | None = 1) -> None:
        self._ask(do="http", kind=BadHttp(kind), count=count)

    def tls(self, kind: BadTls | ServerCertificate | str, count: int | None = 1) -> None:
        """Spoil the next handshakes, or show another server certificate in them; open connections are not touched."""
        self._ask(do="tls", kind=kind, count=count)

    def profile(self, name: str) -> None:
        """Play `qualification` or `production`."""
        self._ask(do="profile", name=name)

    def style(self, name: str) -> None:
        """Serialize as `later`, `2022` or `cnda`, with liberties such as `cnda+pretty+comments`."""
        self._ask(do="style", name=name)

    def idams(self, *idams: str) -> None:
        """Let these software authorization numbers in, and no others."""
        self._ask(do="idams", idams=idams)

    def strict(self, is_strict: bool = True) -> None:
        """List the deviations of each request from the homologation rules, or no longer."""
        self._ask(do="strict", is_strict=is_strict)

    def end_connections(self) -> None:
        """End the kept-alive connections, as a server does with idle ones: the next request needs a new one."""
        self._ask(do="end-connections")

    def reset(self) -> None:
        """Go back to how the simulator was started, and forget what was received."""
        self._ask(do="reset")

    def requests(self) -> list[Received]:
        return [
            Received(
                **{
                    **entry,
                    "deviations": tuple(Deviation(Rule(kept["rule"]), kept["where"]) for kept in entry["deviations"]),
                }
            )
            for entry in self._ask(do="requests")["requests"]
        ]

    def handshakes(self) -> list[Handshake]:
        return [Handshake(**entry) for entry in self._ask(do="handshakes")["handshakes"]]

    def wait_for_requests(self, count: int, timeout_s: float = 20.0) -> bool:
        """Wait until so many requests have come; False when the time is up before."""
        return self._wait(timeout_s, requests=count, handshakes=0)

    def wait_for_handshakes(self, count: int, timeout_s: float = 20.0) -> bool:
        """Wait until so many handshakes have ended, well or not: a client may know of its failure a little earlier."""
        return self._wait(timeout_s, requests=0, handshakes=count)

    def status(self) -> dict[str, Any]:
        return self._ask(do="status")

    def send(self, command: dict[str, Any]) -> dict[str, Any]:
        """Send a command as it stands in the README."""
        return self._ask(**command)

    def _wait(self, timeout_s: float, **awaited: int) -> bool:
        return bool(self._ask(answer_s=timeout_s + _ANSWER_S, do="wait", timeout_s=timeout_s, **awaited)["reached"])

    def _ask(self, *, answer_s: float = _ANSWER_S, **command: Any) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(answer_s)
                connection.connect(str(self._control))
                connection.sendall(json.dumps(command).encode() + b"\n")
                with connection.makefile("rb") as lines:
                    reply = json.loads(lines.readline())
        except (OSError, ValueError) as error:
            raise SteeringError(f"{self._control}: {error}") from error
        if "error" in reply:
            raise SteeringError(reply["error"])
        return dict(reply)
