"""Start the INSi simulator: `python -m tests.emulators.insi --port 8443 --pki FOLDER`."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.emulators.insi import people, pki
from tests.emulators.insi.control import ControlServer
from tests.emulators.insi.pki import ServerCertificate
from tests.emulators.insi.server import PATH, InsiServer
from tests.emulators.insi.simulator import Simulator
from tests.emulators.insi.teleservice import TEST_IDAM, Profile, Teleservice
from tests.emulators.insi.tls import TlsVersions
from tests.emulators.insi.wire import Style


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        simulator = Simulator(
            Teleservice(
                people.load(options.people),
                options.profile,
                options.style,
                None if options.any_idam else frozenset({TEST_IDAM, *options.idam}),
            ),
            server_certificate=options.server_certificate,
            server_time_s=options.server_ms / 1000,
            console=None if options.quiet else sys.stderr,
        )
        folder = pki.prepare(options.pki, [options.host, *options.name])
        server = InsiServer((options.host, options.port), simulator, folder, options.tls)
        control = ControlServer(options.control or options.pki / "control.sock", simulator)
    except (OSError, people.PeopleFileError) as error:
        print(f"insi simulator: {error}", file=sys.stderr)
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.stop_with_stdin:
        threading.Thread(target=_wait_for_the_end_of_stdin, args=(stop,), daemon=True).start()
    threads = [threading.Thread(target=part.serve_forever, args=(0.05,)) for part in (server, control)]
    for thread in threads:
        thread.start()
    host = "localhost" if options.host == "127.0.0.1" else options.host
    print(
        f"insi simulator ready: https://{host}:{server.server_address[1]}{PATH}"
        f" ({options.profile}, {options.style}), certificates in {options.pki}, control {control.server_address}",
        flush=True,
    )
    stop.wait()
    control.shutdown()
    control.server_close()
    server.stop()
    for thread in threads:
        thread.join()
    return 0


def _wait_for_the_end_of_stdin(stop: threading.Event) -> None:
    while sys.stdin.read(4096):
        pass
    stop.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.emulators.insi", description="An INSi service to test against.")
    parser.add_argument("--port", type=int, required=True, help="0 takes any free one")
    parser.add_argument("--pki", type=Path, required=True, metavar="FOLDER", help="where the certificates are left")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default %(default)s)")
    parser.add_argument("--name", action="append", default=[], help="further name or address in the server certificate")
    parser.add_argument("--profile", type=Profile, choices=list(Profile), default=Profile.QUALIFICATION)
    parser.add_argument(
        "--style",
        type=Style.parse,
        default=Style(),
        help="later, 2022 or cnda, and +pretty, +comments, +misordered, +blank-lines, +crlf",
    )
    parser.add_argument("--people", type=Path, default=people.DEFAULT_FILE, metavar="FILE", help="persons file")
    parser.add_argument("--idam", action="append", default=[], help=f"software number to let in beside {TEST_IDAM}")
    parser.add_argument("--any-idam", action="store_true", help="let every software in")
    parser.add_argument("--control", type=Path, metavar="PATH", help="control socket (default FOLDER/control.sock)")
    parser.add_argument(
        "--server-certificate",
        type=ServerCertificate,
        choices=list(ServerCertificate),
        default=ServerCertificate.RIGHT,
        help="which certificate to show (default %(default)s)",
    )
    parser.add_argument("--tls", type=TlsVersions.parse, default=TlsVersions(), help="1.2, 1.3 or 1.2-1.3")
    parser.add_argument("--server-ms", type=float, default=0.0, help="time the service takes for an answer")
    parser.add_argument("--quiet", action="store_true", help="no line for each request on stderr")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop when standard input ends")
    return parser


if __name__ == "__main__":
    sys.exit(main())
