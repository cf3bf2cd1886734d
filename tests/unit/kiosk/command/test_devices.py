"""Commands that drive a device never do so beside the kiosk or a technician's test."""

import json

import pytest

from kiosk.__main__ import main
from kiosk.command.exit_status import ExitStatus
from kiosk.durable import locked
from tests.unit.config.test_settings import SMALLEST

COMMANDS = (["card", "read"], ["card", "trace"], ["insi", "search", "--from-card"])


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text(SMALLEST.replace('"pcsc"', '"disabled"') + '[storage]\nstate_dir = "state"\n')
    return file


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_device_in_use_is_left_alone(config, command, capsys, monkeypatch):
    monkeypatch.setattr("kiosk.command.devices._LOCK_S", 0.05)
    state_dir = config.with_name("state")
    state_dir.mkdir()
    with locked(state_dir / "devices.lock", 0):
        assert main([*command, "--json", "--config", str(config)]) == ExitStatus.CANNOT_START
    assert json.loads(capsys.readouterr().out)["code"] == "S-108"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_free_device_is_used_and_given_back(config, command, capsys):
    for _ in range(2):
        assert main([*command, "--json", "--config", str(config)]) == ExitStatus.NO_READER
    with locked(config.with_name("state") / "devices.lock", 0):
        capsys.readouterr()


def test_a_lock_that_cannot_be_made_is_said(config, capsys):
    config.with_name("state").write_text("in the way")
    assert main(["card", "read", "--json", "--config", str(config)]) == ExitStatus.CANNOT_START
    assert json.loads(capsys.readouterr().out)["code"] == "S-103"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_trace_that_is_not_there_is_said(config, command, capsys):
    config.write_text(config.read_text().replace('"disabled"', '"replay"\ntrace = "missing.trace"', 1))
    assert main([*command, "--json", "--config", str(config)]) == ExitStatus.CANNOT_START
    said = json.loads(capsys.readouterr().out)
    assert said["code"] == "R-101"
    assert "missing.trace" in said["text"]


@pytest.mark.parametrize("wait", ["nan", "inf", "-1", "1e300", "soon"])
def test_nobody_waits_for_a_card_for_ever(wait, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["card", "read", f"--wait={wait}"])
    assert ended.value.code == ExitStatus.USAGE
    assert f"{wait} is no number of seconds" in capsys.readouterr().err
