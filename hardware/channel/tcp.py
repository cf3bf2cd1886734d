import socket

from hardware.channel.descriptor import Descriptor
from hardware.errors import DeviceTimeout, DeviceUnavailable


class TcpChannel:
    """A line to a device on the network."""

    def __init__(self, host: str, port: int, connect_timeout_s: float) -> None:
        """Connect; a host given by name adds the resolver's own time-out.

        Raises DeviceTimeout if nobody answers in time, DeviceUnavailable if the connection is refused.
        """
        try:
            self._socket = socket.create_connection((host, port), timeout=connect_timeout_s)
        except TimeoutError as error:
            raise DeviceTimeout(f"{host}:{port} does not answer") from error
        except OSError as error:
            raise DeviceUnavailable(f"{host}:{port} refuses the connection") from error
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._line = Descriptor(self._socket.fileno(), empty_read_means_gone=True)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        return self._line.read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float) -> int:
        return self._line.write(data, timeout_s)

    def close(self) -> None:
        self._socket.close()
