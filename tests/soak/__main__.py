"""`make soak`: whole visits on the embedded emulators, one after the other, and what the kiosk holds meanwhile."""

import argparse
import contextlib
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings, load
from kiosk.i18n import languages
from tests.emulators.display import start_display
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.emulators.surroundings import Surroundings, surroundings

_WIDTH_PX, _HEIGHT_PX = 1280, 800
_WARM_UP = 0.2
"""Of all visits: caches fill, and the allocator takes what it is going to need."""
_SAMPLES = 25
_RSS_KB_A_VISIT = 2.0
_PAGE_S = 60.0
_PROBE_S = 20.0
_STOP_S = 30.0


@dataclass(frozen=True)
class Sample:
    """What the kiosk holds after so many visits, at the goodbye of one of the same kind."""

    visits: int
    elapsed_s: float
    rss_kb: int
    objects: int
    textures: int
    threads: int
    descriptors: int


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--visits", type=int, default=500, metavar="N", help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        enter_private_namespace()
    except NamespaceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-soak-") as name,
        surroundings(Path(name)) as around,
        start_display(_WIDTH_PX, _HEIGHT_PX) as display,
        _probed_kiosk(around, Path(name), display) as (kiosk, probe),
    ):
        samples = list(_soak(kiosk, around, probe, options.visits))
    return _judge([sample for sample in samples if sample.visits >= options.visits * _WARM_UP])


