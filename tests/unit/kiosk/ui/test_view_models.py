import re
from dataclasses import replace
from datetime import datetime
from string import ascii_uppercase
from typing import get_args

import pytest

from hardware.card_reader.api import CardKind
from kiosk.flow.events import BirthPlaceChosen, HelpWanted, IdentityConfirmed, PersonChosen, Resumed, TypingWanted
from kiosk.flow.machine import step
from kiosk.flow.states import (
    CardProblem,
    ChoosePerson,
    Closed,
    ConfirmIdentity,
    NameDisplay,
    OutOfService,
    Printing,
    ShowNumber,
    State,
    StillThere,
    TypeTraits,
    VisitToken,
    Welcome,
)
from kiosk.flow.typed_traits import TraitField
from kiosk.i18n import Catalog, languages
from kiosk.problems import Problem
from kiosk.ui.view_models import (
    BirthDate,
    Illustration,
    OpenOverlay,
    Overlay,
    Rank,
    Step,
    view_model,
)
from tests.ui.samples import FAMILY, NUMBER, TOUSSAINT, TYPED, found, kiosk_in, person, samples

NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())
SAMPLES = samples()


def view_of(state, language="fr"):
    return view_model(kiosk_in(state, language), NAMES)


def test_the_samples_hold_every_state():
    assert {type(kiosk.state) for kiosk in SAMPLES.values()} == set(get_args(State))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_is_called_like_its_state(name):
    kiosk = SAMPLES[name]
    state = "Help" if kiosk.is_help_shown else type(kiosk.state).__name__
    assert view_model(kiosk, NAMES).page == re.sub(r"(?<!^)(?=[A-Z])", "_", state).lower()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_control_does_something(name):
    kiosk = SAMPLES[name]
    view = view_model(kiosk, NAMES)
    keys = () if view.entry is None else view.entry.keypads[0].keys
    for control in (*view.choices, *view.actions, *view.footer, *keys):
        if not isinstance(control.action, OpenOverlay):
            after, _ = step(kiosk, _with_visit(control.action))
            assert after != kiosk, control.message_id


def _with_visit(action):
    """The conductor gives the visit."""
    return TypingWanted(VisitToken("another")) if action == TypingWanted() else action


def test_every_page_offers_the_choice_of_the_language_and_of_the_display():
    for kiosk in SAMPLES.values():
        actions = [control.action for control in view_model(kiosk, NAMES).footer]
        assert actions[:2] == [OpenOverlay(Overlay.LANGUAGE), OpenOverlay(Overlay.DISPLAY)]


def test_what_becomes_of_the_data_is_one_touch_away_before_the_card_is_in():
    assert OpenOverlay(Overlay.INFORMATION) in [control.action for control in view_of(Welcome()).footer]


@pytest.mark.parametrize("name", SAMPLES)
def test_help_is_offered_on_every_page_and_the_help_page_leads_back(name):
    view = view_model(SAMPLES[name], NAMES)
    if view.page == "help":
        assert [control.action for control in view.actions] == [Resumed()]
        assert (view.back, view.onward) == (view.actions[0], view.actions[0])
    else:
        assert [control.action for control in view.footer if control.rank is Rank.HELP] == [HelpWanted()]


@pytest.mark.parametrize("name", SAMPLES)
def test_help_keeps_the_step_of_the_page_beneath(name):
    kiosk = replace(SAMPLES[name], is_help_shown=False)
    beneath, above = view_model(kiosk, NAMES), view_model(replace(kiosk, is_help_shown=True), NAMES)
    assert (above.page, above.step, above.details, above.choices) == ("help", beneath.step, (), ())


def test_somebody_is_promised_only_where_somebody_was_called():
    titles = {name: view_model(SAMPLES[name], NAMES).title for name in ("help", "help-on-its-way", "help-while-closed")}
    assert titles == {
        "help": "help.title",
        "help-on-its-way": "help.called.title",
        "help-while-closed": "help.closed.title",
    }


