from collections.abc import Iterator

import pytest

from tests.emulators.insi.launch import RunningSimulator, start_simulator


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
