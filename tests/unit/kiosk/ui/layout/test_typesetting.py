import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ui.fonts import find_fonts
from kiosk.ui.layout.typesetting import Align, Typesetter, TypeStyle

TITLE = TypeStyle(58, bold=True, pitch_em=1.17)
TYPESETTER = Typesetter(find_fonts())


def lines(text, width, size_px=58.0):
    return list(TYPESETTER.set(text, TITLE, size_px, width).lines)


def test_a_text_without_a_width_stays_on_one_line():
    assert TYPESETTER.set("Nous lisons votre carte", TITLE, 58).lines == ["Nous lisons votre carte"]


def test_lines_are_as_even_as_possible():
    assert lines("Nous lisons votre carte", 616) == ["Nous lisons", "votre carte"]
    assert lines("Bonjour,\ninsérez votre carte Vitale", 616) == ["Bonjour,", "insérez votre", "carte Vitale"]


def test_a_question_mark_never_begins_a_line():
    for width in range(260, 700, 20):
        assert not any(line.startswith("?") for line in lines("Est-ce bien vous\u00a0?", width))


def test_a_long_name_breaks_at_its_hyphens_only_where_it_must():
    assert lines("DE VINCI-LEFÈVRE", 616) == ["DE VINCI-LEFÈVRE"]
    assert lines("PIERRE-ALAIN", 300) == ["PIERRE-", "ALAIN"]


def test_a_word_longer_than_the_line_is_cut_but_never_lost():
    typeset = TYPESETTER.set("ADRTROISADRTROIS", TITLE, 58, 200)
    assert "".join(typeset.lines) == "ADRTROISADRTROIS"
    assert typeset.has_broken_word


@given(st.text(st.sampled_from("AÉi -m\u00a0"), max_size=40), st.integers(50, 700))
@settings(max_examples=60, deadline=None)
def test_no_line_is_wider_than_asked_for_and_no_letter_is_lost(text, width):
    typeset = TYPESETTER.set(text, TITLE, 30, width)
    assert typeset.width <= width
    assert "".join("".join(typeset.lines).split()) == "".join(text.split())


@given(st.text(st.sampled_from("AÉi -m\n\u00a0"), max_size=40), st.integers(50, 700))
@settings(max_examples=60, deadline=None)
def test_the_height_is_known_before_the_text_is_set_and_that_a_word_must_be_cut(text, width):
    typeset = TYPESETTER.set(text, TITLE, 30, width)
    height = TYPESETTER.unbroken_height(text, TITLE, 30, width)
    assert height == (None if typeset.has_broken_word else typeset.height)


@pytest.mark.parametrize("align", Align)
def test_no_letter_is_cut_at_the_edge_of_its_picture(align):
    typeset = TYPESETTER.set("ÉÇJÀÿgj ŸÂfQ\nÅj", TITLE, 58, 400)
    mask = TYPESETTER.raster(typeset, 400, align)
    left, top, right, bottom = mask.getbbox()
    assert left > 0
    assert top > 0
    assert right < mask.width
    assert bottom < mask.height


def test_a_text_is_never_shown_by_repr():
    assert "ADRTROIS" not in repr(TYPESETTER.set("ADRTROIS", TITLE, 58))


def test_arabic_is_set_in_its_own_typeface():
    typeset = TYPESETTER.set("\u0647\u0644 \u0647\u0630\u0627 \u0623\u0646\u062a\u061f", TITLE, 58)
    assert TYPESETTER.raster(typeset, typeset.width, Align.RIGHT).getbbox() is not None


def ink(text, size_px=58, width=900):
    """Where each letter or word stands: the left and right edge of what is drawn."""
    typeset = TYPESETTER.set(text, TITLE, size_px)
    left, _, right, _ = TYPESETTER.raster(typeset, width, Align.RIGHT).getbbox()
    return left, right


def test_latin_words_amid_arabic_keep_their_own_letters_and_the_line_begins_at_the_right():
    card, vitale = "\u0628\u0637\u0627\u0642\u0629", "Vitale"
    whole = TYPESETTER.set(f"{card} {vitale}", TITLE, 58)
    picture = TYPESETTER.raster(whole, whole.width, Align.RIGHT)
    alone = TYPESETTER.raster(TYPESETTER.set(vitale, TITLE, 58), 300, Align.LEFT)
    word = alone.crop(alone.getbbox())
    left = picture.getbbox()[0]
    assert picture.crop((left, 0, left + word.width, picture.height)).getbbox() is not None
    top = picture.crop((left, 0, left + word.width, picture.height)).getbbox()[1]
    assert picture.crop((left, top, left + word.width, top + word.height)).tobytes() == word.tobytes()


def test_the_full_stop_of_an_arabic_line_that_ends_with_a_latin_word_stands_at_the_left():
    not_a_card = "\u0647\u0630\u0647 Vitale"
    assert ink(f"{not_a_card}.")[1] == ink(not_a_card)[1]
    assert ink(f"{not_a_card}.")[0] < ink(not_a_card)[0]


def test_numbers_and_dates_amid_arabic_are_read_from_left_to_right():
    date = "14/07/2009"
    word = TYPESETTER.raster(TYPESETTER.set(f"\u0639 {date}", TITLE, 58), 600, Align.RIGHT)
    reversed_date = TYPESETTER.raster(TYPESETTER.set(f"\u0639 {date[::-1]}", TITLE, 58), 600, Align.RIGHT)
    assert word.tobytes() != reversed_date.tobytes()
