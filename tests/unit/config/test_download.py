"""A bundle is fetched whole or not at all, and only from a server whose certificate is trusted."""

import contextlib
import http.server
import ssl
import threading
import time
from collections.abc import Iterator

import pytest

from config.download import Fetched, NotFetched, download
from tests.emulators.insi.pki import Pki, prepare

CONTENT = bytes(range(256)) * 16384
DRIPPING_S = 6


@pytest.fixture(scope="module")
def pki(tmp_path_factory) -> Pki:
    return prepare(tmp_path_factory.mktemp("pki"))


class Server(http.server.ThreadingHTTPServer):
    """Gives the same bundle whatever is asked; `short`, `sizeless` and `dripping` are its misbehavior."""

    short = False
    sizeless = False
    dripping = False
    status = 200
    asked: list[str]


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        if not self.server.sizeless:
            self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        with contextlib.suppress(OSError):  # who does not want the whole hangs up
            if self.server.dripping:
                self._drip()
            self.wfile.write(CONTENT[: len(CONTENT) // 2] if self.server.short else CONTENT)

    def _drip(self) -> None:
        for byte in CONTENT[: DRIPPING_S * 10]:
            self.wfile.write(bytes((byte,)))
            time.sleep(0.1)

    def log_message(self, *_arguments: object) -> None: ...


@pytest.fixture
def server(pki) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki.server_named("right").certificate, pki.server_named("right").key)
    server = Server(("127.0.0.1", 0), Handler)
    server.asked = []
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(server, pki, tmp_path):
    told: list[int] = []

    def fetch(trust: ssl.SSLContext | None = None, timeout_s: float = 60.0):
        trusted = trust or ssl.create_default_context(cafile=pki.ca)
        url = f"https://localhost:{server.server_port}/updates/kiosk.raucb?for=3f21"
        return download(url, tmp_path / "update.raucb", told.append, trust=trusted, timeout_s=timeout_s), told

    return fetch


def test_a_bundle_is_fetched_whole_and_its_progress_told(fetch, server, tmp_path):
    done, told = fetch()
    assert done == Fetched(tmp_path / "update.raucb")
    assert (tmp_path / "update.raucb").read_bytes() == CONTENT
    assert told == sorted(told)
    assert told[-1] == 100
    assert server.asked == ["/updates/kiosk.raucb?for=3f21"]


def test_a_server_that_drips_is_not_waited_for_beyond_the_end(fetch, server, tmp_path):
    server.dripping = True
    began_at_s = time.monotonic()
    done, _ = fetch(timeout_s=0.5)
    assert time.monotonic() - began_at_s < DRIPPING_S - 1
    assert done == NotFetched("not received in time")
    assert not (tmp_path / "update.raucb").exists()


@pytest.mark.parametrize(
    ("misbehavior", "reason"),
    [({"short": True}, "bytes"), ({"sizeless": True}, "no size"), ({"status": 404}, "404"), ({"status": 302}, "302")],
)
def test_what_is_not_whole_leaves_nothing_behind(fetch, server, tmp_path, misbehavior, reason):
    vars(server).update(misbehavior)
    done, _ = fetch()
    assert isinstance(done, NotFetched)
    assert reason in done.reason
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_nobody_vouches_for_is_not_asked(fetch, server, tmp_path):
    done, _ = fetch(ssl.create_default_context())
    assert isinstance(done, NotFetched)
    assert "certificate verify failed" in done.reason
    assert (server.asked, list(tmp_path.iterdir())) == ([], [])


def test_nobody_there_is_told(tmp_path):
    done = download("https://localhost:1/x", tmp_path / "update.raucb", lambda _percent: None)
    assert isinstance(done, NotFetched)
    assert "refused" in done.reason
