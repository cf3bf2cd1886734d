import pytest

from tests.unit.kiosk.services.serving import Posted


@pytest.fixture
def posted():
    return Posted()
