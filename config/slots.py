"""The two slots as RAUC tells of them: which one runs, and which installation lies in it."""

import json
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_FACTORY = "factory"


@dataclass(frozen=True)
class Slot:
    """The slot that was started."""

    name: str
    """A or B, as U-Boot calls it."""
    installation: str
    """Tells one installation from every other, also of the same bundle; `factory` for what was flashed."""

    @property
    def is_from_factory(self) -> bool:
        return self.installation == _FACTORY


class NoSlots(Exception):
    """What RAUC said names no slot that was started."""


def booted_slot(lines: Iterable[str]) -> Slot:
    """Read `rauc status --detailed --output-format=json`. Raises NoSlots."""
    try:
        status = json.loads("\n".join(lines))
        slots = [slot for entry in status["slots"] for slot in entry.values()]
        booted = next(slot for slot in slots if slot["state"] == "booted")
        return _slot(booted["bootname"], booted.get("slot_status") or {})
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, StopIteration) as failure:
        raise NoSlots(type(failure).__name__) from None


def _slot(name: str, status: dict[str, Any]) -> Slot:
    installed = status.get("installed") or {}
    is_installed = bool(installed.get("timestamp"))
    return Slot(name, f"{name} {installed['timestamp']} {installed.get('count')}" if is_installed else _FACTORY)


@dataclass(frozen=True)
class Bundle:
    version: str
    compatible: str


class NoBundle(Exception):
    """What RAUC said is not about a bundle."""


def bundle_of(lines: Iterable[str]) -> Bundle:
    """Read `rauc info --output-format=json`. Raises NoBundle."""
    try:
        said = json.loads("\n".join(lines))
        return Bundle(str(said["version"]), str(said["compatible"]))
    except (json.JSONDecodeError, KeyError, TypeError) as failure:
        raise NoBundle(type(failure).__name__) from None


def running_version() -> str:
    """Give the version of the running image; empty on a machine that was not started from one."""
    return platform.freedesktop_os_release().get("IMAGE_VERSION", "")


def is_newer(offered: str, running: str) -> bool:
    """Compare two versions such as 1.4.0; one that is no row of numbers is never newer."""
    new, old = _numbers(offered), _numbers(running)
    return new is not None and old is not None and new > old


def _numbers(version: str) -> tuple[int, ...] | None:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})*", version):
        return None
    return tuple(int(part) for part in re.sub(r"(\.0+)+$", "", version).split("."))
