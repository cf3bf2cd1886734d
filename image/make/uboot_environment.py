"""U-Boot's environment file: four bytes of CRC-32, then `name=value` strings, each ended by a zero byte."""

import re
import struct
import zlib
from collections.abc import Mapping

SIZE = 0x4000
"""Bytes, as Debian's U-Boot for the Raspberry Pi is configured and as `fw_env.config` says."""

_STRING = re.compile(rb"[\w.,-]+=[\x20-\x7e\t\n]*")


def defaults(program: bytes) -> dict[str, str]:
    """Find the environment compiled into a U-Boot.

    A file on the card replaces all of it, so one without `bootcmd` would stop at U-Boot's prompt.
    """
    begin = program.rfind(b"\0bootcmd=") + 1
    if begin == 0:
        raise ValueError("this U-Boot has no bootcmd")
    end = program.index(b"\0\0", begin)
    while True:
        previous = program.rfind(b"\0", 0, begin - 1) + 1
        if previous >= begin - 1 or not _STRING.fullmatch(program[previous : begin - 1]):
            break
        begin = previous
    return parse(program[begin:end])


def parse(strings: bytes) -> dict[str, str]:
    return dict(string.decode().split("=", 1) for string in strings.split(b"\0") if b"=" in string)


def encode(variables: Mapping[str, str]) -> bytes:
    strings = b"".join(f"{name}={value}\0".encode() for name, value in sorted(variables.items()))
    content = (strings + b"\0").ljust(SIZE - 4, b"\0")
    if len(content) > SIZE - 4:
        raise ValueError(f"U-Boot's environment does not fit in {SIZE} bytes")
    return struct.pack("<I", zlib.crc32(content)) + content


def decode(file: bytes) -> dict[str, str]:
    """Read a file; raises ValueError if its checksum is wrong."""
    (checksum,) = struct.unpack_from("<I", file)
    if zlib.crc32(file[4:]) != checksum:
        raise ValueError("the checksum is wrong")
    return parse(file[4 : file.index(b"\0\0", 4)])
