"""The patient's languages: texts by symbolic id, dates and times as each language writes them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "fr"
"""Complete by definition; it lends its text where another language lacks one."""

_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
"""Where the language alone would mean another region's dates: English puts the day before the month here."""

_DAYS = {
    "ar": "EEEE dd-MM",  # the months have several names, as in `Catalog.date`; the typeface has no slash
    "de": "EEEE, d. MMMM",
    "es": "EEEE, d 'de' MMMM",
    "pt": "EEEE, d 'de' MMMM",
    "tr": "d MMMM EEEE",
}
"""How a weekday and its date are written, in the patterns of CLDR, whose own short forms abbreviate."""


@dataclass(frozen=True)
class Catalog:
    """All texts in one language."""

    locale: Locale
    texts: Mapping[str, str] = field(repr=False)

    @staticmethod
    @cache
    def load(language: str) -> "Catalog":
        """Read the packaged texts of a language.

        Raises FileNotFoundError if the language has none.
        """
        return Catalog(
            Locale.parse(_LOCALES.get(language, language)), {**read_texts(SOURCE_LANGUAGE), **read_texts(language)}
        )

    @property
    def language(self) -> str:
        return self.locale.language

    @property
    def own_name(self) -> str:
        """The language's name in itself, such as "Français"."""
        name = self.locale.get_language_name()
        if name is None:
            raise LookupError(f"CLDR has no name for {self.language}")
        return name[:1].upper() + name[1:]

    @property
    def is_right_to_left(self) -> bool:
        return self.locale.text_direction == "rtl"

    def text(self, message_id: str, **arguments: str | int) -> str:
        """Give the text with its placeholders filled. Raises KeyError for an unknown id or placeholder."""
        return self.texts[message_id].format(**arguments)

    def date(self, as_written: str) -> str:
        """Write a date out; `as_written` is YYYYMMDD (card) or YYYY-MM-DD (INSi).

        A date that is not in the calendar, such as the lunar 1936-21-00, keeps its digits: nothing is invented.
        """
        digits = as_written.replace("-", "")
        if len(digits) != len("YYYYMMDD"):
            return as_written
        year, month, day = digits[:4], digits[4:6], digits[6:]
        try:
            known = dt.date(int(year), int(month), int(day))
        except ValueError:
            return f"{year}-{month}-{day}"
        if self.language == "ar":
            # The months have other names in Rabat, Algiers and Beirut; their numbers are the same.
            return f"{day}/{month}/{year}"
        return self._first_of_month(known, format_date(known, "long", self.locale))

    def date_aloud(self, as_written: str) -> str:
        """Write a date, as `date` takes it, the way a voice reads it well."""
        written = self.date(as_written)
        if self.language == "ar" and "/" in written:
            day, month, year = written.split("/")
            named = zip(("day", "month", "year"), (day, month, year), strict=True)
            return "، ".join(f"{self.text(f'type_traits.{part}')} {int(number)}" for part, number in named)
        # A German ordinal's point would end the sentence; the hyphens of a date that no calendar knows would be named.
        return written.replace(". ", " ").replace("-", " ")

    def _first_of_month(self, known: dt.date, written: str) -> str:
        # French says "1er janvier"; CLDR writes "1 janvier".
        if self.language == "fr" and known.day == 1:
            return written.replace("1 ", "1er ", 1)
        return written

    def day(self, day: dt.date) -> str:
        """Write a day of this year or the next with its weekday, such as "lundi 23 novembre"."""
        return self._first_of_month(day, format_date(day, _DAYS.get(self.language, "EEEE d MMMM"), self.locale))

    def clock(self, moment: dt.datetime) -> str:
        """Write the time of day, 24 hours in every language as on the hospital's other clocks."""
        return f"{moment:%H:%M}"


@cache
def languages() -> tuple[str, ...]:
    """Name every language that has texts, the source language first."""
    found = {folder.name for folder in files("kiosk").joinpath("locale").iterdir() if folder.is_dir()}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


@cache
def read_texts(language: str) -> Mapping[str, str]:
    """Read what the language's own file holds, untranslated entries left out."""
    source = files("kiosk").joinpath("locale", language, "LC_MESSAGES", "kiosk.po")
    with source.open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in messages if message.id and message.string}
