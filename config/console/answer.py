"""What every command ends in: lines to read, the same as data, and one last line that a script can rely on."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kiosk.problems import Problem


@dataclass(frozen=True)
class Done:
    lines: tuple[str, ...] = ()
    content: dict[str, Any] = field(default_factory=dict)
    """For `--json`."""
    word: str = ""
    """Stands after OK."""


@dataclass(frozen=True)
class Failed:
    problem: Problem
    text: str
    lines: tuple[str, ...] = ()
    content: dict[str, Any] = field(default_factory=dict)


Answer: TypeAlias = Done | Failed


def last_line(answer: Answer) -> str:
    match answer:
        case Done(word=word):
            return f"OK {word}".rstrip()
        case Failed(problem, text):
            return f"ERROR {problem.value} {text}".rstrip()


def as_json(answer: Answer) -> str:
    """Write the answer as one JSON object, ASCII."""
    match answer:
        case Done(content=content, word=word):
            return json.dumps({"ok": True, "answer": content | ({"word": word} if word else {})})
        case Failed(problem, text, content=content):
            return json.dumps({"ok": False, "code": problem.value, "text": text, "answer": content})