def _soak(kiosk: KioskProcess, around: Surroundings, probe: Path, visits: int) -> Iterator[Sample]:
    began_s = time.monotonic()
    every = max(1, visits // _SAMPLES)
    print(f"{'visits':>8}{'min':>7}{'RSS MB':>9}{'objects':>10}{'textures':>10}{'threads':>9}{'files':>7}", flush=True)
    kiosk.wait_for("welcome", _PAGE_S)
    for number in range(1, visits + 1):
        is_sampled = number % every == 0
        visit = _check_in if is_sampled else _VISITS[number % len(_VISITS)]
        visit(kiosk, around)
        if is_sampled:
            sample = _sample(kiosk, probe, number, time.monotonic() - began_s)
            print(
                f"{number:8}{sample.elapsed_s / 60:7.1f}{sample.rss_kb / 1024:9.1f}{sample.objects:10}"
                f"{sample.textures:10}{sample.threads:9}{sample.descriptors:7}",
                flush=True,
            )
            yield sample


# Each visit begins with an empty slot and ends so. The next one does not wait for the welcome: a card wakes any page.


def _check_in(kiosk: KioskProcess, around: Surroundings) -> None:
    around.card.insert("single")
    _confirm_and_leave(kiosk, around)


def _check_in_from_a_family(kiosk: KioskProcess, around: Surroundings) -> None:
    around.card.insert("family")
    kiosk.wait_for("choose_person", _PAGE_S)
    kiosk.tap("choose_person.person", index=1)
    _confirm_and_leave(kiosk, around, "confirm_identity.dependent.yes")


def _check_in_in_another_look(kiosk: KioskProcess, around: Surroundings) -> None:
    around.card.insert("single")
    kiosk.wait_for("confirm_identity", _PAGE_S)
    kiosk.tap("footer.language")
    kiosk.wait_for("language", _PAGE_S)
    kiosk.tap("language.choice", index=languages().index("ar"))
    kiosk.wait_until(lambda screen: (screen["page"], screen["language"]) == ("confirm_identity", "ar"), "Arabic")
    kiosk.tap("footer.display")
    kiosk.wait_for("display", _PAGE_S)
    kiosk.tap("display.very_large")
    kiosk.wait_for("display", _PAGE_S)
    kiosk.tap("display.done")
    _confirm_and_leave(kiosk, around)


def _show_a_wrong_card(kiosk: KioskProcess, around: Surroundings) -> None:
    around.card.insert("bank")
    kiosk.wait_for("card_problem", _PAGE_S)
    around.card.remove()
    kiosk.wait_for("welcome", _PAGE_S)


def _type_and_go_away(kiosk: KioskProcess, _around: Surroundings) -> None:
    kiosk.wait_for("welcome", _PAGE_S)
    kiosk.tap("welcome.no_card")
    kiosk.wait_for("see_desk", _PAGE_S)
    kiosk.tap("type_traits.wanted")
    kiosk.wait_for("type_traits", _PAGE_S)
    for letter in "ADRU":
        kiosk.tap("keypad.key", index=ord(letter))
    for _ in range(2):
        kiosk.tap("type_traits.back")
        screen = kiosk.wait_until(lambda screen: screen["page"] != "type_traits", "the way back")
        if screen["page"] == "welcome":
            break


def _confirm_and_leave(kiosk: KioskProcess, around: Surroundings, answer: str = "confirm_identity.yes") -> None:
    kiosk.wait_for("confirm_identity", _PAGE_S)
    kiosk.tap(answer)
    kiosk.wait_for("take_card", _PAGE_S)
    around.card.remove()
    kiosk.wait_for("goodbye", _PAGE_S)


_VISITS: Sequence[Callable[[KioskProcess, Surroundings], None]] = (
    _check_in,
    _check_in_from_a_family,
    _check_in,
    _check_in_in_another_look,
    _check_in_from_a_family,
    _show_a_wrong_card,
    _check_in,
    _type_and_go_away,
)


def _sample(kiosk: KioskProcess, probe: Path, visits: int, elapsed_s: float) -> Sample:
    pid = kiosk.process.pid
    before = probe.read_text().count("\n") if probe.exists() else 0
    os.kill(pid, signal.SIGUSR1)
    ends_at_s = time.monotonic() + _PROBE_S
    while not probe.exists() or probe.read_text().count("\n") == before:
        if time.monotonic() > ends_at_s:
            raise TimeoutError("the probe does not answer")
        time.sleep(0.05)
    held = json.loads(probe.read_text().splitlines()[-1])
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Sample(
        visits,
        elapsed_s,
        rss_kb=int(status["VmRSS"].split()[0]),
        objects=held["objects"],
        textures=held["textures"],
        threads=int(status["Threads"]),
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
    )


def _judge(samples: Sequence[Sample]) -> int:
    """Print and return whether everything is flat after the warm-up."""
    rss, objects, textures = (
        Growth.of([(sample.visits, getattr(sample, name)) for sample in samples])
        for name in ("rss_kb", "objects", "textures")
    )
    verdicts = [
        (f"RSS {rss} kB a visit, at most {_RSS_KB_A_VISIT}", rss.least <= _RSS_KB_A_VISIT),
        (f"objects {objects} a visit, at most 1", objects.least <= 1),
        (f"textures {textures} a visit, at most 0.01", textures.least <= 0.01),
        ("threads the same", len({sample.threads for sample in samples}) == 1),
        ("open files the same", max(s.descriptors for s in samples) - min(s.descriptors for s in samples) <= 1),
    ]
    for words, holds in verdicts:
        print(f"{'ok' if holds else 'NOT FLAT':9}{words}")
    return 0 if all(holds for _, holds in verdicts) else 1


@dataclass(frozen=True)
class Growth:
    """A line through all samples: the allocator gives memory back when it likes, by several MB up and down."""

    slope: float
    error: float
    """Standard error of the slope."""

    @classmethod
    def of(cls, points: Sequence[tuple[int, int]]) -> "Growth":
        xs, ys = zip(*points, strict=True)
        slope, intercept = statistics.linear_regression(xs, ys)
        rest = sum((y - intercept - slope * x) ** 2 for x, y in points) / (len(points) - 2)
        mean_x = statistics.fmean(xs)
        return cls(slope, math.sqrt(rest / sum((x - mean_x) ** 2 for x in xs)))

    @property
    def least(self) -> float:
        """What it grows by at least, as far as the samples tell (two standard errors)."""
        return self.slope - 2 * self.error

    def __str__(self) -> str:
        return f"{self.slope:+.3f} (± {2 * self.error:.3f})"


@contextlib.contextmanager
def _probed_kiosk(around: Surroundings, folder: Path, display: str) -> Iterator[tuple[KioskProcess, Path]]:
    config = around.configure(folder, motion=True)
    settings = load(config)
    assert isinstance(settings, Settings), settings
    probe, log = folder / "probe.jsonl", Path("out") / "soak.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.probed_kiosk", str(probe), "run", "--config", str(config)],
            env=os.environ | {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            yield KioskProcess(process, settings, display), probe
        finally:
            process.terminate()
            process.wait(_STOP_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
