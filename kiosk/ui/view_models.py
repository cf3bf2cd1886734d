"""What each state shows, told without pixels: message ids, personal values, and the event each control posts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TypeAlias, assert_never

from hardware.card_reader.api import PersonOnCard
from hardware.speaker.volume import LOUDEST, Volume
from kiosk.flow.events import (
    BirthPlaceChosen,
    Event,
    HelpWanted,
    IdentityConfirmed,
    IdentityDenied,
    KeyErased,
    KeyPressed,
    NoCardChosen,
    PersonChosen,
    ReprintWanted,
    Resumed,
    SexChosen,
    TraitBack,
    TraitDone,
    TypingWanted,
)
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    Closed,
    ConfirmIdentity,
    DeskReason,
    Goodbye,
    Kiosk,
    NameDisplay,
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    Starting,
    State,
    StillThere,
    TakeCard,
    TypeTraits,
    Welcome,
)
from kiosk.flow.timeouts import STILL_THERE_S
from kiosk.flow.typed_traits import TraitField, TypedTraits, TypingMistake
from kiosk.i18n import Catalog
from kiosk.identity.birth_places import BirthPlace, search_communes, search_countries
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.problems import Problem
from kiosk.ui.keypad import DIGITS, letter_orders


class Step(Enum):
    """The three steps of a visit, in order."""

    CARD = "step.card"
    IDENTITY = "step.identity"
    TICKET = "step.ticket"


class Illustration(Enum):
    """The drawings beside the text; each value is a file of `assets/`."""

    STARTING = "starting"
    INSERT_CARD = "insert_card"
    READING = "reading"
    CHECKING = "checking"
    PRINTING = "printing"
    PERSON = "person"
    TICKET = "ticket"
    TAKE_CARD = "take_card"
    TURN_CARD = "turn_card"
    WIPE_CHIP = "wipe_chip"
    OTHER_CARD = "other_card"
    FORGOTTEN_CARD = "forgotten_card"
    HEADSET = "headset"
    CLOCK = "clock"
    DONE = "done"
    DESK = "desk"


class Icon(Enum):
    """The small signs on controls; each value is a file of `assets/`."""

    GLOBE = "icon_globe"
    DISPLAY = "icon_aa"
    LISTEN = "icon_listen"
    INFORMATION = "icon_information"
    PERSON = "icon_person"
    CHOSEN = "icon_chosen"
    NOT_CHOSEN = "icon_not_chosen"
    TICKED = "icon_ticked"
    NOT_TICKED = "icon_not_ticked"
    BACK = "icon_arrow_left"
    ONWARD = "icon_arrow_right"
    ERASE = "icon_erase"
    SPACE = "icon_space"
    MORE = "icon_more"
    HELP = "icon_help"


class Rank(Enum):
    """How a control stands among the others."""

    PRIMARY = "primary"
    """What most patients want; at most one a page."""
    SECONDARY = "secondary"
    TILE = "tile"
    """One of a list."""
    KEY = "key"
    """Of a keypad."""
    FOOTER = "footer"
    HELP = "help"


# What a control does on the screen alone; the flow need not know.


@dataclass(frozen=True)
class ShowMore:
    """Show another part of the list."""


class Overlay(Enum):
    """The pages of the screens alone, over whatever state the flow is in."""

    LANGUAGE = "language"
    DISPLAY = "display"
    LISTEN = "listen"
    INFORMATION = "information"


@dataclass(frozen=True)
class OpenOverlay:
    overlay: Overlay


@dataclass(frozen=True)
class CloseOverlay:
    pass


class SpeechWish(Enum):
    """What is done to the speech while the page stays."""

    REPEAT = "repeat"
    QUIET = "quiet"
    SOFTER = "softer"
    LOUDER = "louder"


ScreenAction: TypeAlias = ShowMore | OpenOverlay | CloseOverlay | SpeechWish


@dataclass(frozen=True)
class Listening:
    """How the patient may hear the pages, where the kiosk speaks."""

    has_headset: bool = False
    volume: Volume = field(default=Volume())

    @property
    def level(self) -> Mapping[str, int]:
        """The volume as a patient counts it, by the placeholders of its text."""
        return {"step": self.volume.step + 1, "steps": LOUDEST.step + 1}


@dataclass(frozen=True)
class BirthDate:
    as_written: str = field(repr=False)


@dataclass(frozen=True)
class Control:
    message_id: str
    rank: Rank
    action: Event | ScreenAction
    index: int | None = None
    label: str | None = field(default=None, repr=False)
    """What is written on it where that is no message: a person's or a language's name."""
    born: BirthDate | None = None
    """Written after the label, where the name alone does not tell two people apart."""
    icon: Icon | None = None
    pictogram: Icon | None = None
    """Stands for the words where very large type leaves them no room."""


@dataclass(frozen=True)
class Detail:
    """One line of an identity."""

    message_id: str
    value: str | BirthDate = field(repr=False)


@dataclass(frozen=True)
class Keypad:
    """Rows of keys; None leaves a place empty, and the last key of a row takes what is left of it."""

    rows: Sequence[Sequence[Control | None]]
    columns: int

    @property
    def keys(self) -> Sequence[Control]:
        return [key for row in self.rows for key in row if key is not None]


@dataclass(frozen=True)
class Slot:
    """A place for some of the digits of a date."""

    message_id: str
    length: int


@dataclass(frozen=True)
class Entry:
    """What is typed so far, and the keys to type it with."""

    text: str = field(repr=False)
    keypads: Sequence[Keypad]
    """In order of preference: the screen takes the first whose keys are large enough."""
    erase: Control | None = None
    """Beside the field; None where it is one of the keys."""
    slots: Sequence[Slot] = ()
    """The parts of a date; none for a text."""
    offers_choices: bool = False
    """Whether the view's choices are what the text was found in; their place is kept while there are none."""
    is_mistaken: bool = False
    """Whether the sentence says what is still amiss."""


