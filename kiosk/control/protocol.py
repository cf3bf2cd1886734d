"""What is said over the control socket: one JSON object a line, one answer for each, version 1; see README.md.

Nothing personal is ever answered: pages and controls are named by their message ids.
"""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

VERSION = 1
MAX_LINE_BYTES = 64 * 1024


class Question(Enum):
    STATUS = "status"
    SCREEN = "screen"


class Command(Enum):
    """What the kiosk is told to do; it takes it up between two visits, and `status` tells when it has."""

    PAUSE = "pause"
    RESUME = "resume"
    RELOAD = "reload"
    TRACE = "trace"


LONGEST_TRACE_MINUTES = 60


@dataclass(frozen=True)
class Order:
    command: Command
    minutes: int = 0
    """Of a trace; 0 ends it."""


Request: TypeAlias = Question | Order


class ProtocolError(Enum):
    MALFORMED = "malformed"
    WRONG_VERSION = "wrong_version"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_COMMAND = "unknown_command"
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class Answer:
    content: dict[str, Any]


def encode_request(request: Request) -> bytes:
    match request:
        case Question():
            return _line({"v": VERSION, "ask": request.value})
        case Order(Command.TRACE, minutes):
            return _line({"v": VERSION, "do": Command.TRACE.value, "minutes": minutes})
        case Order(command):
            return _line({"v": VERSION, "do": command.value})


def decode_request(line: bytes) -> Request | ProtocolError:
    """Understand one line; whatever it holds, the outcome is one of the named ones."""
    content = _object(line)
    if content is None:
        return ProtocolError.MALFORMED
    if content.get("v") != VERSION:
        return ProtocolError.WRONG_VERSION
    if "do" in content:
        return _order(content)
    try:
        return Question(content.get("ask"))
    except ValueError:
        return ProtocolError.UNKNOWN_QUESTION


def _order(content: dict[str, Any]) -> Order | ProtocolError:
    try:
        command = Command(content["do"])
    except ValueError:
        return ProtocolError.UNKNOWN_COMMAND
    minutes = content.get("minutes", 0)
    if type(minutes) is not int or not 0 <= minutes <= LONGEST_TRACE_MINUTES:
        return ProtocolError.MALFORMED
    return Order(command, minutes if command is Command.TRACE else 0)


def encode_answer(answer: Answer | ProtocolError) -> bytes:
    match answer:
        case Answer(content):
            return _line({"v": VERSION, "ok": True, "answer": content})
        case ProtocolError() as error:
            return _line({"v": VERSION, "ok": False, "error": error.value})


def decode_answer(line: bytes) -> Answer | ProtocolError:
    content = _object(line)
    if content is None or content.get("v") != VERSION:
        return ProtocolError.MALFORMED
    if content.get("ok") is True and isinstance(content.get("answer"), dict):
        return Answer(content["answer"])
    try:
        return ProtocolError(content.get("error"))
    except ValueError:
        return ProtocolError.MALFORMED


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
