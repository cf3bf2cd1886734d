import pytest
from pydantic import TypeAdapter, ValidationError

from hardware.card_reader.disabled import DisabledReader
from hardware.card_reader.options import CardReaderOptions, DisabledOptions, PcscOptions, ReplayOptions
from hardware.card_reader.registry import open_card_reader
from hardware.errors import DeviceUnavailable

options_of = TypeAdapter(CardReaderOptions).validate_python


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ({"driver": "pcsc"}, PcscOptions()),
        ({"driver": "pcsc", "answer_timeout_s": 5}, PcscOptions(answer_timeout_s=5)),
        ({"driver": "disabled"}, DisabledOptions()),
    ],
)
def test_one_word_picks_the_driver(written, options):
    assert options_of(written) == options


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"driver": "apilec"},
        {"driver": "disabled", "answer_timeout_s": 5},
        {"driver": "pcsc", "answer_timeout_s": 0},
    ],
)
def test_what_a_driver_does_not_know_is_refused(written):
    with pytest.raises(ValidationError):
        options_of(written)


def test_the_disabled_driver_needs_no_card_library():
    assert isinstance(open_card_reader(DisabledOptions()), DisabledReader)


def test_a_trace_that_can_not_be_read_is_a_missing_device(tmp_path):
    with pytest.raises(DeviceUnavailable, match="missing"):
        open_card_reader(ReplayOptions(trace=tmp_path / "missing"))
    (tmp_path / "broken").write_text("atr 3B0")
    with pytest.raises(DeviceUnavailable, match="line 1"):
        open_card_reader(ReplayOptions(trace=tmp_path / "broken"))
