"""A configuration is edited one setting at a time, and what is not touched stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.draft import Change, Draft, NotToml, changes
from config.mistakes import keys_of
from config.settings import Settings
from tests.unit.config.test_settings import EXAMPLE, SMALLEST

KEYS = sorted({key for key, _ in keys_of(Settings)})


@pytest.fixture
def draft(tmp_path):
    return Draft(SMALLEST, tmp_path)


def test_a_changed_value_leaves_every_other_line_and_comment_as_it_was(tmp_path):
    before = EXAMPLE.read_text("utf-8")
    draft = Draft(before, tmp_path)
    assert draft.set("insi.url", "https://localhost:8443/lps") == []
    changed = [(old, new) for old, new in zip(before.splitlines(), draft.text.splitlines(), strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][1].startswith('url = "https://localhost:8443/lps"')
    assert changed[0][1].endswith("# production: https://services-ps-tlsm.ameli.fr/lps")


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("printer.paper_width_mm", "58", 58),
        ("panel.fullscreen", "false", False),
        ("panel.diagonal_in", "7.5", 7.5),
        ("establishment.name", "Hopital Sud", "Hopital Sud"),
        ("establishment.name", '"Hopital Sud"', "Hopital Sud"),
        ("establishment.name", "2024", "2024"),
        ("insi.crl_file", "crl.pem", "crl.pem"),
        ("insi.environment", "production", "production"),
    ],
)
def test_what_is_typed_takes_the_type_of_the_setting(draft, key, written, value):
    assert draft.set(key, written) == []
    assert draft.values()[key] == value


@pytest.mark.parametrize(
    ("key", "written", "mistake"),
    [
        ("printer.paper_width_mm", "81", "printer.paper_width_mm: 81 is not one of 58, 80"),
        ("panel.width_px", "12", "panel.width_px: 12 is less than 640"),
        ("panel.width_px", "wide", 'panel.width_px: "wide"'),
        ("printer.papr_width_mm", "80", "printer.papr_width_mm: no such key; did you mean printer.paper_width_mm?"),
        (
            "visit.language",
            "ja",
            'visit.language: "ja" is not one of fr, ar, de, en, es, it, pt, tr',
        ),
        ("panel", "5", "panel: no such key"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_changed(draft, key, written, mistake):
    before = draft.text
    (named,) = draft.set(key, written)
    assert str(named).startswith(mistake)
    assert draft.text == before


def test_another_driver_takes_its_own_keys_only(draft):
    for key, value in (("driver", "escpos-tcp"), ("host", "10.0.0.7"), ("paper_width_mm", "58")):
        assert draft.set(f"printer.{key}", value) == []
    assert draft.set("printer.driver", "escpos-serial") == []
    assert "printer.host" not in draft.values()
    assert draft.values()["printer.paper_width_mm"] == 58
    assert draft.mistakes() == []


def test_unset_goes_back_to_the_default(draft):
    draft.set("visit.letter", "B")
    assert draft.unset("visit.letter") == []
    assert "visit.letter" not in draft.values()
    assert draft.mistakes() == []


@pytest.mark.parametrize(
    "written",
    [
        'printer = {driver = "file", path = "a"}\n',
        'printer.driver = "file"\nvisit.letter = "B"\nprinter.path = "a"\n',
    ],
)
def test_a_section_may_be_written_in_every_form_that_toml_has(tmp_path, written):
    draft = Draft(written, tmp_path)
    before = draft.values()
    assert draft.set("printer.paper_width_mm", "58") == []
    assert draft.set("printer.path", "b") == []
    assert draft.values() == before | {"printer.paper_width_mm": 58, "printer.path": "b"}
    draft.unset("printer.path")
    assert Draft(draft.text, tmp_path).values() == {
        key: value for key, value in draft.values().items() if key != "printer.path"
    }


@pytest.mark.parametrize("value", ["5", '"driver"', '["driver"]'])
def test_what_is_no_section_has_nothing_to_unset_and_gives_way(tmp_path, value):
    draft = Draft(f"printer = {value}\n", tmp_path)
    assert draft.unset("printer.driver") == []
    assert draft.set("printer.driver", "file") == []
    assert draft.values() == {"printer.driver": "file"}


def test_differences_come_in_the_order_of_the_schema(draft):
    before = draft.values()
    draft.set("visit.letter", "B")
    draft.set("insi.idam", "TESTSGIE0001")
    assert changes(before, draft.values()) == [
        Change("insi.idam", "TESTSGIE0000", "TESTSGIE0001"),
        Change("visit.letter", None, "B"),
    ]


def test_a_file_that_is_not_toml_is_said_so(tmp_path):
    with pytest.raises(NotToml):
        Draft("[establishment\n", tmp_path)


@given(st.sampled_from([*KEYS, "nothing", "panel", "", "a.b.c.d"]), st.text(max_size=60))
def test_whatever_is_typed_the_draft_stays_toml_and_valid(tmp_path_factory, key, written):
    draft = Draft(SMALLEST, tmp_path_factory.getbasetemp())
    draft.set(key, written)
    draft.unset(key)
    Draft(draft.text, tmp_path_factory.getbasetemp())
    assert all(mistake.text == "is missing" for mistake in draft.mistakes())


def test_deep_nesting_is_refused(draft):
    assert draft.set("panel.width_px", "[" * 50_000)
