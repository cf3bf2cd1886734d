import pytest

from config.mistakes import keys_of
from config.settings import Settings
from tests.unit.config.manual import tables, written


@pytest.mark.parametrize("name", tables())
def test_the_manual_tells_the_settings_and_the_problems_as_they_are(name):
    assert written(name) == tables()[name], "run python -m tests.unit.config.manual and look at what changed"


def test_every_setting_says_what_it_means():
    silent = [key for key, field in keys_of(Settings) if not field.description and not key.endswith(".driver")]
    assert silent == []
