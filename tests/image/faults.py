"""`make image-test-full`: what an image must bear, tried out in QEMU; the table is left in `out/image-test-full/`.

Every case starts from a kiosk that a technician set up. A power cut is QEMU killed at once.
"""

import contextlib
import errno
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from image.make import disk as disk_layout
from image.make import signing, uboot_environment
from image.make.__main__ import default_cache
from image.make.build import Build
from image.make.bundle import make_bundle
from image.make.refusal import Refusal
from image.make.run import run
from image.make.signing import Signing, make_authority
from image.make.slot import KERNEL, ROOT
from image.make.steps import Steps
from image.make.variant import SMALL
from kiosk.problems import Problem
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.image import limits
from tests.image.check_in import install_certificate, set_up
from tests.image.commit_cuts import commit_cuts, name
from tests.image.guest import (
    PASSWORD,
    PROBLEM,
    Guest,
    in_lines,
    make_stick,
    require,
    surroundings,
    version_of,
)
from tests.image.machine import Machine, copy_disk, plain_drive, running, virt
from tests.image.panel import Panel
from tests.image.raspberry_pi import start_on_raspberry_pi_3
from tests.image.results import Results
from tests.image.technician import Technician

OUT = Path("out/image-test-full")
OLD, NEW = "0.1.0", "0.2.0"
_LOGGED_COMMITS, _LOGGED_CUTS, _REAL_CUTS = 12, 200, 10
_BLOCK = 1 << 16
_LOOK_S = 0.5

_WRONG = ("foreign", "cut-off", "board", "touched")
"""Of a foreign authority, without the end that holds the signature, for another board, with one bit changed."""

_NO_STICK = rf"ERROR {Problem.NOTHING_TO_DO.value}"


