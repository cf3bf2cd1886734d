"""What RAUC says, as its own JSON; the shape is that of `rauc status --detailed`, which tests/image asks for really."""

import json

import pytest

from config.slots import Bundle, NoBundle, NoSlots, booted_slot, bundle_of, is_newer


def status(**booted) -> list[str]:
    slots = [
        {"rootfs.1": {"state": "inactive", "bootname": "B", "boot_status": "good"}},
        {"rootfs.0": {"state": "booted", "bootname": "A", "boot_status": "good", **booted}},
    ]
    return json.dumps({"booted": "A", "slots": slots}, indent=1).splitlines()


def test_an_installation_is_told_by_its_slot_time_and_count():
    told = {"slot_status": {"installed": {"timestamp": "2026-11-23T16:05:00Z", "count": 3}}}
    assert booted_slot(status(**told)).installation == "A 2026-11-23T16:05:00Z 3"


@pytest.mark.parametrize("told", [{}, {"slot_status": {}}, {"slot_status": {"installed": {"timestamp": None}}}])
def test_a_slot_without_an_installation_was_flashed(told):
    assert booted_slot(status(**told)).is_from_factory


@pytest.mark.parametrize(
    "lines", [[], ["rauc: no service"], ["[]"], ["{}"], ['{"slots": [{"a": {"state": "inactive"}}]}']]
)
def test_anything_else_names_no_slot(lines):
    with pytest.raises(NoSlots):
        booted_slot(lines)


def test_a_bundle_tells_its_version():
    assert bundle_of(['{"version": "1.2.0", "compatible": "x"}']) == Bundle("1.2.0", "x")
    with pytest.raises(NoBundle):
        bundle_of(["no bundle"])


@pytest.mark.parametrize(("offered", "running"), [("1.10", "1.9"), ("2", "1.9.9"), ("1.0.1", "1.0"), ("1.0.0.1", "1")])
def test_a_newer_version_is_newer_and_never_the_other_way(offered, running):
    assert is_newer(offered, running)
    assert not is_newer(running, offered)


@pytest.mark.parametrize(
    ("offered", "running"), [("1.0", "1.0.0"), ("1.1~rc1", "1.0"), ("2", ""), ("", "1"), ("1", "x")]
)
def test_what_is_no_row_of_numbers_or_the_same_is_not_newer(offered, running):
    assert not is_newer(offered, running)
