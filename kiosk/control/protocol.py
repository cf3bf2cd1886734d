"""What is said over the control socket: one JSON object a line, one answer for each question, version 1.

    {"v": 1, "ask": "status"}   ->  {"v": 1, "ok": true, "answer": {"state": …, "problem": …, …}}
    {"v": 1, "ask": "screen"}   ->  {"v": 1, "ok": true, "answer": {"page": …, "title": …, "controls": […], …}}
    anything else               ->  {"v": 1, "ok": false, "error": "unknown_question"}

Nothing personal is ever answered: pages and controls are named by their message ids.
"""

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

VERSION = 1
MAX_LINE_BYTES = 64 * 1024


class Question(Enum):
    STATUS = "status"
    SCREEN = "screen"


class ProtocolError(Enum):
    MALFORMED = "malformed"
    WRONG_VERSION = "wrong_version"
    UNKNOWN_QUESTION = "unknown_question"
    NOT_READY = "not_ready"


@dataclass(frozen=True)
class Answer:
    content: dict[str, Any]


def encode_question(question: Question) -> bytes:
    return _line({"v": VERSION, "ask": question.value})


def decode_question(line: bytes) -> Question | ProtocolError:
    """Understand one line; whatever it holds, the outcome is one of the named ones."""
    content = _object(line)
    if content is None:
        return ProtocolError.MALFORMED
    if content.get("v") != VERSION:
        return ProtocolError.WRONG_VERSION
    try:
        return Question(content.get("ask"))
    except ValueError:
        return ProtocolError.UNKNOWN_QUESTION


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