@dataclass(frozen=True)
class Passage:
    """A heading and what it is about, as message ids."""

    heading: str
    text: str


@dataclass(frozen=True)
class View:
    page: str
    title: str
    sentence: str | None = None
    illustration: Illustration | None = None
    """Without one, the page takes the whole width."""
    step: Step | None = None
    is_typed: bool = False
    """There is no card: its step was passed over, and is not shown as done."""
    number: str | None = None
    """The visit's number, shown in large digits."""
    number_label: str | None = None
    """What leads from the sentence to the number."""
    details: Sequence[Detail] = ()
    passages: Sequence[Passage] = ()
    """A text to read, shown in parts where it is long."""
    choices: Sequence[Control] = ()
    """A list to choose from, shown in parts where it is long."""
    choices_per_row: int = 2
    """On a wide panel, at least."""
    more: str = "choices.more"
    """What leads to the other parts of the list, as a message id."""
    actions: Sequence[Control] = ()
    entry: Entry | None = None
    """A field to type in."""
    back: Control | None = None
    """One of the actions: what the Escape key does."""
    onward: Control | None = None
    """One of the actions: what the Enter key does while no control has the focus."""
    footer: Sequence[Control] = ()
    values: Mapping[str, str | int] = field(default_factory=dict)
    """What fills the sentence's placeholders."""
    countdown_s: int | None = None
    """Shown as a ring that empties and the seconds left, from the moment the page appears."""
    reminder: str | None = None
    """Announces that the page's time is nearly over, beside all else it shows."""
    code: str | None = None
    """For the technician, small and in a corner."""


_DISPLAY = Control("footer.display", Rank.FOOTER, OpenOverlay(Overlay.DISPLAY), icon=Icon.DISPLAY)
_LISTEN = Control("footer.listen", Rank.FOOTER, OpenOverlay(Overlay.LISTEN), icon=Icon.LISTEN)
_INFORMATION = Control("footer.information", Rank.FOOTER, OpenOverlay(Overlay.INFORMATION), icon=Icon.INFORMATION)
_REPRINT = Control("take_card.reprint", Rank.SECONDARY, ReprintWanted())
_TYPE = Control("type_traits.wanted", Rank.SECONDARY, TypingWanted())
_BACK = Control("type_traits.back", Rank.SECONDARY, TraitBack(), pictogram=Icon.BACK)
_NEXT = Control("type_traits.next", Rank.PRIMARY, TraitDone(), pictogram=Icon.ONWARD)
_SKIP = Control("type_traits.skip", Rank.SECONDARY, TraitDone(), pictogram=Icon.ONWARD)
_ERASE = Control("type_traits.erase", Rank.SECONDARY, KeyErased(), pictogram=Icon.ERASE)
_ERASE_KEY = replace(_ERASE, rank=Rank.KEY)
_DATE_SLOTS = (Slot("type_traits.day", 2), Slot("type_traits.month", 2), Slot("type_traits.year", 4))
_BIRTH_PLACES = 24
"""Of each kind at most: Paris with its twenty arrondissements; of one name, there are no more than 16 communes."""
_ARRONDISSEMENT = " Arrondissement"
HELP = Control("footer.help", Rank.HELP, HelpWanted(), pictogram=Icon.HELP)