class Trial:
    """The disk of one kiosk, and what is done to it case after case."""

    def __init__(self, guest: Guest, bundles: Path, folder: Path) -> None:
        self.guest = guest
        self._bundles = bundles
        self._folder = folder
        self.partitions = disk_layout.partitions(guest.disk)

    def set_up(self) -> str:
        stick = make_stick(self._folder / "stick.img", {"insi.p12": self.guest.around.insi.pki.folder / "client.p12"})
        with self.guest.started(*stick) as (machine, technician):
            machine.wait_for_slot(limits.UBOOT_S)
            technician.log_in(PASSWORD, limits.LOGIN_S, is_first=True)
            set_up(technician, self.guest.around)
            install_certificate(technician)
            Panel(machine).wait_for("welcome", limits.KIOSK_S)
            self._wait_until_kept("A")
            switch_off(machine)
        return "set up, page Welcome"

    def bad_bundles_are_refused(self) -> str:
        """One after the other, each on a stick of its own that is plugged in and pulled out again."""
        with self.guest.started() as (machine, technician):
            slot = self.guest.log_in(machine, technician)
            refusals = [f"{bundle}: {self._refusal(machine, technician, bundle)}" for bundle in _WRONG]
            left = version_of(technician)
        if (slot, left) != ("A", OLD):
            raise AssertionError(f"slot {slot} with {left} runs")
        return "; ".join(refusals)

    def power_cut_while_updating(self) -> str:
        with self._with_bundle("new") as (machine, technician):
            self.guest.log_in(machine, technician)
            machine.technician.send("update install\r")
            reached = machine.technician.expect(r"\b([2-9]\d) ?%", limits.INSTALL_S)[1].decode()
        return f"cut at {reached} %"

    def update(self) -> str:
        """Run after the power cut: the old version starts, and installs the new one."""
        with self._with_bundle("new") as (machine, technician):
            self._require_started("A", OLD, machine, technician)
            began_s = time.monotonic()
            require(technician.ask("update install", limits.INSTALL_S), without=PROBLEM)
            took_s = time.monotonic() - began_s
            switch_off(machine)
        return f"slot A, {OLD} still starts; {NEW} installed in {took_s:.0f} s"

    def new_version_starts(self) -> str:
        with self._with_bundle("old") as (machine, technician):
            at_s = self._require_started("B", NEW, machine, technician)
            refusal = require(technician.ask("update install", limits.INSTALL_S), having=PROBLEM)
            self._wait_until_kept("B")
            kept_at_s = machine.age_s
            switch_off(machine)
        return f"slot B, {NEW}, login after {at_s:.0f} s, kept after {kept_at_s:.0f} s; older: {in_lines(refusal)}"

    def broken_slot(self) -> str:
        """Wipe the beginning of the running slot's root: it can be mounted no more."""
        with self.guest.disk.open("r+b") as disk:
            disk.seek(self.partitions[6].start)
            disk.write(bytes(_BLOCK))
        began_s = time.monotonic()
        with self.guest.started(restarts=True) as (machine, technician):
            tries = [machine.wait_for_slot(limits.RESTART_S)]
            while tries[-1] == "B" and len(tries) < 6:
                tries.append(machine.wait_for_slot(limits.RESTART_S))
            technician.log_in(PASSWORD, limits.LOGIN_S)
            version = version_of(technician)
        if tries != ["B", "B", "B", "A"] or version != OLD:
            raise AssertionError(f"slots {' '.join(tries)}, then {version} runs")
        return f"tried {' '.join(tries)}; {OLD} after {time.monotonic() - began_s:.0f} s"

    def half_written_environment(self) -> str:
        """Overwrite the second half of `uboot.env`."""
        file = self._folder / "uboot.env"
        run(["mcopy", "-n", "-o", "-i", self._boot_partition, "::uboot.env", file])
        content = bytearray(file.read_bytes())
        content[8:] = bytes(len(content) - 8)
        file.write_bytes(bytes(content))
        run(["mcopy", "-o", "-i", self._boot_partition, file, "::uboot.env"])
        with self.guest.started() as (machine, technician):
            at_s = self._require_started("A", OLD, machine, technician)
            self._wait_until_kept("A")
            switch_off(machine)
        return f"slot A, {OLD}, login after {at_s:.0f} s"

    def full_data_partition(self) -> str:
        with self._mounted_data() as data:
            fill(data / "ballast")
        with self.guest.started() as (machine, technician):
            self.guest.log_in(machine, technician)
            Panel(machine).wait_for("welcome", limits.KIOSK_S)
            technician.ask(f"set establishment.name {name(999)}")
            answer = require(technician.ask("commit", limits.SETUP_S), having=PROBLEM)
            require(technician.ask("show establishment.name"), without=name(999))
            switch_off(machine)
        with self._mounted_data() as data:
            (data / "ballast").unlink()
        return f"page Welcome; commit: {in_lines(answer)}"

    def logged_cuts_while_committing(self) -> str:
        before, log = self._folder / "before.img", self._folder / "writes.log"
        copy_disk(self.guest.disk, before)
        log.touch()
        acknowledged = []
        with self.guest.started(logged_to=log) as (machine, technician):
            self.guest.log_in(machine, technician)
            for number in range(1, _LOGGED_COMMITS + 1):
                self._commit(technician, number)
                acknowledged.append(log.stat().st_size)
        began_s = time.monotonic()
        told = commit_cuts(
            before, log, self.partitions[7], acknowledged, self._folder, cuts=_LOGGED_CUTS, seed=len(acknowledged)
        )
        before.unlink()
        return f"{told}, in {time.monotonic() - began_s:.0f} s"

    def real_cuts_while_committing(self) -> str:
        chance = random.Random(_REAL_CUTS)  # noqa: S311 -- repeatable, not secret
        last = _LOGGED_COMMITS
        for _ in range(_REAL_CUTS):
            # Cut so soon, no start lasts long enough to give the slot its try back.
            run(["mdel", "-i", self._boot_partition, "::uboot.env"])
            with self.guest.started() as (machine, technician):
                self.guest.log_in(machine, technician)
                require(technician.ask("show establishment.name"), having=rf"{name(last)}|{name(last - 1)}")
                self._commit(technician, last + 1)
                technician.ask(f"set establishment.name {name(last + 2)}")
                machine.technician.send("commit\r")
                time.sleep(chance.uniform(0, 2))
            last += 2
        return f"{_REAL_CUTS} cuts; each time the old or the new configuration"

    def _commit(self, technician: Technician, number: int) -> None:
        technician.ask(f"set establishment.name {name(number)}")
        require(technician.ask("commit", limits.SETUP_S), without=PROBLEM)

    @contextlib.contextmanager
    def _mounted_data(self) -> Iterator[Path]:
        """Mount the data partition on this host while the machine is off."""
        mounted = self._folder / "data"
        mounted.mkdir(exist_ok=True)
        data = self.partitions[7]
        run(["mount", "-o", f"loop,offset={data.start},sizelimit={data.size}", self.guest.disk, mounted])
        try:
            yield mounted
        finally:
            run(["umount", mounted])

    @contextlib.contextmanager
    def _with_bundle(self, bundle: str) -> Iterator[tuple[Machine, Technician]]:
        stick = make_stick(self._folder / "stick.img", {"update.raucb": self._bundles / f"{bundle}.raucb"})
        with self.guest.started(*stick) as started:
            yield started

    def _refusal(self, machine: Machine, technician: Technician, bundle: str) -> str:
        """Plug a stick in for one attempt to install what is on it; return why the console does not."""
        stick = self._folder / f"{bundle}.img"
        make_stick(stick, {"update.raucb": self._bundles / f"{bundle}.raucb"})
        pull_out = machine.plug_in(stick)
        ends_at_s = time.monotonic() + limits.STICK_S
        while re.search(_NO_STICK, answer := technician.ask("update install", limits.INSTALL_S)):
            if time.monotonic() > ends_at_s:
                break
        pull_out()
        return in_lines(require(answer, having=PROBLEM, without=_NO_STICK))

    def _require_started(self, slot: str, version: str, machine: Machine, technician: Technician) -> float:
        """Return the machine's age at login."""
        started = self.guest.log_in(machine, technician)
        at_s = machine.age_s
        if (started, running := version_of(technician)) != (slot, version):
            raise AssertionError(f"slot {started} with {running} runs instead of {slot} with {version}")
        return at_s

    def _wait_until_kept(self, slot: str) -> None:
        """Wait until the running slot has its three tries back."""
        ends_at_s = time.monotonic() + limits.KEPT_S
        while self._uboot_environment().get(f"BOOT_{slot}_LEFT") != "3":
            if time.monotonic() > ends_at_s:
                raise AssertionError(f"slot {slot} was not kept within {limits.KEPT_S:.0f} s")
            time.sleep(_LOOK_S)

    def _uboot_environment(self) -> dict[str, str]:
        """Read what is on the disk; empty while it is being written."""
        file = self._folder / "uboot.env"
        try:
            run(["mcopy", "-n", "-o", "-i", self._boot_partition, "::uboot.env", file])
            return uboot_environment.decode(file.read_bytes())
        except (Refusal, ValueError):
            return {}

    @property
    def _boot_partition(self) -> str:
        return f"{self.guest.disk}@@{self.partitions[1].start}"


