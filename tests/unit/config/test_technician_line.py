"""The login is offered on a line unless a device of the kiosk hangs there."""

import os
import pty

import pytest

from config.technician_line import main
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
    assert main([line], configured(SMALLEST)) == 0


@pytest.mark.parametrize("text", ["[establishment", ""])
def test_a_configuration_with_mistakes_keeps_no_technician_out(configured, line, text):
    assert main([line], configured(text)) == 0


def test_a_kiosk_without_configuration_keeps_no_technician_out(tmp_path, line):
    assert main([line], tmp_path / "kiosk.toml") == 0


def test_a_printer_s_line_is_the_printer_s_also_under_another_name(configured, line, tmp_path):
    (tmp_path / "by-id").symlink_to(line)
    text = SMALLEST.replace('driver = "disabled"', f'driver = "escpos-serial"\ndevice = "{tmp_path}/by-id"')
    assert main([line], configured(text)) == 1


def test_the_lights_line_is_the_lights(configured, line):
    assert main([line], configured(f'{SMALLEST}[indicator]\ndriver = "numato"\ndevice = "{line}"\n')) == 1
