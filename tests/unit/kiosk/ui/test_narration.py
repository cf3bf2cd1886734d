"""What each page says aloud."""

from dataclasses import replace

import pytest

from kiosk.flow.events import LanguageChosen
from kiosk.flow.states import Welcome
from kiosk.i18n import Catalog, languages
from kiosk.ui.narration import change_of, focus_of, narration_of
from kiosk.ui.overlays import overlay_view
from kiosk.ui.view_models import Listening, Overlay, Rank, view_model
from tests.ui.samples import kiosk_in, samples

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


def view(name, language="fr"):
    return view_model(samples(language)[name], NAMES, Listening(has_headset=True))


def spoken(view, language="fr"):
    return narration_of(view, (*view.choices, *view.actions, *view.footer), Catalog.load(language))


def text(words):
    return " ".join(each.text for each in words)


def narration(name, language="fr"):
    return text(spoken(view(name, language), language))


def change(before, after, language="fr"):
    words = change_of(view(before, language), view(after, language), Catalog.load(language))
    return None if words is None else text(words)


def test_the_identity_is_read_out_with_both_answers():
    said = narration("confirm-identity")
    for words in ("Est-ce bien vous", "Adrtrois", "Toussaint", "1er janvier 1960", "Non", "Oui"):
        assert words in said


def test_the_number_is_said_sign_by_sign_wherever_it_is_shown_and_before_what_to_do_with_it():
    for name in ("see-desk-not-found", "show-number", "take-card-and-ticket"):
        assert "Votre numéro\u00a0: A, 1, 2." in narration(name)
    said = narration("take-card-and-ticket")
    assert said.index("A, 1, 2") < said.index("à l’accueil avec une pièce d’identité")


@pytest.mark.parametrize("language", languages())
def test_every_page_says_all_its_texts_in_one_voice_and_ends_its_sentences_once(language):
    catalog = Catalog.load(language)
    for name in samples(language):
        page = view(name, language)
        said = spoken(page, language)
        assert {words.language for words in said} == {language}, name
        everything = text(said)
        assert catalog.text(page.title).rstrip(" .:…") in everything, name
        if page.sentence is not None:
            assert catalog.text(page.sentence, **page.values).rstrip(" .:\u00a0") in everything, name
        for control in page.actions:
            assert catalog.text(control.message_id) in everything, name
        assert "?." not in everything
        assert ".." not in everything


def test_what_is_at_the_foot_of_every_page_and_the_keys_are_not_read_with_the_page():
    said = narration("type-traits-family-name")
    assert "Besoin d’aide" not in said
    assert "Q." not in said


@pytest.mark.parametrize(
    ("language", "aloud"),
    [
        ("fr", "1er janvier 1960"),
        ("en", "1 January 1960"),
        ("de", "1 Januar 1960"),
        ("ar", "اليوم 1، الشهر 1، السنة 1960"),
    ],
)
def test_a_date_is_said_as_a_date(language, aloud):
    assert Catalog.load(language).date_aloud("19600101") == aloud


@pytest.mark.parametrize("language", languages())
def test_a_date_that_no_calendar_knows_is_said_by_its_numbers(language):
    assert Catalog.load(language).date_aloud("1936-21-00") == "1936 21 00"


def test_of_a_name_each_letter_is_said_since_only_so_a_slip_is_heard():
    assert "A, D, R, T, R, O, I, S." in narration("type-traits-family-name")
    assert "P, I, E, R, R, E, tiret, A" in narration("type-traits-long-names")


def test_after_a_key_only_that_key_is_said():
    before, after = view("type-traits-nothing-yet"), view("type-traits-family-name")
    one_less = replace(after, entry=replace(after.entry, text="ADRTROI"))
    catalog = Catalog.load("fr")
    assert text(change_of(one_less, after, catalog)) == "S."
    assert text(change_of(after, one_less, catalog)) == "S, effacé."
    assert text(change_of(before, replace(before, entry=replace(before.entry, text="-")), catalog)) == "tiret."


def test_how_many_places_begin_so_is_said_when_it_changes():
    after = view("type-traits-birth-place")
    before = replace(after, entry=replace(after.entry, text="AF"), choices=())
    said = text(change_of(before, after, Catalog.load("fr")))
    assert said == f"A. Lieux proposés\u00a0: {len(after.choices)}."


def test_what_is_amiss_at_a_field_is_said_first():
    said = change("type-traits-nothing-yet", "type-traits-missing")
    assert said == "Il manque encore votre réponse. Tapez votre nom de naissance."
    said = change("type-traits-birth-place", "type-traits-not-a-place")
    assert said.startswith("Des lettres suffisent. Tapez votre lieu de naissance.")


def test_another_page_is_no_change_of_this_one():
    assert change("welcome", "reading-card") is None
    assert change("type-traits-family-name", "type-traits-given-names") is None
    assert change("welcome", "welcome") is None


def test_that_the_time_is_nearly_over_is_said_alone_and_that_it_is_not_any_more_is_not():
    page, catalog = view("confirm-identity"), Catalog.load("fr")
    reminded = replace(page, reminder="reminder")
    assert text(change_of(page, reminded, catalog)) == catalog.text("reminder")
    assert change_of(reminded, page, catalog) == []
    assert catalog.text("reminder") in text(spoken(reminded))


def test_each_language_names_itself_in_its_own_voice():
    page = overlay_view(Overlay.LANGUAGE, kiosk_in(Welcome()), NAMES)
    said = spoken(page)
    assert (said[0].language, said[0].text) == ("fr", "Choisissez votre langue. Français, choisi.")
    assert [(words.language, words.text) for words in said[1:]] == [
        (code, f"{own_name}.") for code, own_name in NAMES if code != "fr"
    ]


def test_the_focus_on_a_control_says_what_it_is_and_whether_it_is_chosen():
    catalog = Catalog.load("fr")
    languages_at_foot, *_ = view("welcome").footer
    assert text(focus_of(languages_at_foot, catalog)) == "Choisissez votre langue, Français."
    normal, *_ = overlay_view(Overlay.DISPLAY, kiosk_in(Welcome()), NAMES).choices
    assert text(focus_of(normal, catalog)) == "Normal, choisi."
    keys = {key.label or " ": key for key in view("type-traits-family-name").entry.keypads[0].keys}
    assert [text(focus_of(keys[label], catalog)) for label in ("A", "-", "’", " ")] == [
        "A.",
        "tiret.",
        "apostrophe.",
        "Espace.",
    ]
    german = overlay_view(Overlay.LANGUAGE, kiosk_in(Welcome()), NAMES).choices[languages().index("de")]
    assert german.action == LanguageChosen("de")
    assert [(words.language, words.text) for words in focus_of(german, catalog)] == [("de", "Deutsch.")]


@pytest.mark.parametrize("overlay", Overlay)
@pytest.mark.parametrize("language", languages())
def test_every_overlay_says_all_its_texts(overlay, language):
    catalog = Catalog.load(language)
    for listening in (Listening(), Listening(has_headset=True)):
        page = overlay_view(overlay, kiosk_in(Welcome(), language), NAMES, listening)
        said = text(spoken(page, language))
        for passage in page.passages:
            assert catalog.text(passage.text).rstrip(".") in said
        own_controls = [control for control in (*page.choices, *page.actions) if control.rank is not Rank.HELP]
        for control in own_controls:
            assert (control.label or catalog.text(control.message_id)) in said
