from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from kiosk.insi.client import InsiClient
from tests.emulators.insi.launch import RunningSimulator, start_simulator
from tests.emulators.insi.pki import ClientCertificate
from tests.insi_settings import client_settings

Connect: TypeAlias = Callable[..., InsiClient]


@pytest.fixture(scope="session")
def pki_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("insi") / "pki"


@pytest.fixture(scope="session")
def running(pki_folder) -> Iterator[RunningSimulator]:
    with start_simulator(pki_folder) as simulator:
        yield simulator


@pytest.fixture
def simulator(running) -> RunningSimulator:
    """One simulator serves all tests; each finds it as it was started."""
    running.steering.reset()
    return running


@pytest.fixture
def connect(simulator) -> Iterator[Connect]:
    """Make clients of the simulator; what differs from the right settings is named."""
    with ExitStack() as clients:

        def make(certificate=ClientCertificate.INSI_AUTO, *, trace=None, **changes: Any) -> InsiClient:
            settings = client_settings(simulator.url, simulator.pki, certificate)
            return clients.enter_context(closing(InsiClient(replace(settings, **changes), trace=trace)))

        yield make


@pytest.fixture
def client(connect) -> InsiClient:
    return connect()
