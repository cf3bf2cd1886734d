import pytest

from kiosk.ui.theme import DARK, HIGH_CONTRAST, SMALLEST_TARGET_MM, STANDARD, Metrics, Role

PALETTES = {"standard": (STANDARD, 4.5), "high-contrast": (HIGH_CONTRAST, 7.0), "dark": (DARK, 4.5)}


def test_every_role_has_a_color_in_every_palette():
    for palette, _ in PALETTES.values():
        for role in Role:
            assert len(bytes.fromhex(palette.color(role).removeprefix("#"))) == 3


def test_the_reference_window_has_the_reference_sizes():
    metrics = Metrics.of(1280, 800, 5.94)
    assert (metrics.length(56), metrics.type_size(58)) == (56, 58)
    assert metrics.smallest_target == 90


def test_an_upright_window_has_the_same_sizes():
    upright, reference = Metrics.of(800, 1280, 5.94), Metrics.of(1280, 800, 5.94)
    assert (upright.geometry, upright.type) == (reference.geometry, reference.type)


def test_type_shrinks_less_than_lengths_on_a_small_window():
    small = Metrics.of(800, 480, 5.25)
    assert small.type_size(58) == 40
    assert small.type_size(34) == 24


def test_a_larger_text_size_changes_the_type_alone():
    normal, large = Metrics.of(1280, 800, 5.94), Metrics.of(1280, 800, 5.94, text_percent=160)
    assert large.type_size(50) == 80
    assert large.geometry == normal.geometry


@pytest.mark.parametrize("dots_per_mm", [3.0, 5.25, 5.94, 11.3])
def test_the_smallest_target_is_no_smaller_than_its_millimeters(dots_per_mm):
    assert Metrics.of(1280, 800, dots_per_mm).smallest_target >= SMALLEST_TARGET_MM * dots_per_mm
