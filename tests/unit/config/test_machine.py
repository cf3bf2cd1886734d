"""What /proc and /sys tell, on a machine made of files."""

import pytest

from config.machine import Machine


@pytest.fixture
def root(tmp_path):
    def write(name, content):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content + "\n")

    write("proc/loadavg", "0.20 0.15 0.10 1/180 4242")
    write("sys/class/thermal/thermal_zone0/temp", "41200")
    write("sys/class/thermal/thermal_zone1/temp", "57900")
    write("sys/class/drm/card1-HDMI-A-1/status", "connected")
    write("sys/class/drm/card1-HDMI-A-2/status", "disconnected")
    write("sys/class/drm/card1-Writeback-1/status", "unknown")
    write("sys/class/input/input3/capabilities/abs", "260800000000003")
    write("sys/class/input/input3/name", "ILITEK Multi-Touch-V5000")
    write("sys/class/input/input4/capabilities/abs", "0")
    write("sys/class/input/input4/name", "gpio-keys")
    for device, maker, product, kind in (
        ("1-1", "ACS", "ACR39U ICC Reader", "0b"),
        ("1-2", "EPSON", "TM-T20III", "07"),
        ("1-3", "", "USB Keyboard", "03"),
    ):
        write(f"sys/bus/usb/devices/{device}/{device}:1.0/bInterfaceClass", kind)
        write(f"sys/bus/usb/devices/{device}/product", product)
        if maker:
            write(f"sys/bus/usb/devices/{device}/manufacturer", maker)
        link = tmp_path / f"sys/bus/usb/devices/{device}:1.0"
        link.symlink_to(tmp_path / f"sys/bus/usb/devices/{device}/{device}:1.0")
    return tmp_path


def test_readers_printers_screens_and_touch_panels_are_named(root):
    machine = Machine(root)
    assert machine.card_readers() == ["ACS ACR39U ICC Reader"]
    assert machine.usb_printers() == ["EPSON TM-T20III"]
    assert machine.displays() == {"HDMI-A-1": True, "HDMI-A-2": False}
    assert machine.touch_panels() == ["ILITEK Multi-Touch-V5000"]


def test_the_hottest_zone_and_the_load_are_told(root):
    assert Machine(root).temperature_c() == 57
    assert Machine(root).load() == "0.20"


def test_a_machine_that_tells_nothing_is_no_failure(tmp_path):
    machine = Machine(tmp_path)
    assert (machine.load(), machine.temperature_c(), machine.card_readers(), machine.displays()) == ("", None, [], {})
    assert machine.free_percent(tmp_path / "not" / "yet" / "there") in range(101)