_OUT_OF_SERVICE = {
    Problem.PAUSED: "out_of_service.paused",
    Problem.INTERNAL_FAULT: "out_of_service.restarting",
}
"""What is told of a problem that is being seen to; of any other, that the kiosk does not serve now."""


def page_for(state: State) -> str:
    """Name the page of a state."""
    match state:
        case Starting():
            return "starting"
        case Welcome():
            return "welcome"
        case ReadingCard():
            return "reading_card"
        case ChoosePerson():
            return "choose_person"
        case AskingInsi():
            return "asking_insi"
        case AskingByTraits():
            return "asking_by_traits"
        case TypeTraits():
            return "type_traits"
        case ConfirmIdentity():
            return "confirm_identity"
        case Printing():
            return "printing"
        case TakeCard():
            return "take_card"
        case CardForgotten():
            return "card_forgotten"
        case Goodbye():
            return "goodbye"
        case SeeDesk():
            return "see_desk"
        case CardProblem():
            return "card_problem"
        case ShowNumber():
            return "show_number"
        case StillThere():
            return "still_there"
        case OutOfService():
            return "out_of_service"
        case Closed():
            return "closed"
        case _:
            assert_never(state)


def view_model(kiosk: Kiosk, languages: Sequence[tuple[str, str]], listening: Listening | None = None) -> View:
    """Say what is to be shown at present.

    `languages` are pairs of code and own name; a kiosk that does not speak has nothing to listen to.
    """
    footer = _footer(kiosk, languages, can_listen=listening is not None)
    if kiosk.is_help_shown:
        return replace(_help(kiosk, footer), is_typed=kiosk.is_typed)
    view = replace(_view_of_state(kiosk, footer), is_typed=kiosk.is_typed)
    return replace(view, reminder="reminder") if kiosk.is_reminded else view


