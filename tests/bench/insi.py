"""How fast the INSi client is, as ratios taken in one run wherever a machine's own speed would decide."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from hardware.card_reader.api import CardPresent, Read
from hardware.card_reader.options import PcscOptions
from hardware.card_reader.registry import open_card_reader
from kiosk.identity.traits import Sex
from kiosk.insi.client import InsiClient
from kiosk.insi.deadline import Deadline
from kiosk.insi.outcome import Found
from kiosk.insi.query import TraitsQuery
from tests.bench.measurement import Measurement
from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.pcscd import Pcscd
from tests.insi_settings import client_settings

_DOMINIQUE = TraitsQuery("ADRTROIS", ("DOMINIQUE",), Sex.FEMALE, "1997-02-26")

_ROUNDS = 20
_CALLS_A_ROUND = 25
_COLD_STARTS = 7
_VISITS = 9
_ROUND_TRIP_S = 0.040
_SERVER_S = 0.200
_CARD_TIMEOUT_S = 10.0


def measure() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        pki_folder = Path(folder) / "pki"
        with start_simulator(pki_folder) as simulator:
            yield _warm_search(simulator)
            yield _cold_start(simulator)
        far = ("--rtt-ms", str(_ROUND_TRIP_S * 1000), "--server-ms", str(_SERVER_S * 1000))
        with start_simulator(pki_folder, *far) as simulator:
            yield _card_to_identity(simulator, Path(folder))


def _warm_search(simulator: RunningSimulator) -> Measurement:
    """Compare a search with a bare POST of the bytes it sent, on the connection it used, in alternating rounds."""
    with closing(InsiClient(client_settings(simulator.url, simulator.pki))) as client:
        _require_found(client)
        sent = simulator.steering.requests()[-1]
        connection = client._session._connection
        headers = {name: value for name, value in sent.http_headers.items() if name.lower() != "content-length"}
        body = sent.body.encode()

        def post() -> None:
            connection.sock.deadline = Deadline.after(10, time.monotonic)
            connection.request("POST", "/lps", body, headers)
            assert connection.getresponse().read()

        def search() -> None:
            _require_found(client)

        posts: list[float] = []
        searches: list[float] = []
        for _ in range(_ROUNDS):
            posts += _durations_s(post)
            searches += _durations_s(search)
        assert client._session._connection is connection
    post_ms, search_ms = median(posts) * 1000, median(searches) * 1000
    note = f"search {search_ms:.2f} ms, bare POST {post_ms:.2f} ms"
    return Measurement("insi_warm_search", search_ms / post_ms, 2.5, "x", note)


def _durations_s(action: Callable[[], None]) -> list[float]:
    durations = []
    for _ in range(_CALLS_A_ROUND):
        began = time.perf_counter()
        action()
        durations.append(time.perf_counter() - began)
    return durations


def _require_found(client: InsiClient) -> None:
    assert isinstance(client.search_by_traits(_DOMINIQUE).outcome, Found)


def _cold_start(simulator: RunningSimulator) -> Measurement:
    command = [sys.executable, "-m", "tests.bench.insi_cold_start", simulator.url, str(simulator.pki.folder)]
    starts = [
        json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
        for _ in range(_COLD_STARTS)
    ]
    imports_ms = median(start["import_ms"] for start in starts)
    note = f"contract loaded, credentials read; imports before it {imports_ms:.0f} ms"
    return Measurement("insi_cold_start", median(start["start_ms"] for start in starts), 150.0, "ms", note)


def _card_to_identity(simulator: RunningSimulator, folder: Path) -> Measurement:
    """Time whole visits on the real pcscd with a card at card speed and a service at a distance.

    The clock starts when the driver tells of the card: how soon pcscd notices one is the reader's affair. Each visit
    begins without a connection, as the first one of a morning.
    """
    with ExitStack() as parts:
        parts.enter_context(Pcscd())
        cards = parts.enter_context(running_card_emulator(folder / "cards"))
        cards.slow()
        visits = [_visit(simulator, cards) for _ in range(_VISITS)]
    taken_s, unavoidable_s = (median(column) for column in zip(*visits, strict=True))
    note = f"{taken_s * 1000:.0f} ms; unavoidable {unavoidable_s * 1000:.0f} ms: card, one round trip, server"
    return Measurement("insi_card_to_identity", taken_s / unavoidable_s, 1.15, "x", note)


def _visit(simulator: RunningSimulator, cards: CardEmulator) -> tuple[float, float]:
    """Return what one visit took from the card to the identity, and what of it nobody can avoid, in seconds."""
    with (
        closing(open_card_reader(PcscOptions())) as reader,
        closing(InsiClient(client_settings(simulator.url, simulator.pki))) as client,
    ):
        seen = reader.wait_for_change(None, 1.0)
        cards.insert("single")
        deadline = time.monotonic() + _CARD_TIMEOUT_S
        while not isinstance(seen, CardPresent):
            assert time.monotonic() < deadline, f"no card but {seen}"
            seen = reader.wait_for_change(seen, 1.0)
        cards.clear()
        began = time.perf_counter()
        warming_up = threading.Thread(target=client.warm_up)
        warming_up.start()
        reading = reader.read()
        assert isinstance(reading, Read), reading
        warming_up.join()
        result = client.search_from_card(reading.people[0], reading.people[0])
        taken_s = time.perf_counter() - began
        assert isinstance(result.outcome, Found), result
        wire_s = cards.status()["wire_s"]
        cards.remove()
        while isinstance(seen, CardPresent):
            assert time.monotonic() < deadline
            seen = reader.wait_for_change(seen, 1.0)
    return taken_s, wire_s + _ROUND_TRIP_S + _SERVER_S
