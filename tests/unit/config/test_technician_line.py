"""The login is offered on a line unless a device of the kiosk hangs there."""

import os
import pty
import subprocess
import sys

import pytest

from config.technician_line import DRIVERS_ON_A_LINE, main
from hardware.indicator.options import NumatoOptions
from hardware.printer.options import SerialOptions
from tests.unit.config.test_settings import SMALLEST


@pytest.fixture
def line():
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def configured(tmp_path):
    def configured(text: str):
        file = tmp_path / "kiosk.toml"
        file.write_text(text)
        return file

    return configured


def test_a_line_that_nobody_names_is_the_technician_s(configured, line):
    assert main([line, str(configured(SMALLEST))]) == 0


@pytest.mark.parametrize("text", ["[establishment", ""])
def test_a_configuration_with_mistakes_keeps_no_technician_out(configured, line, text):
    assert main([line, str(configured(text))]) == 0


def test_a_kiosk_without_configuration_keeps_no_technician_out(tmp_path, line):
    assert main([line, str(tmp_path / "kiosk.toml")]) == 0


def test_a_printer_s_line_is_the_printer_s_also_under_another_name(configured, line, tmp_path):
    (tmp_path / "by-id").symlink_to(line)
    text = SMALLEST.replace('driver = "disabled"', f'driver = "escpos-serial"\ndevice = "{tmp_path}/by-id"')
    assert main([line, str(configured(text))]) == 1


def test_the_lights_line_is_the_lights(configured, line):
    assert main([line, str(configured(f'{SMALLEST}[indicator]\ndriver = "numato"\ndevice = "{line}"\n'))]) == 1


@pytest.mark.parametrize(
    "text", [SMALLEST, "[establishment", 'printer = "escpos-serial"', '[printer]\ndriver = ["numato"]']
)
def test_the_schema_is_left_alone_where_no_device_is_on_a_line(configured, line, text):
    asked = "import sys; from config import technician_line as asked; assert not asked.main(sys.argv[1:]);"
    asked += "assert not {'config.settings', 'pydantic'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", asked, line, configured(text)], check=True)


def test_every_driver_on_a_line_is_known():
    assert (SerialOptions().driver, NumatoOptions().driver) == DRIVERS_ON_A_LINE