def switch_off(machine: Machine) -> None:
    """Restart by the console, which ends QEMU."""
    machine.technician.send("reboot now\r")
    machine.wait_for_end(limits.RESTART_S)


def slots_in_turn(image: Path, folder: Path) -> str:
    """Take the kernels away: U-Boot tries A three times, B three times, and begins again instead of standing still."""
    copy_disk(image, disk := folder / "kernelless.img")
    table = disk_layout.partitions(disk)
    for number in (2, 3):
        with disk.open("r+b") as file:
            file.seek(table[number].start)
            file.write(bytes(_BLOCK))
    with running([*virt(), *plain_drive(disk)], OUT, restarts=True) as machine:
        tried = "".join(machine.wait_for_slot(limits.UBOOT_S) for _ in range(7))
    disk.unlink()
    if tried != "AAABBBA":
        raise AssertionError(f"tried {tried}")
    return f"tried {tried}"


def fill(file: Path) -> None:
    """Write until the file system is full."""
    with file.open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(_BLOCK)):
                pass
        except OSError as failure:
            if failure.errno != errno.ENOSPC:
                raise


def make_bundles(old: Path, new: Path, signed: Signing, folder: Path) -> None:
    """Make the right bundles of the slots of the two versions, and the wrong ones."""
    make_bundle(new, NEW, signed, folder / "new.raucb")
    make_bundle(old, OLD, signed, folder / "old.raucb")
    make_authority(folder / "authority", "foreign")
    foreign = Signing(
        folder / "authority/ca.pem", folder / "authority/signer.pem", folder / "authority/signer.key", is_for_trial=True
    )
    (little := folder / "little").mkdir()
    for partition in (KERNEL, ROOT):
        (little / partition).write_bytes(os.urandom(_BLOCK))  # RAUC refuses to pack next to nothing
    make_bundle(little, NEW, foreign, folder / "foreign.raucb")
    make_bundle(little, NEW, signed, folder / "board.raucb", compatible="another-board")
    touched = bytearray((folder / "new.raucb").read_bytes())
    touched[len(touched) // 2] ^= 1
    (folder / "touched.raucb").write_bytes(touched)
    (folder / "cut-off.raucb").write_bytes(touched[: len(touched) // 2])


def main() -> int:
    cache = default_cache()
    steps = Steps(cache)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="image-test-full-", dir=cache) as place:
        folder = Path(place)
        with steps.alone():
            signed = signing.given(None, None, None, cache / "trial-signing")
            old, new = Build(SMALL, OLD, signed, steps), Build(SMALL, NEW, signed, steps)
            image, *_ = old.image(folder)
            parts = old.parts()
            make_bundles(parts.slot, new.parts().slot, signed, folder)
        copy_disk(image, untouched := folder / "untouched.img")
        try:
            enter_private_namespace()
        except NamespaceRefused as refusal:
            print(refusal, file=sys.stderr)
            return 1
        with surroundings(folder, OUT / "paper") as around:
            trial = Trial(Guest(image, OUT, around), folder, folder)
            return try_out(cases(trial, untouched, parts.debian, folder), Results(OUT / "results.md"))


Case: TypeAlias = tuple[str, Callable[[], str]]


def cases(trial: Trial, untouched: Path, debian: Path, folder: Path) -> list[Case]:
    """Each leaves the kiosk so that the next can begin."""
    return [
        ("neither slot has a kernel", lambda: slots_in_turn(untouched, folder)),
        ("Raspberry Pi 3 (QEMU raspi3b)", lambda: start_on_raspberry_pi_3(untouched, debian, folder, OUT)),
        ("a technician sets the kiosk up", trial.set_up),
        ("bundles that are refused", trial.bad_bundles_are_refused),
        ("power cut during the update", trial.power_cut_while_updating),
        ("update", trial.update),
        ("the new version", trial.new_version_starts),
        ("root of the new slot destroyed", trial.broken_slot),
        ("U-Boot's environment half written", trial.half_written_environment),
        ("data partition full", trial.full_data_partition),
        ("power cuts while committing, on the file system", trial.logged_cuts_while_committing),
        ("power cuts while committing, of the machine", trial.real_cuts_while_committing),
    ]


def try_out(cases: Sequence[Case], results: Results) -> int:
    for case, make in cases:
        try:
            results.passed(case, make())
        except (AssertionError, TimeoutError, Refusal) as failure:  # NotSeen and NotShown are such
            results.failed(case, str(failure))
    return results.conclude()


if __name__ == "__main__":
    sys.exit(main())
