"""The control socket, over a real Unix socket."""

import contextlib
import json
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.control import server
from kiosk.control.client import ControlClient
from kiosk.control.protocol import (
    LONGEST_TRACE_MINUTES,
    Answer,
    Command,
    Order,
    ProtocolError,
    Question,
    Request,
    decode_answer,
    decode_request,
    encode_answer,
    encode_request,
)
from kiosk.control.server import ControlService
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker

STATUS = {"state": "welcome"}


@pytest.fixture
def orders():
    return []


@pytest.fixture
def path(tmp_path, orders):
    path = tmp_path / "control.socket"
    service = ControlService(path, lambda: {Question.STATUS: STATUS}, orders.append)
    worker: Worker[None] = Worker("control", lambda: service, silence_s=10)
    supervisor = Supervisor([worker], lambda: None)
    supervisor.start()
    yield path
    assert supervisor.stop(5) == []
    assert not path.exists()


def test_a_question_is_answered_and_the_next_too(path):
    with ControlClient(path) as client:
        assert client.ask(Question.STATUS) == Answer(STATUS)
        assert client.ask(Question.STATUS) == Answer(STATUS)


def test_what_is_not_known_yet_is_said(path):
    with ControlClient(path) as client:
        assert client.ask(Question.SCREEN) is ProtocolError.NOT_READY


def test_an_order_is_taken_and_handed_on(path, orders):
    with ControlClient(path) as client:
        assert client.ask(Order(Command.PAUSE)) == Answer({"taken": "pause"})
        assert client.ask(Order(Command.TRACE, 5)) == Answer({"taken": "trace"})
    assert orders == [Order(Command.PAUSE), Order(Command.TRACE, 5)]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"\n", "malformed"),
        (b"\xff\xfe\n", "malformed"),
        (b"[]\n", "malformed"),
        (b'{"v": 2, "ask": "status"}\n', "wrong_version"),
        (b'{"v": 1, "ask": "reboot"}\n', "unknown_question"),
        (b'{"v": 1, "ask": {}}\n', "unknown_question"),
        (b'{"v": 1, "do": "reboot"}\n', "unknown_command"),
        (b'{"v": 1, "do": []}\n', "unknown_command"),
        (b'{"v": 1, "do": "trace", "minutes": 1e9}\n', "malformed"),
        (b'{"v": 1, "do": "trace", "minutes": true}\n', "malformed"),
        (b"[" * 60_000 + b"\n", "malformed"),
    ],
)
def test_nonsense_is_answered_by_name_and_the_line_stays_usable(path, line, error):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(path))
        stream = raw.makefile("rwb")
        stream.write(line + encode_request(Question.STATUS))
        stream.flush()
        assert decode_answer(stream.readline()) is ProtocolError(error)
        assert decode_answer(stream.readline()) == Answer(STATUS)


@given(st.binary(max_size=200))
def test_no_line_at_all_breaks_the_decoders(line):
    assert isinstance(decode_request(line), Request | ProtocolError)
    assert isinstance(decode_answer(line), Answer | ProtocolError)


MEMBERS = st.sampled_from(["v", "ask", "do", "minutes", ""])
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([*Command, *Question])
OBJECTS = st.dictionaries(MEMBERS, st.recursive(VALUES, st.lists) | st.just(1))


@given(OBJECTS)
def test_no_object_at_all_breaks_the_decoders(content):
    line = json.dumps(content, default=lambda member: member.value).encode()
    assert isinstance(decode_request(line), Request | ProtocolError)


@given(
    st.sampled_from(Question)
    | st.sampled_from([Command.PAUSE, Command.RESUME, Command.RELOAD]).map(Order)
    | st.integers(0, LONGEST_TRACE_MINUTES).map(lambda minutes: Order(Command.TRACE, minutes))
)
def test_requests_survive_the_wire(request):
    assert decode_request(encode_request(request)) == request


@given(st.dictionaries(st.text(), st.integers()))
def test_answers_survive_the_wire(content):
    assert decode_answer(encode_answer(Answer(content))) == Answer(content)


LINES = st.binary(max_size=300).map(lambda line: line.replace(b"\n", b" ")) | OBJECTS.map(
    lambda content: json.dumps(content, default=lambda member: member.value).encode()
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=5), st.integers(1, 400))
def test_whatever_comes_over_the_socket_in_whatever_pieces_the_next_question_is_answered(path, lines, piece):
    sent = b"".join(line + b"\n" for line in lines) + encode_request(Question.STATUS)
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(path))
        stream = raw.makefile("rb")
        for start in range(0, len(sent), piece):
            raw.sendall(sent[start : start + piece])
        answers = [decode_answer(stream.readline()) for _ in range(len(lines) + 1)]
    assert answers[-1] == Answer(STATUS)


def test_a_line_without_an_end_is_cut_and_the_next_client_is_served(path):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(path))
        raw.sendall(b"x" * 70_000 + b"\n")
        assert decode_answer(raw.makefile("rb").readline()) is ProtocolError.MALFORMED
    with ControlClient(path) as client:
        assert client.ask(Question.STATUS) == Answer(STATUS)


def test_the_last_line_is_answered_without_its_end_too(path):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(path))
        raw.sendall(encode_request(Question.STATUS).rstrip())
        raw.shutdown(socket.SHUT_WR)
        assert decode_answer(raw.makefile("rb").readline()) == Answer(STATUS)


def test_a_client_that_drips_is_left_when_its_time_is_over(path, monkeypatch):
    monkeypatch.setattr(server, "_VISIT_S", 0.5)
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(path))
        began_at_s = time.monotonic()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() - began_at_s < 4:
                raw.sendall(b"x")
                time.sleep(0.1)
        assert time.monotonic() - began_at_s < 3
    with ControlClient(path) as client:
        assert client.ask(Question.STATUS) == Answer(STATUS)
