"""Every test runs in a private corner of the machine: its own pcscd, its own loopback, no network."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.emulators.card.steering import CardEmulator, running_card_emulator
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace
from tests.emulators.pcscd import Pcscd

# Here and not in a fixture: without root a process can enter only before it has threads. Each of xdist's workers then
# makes a corner of its own inside.
try:
    enter_private_namespace()
except NamespaceRefused as refusal:
    pytest.exit(str(refusal), returncode=pytest.ExitCode.USAGE_ERROR)

# How long an example takes says how busy the machine is, and nothing of the rule.
settings.register_profile("any machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-screens", action="store_true", help="record the screens' reference pictures in place of comparing"
    )


@pytest.fixture(scope="session")
def pcscd() -> Iterator[Pcscd]:
    """The real pcscd, one for each xdist worker."""
    with Pcscd() as service:
        yield service


@pytest.fixture(scope="session")
def _card_emulator(pcscd: Pcscd, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardEmulator]:
    with running_card_emulator(tmp_path_factory.mktemp("card") / "control") as emulator:
        yield emulator


@pytest.fixture
def card_emulator(_card_emulator: CardEmulator, pcscd: Pcscd) -> CardEmulator:
    """Cards for pcscd's virtual reader: both slots empty and fast."""
    _card_emulator.reset()
    if not pcscd.is_running:  # a failed test may have left it so
        pcscd.start()
    pcscd.wait_until_empty()
    return _card_emulator
