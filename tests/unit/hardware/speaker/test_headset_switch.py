import contextlib
import os
import subprocess
import tty
from pathlib import Path

import pytest

from hardware.speaker import headset_switch
from hardware.speaker.api import Headset
from hardware.speaker.headset_switch import EV_SW, EV_SYN, EVENT, SW_HEADPHONE_INSERT, SYN_DROPPED, HeadsetSwitch

_SW_LINEOUT_INSERT = 0x06
_NUMBERS = """
#include <stdio.h>
#include <linux/input.h>
int main(void) {
    printf("%lu %zu %d %d %d %d", (unsigned long)EVIOCGSW(8), sizeof(struct input_event),
           EV_SYN, EV_SW, SYN_DROPPED, SW_HEADPHONE_INSERT);
}
"""
_KERNEL_SWITCHES = [
    Path("/dev/input") / file.parents[1].name
    for file in Path("/sys/class/input").glob("event*/device/capabilities/sw")
    if int(file.read_text().split()[-1], 16) >> SW_HEADPHONE_INSERT & 1
]


def event(kind, code, value):
    return EVENT.pack(1, 2, kind, code, value)


@pytest.fixture
def line():
    """The sender's descriptor and the path of a line that carries events."""
    sender, receiver = os.openpty()
    tty.setraw(receiver)
    yield sender, os.ttyname(receiver)
    for end in (sender, receiver):
        with contextlib.suppress(OSError):
            os.close(end)


@pytest.fixture
def switch(line):
    with contextlib.closing(HeadsetSwitch(line[1])) as opened:
        yield opened


def test_it_is_unplugged_until_the_line_tells_otherwise(switch):
    assert switch.look() is Headset.UNPLUGGED
    assert switch.fd is not None


def test_plugging_in_and_out_is_told(line, switch):
    switch.look()
    os.write(line[0], event(EV_SW, SW_HEADPHONE_INSERT, 1) + event(EV_SYN, 0, 0))
    assert switch.look() is Headset.PLUGGED
    assert switch.look() is Headset.PLUGGED
    os.write(line[0], event(EV_SW, SW_HEADPHONE_INSERT, 0) + event(EV_SYN, 0, 0))
    assert switch.look() is Headset.UNPLUGGED


def test_other_switches_mean_nothing(line, switch):
    switch.look()
    os.write(line[0], event(EV_SW, _SW_LINEOUT_INSERT, 1))
    assert switch.look() is Headset.UNPLUGGED


def test_an_event_may_come_in_pieces(line, switch):
    switch.look()
    whole = event(EV_SW, SW_HEADPHONE_INSERT, 1)
    os.write(line[0], whole[:7])
    assert switch.look() is Headset.UNPLUGGED
    os.write(line[0], whole[7:])
    assert switch.look() is Headset.PLUGGED


def test_after_lost_events_the_position_is_asked_anew(line, switch):
    switch.look()
    os.write(line[0], event(EV_SW, SW_HEADPHONE_INSERT, 1) + event(EV_SYN, SYN_DROPPED, 0))
    # This line cannot be asked, so it counts as unplugged, the safe side.
    assert switch.look() is Headset.UNPLUGGED


def test_a_device_that_goes_away_tells_nothing_and_is_found_again(line, tmp_path):
    device = tmp_path / "headset"
    with contextlib.closing(HeadsetSwitch(str(device))) as switch:
        assert switch.look() is Headset.UNKNOWN
        assert switch.fd is None
        device.symlink_to(line[1])
        assert switch.look() is Headset.UNPLUGGED
        os.write(line[0], event(EV_SW, SW_HEADPHONE_INSERT, 1))
        assert switch.look() is Headset.PLUGGED
        os.close(line[0])
        assert switch.look() is Headset.UNKNOWN
        assert switch.fd is None


def test_the_numbers_are_those_of_the_kernels_header(tmp_path):
    source = tmp_path / "numbers.c"
    source.write_text(_NUMBERS)
    subprocess.run(["gcc", "-o", tmp_path / "numbers", source], check=True, timeout=20)
    printed = subprocess.run([tmp_path / "numbers"], check=True, timeout=20, capture_output=True, text=True).stdout
    expected = [headset_switch._EVIOCGSW, EVENT.size, EV_SYN, EV_SW, SYN_DROPPED, SW_HEADPHONE_INSERT]
    assert [int(number) for number in printed.split()] == expected


@pytest.mark.device
def test_the_kernel_tells_the_position_of_a_real_socket():
    assert _KERNEL_SWITCHES, "this machine has no headset socket that the kernel reports"
    with contextlib.closing(HeadsetSwitch(str(_KERNEL_SWITCHES[0]))) as switch:
        assert switch.look() in Headset
        assert switch.fd is not None