def _view_of_state(kiosk: Kiosk, footer: Sequence[Control]) -> View:
    page = page_for(kiosk.state)
    match kiosk.state:
        case Starting():
            return View(page, "starting.title", "starting.sentence", Illustration.STARTING, footer=footer)
        case Welcome():
            return View(
                page,
                "welcome.title",
                "welcome.sentence",
                Illustration.INSERT_CARD,
                actions=(Control("welcome.no_card", Rank.SECONDARY, NoCardChosen()),),
                footer=footer,
            )
        case ReadingCard():
            return View(
                page,
                "reading_card.title",
                "reading_card.sentence",
                Illustration.READING,
                Step.CARD,
                footer=footer,
            )
        case ChoosePerson(people):
            return View(
                page,
                "choose_person.title",
                "choose_person.sentence",
                step=Step.CARD,
                choices=_choices(people, kiosk.names),
                footer=footer,
            )
        case TypeTraits():
            return _type_traits(kiosk.state, kiosk.language, footer)
        case AskingInsi() | AskingByTraits():
            return View(
                page,
                "asking_insi.title",
                "asking_insi.sentence" if isinstance(kiosk.state, AskingInsi) else "asking_by_traits.sentence",
                Illustration.CHECKING,
                Step.IDENTITY,
                footer=footer,
            )
        case ConfirmIdentity(identity, is_dependent):
            kind = "confirm_identity.dependent" if is_dependent else "confirm_identity"
            return View(
                page,
                f"{kind}.title",
                illustration=Illustration.PERSON,
                step=Step.IDENTITY,
                details=_details(identity.traits, kiosk.names),
                actions=(
                    Control("confirm_identity.no", Rank.SECONDARY, IdentityDenied()),
                    Control(f"{kind}.yes", Rank.PRIMARY, IdentityConfirmed()),
                ),
                footer=footer,
            )
        case Printing(degraded=degraded):
            return View(
                page,
                "printing.title",
                "printing.sentence" if degraded is None else "printing.degraded",
                Illustration.PRINTING,
                Step.TICKET,
                footer=footer,
                code=None if degraded is None else degraded.value,
            )
        case TakeCard(has_ticket=True, reprint=reprint):
            return View(
                page,
                "take_card.with_ticket.title",
                "take_card.with_ticket.sentence",
                Illustration.TICKET,
                Step.TICKET,
                number=kiosk.number,
                actions=(_REPRINT,) if reprint is not None else (),
                footer=footer,
            )
        case TakeCard():
            return View(
                page,
                "take_card.without_ticket.title",
                "take_card.without_ticket.sentence",
                Illustration.TAKE_CARD,
                number=kiosk.number,
                number_label="number.label",
                footer=footer,
            )
        case CardForgotten():
            return View(
                page,
                "card_forgotten.title",
                "card_forgotten.sentence",
                Illustration.FORGOTTEN_CARD,
                footer=footer,
                code=Problem.CARD_FORGOTTEN.value,
            )
        case Goodbye(has_ticket):
            kind = "with_ticket" if has_ticket else "without_ticket"
            return View(page, f"goodbye.{kind}.title", f"goodbye.{kind}.sentence", Illustration.DONE, footer=footer)
        case SeeDesk(reason):
            return _see_desk(kiosk, reason, footer)
        case CardProblem(problem):
            return _card_problem(problem, footer)
        case ShowNumber(problem):
            return _show_number(kiosk, problem, footer)
        case StillThere(resume):
            onward = Control("still_there.resume", Rank.PRIMARY, Resumed())
            return View(
                page,
                "still_there.title",
                "still_there.sentence",
                Illustration.CLOCK,
                _step_of(replace(kiosk, state=resume)),
                values={"seconds": int(STILL_THERE_S)},
                countdown_s=int(STILL_THERE_S),
                actions=(onward,),
                onward=onward,
                footer=footer,
            )
        case OutOfService(problem):
            return View(
                page,
                "desk.title",
                _OUT_OF_SERVICE.get(problem, "out_of_service.sentence"),
                Illustration.DESK,
                footer=footer,
                code=problem.value,
            )
        case Closed(opens_at):
            return View(
                page,
                "closed.title",
                "closed.sentence" if opens_at is not None else "closed.unknown",
                Illustration.CLOCK,
                values=_moment(opens_at, kiosk.language) if opens_at is not None else {},
                footer=footer,
            )
        case _:
            assert_never(kiosk.state)


def _footer(kiosk: Kiosk, languages: Sequence[tuple[str, str]], *, can_listen: bool) -> Sequence[Control]:
    """Offer what works in this state."""
    own_name = dict(languages)[kiosk.language]
    controls = [
        Control("footer.language", Rank.FOOTER, OpenOverlay(Overlay.LANGUAGE), label=own_name, icon=Icon.GLOBE),
        _DISPLAY,
    ]
    if can_listen:
        controls.append(_LISTEN)
    if isinstance(kiosk.state, Welcome):
        controls.append(_INFORMATION)
    if not kiosk.is_help_shown:
        controls.append(HELP)
    return controls


def _help(kiosk: Kiosk, footer: Sequence[Control]) -> View:
    """Promise a person only where one was called; outside the opening hours nobody waits at the desk."""
    if kiosk.has_help_call:
        kind = "help.called"
    elif isinstance(kiosk.state, Closed):
        kind = "help.closed"
    else:
        kind = "help"
    back = Control(f"{kind}.resume", Rank.PRIMARY, Resumed())
    return View(
        "help",
        f"{kind}.title",
        f"{kind}.sentence",
        Illustration.DESK,
        _step_of(kiosk),
        actions=(back,),
        back=back,
        onward=back,
        footer=footer,
    )


def _step_of(kiosk: Kiosk) -> Step | None:
    return _view_of_state(kiosk, ()).step


def _moment(moment: datetime, language: str) -> Mapping[str, str]:
    catalog = Catalog.load(language)
    return {"day": catalog.day(moment), "time": catalog.clock(moment)}


