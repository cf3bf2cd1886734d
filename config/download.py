"""Fetches an update bundle by HTTPS into a file; what it is and who signed it is RAUC's to check."""

import http.client
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

_LONGEST_BYTES = 1 << 30
_SILENCE_S = 30.0
_CHUNK_BYTES = 1 << 20
_PERCENT_STEP = 10


@dataclass(frozen=True)
class Fetched:
    file: Path


@dataclass(frozen=True)
class NotFetched:
    reason: str


Download: TypeAlias = Fetched | NotFetched


def download(
    url: str, file: Path, say: Callable[[int], None], *, timeout_s: float = 3600.0, trust: ssl.SSLContext | None = None
) -> Download:
    """Write what the server sends; `say` is given the percentage at every tenth.

    `trust` is the system's authorities unless given. A redirection is not followed: the firewall knows one host's port.
    The file is removed again where it is not whole.
    """
    ends_at_s = time.monotonic() + timeout_s
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=_SILENCE_S, context=trust or ssl.create_default_context()
    )
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            return NotFetched(f"HTTP {answer.status}")
        size = answer.length
        if size is None or size > _LONGEST_BYTES:
            return NotFetched("no size" if size is None else f"{size} bytes")
        return _receive(answer, size, file, say, ends_at_s)
    except (OSError, http.client.HTTPException) as failure:
        file.unlink(missing_ok=True)
        return NotFetched(str(failure) or type(failure).__name__)
    finally:
        connection.close()


def _receive(
    answer: http.client.HTTPResponse, size: int, file: Path, say: Callable[[int], None], ends_at_s: float
) -> Download:
    received = told = 0
    with file.open("wb") as target:
        # What has come, not the whole chunk: a server that drips would be waited for beyond the end.
        while chunk := answer.read1(min(_CHUNK_BYTES, size - received)):
            target.write(chunk)
            received += len(chunk)
            percent = received * 100 // size
            if percent >= told + _PERCENT_STEP:
                told = percent - percent % _PERCENT_STEP
                say(told)
            if time.monotonic() > ends_at_s:
                raise TimeoutError("not received in time")
    if received < size:
        file.unlink()
        return NotFetched(f"{received} of {size} bytes")
    return Fetched(file)
