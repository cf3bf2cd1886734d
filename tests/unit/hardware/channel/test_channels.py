"""The promises of ByteChannel, on every kind of line."""

import contextlib
import os
import pty
import socket
import time
import tty

import pytest

from hardware.channel.device_file import DeviceFileChannel
from hardware.channel.file import FileChannel
from hardware.channel.flow_control import FlowControl
from hardware.channel.serial_port import SerialChannel
from hardware.channel.tcp import TcpChannel
from hardware.errors import DeviceTimeout, DeviceUnavailable

_MORE_THAN_ANY_LINE_HOLDS = bytes(8_000_000)


class _TcpDevice:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.channel = TcpChannel("127.0.0.1", self._listener.getsockname()[1], connect_timeout_s=1)
        self._device, _ = self._listener.accept()

    def send(self, data):
        self._device.sendall(data)

    def receive(self, count):
        return self._device.recv(count, socket.MSG_WAITALL)

    def vanish(self):
        self._device.close()

    def close(self):
        self.channel.close()
        self._device.close()
        self._listener.close()


class _TerminalDevice:
    def __init__(self, open_channel):
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.channel = open_channel(os.ttyname(self._slave))

    def send(self, data):
        os.write(self._master, data)

    def receive(self, count):
        data = b""
        while len(data) < count:
            data += os.read(self._master, count - len(data))
        return data

    def vanish(self):
        os.close(self._slave)
        os.close(self._master)
        self._master = -1

    def close(self):
        self.channel.close()
        if self._master >= 0:
            self.vanish()


_DEVICES = {
    "tcp": _TcpDevice,
    "serial": lambda: _TerminalDevice(lambda path: SerialChannel(path, 115200, FlowControl.NONE)),
    "device file": lambda: _TerminalDevice(DeviceFileChannel),
}


@pytest.fixture(params=_DEVICES)
def device(request):
    with contextlib.closing(_DEVICES[request.param]()) as opened:
        yield opened


def test_bytes_go_both_ways_unchanged(device):
    every_byte = bytes(range(256))
    assert device.channel.write(every_byte, 1) == 256
    assert device.receive(256) == every_byte
    device.send(every_byte)
    received = b""
    while len(received) < 256:
        received += device.channel.read(256, 1)
    assert received == every_byte


def test_a_read_takes_no_more_than_it_was_asked_for(device):
    device.send(b"abcdef")
    assert device.channel.read(4, 1) == b"abcd"
    assert device.channel.read(4, 1) == b"ef"


def test_a_read_from_a_silent_device_ends_in_time(device):
    started_s = time.monotonic()
    assert device.channel.read(10, 0) == b""
    assert device.channel.read(10, 0.1) == b""
    assert 0.1 <= time.monotonic() - started_s < 10


def test_a_write_to_a_device_that_takes_no_more_ends_in_time_and_says_how_far_it_came(device):
    started_s = time.monotonic()
    written = device.channel.write(_MORE_THAN_ANY_LINE_HOLDS, 0.2)
    assert 0 < written < len(_MORE_THAN_ANY_LINE_HOLDS)
    assert time.monotonic() - started_s < 10
    assert device.receive(written) == bytes(written)


def test_a_device_that_went_away_is_unavailable(device):
    device.vanish()
    with pytest.raises(DeviceUnavailable):
        device.channel.read(1, 1)
    with pytest.raises(DeviceUnavailable):
        _write_until_it_shows(device.channel)


def _write_until_it_shows(channel):
    """Write on: the first bytes to a closed connection may still be taken by the network."""
    while channel.write(b"x", 1):
        pass


def test_closing_twice_is_harmless(device):
    device.channel.close()
    device.channel.close()


@pytest.mark.parametrize(
    "open_channel",
    [DeviceFileChannel, FileChannel, lambda path: SerialChannel(path, 9600, FlowControl.RTS_CTS)],
    ids=["device file", "file", "serial"],
)
def test_a_path_that_leads_nowhere_is_unavailable(tmp_path, open_channel):
    with pytest.raises(DeviceUnavailable):
        open_channel(str(tmp_path / "missing" / "lp0"))


def test_a_regular_file_is_no_device(tmp_path):
    path = tmp_path / "lp0"
    path.write_bytes(b"left by a shell")
    with pytest.raises(DeviceUnavailable, match="not a device"):
        DeviceFileChannel(str(path))
    assert path.read_bytes() == b"left by a shell"


def test_a_serial_port_is_opened_by_one_program_only():
    with contextlib.closing(_DEVICES["serial"]()) as device, pytest.raises(DeviceUnavailable):
        SerialChannel(device.channel._port.port, 115200, FlowControl.NONE)


def test_nobody_listening_is_unavailable_and_nobody_answering_is_a_timeout():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DeviceUnavailable):
        TcpChannel("127.0.0.1", port, connect_timeout_s=1)
    # A full backlog drops the next connection's first packet, as a printer without network does.
    with socket.socket() as deaf, contextlib.ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting.enter_context(socket.create_connection(deaf.getsockname()))
        with pytest.raises(DeviceTimeout):
            TcpChannel("127.0.0.1", deaf.getsockname()[1], connect_timeout_s=0.2)


def test_a_file_keeps_what_is_written_behind_what_it_held(tmp_path):
    path = tmp_path / "paper.bin"
    path.write_bytes(b"first ")
    channel = FileChannel(str(path))
    assert channel.write(b"second", 0) == 6
    assert channel.read(10, 1) == b""
    channel.close()
    channel.close()
    assert path.read_bytes() == b"first second"


def test_a_full_disk_is_unavailable():
    channel = FileChannel("/dev/full")
    with contextlib.closing(channel), pytest.raises(DeviceUnavailable):
        channel.write(b"x", 1)
