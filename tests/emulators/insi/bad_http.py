"""HTTP answers that are none of the service's: what proxies, broken servers and attackers send."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import assert_never

from tests.emulators.insi.misbehavior import BadHttp

HUGE_BYTES = 64 << 20
_XML = "application/soap+xml; charset=utf-8"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Reply:
    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def html(cls, status: HTTPStatus) -> "Reply":
        title = f"{status.value} {status.phrase}"
        page = f"<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
        return cls(status, "text/html", page.encode())


def reply(kind: BadHttp, usual: Reply) -> Reply:
    """Make the bad answer; `usual` is what would have been sent."""
    match kind:
        case BadHttp.BAD_GATEWAY:
            return Reply.html(HTTPStatus.BAD_GATEWAY)
        case BadHttp.SERVICE_UNAVAILABLE:
            return Reply.html(HTTPStatus.SERVICE_UNAVAILABLE)
        case BadHttp.EMPTY:
            return Reply(HTTPStatus.OK, _XML, b"")
        case BadHttp.WRONG_CONTENT_TYPE:
            return replace(usual, content_type="text/plain")
        case BadHttp.REDIRECT:
            elsewhere = (("Location", "https://localhost:9/elsewhere"),)
            return Reply(HTTPStatus.TEMPORARY_REDIRECT, "text/html", b"", elsewhere)
        case BadHttp.HUGE:
            return Reply(HTTPStatus.OK, _XML, _DECLARATION + b" " * HUGE_BYTES)
        case BadHttp.ENDLESS:
            return Reply(HTTPStatus.OK, _XML, b" " * 65536)
        case BadHttp.DRIP:
            return usual
        case BadHttp.HALF_XML:
            return replace(usual, body=usual.body[: len(usual.body) // 2])
        case BadHttp.NOT_HTTP:
            return Reply(0, "", b"SSH-2.0-OpenSSH_9.2\r\n")
        case BadHttp.FAULT_WITH_200:
            return replace(usual, status=HTTPStatus.OK)
        case BadHttp.DOCTYPE:
            return Reply(HTTPStatus.OK, _XML, usual.body.replace(b"?>", b"?><!DOCTYPE Envelope>", 1))
        case BadHttp.ENTITY_BOMB:
            return Reply(HTTPStatus.OK, _XML, _with_entities(usual.body, _BOMB))
        case BadHttp.EXTERNAL_ENTITY:
            return Reply(HTTPStatus.OK, _XML, _with_entities(usual.body, b'<!ENTITY z SYSTEM "file:///etc/hostname">'))
        case other:
            assert_never(other)


_BOMB = b'<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("z") + 1)
)


def _with_entities(body: bytes, declarations: bytes) -> bytes:
    doctype = b"<!DOCTYPE Envelope [" + declarations + b"]>"
    return body.replace(b"?>", b"?>" + doctype, 1).replace(b"</CodeCR>", b"&z;</CodeCR>", 1)
