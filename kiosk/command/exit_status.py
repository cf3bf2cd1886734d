"""The exit status of each outcome; the README's table is checked against it."""

from enum import IntEnum


class ExitStatus(IntEnum):
    OK = 0
    USAGE = 2
    INVALID_CONFIGURATION = 3
    CANNOT_START = 4
    UNREADABLE_FILE = 5
    UNWRITABLE = 6
    NO_READER = 10
    NO_CARD = 11
    MUTE = 12
    WRONG_CARD = 13
    UNREADABLE = 14
    WITHDRAWN = 15
    BUSY = 16
    SERVICE_DOWN = 17
    NOT_FOUND = 20
    SEVERAL_FOUND = 21
    UNAVAILABLE = 22
    REFUSED = 23
    INVALID_REQUEST = 24
    INTERNAL_FAULT = 70
