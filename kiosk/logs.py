"""Logs as JSON lines on standard error, for the journal; nothing personal may enter them."""

import logging
import sys
import threading
import traceback
from types import TracebackType

import structlog

_QUIET = ("zeep", "urllib3", "requests", "kivy", "PIL", "escpos")
"""Libraries that quote what they work on at their lower levels."""


def configure() -> None:
    """Send every logger to standard error, and unhandled exceptions without their words."""
    stamps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*stamps, structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamps, processor=structlog.processors.JSONRenderer(ensure_ascii=False)
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _log_unhandled
    threading.excepthook = lambda fallen: _log_unhandled(fallen.exc_type, fallen.exc_value, fallen.exc_traceback)


def places_of(trace: TracebackType | None) -> list[str]:
    """Where an exception passed; without its text, which may quote what the code was working on."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _log_unhandled(kind: type[BaseException], _failure: BaseException | None, trace: TracebackType | None) -> None:
    structlog.get_logger().critical("unhandled", failure=kind.__name__, where=places_of(trace))
