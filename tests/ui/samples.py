"""One sample of everything the screens can show, with the fictitious test persons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hardware.card_reader.api import PersonOnCard
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
    VisitToken,
    Welcome,
)
from kiosk.flow.typed_traits import TraitField, TypedTraits, TypingMistake
from kiosk.identity.ins import Ins, Oid
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.insi.outcome import Found
from kiosk.insi.query import TraitsQuery
from kiosk.problems import Problem

ESTABLISHMENT = "Centre hospitalier de Valmont"
NUMBER = "A 12"
PANELS: Mapping[str, tuple[int, int, float]] = {
    # width and height in pixels, dots per millimeter
    "1280x800": (1280, 800, 5.94),  # 10.1 inches
    "800x480": (800, 480, 5.25),  # 7 inches
    "800x1280": (800, 1280, 5.94),  # 10.1 inches, upright
    "1920x1080": (1920, 1080, 5.56),  # 15.6 inches
}

_GIVEN_NAMES = ("TOUSSAINT", "DOMINIQUE", "ZOE", "PIERRE-ALAIN", "HÉLÈNE", "LEONARDO")


def person(index: int, given_name: str, family_name: str = "ADRTROIS", birth_date: str = "19600101") -> PersonOnCard:
    return PersonOnCard(index, family_name, given_name, birth_date, None, None)


def found(family_name: str, given_names: Sequence[str], birth_date: str, sex: str) -> Found:
    ins = Ins("2" * 13, None, Oid.NIR_TEST.value)
    return Found(ins, (), StrictTraits(family_name, tuple(given_names), sex, birth_date, "63220"))


FAMILY = [person(index, name) for index, name in enumerate(_GIVEN_NAMES[:4])]
NINETEEN = [
    *(person(index, name) for index, name in enumerate(_GIVEN_NAMES)),
    *(person(6 + index, f"{name}-ZOE") for index, name in enumerate(_GIVEN_NAMES)),
    *(person(12 + index, name, "ECETINSI") for index, name in enumerate(_GIVEN_NAMES)),
    person(18, "ZOE", "ECETINSI", "20090714"),
]
TOUSSAINT = found("ADRTROIS", ["TOUSSAINT"], "1960-01-01", "M")
LONG_NAMES = found("DE VINCI-LEFÈVRE-ECETINSI-ADRTROIS", ["PIERRE-ALAIN-LEONARDO"], "1936-21-00", "F")
MISSING_TRAITS = found("", ["HÉLÈNE"], "", "")

TYPED = TypedTraits("ADRTROIS", "TOUSSAINT", "01011960", Sex.MALE, "AFA")

LONG_TYPED = replace(TYPED, given_names="PIERRE-ALAIN LEONARDO TOUSSAINT DOMINIQUE HÉLÈNE MURIEL ZOE")
_MISTAKES = {
    TypingMistake.MISSING: (TraitField.FAMILY_NAME, " "),
    TypingMistake.NOT_A_NAME: (TraitField.FAMILY_NAME, "ADRTROIS--"),
    TypingMistake.OTHER_LETTER: (TraitField.GIVEN_NAMES, "ZOE"),
    TypingMistake.NOT_A_DIGIT: (TraitField.BIRTH_DATE, "0101"),
    TypingMistake.FULL: (TraitField.BIRTH_DATE, "01011960"),
    TypingMistake.DATE_INCOMPLETE: (TraitField.BIRTH_DATE, "01011"),
    TypingMistake.NO_SUCH_DATE: (TraitField.BIRTH_DATE, "31021960"),
    TypingMistake.DATE_TO_COME: (TraitField.BIRTH_DATE, "01012960"),
    TypingMistake.DATE_LONG_AGO: (TraitField.BIRTH_DATE, "01011060"),
}

_STATES: Mapping[str, State] = {
    "welcome": Welcome(),
    "reading-card": ReadingCard(),
    "choose-person": ChoosePerson(FAMILY),
    "choose-person-of-nineteen": ChoosePerson(NINETEEN),
    "asking-insi": AskingInsi(FAMILY[0], FAMILY[0]),
    "asking-by-traits": AskingByTraits(TraitsQuery("ADRTROIS", ("TOUSSAINT",), Sex.MALE, "1960-01-01")),
    **{f"type-traits-{trait.value.replace('_', '-')}": TypeTraits(trait, TYPED) for trait in TraitField},
    "type-traits-nothing-yet": TypeTraits(),
    "type-traits-long-names": TypeTraits(TraitField.GIVEN_NAMES, LONG_TYPED),
    "type-traits-half-a-birth-date": TypeTraits(TraitField.BIRTH_DATE, replace(TYPED, birth_date="010")),
    "type-traits-no-such-place": TypeTraits(TraitField.BIRTH_PLACE, replace(TYPED, birth_place="ADRTROIS")),
    **{
        f"type-traits-{mistake.value.replace('_', '-')}": TypeTraits(
            trait, replace(TYPED, **{trait.value: text}), mistake
        )
        for mistake, (trait, text) in _MISTAKES.items()
    },
    "confirm-identity": ConfirmIdentity(TOUSSAINT),
    "confirm-identity-long-names": ConfirmIdentity(LONG_NAMES),
    "confirm-identity-missing-traits": ConfirmIdentity(MISSING_TRAITS),
    "confirm-identity-of-a-child": ConfirmIdentity(TOUSSAINT, is_dependent=True),
    "printing": Printing(TOUSSAINT),
    "printing-degraded": Printing(FAMILY[0], Problem.INSI_UNAVAILABLE),
    "take-card-and-ticket": TakeCard(has_ticket=True),
    "take-card-and-ticket-or-print-again": TakeCard(has_ticket=True, reprint=Printing(TOUSSAINT)),
    "take-card": TakeCard(has_ticket=False),
    "card-forgotten": CardForgotten(),
    "goodbye-with-ticket": Goodbye(has_ticket=True),
    "goodbye": Goodbye(has_ticket=False),
    **{f"see-desk-{reason.value.replace('_', '-')}": SeeDesk(reason) for reason in DeskReason},
    **{
        problem.name.lower().replace("_", "-"): CardProblem(problem)
        for problem in (
            Problem.CARD_MUTE,
            Problem.CARD_VITALE_1,
            Problem.CARD_PROFESSIONAL,
            Problem.CARD_OTHER,
            Problem.CARD_UNREADABLE,
            Problem.CARD_WITHDRAWN,
            Problem.CARD_BUSY,
        )
    },
    "show-number": ShowNumber(Problem.PRINTER_PAPER_OUT),
    "still-there": StillThere(ConfirmIdentity(TOUSSAINT)),
    "out-of-service": OutOfService(Problem.READER_MISSING),
    "out-of-service-paused": OutOfService(Problem.PAUSED),
    "out-of-service-restarting": OutOfService(Problem.INTERNAL_FAULT),
    "closed": Closed(datetime(2026, 9, 30, 8, 30)),  # noqa: DTZ001 - on the wall clock
    "closed-until-nobody-knows": Closed(None),
    "starting": Starting(),
    "type-traits-not-a-place": TypeTraits(
        TraitField.BIRTH_PLACE, replace(TYPED, birth_place="SAINT"), TypingMistake.NOT_A_NAME
    ),
}

_NUMBERED = (TakeCard, SeeDesk, ShowNumber, Printing)
_UNNUMBERED = SeeDesk(DeskReason.NO_CARD)


def kiosk_in(state: State, language: str = "fr") -> Kiosk:
    has_number = isinstance(state, _NUMBERED) and state != _UNNUMBERED
    return Kiosk(
        state,
        language=language,
        default_language="fr",
        visit=VisitToken("sample"),
        number=NUMBER if has_number else None,
        is_typed=isinstance(state, TypeTraits | AskingByTraits),
    )


def samples(language: str = "fr") -> Mapping[str, Kiosk]:
    """Give a kiosk for every page and every way it can look, by a name fit for a file."""
    everyone = {name: kiosk_in(state, language) for name, state in _STATES.items()}
    nameless = replace(kiosk_in(ShowNumber(Problem.PRINTER_UNCONFIRMED), language), number=None)
    shown = {"is_help_shown": True}
    return {
        **everyone,
        "show-number-unknown": nameless,
        "help": replace(everyone["choose-person"], **shown),
        "help-on-its-way": replace(everyone["choose-person"], has_help_call=True, **shown),
        "help-while-closed": replace(everyone["closed"], **shown),
        **{
            f"{name}-reminded": replace(everyone[name], is_reminded=True)
            for name in ("choose-person", "type-traits-family-name", "confirm-identity-long-names", "see-desk-not-me")
        },
    }