def _type_traits(state: TypeTraits, language: str, footer: Sequence[Control]) -> View:
    """Show one field, with the keys or the answers that fill it."""
    trait, typed = state.trait, state.typed
    is_mistaken = state.mistake is not None
    mistake = None if state.mistake is None else f"type_traits.{state.mistake.value}"
    view = View(
        page_for(state),
        f"type_traits.{trait.value}.title",
        mistake or "type_traits.sentence",
        step=Step.IDENTITY,
        actions=(_BACK, _NEXT),
        back=_BACK,
        onward=_NEXT,
        footer=footer,
    )
    match trait:
        case TraitField.FAMILY_NAME | TraitField.GIVEN_NAMES:
            text = typed.family_name if trait is TraitField.FAMILY_NAME else typed.given_names
            return replace(view, entry=Entry(text, _letters(language), _ERASE, is_mistaken=is_mistaken))
        case TraitField.BIRTH_DATE:
            entry = Entry(typed.birth_date, (_digits(),), slots=_DATE_SLOTS, is_mistaken=is_mistaken)
            return replace(view, entry=entry)
        case TraitField.SEX:
            return replace(view, choices=_sexes(typed.sex), actions=(_BACK,), onward=None)
        case TraitField.BIRTH_PLACE:
            places = _places(typed)
            is_unknown = bool(typed.birth_place.strip()) and not places
            sentence = "type_traits.birth_place.none" if is_unknown else "type_traits.birth_place.sentence"
            if state.mistake in {TypingMistake.NOT_A_NAME, TypingMistake.OTHER_LETTER}:
                # Shorter than elsewhere: keys and found places leave it one line.
                mistake = "type_traits.birth_place.letters"
            return replace(
                view,
                sentence=mistake or sentence,
                choices=places,
                actions=(_BACK, _SKIP),
                # Nobody skips by a slip of the Enter key: the focus goes there first.
                onward=None,
                entry=Entry(
                    typed.birth_place, _letters(language), _ERASE, offers_choices=True, is_mistaken=is_mistaken
                ),
            )
        case _:
            assert_never(trait)


def _letters(language: str) -> Sequence[Keypad]:
    return [
        Keypad([[_key(letter) for letter in row] for row in rows], len(rows[0])) for rows in letter_orders(language)
    ]


def _digits() -> Keypad:
    *rows, [zero] = [[_key(digit) for digit in row] for row in DIGITS]
    return Keypad([*rows, [None, zero, _ERASE_KEY]], len(rows[0]))


def _key(character: str) -> Control:
    """Make a key; its index is the character's code point."""
    if character == " ":
        return Control("type_traits.space", Rank.KEY, KeyPressed(character), pictogram=Icon.SPACE)
    return Control("keypad.key", Rank.KEY, KeyPressed(character), ord(character), character.replace("'", "’"))


def _sexes(chosen: Sex | None) -> Sequence[Control]:
    """Offer them in the words and the order of identity documents; what was chosen before is marked by a sign."""
    return [
        Control(
            f"type_traits.{sex.name.lower()}",
            Rank.TILE,
            SexChosen(sex),
            icon=Icon.CHOSEN if sex is chosen else Icon.NOT_CHOSEN,
        )
        for sex in (Sex.FEMALE, Sex.MALE)
    ]


def _places(typed: TypedTraits) -> Sequence[Control]:
    """Offer the birth places that begin as typed: communes as they were in the birth year, then countries."""
    if not typed.birth_place.strip():
        return ()
    communes = search_communes(typed.birth_place, born_in=int(typed.birth_date[4:] or 0) or None, limit=_BIRTH_PLACES)
    countries = search_countries(typed.birth_place, limit=_BIRTH_PLACES)
    # Whatever is typed, many communes begin so: the first country stands before all but one of them.
    found = [*communes[:1], *countries[:1], *communes[1:], *countries[1:]]
    return [
        Control("type_traits.place", Rank.TILE, BirthPlaceChosen(place.code), index, _place_name(place))
        for index, place in enumerate(found)
    ]


def _place_name(place: BirthPlace) -> str:
    """Tell places of one name apart by their department; an arrondissement is known by its number."""
    if place.name.endswith(_ARRONDISSEMENT):
        return place.name.removesuffix(_ARRONDISSEMENT)
    return f"{place.name} ({place.department})" if place.department else place.name


def _choices(people: Sequence[PersonOnCard], names: NameDisplay) -> Sequence[Control]:
    """Name each person as shortly as tells them apart: given name, with family name, with birth date."""
    short = [_spoken_case(person.given_name) for person in people]
    full = [f"{_spoken_case(person.given_name)} {_family_name(person.family_name, names)}" for person in people]
    controls = []
    for person, given_name, full_name in zip(people, short, full, strict=True):
        label, born = given_name, None
        if short.count(given_name) > 1:
            label = full_name
            born = BirthDate(person.birth_date) if full.count(full_name) > 1 else None
        controls.append(
            Control(
                "choose_person.person",
                Rank.TILE,
                PersonChosen(person.index),
                person.index,
                label,
                born,
                Icon.PERSON,
            )
        )
    return controls


