import io
import json
from contextlib import redirect_stdout

import pytest

from tests.emulators.child_program import ProgramNotStarted
from tests.emulators.insi import steer
from tests.emulators.insi.launch import start_simulator
from tests.emulators.insi.steering import InsiSimulator, SteeringError
from tests.integration.insi_simulator.client import DOMINIQUE, NOBODY, ask, connect, post

pytestmark = pytest.mark.xdist_group("insi_simulator")


def command(simulator, *words: str) -> str:
    """Run the program a person steers with."""
    with redirect_stdout(io.StringIO()) as said:
        assert steer.main([str(simulator.steering._control), *words]) == 0
    return said.getvalue()


def test_a_person_can_inject_a_file_more_than_once(simulator, tmp_path):
    path = tmp_path / "answer.xml"
    path.write_bytes(b"<anything/>")
    command(simulator, "inject", str(path), "2")

    assert [ask(simulator, DOMINIQUE).body == b"<anything/>" for _ in range(3)] == [True, True, False]


def test_a_person_can_plan_every_kind_of_trouble(simulator):
    command(simulator, "fault", "desir_1020")
    command(simulator, "http", "half-xml")
    command(simulator, "http", "bad-gateway", "--always")
    command(simulator, "delay", "0.01")
    command(simulator, "drop", "in-body", "3")
    command(simulator, "tls", "reset")
    command(simulator, "profile", "production")
    command(simulator, "style", "cnda+pretty")
    command(simulator, "idams", "AAA17NF23FW0")
    command(simulator, "strict", "on")

    status = json.loads(command(simulator, "status"))
    assert status["planned"] == {"delays": 1, "answers": 4, "handshakes": 1}
    assert (status["profile"], status["style"], status["strict"]) == ("production", "cnda+pretty", True)

    command(simulator, "reset")
    status = json.loads(command(simulator, "status"))
    assert status["planned"] == {"delays": 0, "answers": 0, "handshakes": 0}
    assert (status["profile"], status["style"], status["strict"]) == ("qualification", "later", False)
    assert ask(simulator, DOMINIQUE).status == 200


def test_a_person_sees_what_was_received_and_what_was_wrong_with_it(simulator):
    simulator.steering.strict()
    ask(simulator, NOBODY)

    shown = command(simulator, "requests")
    assert "INSI-AUTO rechercherInsAvecTraitsIdentite -> insi_102" in shown
    assert "temps-stale in ContexteLPS/Temps: " in shown
    assert "PERSONNE" not in shown
    assert "PERSONNE" in command(simulator, "requests", "--bodies")
    assert "TLSv1.3" in command(simulator, "handshakes")


def test_the_console_names_deviations_and_no_person(pki_folder, capfd):
    with start_simulator(pki_folder, "--strict", quiet=False) as simulator:
        ask(simulator, DOMINIQUE)

    console = capfd.readouterr().err
    assert "#1 rechercherInsAvecTraitsIdentite -> 00" in console
    assert "context-missing in ContexteBAM" in console
    assert "DOMINIQUE" not in console


def test_kept_alive_connections_can_be_ended(simulator):
    connection = connect(simulator)
    assert post(connection, DOMINIQUE).status == 200

    simulator.steering.end_connections()

    connection.sock.settimeout(20)
    assert connection.sock.recv(1) == b""
    connection.close()
    assert ask(simulator, DOMINIQUE).status == 200


def test_a_slow_answer_comes_byte_by_byte(simulator):
    simulator.steering.http("drip")
    connection = connect(simulator)
    connection.request("POST", "/lps", DOMINIQUE)
    response = connection.getresponse()

    assert [response.read(1) for _ in range(3)] == [b"<", b"?", b"x"]
    connection.close()
    response.close()


def test_half_of_an_answer_can_come_as_if_it_were_whole(simulator):
    whole = ask(simulator, DOMINIQUE).body
    simulator.steering.http("half-xml")

    assert ask(simulator, DOMINIQUE).body == whole[: len(whole) // 2]


def test_a_test_can_wait_for_a_request(simulator):
    assert not simulator.steering.wait_for_requests(1, timeout_s=0.01)
    ask(simulator, DOMINIQUE)
    assert simulator.steering.wait_for_requests(1)


def test_a_second_simulator_does_not_take_the_control_of_the_first(simulator, pki_folder, capfd):
    control = str(simulator.steering._control)

    with pytest.raises(ProgramNotStarted), start_simulator(pki_folder, "--control", control):
        pass

    assert "another simulator listens there" in capfd.readouterr().err
    assert simulator.steering.status()


def test_a_simulator_that_is_not_there_is_said_so(tmp_path, capsys):
    with pytest.raises(SteeringError):
        InsiSimulator(tmp_path / "control").status()
    assert steer.main([str(tmp_path / "control"), "status"]) == 1
    assert "No such file" in capsys.readouterr().err
