"""The control socket: one JSON object a line in, one a line out."""

import base64
import json
import socket
import socketserver
from collections.abc import Callable
from dataclasses import asdict, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.emulators.insi import faults
from tests.emulators.insi.misbehavior import BadHttp, BadTls, Drop, InjectedFault, Injection
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.teleservice import Profile
from tests.emulators.insi.wire import Style

Reply = dict[str, Any]


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Listens at a path and removes it when closed; raises OSError where another simulator listens already."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, simulator: Simulator) -> None:
        if _is_answered(path):
            raise FileExistsError(f"{path}: another simulator listens there")
        path.unlink(missing_ok=True)
        super().__init__(str(path), _Conversation)
        self.simulator = simulator
        self._path = path

    def server_close(self) -> None:
        super().server_close()
        self._path.unlink(missing_ok=True)


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    return True


class _Conversation(socketserver.StreamRequestHandler):
    server: ControlServer

    def handle(self) -> None:
        for line in self.rfile:
            try:
                reply = carry_out(self.server.simulator, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                reply = {"error": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(reply).encode() + b"\n")


def carry_out(simulator: Simulator, command: dict[str, Any]) -> Reply:
    """Do one command; raises ValueError, KeyError or TypeError for one that is not understood."""
    arguments = dict(command)
    name = arguments.pop("do")
    return _COMMANDS[name](simulator, **arguments) or {}


def _inject(simulator: Simulator, content: str, status: int, content_type: str, count: int | None) -> None:
    known_status = HTTPStatus(status) if status else 0
    simulator.answers.add(Injection(base64.b64decode(content), known_status, content_type), count)


def _fault(simulator: Simulator, code: str, count: int | None) -> None:
    if code not in faults.TABLE:
        raise ValueError(f"unknown fault {code}; known: {', '.join(faults.TABLE)}")
    simulator.answers.add(InjectedFault(code), count)


def _drop(simulator: Simulator, when: str, count: int | None) -> None:
    simulator.answers.add(Drop(when), count)


def _http(simulator: Simulator, kind: str, count: int | None) -> None:
    simulator.answers.add(BadHttp(kind), count)


def _tls(simulator: Simulator, kind: str, count: int | None) -> None:
    simulator.handshakes.add(BadTls(kind) if kind in list(BadTls) else ServerCertificate(kind), count)


def _delay(simulator: Simulator, seconds: float, count: int | None) -> None:
    simulator.delays.add(float(seconds), count)


def _profile(simulator: Simulator, name: str) -> None:
    profile = Profile(name)
    simulator.change(lambda teleservice: replace(teleservice, profile=profile))


def _style(simulator: Simulator, name: str) -> None:
    style = Style.parse(name)
    simulator.change(lambda teleservice: replace(teleservice, style=style))


def _idams(simulator: Simulator, idams: list[str]) -> None:
    simulator.change(lambda teleservice: replace(teleservice, idams=frozenset(idams)))


def _strict(simulator: Simulator, is_strict: bool) -> None:
    simulator.be_strict(is_strict)


def _end_connections(simulator: Simulator) -> None:
    simulator.connections.end_all()


def _requests(simulator: Simulator) -> Reply:
    return {"requests": [asdict(received) for received in simulator.record.requests()]}


def _handshakes(simulator: Simulator) -> Reply:
    return {"handshakes": [asdict(handshake) for handshake in simulator.record.handshakes()]}


def _wait(simulator: Simulator, requests: int, handshakes: int, timeout_s: float) -> Reply:
    reached = simulator.record.wait_for(requests=requests, handshakes=handshakes, timeout_s=timeout_s)
    return {"reached": reached}


def _status(simulator: Simulator) -> Reply:
    teleservice = simulator.teleservice
    return {
        "profile": teleservice.profile,
        "style": str(teleservice.style),
        "mode": teleservice.mode,
        "strict": simulator.examiner is not None,
        "idams": None if teleservice.idams is None else sorted(teleservice.idams),
        "people": len(teleservice.people),
        "planned": {
            "delays": len(simulator.delays),
            "answers": len(simulator.answers),
            "handshakes": len(simulator.handshakes),
        },
        "received": len(simulator.record.requests()),
        "connections": len(simulator.connections),
    }


_COMMANDS: dict[str, Callable[..., Reply | None]] = {
    "inject": _inject,
    "fault": _fault,
    "drop": _drop,
    "http": _http,
    "tls": _tls,
    "delay": _delay,
    "profile": _profile,
    "style": _style,
    "idams": _idams,
    "strict": _strict,
    "end-connections": _end_connections,
    "requests": _requests,
    "handshakes": _handshakes,
    "wait": _wait,
    "status": _status,
    "reset": Simulator.reset,
}
