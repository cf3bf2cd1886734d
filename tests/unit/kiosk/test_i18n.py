import re
from datetime import UTC, date, datetime, timedelta
from string import Formatter

import pytest
from fontTools.ttLib import TTFont

from kiosk.i18n import SOURCE_LANGUAGE, Catalog, languages, read_texts
from kiosk.ui.fonts import find_fonts

OWN_NAMES = {
    "fr": "Français",
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
    "tr": "Türkçe",
}


def test_there_are_eight_languages_and_french_comes_first():
    assert languages() == tuple(OWN_NAMES)
    assert languages()[0] == SOURCE_LANGUAGE


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_and_no_other(language):
    assert read_texts(language).keys() == read_texts(SOURCE_LANGUAGE).keys()


@pytest.mark.parametrize("language", languages())
def test_placeholders_are_the_same_in_every_language(language):
    source = read_texts(SOURCE_LANGUAGE)
    for message_id, text in read_texts(language).items():
        assert _placeholders(text) == _placeholders(source[message_id]), message_id


def _placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", languages())
def test_each_language_names_itself(language):
    assert Catalog.load(language).own_name == OWN_NAMES[language]


def test_arabic_alone_is_read_from_right_to_left():
    assert [language for language in languages() if Catalog.load(language).is_right_to_left] == ["ar"]


def test_an_unknown_text_is_a_bug():
    with pytest.raises(KeyError):
        Catalog.load("fr").text("no.such.text")


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("fr", "19600101", "1er janvier 1960"),
        ("fr", "1960-01-01", "1er janvier 1960"),
        ("fr", "2009-07-14", "14 juillet 2009"),
        ("fr", "1952-11-11", "11 novembre 1952"),
        ("fr", "1952-12-21", "21 décembre 1952"),
        ("en", "1960-01-01", "1 January 1960"),
        ("en", "20090714", "14 July 2009"),
        ("es", "2009-07-14", "14 de julio de 2009"),
        ("pt", "2009-07-14", "14 de julho de 2009"),
        ("de", "2009-07-14", "14. Juli 2009"),
        ("it", "2009-07-14", "14 luglio 2009"),
        ("tr", "2009-07-14", "14 Temmuz 2009"),
        ("ar", "2009-07-14", "14/07/2009"),
    ],
)
def test_a_date_is_written_out_as_the_language_does(language, written, shown):
    assert Catalog.load(language).date(written) == shown


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1936-21-00", "1936-21-00"),
        ("19362100", "1936-21-00"),
        ("1936-00-00", "1936-00-00"),
        ("2023-02-29", "2023-02-29"),
        ("0000-00-00", "0000-00-00"),
        ("1936", "1936"),
        ("    0101", "    -01-01"),
        ("", ""),
    ],
)
def test_a_date_that_no_calendar_knows_keeps_its_digits(language, written, shown):
    assert Catalog.load(language).date(written) == shown


@pytest.mark.parametrize("language", languages())
def test_the_clock_has_twenty_four_hours(language):
    assert Catalog.load(language).clock(datetime(2026, 11, 23, 15, 4, tzinfo=UTC)) == "15:04"


@pytest.mark.parametrize("language", languages())
def test_the_typefaces_have_every_letter_of_every_text(language):
    fonts = find_fonts()
    pairs = ((fonts.regular, fonts.arabic_regular), (fonts.bold, fonts.arabic_bold))
    for latin, arabic in ((_letters_of(one), _letters_of(other)) for one, other in pairs):
        for message_id, text in read_texts(language).items():
            # A word of a right-to-left text is set in Latin type where it has a Latin letter, else in Arabic type.
            is_arabic = Catalog.load(language).is_right_to_left
            for word in text.split():
                drawable = arabic if is_arabic and not re.search("[A-Za-z]", word) else latin
                assert set(word) <= drawable, (message_id, word)


def _letters_of(path):
    return {chr(code) for code in TTFont(path).getBestCmap()}


def test_french_signs_that_take_a_space_never_lose_it_at_a_line_end():
    for message_id, text in read_texts("fr").items():
        assert not re.search(r"(?<!\u00a0)[?!:;»]|«(?!\u00a0)", text), message_id
        assert "'" not in text, message_id


@pytest.mark.parametrize("language", languages())
def test_a_day_is_written_with_its_weekday_in_full_and_in_letters_that_can_be_drawn(language):
    fonts = find_fonts()
    drawable = _letters_of(fonts.arabic_regular if language == "ar" else fonts.regular)
    days = {Catalog.load(language).day(date(2026, 11, 23) + timedelta(days=ahead)) for ahead in range(0, 365, 5)}
    assert len(days) == 73
    for day in days:
        assert "." not in day.replace(". ", " "), day
        assert set(day.replace(" ", "")) <= drawable, day
