"""Workers that fall, hang or end as asked, on real threads."""

import socket
import threading
import time

import pytest

from kiosk.runtime.mailbox import Mailbox
from kiosk.runtime.supervisor import Supervisor
from kiosk.runtime.worker import Worker


class Echo:
    """Posts what it is told; falls on "fall", hangs on "hang"."""

    def __init__(self, post, released):
        self._post = post
        self._released = released
        self.patience_s = 0.05
        post("built")

    def handle(self, command):
        match command:
            case "fall":
                raise ZeroDivisionError("TOUSSAINT")
            case "hang":
                self._post("hanging")
                self._released.wait(60)
            case _:
                self._post(command)

    def idle(self):
        pass

    def wake(self):
        pass

    def close(self):
        self._post("closed")


class Stage:
    def __init__(self):
        self.letters: list[str] = []
        self.arrived = threading.Condition()
        self.released = threading.Event()
        self.gave_up = threading.Event()
        self.worker: Worker[str] = Worker("echo", lambda: Echo(self.post, self.released), silence_s=0.5)
        self.supervisor = Supervisor([self.worker], self.gave_up.set)

    def post(self, letter):
        with self.arrived:
            self.letters.append(letter)
            self.arrived.notify_all()

    def until(self, letter, times=1):
        with self.arrived:
            assert self.arrived.wait_for(lambda: self.letters.count(letter) >= times, timeout=20), self.letters


@pytest.fixture
def stage():
    stage = Stage()
    stage.supervisor.start()
    stage.until("built")
    yield stage
    stage.released.set()
    assert stage.supervisor.stop(20) == []


def test_a_worker_answers_and_ends_as_asked(stage):
    stage.worker.submit("hello")
    stage.until("hello")
    assert stage.supervisor.stop(20) == []
    assert stage.letters[-1] == "closed"


def test_a_worker_that_falls_is_built_anew_and_its_device_closed(stage):
    stage.worker.submit("fall")
    stage.until("built", times=2)
    assert "closed" in stage.letters
    stage.worker.submit("hello again")
    stage.until("hello again")


def test_the_log_of_a_fall_names_the_place_but_not_the_words(stage, capsys):
    stage.worker.submit("fall")
    stage.until("built", times=2)
    logged = capsys.readouterr().out
    assert "ZeroDivisionError" in logged
    assert "TOUSSAINT" not in logged


def test_a_worker_that_hangs_is_replaced(stage):
    stage.worker.submit("hang")
    stage.until("built", times=2)
    stage.worker.submit("alive")
    stage.until("alive")


def test_a_worker_that_falls_again_and_again_is_given_up(stage):
    deadline = time.monotonic() + 30
    falls = 0
    while not stage.gave_up.wait(0.05) and time.monotonic() < deadline:
        if stage.letters.count("built") > falls:
            falls += 1
            stage.worker.submit("fall")
    assert stage.gave_up.is_set()


def test_a_worker_that_does_not_end_is_reported():
    stage = Stage()
    stage.supervisor.start()
    stage.until("built")
    stage.worker.submit("hang")
    stage.until("hanging")
    assert stage.supervisor.stop(0.3) == ["echo"]
    stage.released.set()
    assert stage.worker.join(20)


def test_the_watchdog_is_fed_while_all_is_well(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        stage = Stage()
        stage.supervisor.start()
        assert systemd.recv(64) == b"WATCHDOG=1"
        assert stage.supervisor.stop(20) == []


def test_letters_arrive_in_order_and_none_is_lost():
    woken = threading.Event()
    mailbox: Mailbox[tuple[int, int]] = Mailbox(woken.set)
    threads = [
        threading.Thread(target=lambda n=n: [mailbox.post((n, count)) for count in range(500)]) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    letters = list(mailbox.drain())
    assert woken.is_set()
    assert len(letters) == 2000
    for n in range(4):
        assert [count for sender, count in letters if sender == n] == list(range(500))
