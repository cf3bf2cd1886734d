"""The control socket, over a real Unix socket."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.control.client import ControlClient
from kiosk.control.protocol import (
    Answer,
    ProtocolError,
    Question,
    decode_answer,
    decode_question,
    encode_answer,
    encode_question,
)
from kiosk.control.server import ControlService
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker

STATUS = {"state": "welcome"}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "control.socket"
    service = ControlService(path, lambda: {Question.STATUS: STATUS})
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


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"\n", "malformed"),
        (b"\xff\xfe\n", "malformed"),
        (b"[]\n", "malformed"),
        (b'{"v": 2, "ask": "status"}\n', "wrong_version"),
        (b'{"v": 1, "ask": "reboot"}\n', "unknown_question"),
        (b'{"v": 1, "ask": {}}\n', "unknown_question"),
        (b"[" * 60_000 + b"\n", "malformed"),
    ],
)
def test_nonsense_is_answered_by_name_and_the_line_stays_usable(path, line, error):
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(5)
        raw.connect(str(path))
        stream = raw.makefile("rwb")
        stream.write(line + encode_question(Question.STATUS))
        stream.flush()
        assert decode_answer(stream.readline()) is ProtocolError(error)
        assert decode_answer(stream.readline()) == Answer(STATUS)


@given(st.binary(max_size=200))
def test_no_line_at_all_breaks_the_decoders(line):
    assert isinstance(decode_question(line), Question | ProtocolError)
    assert isinstance(decode_answer(line), Answer | ProtocolError)


@given(st.sampled_from(Question))
def test_questions_survive_the_wire(question):
    assert decode_question(encode_question(question)) is question


@given(st.dictionaries(st.text(), st.integers()))
def test_answers_survive_the_wire(content):
    assert decode_answer(encode_answer(Answer(content))) == Answer(content)
