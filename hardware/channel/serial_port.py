import serial

from hardware.channel.descriptor import Descriptor
from hardware.channel.flow_control import FlowControl
from hardware.errors import DeviceUnavailable


class SerialChannel:
    """A line to a device on a serial port, 8 data bits, no parity, 1 stop bit."""

    def __init__(self, device: str, baud_rate: int, flow_control: FlowControl) -> None:
        """Open the port for this program alone; raises DeviceUnavailable if it is missing or in use."""
        try:
            self._port = serial.Serial(
                device,
                baud_rate,
                rtscts=flow_control is FlowControl.RTS_CTS,
                xonxoff=flow_control is FlowControl.XON_XOFF,
                exclusive=True,
                timeout=0,
                write_timeout=0,
            )
        except (serial.SerialException, OSError, ValueError) as error:
            raise DeviceUnavailable(f"{device} cannot be opened") from error
        # pyserial cannot tell how much of a timed-out write went through, so the loop over the descriptor is ours.
        self._line = Descriptor(self._port.fileno(), empty_read_means_gone=True)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        return self._line.read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float) -> int:
        return self._line.write(data, timeout_s)

    def close(self) -> None:
        self._port.close()
