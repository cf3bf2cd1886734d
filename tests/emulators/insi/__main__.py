"""Start the INSi simulator: `python -m tests.emulators.insi --port 8443 --pki FOLDER`."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from tests.emulators.insi import people, pki
from tests.emulators.insi.control import ControlServer
from tests.emulators.insi.distance import Distance
from tests.emulators.insi.http_connection import PATH
from tests.emulators.insi.pki import Pki, ServerCertificate
from tests.emulators.insi.server import InsiServer
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.teleservice import KNOWN_IDAMS, Mode, Profile, Teleservice
from tests.emulators.insi.tls import TlsVersions
from tests.emulators.insi.wire import Style

_POLL_S = 0.05


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        folder = pki.prepare(options.pki, [options.host, *options.name], next(iter(options.name), "localhost"))
        simulator = _simulator(options)
        server = _server(options, simulator, folder)
        control = ControlServer(options.control or options.pki / "control.sock", simulator)
        distance = _distance(options, server)
    except (OSError, ValueError) as error:
        print(f"insi simulator: {error}", file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.stop_with_stdin:
        threading.Thread(target=_wait_for_the_end_of_stdin, args=(stop,), daemon=True).start()
    threads = [threading.Thread(target=part.serve_forever, args=(_POLL_S,)) for part in (server, control)]
    for thread in threads:
        thread.start()
    port = distance.port if distance else server.server_address[1]
    print(
        f"insi simulator ready: https://{_host_name(options.host)}:{port}{PATH}"
        f" ({options.mode}, {options.profile}, {options.style}),"
        f" certificates in {options.pki}, control {control.server_address}",
        flush=True,
    )
    stop.wait()
    if distance:
        distance.stop()
    control.shutdown()
    control.server_close()
    server.stop()
    for thread in threads:
        thread.join()
    return 0


def _simulator(options: argparse.Namespace) -> Simulator:
    teleservice = Teleservice(
        people=people.load(options.people),
        profile=options.profile,
        style=options.style,
        mode=options.mode,
        idams=None if options.any_idam else KNOWN_IDAMS | set(options.idam),
        card_authorities=x509.load_pem_x509_certificates(options.card_ca.read_bytes()) if options.card_ca else (),
    )
    return Simulator(
        teleservice,
        server_certificate=options.server_certificate,
        server_time_s=options.server_ms / 1000,
        is_strict=options.strict,
        console=None if options.quiet else sys.stderr,
    )


def _server(options: argparse.Namespace, simulator: Simulator, folder: Pki) -> InsiServer:
    address = ("127.0.0.1", 0) if options.rtt_ms else (options.host, options.port)
    asks_client = options.mode is Mode.CERTIFICATE
    return InsiServer(address, simulator, folder, options.tls, asks_client=asks_client, idle_s=options.idle_s)


def _distance(options: argparse.Namespace, server: InsiServer) -> Distance | None:
    if not options.rtt_ms:
        return None
    host, port = server.server_address[:2]
    return Distance((options.host, options.port), (str(host), int(port)), options.rtt_ms / 1000)


def _host_name(address: str) -> str:
    return "localhost" if address in {"127.0.0.1", "0.0.0.0"} else address  # noqa: S104 -- compared, not listened at


def _wait_for_the_end_of_stdin(stop: threading.Event) -> None:
    while sys.stdin.read(4096):
        pass
    stop.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.emulators.insi", description="An INSi service to test against.")
    parser.add_argument("--port", type=int, required=True, help="0 takes any free one")
    parser.add_argument("--pki", type=Path, required=True, metavar="FOLDER", help="where the certificates are left")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default %(default)s)")
    parser.add_argument("--name", action="append", default=[], help="further name in the server certificate")

    played = parser.add_argument_group("what is played")
    played.add_argument("--profile", type=Profile, choices=list(Profile), default=Profile.QUALIFICATION)
    played.add_argument(
        "--style",
        type=Style.parse,
        default=Style(),
        help="later, 2022 or cnda, and +pretty, +comments, +misordered, +blank-lines, +crlf",
    )
    played.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.CERTIFICATE, help="how callers are known")
    played.add_argument("--card-ca", type=Path, metavar="FILE", help="who may have issued the card (default: anybody)")
    played.add_argument("--people", type=Path, default=people.DEFAULT_FILE, metavar="FILE", help="persons file")
    played.add_argument("--idam", action="append", default=[], help="software number to let in too")
    played.add_argument("--any-idam", action="store_true", help="let every software in")

    transport = parser.add_argument_group("transport")
    transport.add_argument("--tls", type=TlsVersions.parse, default=TlsVersions(), help="1.2, 1.3 or 1.2-1.3 (default)")
    transport.add_argument(
        "--server-certificate",
        type=ServerCertificate,
        choices=list(ServerCertificate),
        default=ServerCertificate.RIGHT,
        help="which certificate to show (default %(default)s)",
    )
    transport.add_argument("--idle-s", type=float, default=60.0, help="end a connection idle for so long (default 60)")
    transport.add_argument("--rtt-ms", type=float, default=0.0, help="network round trip to emulate")
    transport.add_argument("--server-ms", type=float, default=0.0, help="time the service takes for an answer")

    steering = parser.add_argument_group("steering")
    steering.add_argument("--control", type=Path, metavar="PATH", help="control socket (default FOLDER/control.sock)")
    steering.add_argument("--strict", action="store_true", help="list deviations from the homologation rules")
    steering.add_argument("--quiet", action="store_true", help="no line for each request on stderr")
    steering.add_argument("--stop-with-stdin", action="store_true", help="stop when standard input ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