def test_the_first_announcement_is_on_the_page_itself_and_the_second_counts_the_seconds():
    reminded = replace(kiosk_in(ConfirmIdentity(TOUSSAINT)), is_reminded=True)
    view = view_model(reminded, NAMES)
    assert view == replace(view_of(ConfirmIdentity(TOUSSAINT)), reminder="reminder")
    view = view_of(StillThere(ConfirmIdentity(TOUSSAINT)))
    assert (view.countdown_s, view.values) == (20, {"seconds": 20})


def test_a_closed_kiosk_says_when_it_opens_again_in_every_language():
    opens_at = datetime(2026, 9, 30, 8, 30)  # noqa: DTZ001 - on the wall clock
    shown = {
        language: Catalog.load(language).text(view.sentence, **view.values)
        for language in languages()
        for view in [view_of(Closed(opens_at), language)]
    }
    assert shown["fr"] == "Réouverture\u00a0: mercredi 30 septembre, 08:30."
    assert shown["en"] == "It opens again on Wednesday 30 September at 08:30."
    assert all("30" in text and "08:30" in text for text in shown.values())
    assert view_of(Closed(None)).sentence == "closed.unknown"


def test_each_reason_to_be_out_of_service_that_somebody_sees_to_has_its_own_words():
    sentences = {problem: view_of(OutOfService(problem)).sentence for problem in Problem}
    assert sentences[Problem.PAUSED] == "out_of_service.paused"
    assert sentences[Problem.INTERNAL_FAULT] == "out_of_service.restarting"
    assert sentences[Problem.READER_MISSING] == "out_of_service.sentence"


@pytest.mark.parametrize(
    ("names", "details"),
    [
        (NameDisplay.FULL, ["DE VINCI-LEFÈVRE", "PIERRE-ALAIN"]),
        (NameDisplay.GIVEN_NAME, ["D. V.-L.", "PIERRE-ALAIN"]),
        (NameDisplay.INITIALS, ["D. V.-L.", "P.-A."]),
    ],
)
def test_the_establishment_decides_how_much_of_a_name_is_shown(names, details):
    identity = found("DE VINCI-LEFÈVRE", ["PIERRE-ALAIN"], "1960-01-01", "M")
    view = view_model(replace(kiosk_in(ConfirmIdentity(identity)), names=names), NAMES)
    assert [detail.value for detail in view.details[:2]] == details


def test_a_list_to_choose_from_shows_given_names_whatever_the_establishment_decided():
    people = [person(0, "ZOE"), person(1, "ZOE", "ECETINSI"), person(2, "DOMINIQUE")]
    view = view_model(replace(kiosk_in(ChoosePerson(people)), names=NameDisplay.INITIALS), NAMES)
    assert [choice.label for choice in view.choices] == ["Zoe A.", "Zoe E.", "Dominique"]


