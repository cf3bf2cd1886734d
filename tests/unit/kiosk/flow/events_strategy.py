"""Any event at all, for the property tests and the state diagram."""

from datetime import datetime

from hypothesis import strategies as st

from hardware.card_reader.api import (
    Busy,
    CardKind,
    Mute,
    NoCard,
    NoReader,
    Read,
    ServiceDown,
    Unreadable,
    Withdrawn,
    WrongCard,
)
from hardware.printer.api import CoverOpen, NotPrinted, PaperOut, Printed, Unconfirmed
from kiosk.flow.events import (
    AppearanceChosen,
    BirthPlaceChosen,
    CardInserted,
    CardReadEnded,
    CardRemoved,
    Event,
    HelpCallChanged,
    HelpWanted,
    IdentityConfirmed,
    IdentityDenied,
    InsiAnswered,
    InternalFault,
    KeyErased,
    KeyPressed,
    KioskClosed,
    KioskOpened,
    LanguageChosen,
    MuteCardInserted,
    NoCardChosen,
    NumberIssued,
    PersonChosen,
    PrintEnded,
    ReaderChanged,
    ReprintWanted,
    Resumed,
    SexChosen,
    Touched,
    TraitBack,
    TraitDone,
    TypingWanted,
)
from kiosk.flow.states import Appearance, TextSize, VisitToken
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable
from kiosk.problems import Problem
from tests.people import PIERRE_ALAIN, TOUSSAINT, TOUSSAINT_FOUND

VISITS = [VisitToken("v1"), VisitToken("v2")]

READINGS = [
    Read([]),
    Read([TOUSSAINT]),
    Read([TOUSSAINT, PIERRE_ALAIN]),
    Mute(),
    NoCard(),
    NoReader(),
    ServiceDown(),
    Busy(),
    Withdrawn(),
    Unreadable("truncated"),
    *(WrongCard(kind) for kind in CardKind),
]

OUTCOMES = [
    TOUSSAINT_FOUND,
    NotFound("01", ""),
    SeveralFound("02", ""),
    Unavailable("timeout", "", retryable=True),
    Refused("desir_550", ""),
    InvalidRequest("insi_19", ""),
]

EVENTS: list[Event] = [
    *(CardInserted(visit) for visit in VISITS),
    MuteCardInserted(),
    CardRemoved(),
    *(ReaderChanged(problem) for problem in (None, Problem.READER_MISSING, Problem.CARD_SERVICE_DOWN)),
    *(CardReadEnded(visit, reading) for visit in VISITS for reading in READINGS),
    *(NumberIssued(visit, "A 12") for visit in VISITS),
    *(InsiAnswered(visit, SearchResult(outcome)) for visit in VISITS for outcome in OUTCOMES),
    *(
        PrintEnded(visit, outcome)
        for visit in VISITS
        for outcome in (Printed(), Unconfirmed(), NotPrinted(PaperOut()), NotPrinted(CoverOpen()))
    ),
    *(PersonChosen(index) for index in (0, 1, 7)),
    IdentityConfirmed(),
    IdentityDenied(),
    NoCardChosen(),
    ReprintWanted(),
    *(TypingWanted(visit) for visit in VISITS),
    *(KeyPressed(character) for character in ("A", "-", "1", "0")),
    KeyErased(),
    TraitDone(),
    TraitBack(),
    SexChosen(Sex.FEMALE),
    BirthPlaceChosen("63220"),
    HelpWanted(),
    HelpCallChanged(works=True),
    Resumed(),
    Touched(),
    *(KioskClosed(opens_at) for opens_at in (None, datetime(2026, 11, 24, 8))),  # noqa: DTZ001 - on the wall clock
    KioskOpened(),
    *(LanguageChosen(language) for language in ("fr", "en")),
    *(
        AppearanceChosen(appearance)
        for appearance in (Appearance(), Appearance(TextSize.LARGE, has_high_contrast=True, has_low_controls=True))
    ),
]

any_event = st.sampled_from([*EVENTS, InternalFault()])
any_event_but_a_fault = st.sampled_from(EVENTS)
