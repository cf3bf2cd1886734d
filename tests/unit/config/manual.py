"""Writes the tables of config/README.md from their sources.

python -m tests.unit.config.manual
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo

import config
from config.mistakes import keys_of
from config.reference import choices, form, limits, meaning
from config.settings import Settings, needs_restart
from kiosk.problems import Problem, guidance

README = Path(config.__file__).parent / "README.md"


def tables() -> dict[str, str]:
    """The generated parts of the manual, by the name of their markers."""
    return {
        "settings": _table(["Key", "Default", "Allowed", "Unit", "Restart", "Meaning"], _settings()),
        "problems": _problems(),
    }


def written(name: str) -> str:
    return README.read_text("utf-8").partition(_begin(name))[2].partition(_end(name))[0]


def write() -> None:
    text = README.read_text("utf-8")
    for name, table in tables().items():
        head, _, rest = text.partition(_begin(name))
        text = head + _begin(name) + table + _end(name) + rest.partition(_end(name))[2]
    README.write_text(text, "utf-8")


def _settings() -> Iterator[list[str]]:
    rows: dict[str, list[str]] = {}
    for key, field in keys_of(Settings):
        default = "" if field.is_required() else _shown(field.get_default(call_default_factory=True))
        restart = "yes" if needs_restart(key) else ""
        row = rows.setdefault(key, [f"`{key}`", default, _allowed(field), _unit(key), restart, meaning(field)])
        if key.endswith(".driver") and _allowed(field) not in row[2]:
            row[2] += ", " + _allowed(field)
            row[1] = ""
    yield from rows.values()


def _problems() -> str:
    rows = ([f"`{problem.value}`", guidance()[problem].meaning, guidance()[problem].remedy] for problem in Problem)
    return _table(["Code", "Meaning", "What to do"], rows)


def _allowed(field: FieldInfo) -> str:
    if words := choices(field):
        return ", ".join(f"`{word}`" for word in words)
    return limits(field) or (f"`{form(field)}`" if form(field) else "")


def _unit(key: str) -> str:
    """Units stand in the names."""
    return {"s": "s", "px": "px", "mm": "mm", "in": "in", "rate": "bit/s"}.get(key.rpartition("_")[2], "")


def _shown(value: object) -> str:
    match value:
        case None | "":
            return "none"
        case bool():
            return f"`{str(value).lower()}`"
        case _:
            return f"`{getattr(value, 'value', value)}`"


def _table(head: list[str], rows: Iterator[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _begin(name: str) -> str:
    return f"<!-- {name}: begin -->\n"


def _end(name: str) -> str:
    return f"<!-- {name}: end -->"


if __name__ == "__main__":
    write()