def _spoken_case(name: str) -> str:
    """Write a name in capitals, as cards have it, the way it is read most easily."""
    return name.title() if name.isupper() else name


def _family_name(name: str, names: NameDisplay) -> str:
    return name if names is NameDisplay.FULL else _initials(name)


def _initials(name: str) -> str:
    """Write "P.-A." for "PIERRE-ALAIN"."""
    return re.sub(r"[\w'’]+", lambda word: f"{word[0][0]}.", name)


def _details(traits: StrictTraits, names: NameDisplay) -> Sequence[Detail]:
    """Show enough to recognize oneself, and no more: never the matricule (INS rules, minimization)."""
    born = "confirm_identity.born_female" if traits.sex == Sex.FEMALE.value else "confirm_identity.born_male"
    given_name = next(iter(traits.birth_given_names), "")
    found = (
        Detail("confirm_identity.family_name", _family_name(traits.birth_family_name, names)),
        Detail("confirm_identity.given_name", _initials(given_name) if names is NameDisplay.INITIALS else given_name),
        Detail(born, BirthDate(traits.birth_date) if traits.birth_date else ""),
    )
    return tuple(detail for detail in found if detail.value)


def _see_desk(kiosk: Kiosk, reason: DeskReason, footer: Sequence[Control]) -> View:
    match reason:
        case DeskReason.NO_CARD:
            step, code = None, None
        case DeskReason.NOT_FOUND:
            step, code = Step.IDENTITY, Problem.INSI_NOT_FOUND.value
        case DeskReason.SEVERAL_FOUND:
            step, code = Step.IDENTITY, Problem.INSI_SEVERAL_FOUND.value
        case DeskReason.DIFFERENT:
            step, code = Step.IDENTITY, Problem.INSI_DIFFERENT.value
        case DeskReason.NO_ANSWER:
            step, code = Step.IDENTITY, Problem.INSI_UNAVAILABLE.value
        case DeskReason.NOT_ME | DeskReason.MORE_TIME:
            step, code = Step.IDENTITY, None
        case _:
            assert_never(reason)
    return View(
        "see_desk",
        "desk.title",
        f"see_desk.{reason.value}",
        Illustration.DESK,
        step,
        number=kiosk.number,
        number_label="number.label",
        actions=(_TYPE,) if reason is DeskReason.NO_CARD else (),
        footer=footer,
        code=code,
    )


_CARD_PROBLEMS = {
    Problem.CARD_MUTE: ("turn", Illustration.TURN_CARD),
    Problem.CARD_VITALE_1: ("vitale_1", Illustration.TAKE_CARD),
    Problem.CARD_PROFESSIONAL: ("professional", Illustration.OTHER_CARD),
    Problem.CARD_OTHER: ("other", Illustration.OTHER_CARD),
    Problem.CARD_UNREADABLE: ("unreadable", Illustration.WIPE_CHIP),
    Problem.CARD_WITHDRAWN: ("withdrawn", Illustration.INSERT_CARD),
    Problem.CARD_BUSY: ("busy", Illustration.TAKE_CARD),
}
"""How each card problem is told; any other is told as a card to try again."""

_TRIED_AGAIN = {Problem.CARD_WITHDRAWN, Problem.CARD_BUSY}
"""The card was not refused: the same one is put in again."""


def _card_problem(problem: Problem, footer: Sequence[Control]) -> View:
    kind, illustration = _CARD_PROBLEMS.get(problem, _CARD_PROBLEMS[Problem.CARD_UNREADABLE])
    return View(
        "card_problem",
        f"card_problem.{kind}.title",
        f"card_problem.{kind}.sentence",
        illustration,
        Step.CARD,
        actions=() if problem in _TRIED_AGAIN else (_TYPE,),
        footer=footer,
        code=problem.value,
    )


def _show_number(kiosk: Kiosk, problem: Problem, footer: Sequence[Control]) -> View:
    known = kiosk.number is not None
    return View(
        "show_number",
        "show_number.title" if known else "desk.title",
        "show_number.sentence" if known else "show_number.unknown",
        Illustration.DESK,
        Step.TICKET,
        number=kiosk.number,
        footer=footer,
        code=problem.value,
    )
