"""From the technician's word to the driver; each driver is imported only when it is chosen."""

from typing import assert_never

from hardware.channel.api import ByteChannel
from hardware.printer.api import ReceiptPrinter
from hardware.printer.options import (
    DisabledOptions,
    FileOptions,
    PrinterOptions,
    SerialOptions,
    TcpOptions,
    UsbOptions,
)


def open_printer(options: PrinterOptions) -> ReceiptPrinter:
    """Make the driver ready; the printer itself is reached on first use, so a missing one raises nothing."""
    match options:
        case DisabledOptions():
            from hardware.printer.disabled import DisabledPrinter

            return DisabledPrinter()
        case FileOptions():
            from hardware.printer.file import FilePrinter

            return FilePrinter(options)
        case TcpOptions() | SerialOptions() | UsbOptions():
            from hardware.printer.escpos_printer import EscPosPrinter

            return EscPosPrinter(lambda: _open_channel(options), options)
        case _:
            assert_never(options)


def _open_channel(options: TcpOptions | SerialOptions | UsbOptions) -> ByteChannel:
    match options:
        case TcpOptions(host=host, port=port):
            from hardware.channel.tcp import TcpChannel

            return TcpChannel(host, port, options.status_timeout_s)
        case SerialOptions(device=device, baud_rate=baud_rate, flow_control=flow_control):
            from hardware.channel.serial_port import SerialChannel

            return SerialChannel(device, baud_rate, flow_control)
        case UsbOptions(device=device):
            from hardware.channel.device_file import DeviceFileChannel

            return DeviceFileChannel(device)
        case _:
            assert_never(options)
