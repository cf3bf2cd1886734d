"""What each state shows, told without pixels: message ids, personal values, and the event each control posts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, assert_never

from hardware.card_reader.api import PersonOnCard
from kiosk.flow.events import (
    Event,
    HelpWanted,
    IdentityConfirmed,
    IdentityDenied,
    NoCardChosen,
    PersonChosen,
    ReprintWanted,
    Resumed,
)
from kiosk.flow.states import (
    AskingByTraits,
    AskingInsi,
    CardForgotten,
    CardProblem,
    ChoosePerson,
    ConfirmIdentity,
    DeskReason,
    Goodbye,
    Help,
    Kiosk,
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    State,
    StillThere,
    TakeCard,
    TypeTraits,
    Welcome,
)
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.problems import Problem


class Step(Enum):
    """The three steps of a visit, in order."""

    CARD = "step.card"
    IDENTITY = "step.identity"
    TICKET = "step.ticket"


class Illustration(Enum):
    """The drawings beside the text; each value is a file of `assets/`."""

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
    CLOCK = "clock"
    DONE = "done"
    DESK = "desk"


class Icon(Enum):
    """The small signs on controls; each value is a file of `assets/`."""

    GLOBE = "icon_globe"
    DISPLAY = "icon_aa"
    INFORMATION = "icon_information"
    PERSON = "icon_person"
    CHOSEN = "icon_chosen"
    NOT_CHOSEN = "icon_not_chosen"


class Rank(Enum):
    """How a control stands among the others."""

    PRIMARY = "primary"
    """What most patients want; at most one a page."""
    SECONDARY = "secondary"
    TILE = "tile"
    """One of a list."""
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
    INFORMATION = "information"


@dataclass(frozen=True)
class OpenOverlay:
    overlay: Overlay


@dataclass(frozen=True)
class CloseOverlay:
    pass


ScreenAction: TypeAlias = ShowMore | OpenOverlay | CloseOverlay


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


@dataclass(frozen=True)
class Detail:
    """One line of an identity."""

    message_id: str
    value: str | BirthDate = field(repr=False)


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
    number: str | None = None
    """The visit's number, shown in large digits."""
    number_label: str | None = None
    """What leads from the sentence to the number."""
    details: Sequence[Detail] = ()
    passages: Sequence[Passage] = ()
    """A text to read, shown in parts where it is long."""
    choices: Sequence[Control] = ()
    """A list to choose from, shown in parts where it is long."""
    actions: Sequence[Control] = ()
    footer: Sequence[Control] = ()
    code: str | None = None
    """For the technician, small and in a corner."""


_DISPLAY = Control("footer.display", Rank.FOOTER, OpenOverlay(Overlay.DISPLAY), icon=Icon.DISPLAY)
_INFORMATION = Control("footer.information", Rank.FOOTER, OpenOverlay(Overlay.INFORMATION), icon=Icon.INFORMATION)
_REPRINT = Control("take_card.reprint", Rank.SECONDARY, ReprintWanted())
_HELP = Control("footer.help", Rank.HELP, HelpWanted())


def page_for(state: State) -> str:
    """Name the page of a state."""
    match state:
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
        case Help():
            return "help"
        case OutOfService():
            return "out_of_service"
        case _:
            assert_never(state)


def view_model(kiosk: Kiosk, languages: Sequence[tuple[str, str]]) -> View:
    """Say what the present state shows.

    `languages` are pairs of code and own name.
    """
    page = page_for(kiosk.state)
    footer = _footer(kiosk, languages)
    match kiosk.state:
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
                choices=_choices(people),
                footer=footer,
            )
        case TypeTraits(trait, mistake=mistake):
            return View(
                page,
                f"type_traits.{trait.value}.title",
                "type_traits.sentence" if mistake is None else f"type_traits.{mistake.value}",
                step=Step.IDENTITY,
                footer=footer,
            )
        case AskingInsi() | AskingByTraits():
            return View(
                page,
                "asking_insi.title",
                "asking_insi.sentence" if isinstance(kiosk.state, AskingInsi) else "asking_by_traits.sentence",
                Illustration.CHECKING,
                Step.IDENTITY,
                footer=footer,
            )
        case ConfirmIdentity(identity):
            return View(
                page,
                "confirm_identity.title",
                illustration=Illustration.PERSON,
                step=Step.IDENTITY,
                details=_details(identity.traits),
                actions=(
                    Control("confirm_identity.no", Rank.SECONDARY, IdentityDenied()),
                    Control("confirm_identity.yes", Rank.PRIMARY, IdentityConfirmed()),
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
            return View(
                page,
                "still_there.title",
                "still_there.sentence",
                Illustration.CLOCK,
                _step_of(resume),
                actions=(Control("still_there.resume", Rank.PRIMARY, Resumed()),),
                footer=footer,
            )
        case Help(resume):
            return View(
                page,
                "help.title",
                "help.sentence",
                Illustration.DESK,
                _step_of(resume),
                actions=(Control("help.resume", Rank.PRIMARY, Resumed()),),
                footer=footer,
            )
        case OutOfService(problem):
            return View(
                page,
                "desk.title",
                "out_of_service.sentence",
                Illustration.DESK,
                footer=footer,
                code=problem.value,
            )
        case _:
            assert_never(kiosk.state)


def _footer(kiosk: Kiosk, languages: Sequence[tuple[str, str]]) -> Sequence[Control]:
    """Offer what works in this state."""
    own_name = dict(languages)[kiosk.language]
    controls = [
        Control("footer.language", Rank.FOOTER, OpenOverlay(Overlay.LANGUAGE), label=own_name, icon=Icon.GLOBE),
        _DISPLAY,
    ]
    if isinstance(kiosk.state, Welcome):
        controls.append(_INFORMATION)
    if isinstance(kiosk.state, Welcome | ChoosePerson | TypeTraits | ConfirmIdentity):
        controls.append(_HELP)
    return controls


def _step_of(state: Welcome | ChoosePerson | TypeTraits | ConfirmIdentity) -> Step | None:
    match state:
        case Welcome():
            return None
        case ChoosePerson():
            return Step.CARD
        case TypeTraits() | ConfirmIdentity():
            return Step.IDENTITY
        case _:
            assert_never(state)


def _choices(people: Sequence[PersonOnCard]) -> Sequence[Control]:
    """Name each person as shortly as tells them apart: given name, with family name, with birth date."""
    short = [_spoken_case(person.given_name) for person in people]
    full = [f"{_spoken_case(person.given_name)} {person.family_name}" for person in people]
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


def _details(traits: StrictTraits) -> Sequence[Detail]:
    """Show enough to recognize oneself, and no more: never the matricule (INS rules, minimization)."""
    born = "confirm_identity.born_female" if traits.sex == Sex.FEMALE.value else "confirm_identity.born_male"
    found = (
        Detail("confirm_identity.family_name", traits.birth_family_name),
        Detail("confirm_identity.given_name", next(iter(traits.birth_given_names), "")),
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
        case DeskReason.NOT_ME:
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


def _card_problem(problem: Problem, footer: Sequence[Control]) -> View:
    kind, illustration = _CARD_PROBLEMS.get(problem, _CARD_PROBLEMS[Problem.CARD_UNREADABLE])
    return View(
        "card_problem",
        f"card_problem.{kind}.title",
        f"card_problem.{kind}.sentence",
        illustration,
        Step.CARD,
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
