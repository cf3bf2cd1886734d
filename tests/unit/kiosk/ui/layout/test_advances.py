import pytest

from kiosk.i18n import Catalog, languages
from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.advances import Advances
from kiosk.ui.layout.typesetting import Typesetter, TypeStyle
from tests.unit.kiosk.ui.layout.test_composition import all_words, pages

TYPESETTER = Typesetter(find_fonts())
STYLE = TypeStyle(34)


def a_line_in(language: str) -> str:
    return Catalog.load(language).text("welcome.sentence").replace("\n", " ")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("size_px", [19, 34, 73])
def test_a_line_that_just_fits_stays_whole_and_one_pixel_less_breaks_it(language, size_px):
    line = a_line_in(language)
    width = TYPESETTER.set(line, STYLE, size_px).width
    assert TYPESETTER.set(line, STYLE, size_px, width).lines == [line]
    assert len(TYPESETTER.set(line, STYLE, size_px, width - 1).lines) > 1


def test_what_was_measured_in_one_size_changes_nothing_in_another():
    advances = Advances()
    for size_px in (30, 47, 30, 61):
        alone = TYPESETTER.set(a_line_in("ar"), STYLE, size_px, 300)
        assert TYPESETTER.set(a_line_in("ar"), STYLE, size_px, 300, advances) == alone


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_line_of_a_page_is_as_wide_as_its_text_says(language):
    for name, _, composition in pages(language, "1280x800"):
        for words in all_words(composition):
            typeset = words.typeset
            style = TypeStyle(typeset.size_px, bold=typeset.bold)
            widths = [TYPESETTER.set(line, style, typeset.size_px).width for line in typeset.lines]
            if not typeset.is_right_to_left:
                assert typeset.width == max(widths), name
