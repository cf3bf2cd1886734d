import json
import socket

import pytest

from tests.emulators.printer.steering import running_printer


def test_a_person_may_keep_the_control_socket_open_while_the_printer_works(tmp_path):
    with running_printer(tmp_path) as emulator, socket.socket(socket.AF_UNIX) as idle:
        idle.connect(str(emulator._control))
        idle.sendall(b"cov")
        emulator.steer("offline")
        idle.sendall(b"er open\nstatus\n")
        idle.settimeout(20)
        answers = idle.makefile()
        assert json.loads(answers.readline()) == {"ok": True}
        sensors = json.loads(answers.readline())["sensors"]
        assert sensors["cover_open"]
        assert sensors["switched_offline"]


@pytest.mark.parametrize("command", ["", "paper", "paper out after many", "garbage zz", "garbage 5", "explode"])
def test_what_is_no_command_is_refused_and_the_printer_works_on(tmp_path, command):
    with running_printer(tmp_path) as emulator:
        with pytest.raises(ValueError, match="the commands are"):
            emulator.steer(command)
        assert emulator.tickets == 0