def test_a_parent_is_asked_about_the_child_and_not_about_themselves():
    view = view_of(ConfirmIdentity(TOUSSAINT, is_dependent=True))
    assert view.title == "confirm_identity.dependent.title"
    assert [control.message_id for control in view.actions] == [
        "confirm_identity.no",
        "confirm_identity.dependent.yes",
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_two_controls_of_a_page_are_called_the_same(name):
    view = view_model(SAMPLES[name], NAMES)
    called = [(control.message_id, control.index) for control in (*view.choices, *view.actions, *view.footer)]
    assert len(set(called)) == len(called)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_titles_have_seven_words_at_most_and_sentences_twelve(name, language):
    catalog, view = Catalog.load(language), view_model(SAMPLES[name], NAMES)
    assert 1 <= _words(catalog.text(view.title)) <= 7
    if view.sentence is not None:
        assert 1 <= _words(catalog.text(view.sentence, **view.values)) <= 12
    if view.reminder is not None:
        assert 1 <= _words(catalog.text(view.reminder)) <= 12
    for control in (*view.actions, *view.footer):
        if control.label is None:
            assert 1 <= _words(catalog.text(control.message_id)) <= 7


def _words(text):
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


@pytest.mark.parametrize("language", languages())
def test_no_text_blames_frightens_or_speaks_as_a_technician(language):
    forbidden = r"erreur|échec|impossible|refus|INSi\b|NIR\b|téléservice|error|fail|invalid|denied|unable|server"
    for message_id, text in Catalog.load(language).texts.items():
        assert not re.search(rf"\b(?:{forbidden})", text, re.IGNORECASE), message_id


@pytest.mark.parametrize(("language", "own_name"), NAMES)
def test_the_footer_names_the_language_in_use(language, own_name):
    [shown] = [c.label for c in view_of(Welcome(), language).footer if c.message_id == "footer.language"]
    assert shown == own_name


def test_people_are_called_by_given_name_as_it_is_spoken():
    choices = view_of(ChoosePerson(FAMILY)).choices
    assert [choice.label for choice in choices] == ["Toussaint", "Dominique", "Zoe", "Pierre-Alain"]
    assert [choice.action for choice in choices] == [PersonChosen(index) for index in range(4)]
    assert all(choice.rank is Rank.TILE for choice in choices)


def test_people_of_one_given_name_are_told_apart_by_family_name():
    people = [person(0, "ZOE"), person(1, "ZOE", "ECETINSI"), person(2, "DOMINIQUE")]
    choices = view_of(ChoosePerson(people)).choices
    assert [choice.label for choice in choices] == ["Zoe ADRTROIS", "Zoe ECETINSI", "Dominique"]
    assert [choice.born for choice in choices] == [None, None, None]


def test_people_of_one_whole_name_are_told_apart_by_birth_date():
    people = [person(0, "ZOE", birth_date="19600101"), person(1, "ZOE", birth_date="20090714"), person(2, "DOMINIQUE")]
    choices = view_of(ChoosePerson(people)).choices
    assert [choice.label for choice in choices] == ["Zoe ADRTROIS", "Zoe ADRTROIS", "Dominique"]
    assert [choice.born for choice in choices] == [BirthDate("19600101"), BirthDate("20090714"), None]


def test_a_name_not_in_capitals_is_left_as_it_is():
    choices = view_of(ChoosePerson([person(0, "deVinci"), person(1, "ZOE")])).choices
    assert [choice.label for choice in choices] == ["deVinci", "Zoe"]


def test_the_identity_to_confirm_is_the_name_and_the_birth_date_and_never_the_matricule():
    view = view_of(ConfirmIdentity(TOUSSAINT))
    assert [(detail.message_id, detail.value) for detail in view.details] == [
        ("confirm_identity.family_name", "ADRTROIS"),
        ("confirm_identity.given_name", "TOUSSAINT"),
        ("confirm_identity.born_male", BirthDate("1960-01-01")),
    ]
    assert [control.action for control in view.actions if control.rank is Rank.PRIMARY] == [IdentityConfirmed()]


def test_only_the_first_of_several_given_names_is_shown():
    view = view_of(ConfirmIdentity(found("ECETINSI", ["PIERRE-ALAIN", "MURIEL"], "2009-07-14", "M")))
    assert [detail.value for detail in view.details][1] == "PIERRE-ALAIN"


def test_a_woman_is_asked_about_her_birth_in_the_feminine():
    view = view_of(ConfirmIdentity(found("LEFÈVRE", ["HÉLÈNE"], "1960-01-01", "F")))
    assert view.details[2].message_id == "confirm_identity.born_female"


def test_a_trait_that_insi_did_not_give_has_no_line():
    view = view_of(ConfirmIdentity(found("", [], "1960-01-01", "")))
    assert [detail.value for detail in view.details] == [BirthDate("1960-01-01")]


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_shows_its_code_on_the_pages_it_can_lead_to(problem):
    for state in (CardProblem(problem), ShowNumber(problem), OutOfService(problem), Printing(FAMILY[0], problem)):
        assert view_of(state).code == problem.value


def test_a_card_the_wrong_way_round_is_shown_how_to_turn():
    assert view_of(CardProblem(Problem.CARD_MUTE)).illustration is Illustration.TURN_CARD


@pytest.mark.parametrize("kind", CardKind)
def test_each_kind_of_wrong_card_has_its_own_words(kind):
    titles = {view_of(CardProblem(Problem[f"CARD_{kind.name}"])).sentence for kind in CardKind}
    assert len(titles) == len(CardKind)


def test_the_number_is_shown_where_the_ticket_could_not_be_printed():
    view = view_of(ShowNumber(Problem.PRINTER_PAPER_OUT))
    assert (view.number, view.title) == (NUMBER, "show_number.title")


def test_without_a_number_the_patient_is_not_asked_to_remember_one():
    view = view_model(SAMPLES["show-number-unknown"], NAMES)
    assert (view.number, view.title) == (None, "desk.title")


def test_the_steps_follow_the_visit():
    steps = [view_model(SAMPLES[name], NAMES).step for name in ("reading-card", "confirm-identity", "printing")]
    assert steps == list(Step)


def test_the_name_can_be_typed_where_there_is_no_card_or_it_was_refused():
    offering = {name for name, kiosk in SAMPLES.items() if "type_traits.wanted" in called(view_model(kiosk, NAMES))}
    refused = {"card-mute", "card-vitale-1", "card-professional", "card-other", "card-unreadable"}
    assert offering == refused | {"see-desk-no-card"}


def called(view):
    return [control.message_id for control in view.actions]


@pytest.mark.parametrize(("city", "count"), [("PARIS", 20), ("LYON", 9), ("MARSEILLE", 16)])
def test_every_arrondissement_is_offered_by_its_number(city, count):
    typed = replace(TYPED, birth_place=city)
    choices = view_model(kiosk_in(TypeTraits(TraitField.BIRTH_PLACE, typed)), NAMES).choices
    labels = [choice.label for choice in choices]
    name = city.title()
    assert labels[0].startswith(f"{name} (")
    assert [f"{name} 1er", *(f"{name} {number}e" for number in range(2, count + 1))] == labels[1 : count + 1]


def test_letters_stand_as_on_the_keyboards_of_the_language_or_in_the_alphabet():
    first_rows = {}
    for language in ("fr", "en", "de", "ar"):
        habit, alphabet = view_of(TypeTraits(), language).entry.keypads
        first_rows[language] = "".join(key.label for key in habit.rows[0])
        assert "".join(key.label for row in alphabet.rows for key in row if key.label)[:26] == ascii_uppercase
        for keypad in (habit, alphabet):
            assert sorted(key.action.character for key in keypad.keys) == sorted(ascii_uppercase + " '-")
    assert first_rows == {"fr": "AZERTYUIOP", "en": "QWERTYUIOP", "de": "QWERTZUIOP", "ar": "AZERTYUIOP"}


def test_a_birth_place_is_offered_with_its_department_and_the_first_country_near_the_top():
    state = TypeTraits(TraitField.BIRTH_PLACE, replace(TYPED, birth_place="ALG"))
    assert [choice.label for choice in view_of(state).choices][:2] == ["Algajola (2B)", "Algérie"]


def test_a_commune_that_was_gone_before_the_birth_is_not_offered():
    born = replace(TYPED, birth_date="01011980", birth_place="ARLOD")
    assert view_of(TypeTraits(TraitField.BIRTH_PLACE, born)).choices == []


@pytest.mark.parametrize(("birth_date", "code"), [("31121975", "20001"), ("01011976", "2A001")])
def test_a_commune_is_offered_once_and_chosen_with_the_code_of_the_birth_year(birth_date, code):
    born = replace(TYPED, birth_date=birth_date, birth_place="AFA")
    [choice] = view_of(TypeTraits(TraitField.BIRTH_PLACE, born)).choices
    assert (choice.label, choice.action) == ("Afa (2A)", BirthPlaceChosen(code))


def test_no_choice_of_places_is_offered_before_a_letter():
    for typed in ("", " "):
        view = view_of(TypeTraits(TraitField.BIRTH_PLACE, replace(TYPED, birth_place=typed)))
        assert (view.choices, view.sentence) == ((), "type_traits.birth_place.sentence")
