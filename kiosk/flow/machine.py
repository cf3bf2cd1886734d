"""The one function that decides what the patient lives through."""

from dataclasses import replace
from typing import assert_never

from hardware.card_reader.api import (
    Busy,
    CardKind,
    CardReading,
    Mute,
    NoCard,
    NoReader,
    Read,
    ServiceDown,
    Unreadable,
    Withdrawn,
    WrongCard,
)
from hardware.printer.api import (
    CoverOpen,
    CutterFault,
    NotPrinted,
    Offline,
    Overheated,
    PaperOut,
    Printed,
    PrinterStatus,
    PrintOutcome,
    Ready,
    Unconfirmed,
    Unknown,
)
from kiosk.flow.effects import AskInsi, AskInsiByTraits, Effect, IssueNumber, PrintTicket, ReadCard, WarmUpInsi
from kiosk.flow.events import (
    AppearanceChosen,
    BirthPlaceChosen,
    CardInserted,
    CardReadEnded,
    CardRemoved,
    Event,
    HelpWanted,
    IdentityConfirmed,
    IdentityDenied,
    InsiAnswered,
    InternalFault,
    KeyErased,
    KeyPressed,
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
    TimedOut,
    TraitBack,
    TraitDone,
    TypingWanted,
)
from kiosk.flow.states import (
    Appearance,
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
    TextSize,
    TypeTraits,
    VisitToken,
    Welcome,
)
from kiosk.flow.typed_traits import (
    TraitField,
    TypedTraits,
    mistake_in,
    query_of,
    with_key,
    without_last_key,
)
from kiosk.identity.compare import Trait
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable
from kiosk.problems import Problem

Step = tuple[Kiosk, tuple[Effect, ...]]

_TELL_APART = {Trait.BIRTH_GIVEN_NAMES, Trait.BIRTH_DATE}
"""Traits that differ only between two persons; a family name on the card may be the usual one (SC.INS.19)."""


def first(language: str) -> Kiosk:
    """The kiosk as it starts: at rest, and no reader heard of yet."""
    return Kiosk(
        OutOfService(Problem.READER_MISSING),
        language=language,
        default_language=language,
        reader_problem=Problem.READER_MISSING,
    )


def step(kiosk: Kiosk, event: Event) -> Step:
    """Tell the next state and what to do for it. Pure: no clock, no device, no log.

    An event that does not fit the present state, or belongs to another visit, changes nothing.
    """
    match event:
        case CardInserted(visit):
            return _card_inserted(kiosk, visit)
        case MuteCardInserted():
            return _mute_card_inserted(kiosk)
        case CardRemoved():
            return _card_removed(replace(kiosk, card_in=False, next_card=None))
        case ReaderChanged(problem):
            return _reader_changed(replace(kiosk, reader_problem=problem))
        case CardReadEnded(visit, reading) if visit == kiosk.visit and kiosk.state == ReadingCard():
            return _card_read(kiosk, visit, reading)
        case NumberIssued(visit, number) if visit == kiosk.visit:
            return _print_when_numbered(replace(kiosk, number=number))
        case InsiAnswered(visit, result) if visit == kiosk.visit and isinstance(
            kiosk.state, AskingInsi | AskingByTraits
        ):
            return _insi_answered(kiosk, kiosk.state, result)
        case PrintEnded(visit, outcome) if visit == kiosk.visit and isinstance(kiosk.state, Printing):
            return _print_ended(kiosk, kiosk.state, outcome)
        case TimedOut(serial) if serial == kiosk.serial:
            return _timed_out(kiosk)
        case PersonChosen(index) if isinstance(kiosk.state, ChoosePerson):
            return _person_chosen(kiosk, kiosk.state, index)
        case IdentityConfirmed() if isinstance(kiosk.state, ConfirmIdentity):
            return _print_when_numbered(_to(kiosk, Printing(kiosk.state.identity)))
        case IdentityDenied() if isinstance(kiosk.state, ConfirmIdentity):
            return _to(kiosk, SeeDesk(DeskReason.NOT_ME)), ()
        case ReprintWanted() if isinstance(kiosk.state, TakeCard) and kiosk.state.reprint is not None:
            return _print_when_numbered(_to(kiosk, kiosk.state.reprint))
        case NoCardChosen() if kiosk.state == Welcome():
            return _to(kiosk, SeeDesk(DeskReason.NO_CARD)), ()
        case TypingWanted(visit=str(visit)) if _may_type(kiosk.state):
            return _begin_typing(kiosk, VisitToken(visit))
        case KeyPressed(character) if isinstance(kiosk.state, TypeTraits):
            return _type(kiosk, kiosk.state, with_key(kiosk.state.typed, kiosk.state.trait, character))
        case KeyErased() if isinstance(kiosk.state, TypeTraits):
            return _type(kiosk, kiosk.state, without_last_key(kiosk.state.typed, kiosk.state.trait))
        case SexChosen(sex) if isinstance(kiosk.state, TypeTraits) and kiosk.state.trait is TraitField.SEX:
            return _trait_done(kiosk, replace(kiosk.state, typed=replace(kiosk.state.typed, sex=sex)))
        case BirthPlaceChosen(cog) if (
            isinstance(kiosk.state, TypeTraits) and kiosk.state.trait is TraitField.BIRTH_PLACE
        ):
            return _trait_done(kiosk, replace(kiosk.state, typed=replace(kiosk.state.typed, birth_place_cog=cog)))
        case TraitDone() if isinstance(kiosk.state, TypeTraits):
            return _trait_done(kiosk, kiosk.state)
        case TraitBack() if isinstance(kiosk.state, TypeTraits):
            return _trait_back(kiosk, kiosk.state)
        case HelpWanted() if isinstance(kiosk.state, Welcome | ChoosePerson | TypeTraits | ConfirmIdentity):
            return _to(kiosk, Help(kiosk.state)), ()
        case Resumed() if isinstance(kiosk.state, StillThere | Help):
            return _to(kiosk, kiosk.state.resume), ()
        case LanguageChosen(language):
            # The state stays, but the patient is there: its time starts again.
            return replace(kiosk, language=language, serial=kiosk.serial + 1), ()
        case AppearanceChosen(appearance):
            return replace(kiosk, appearance=appearance, serial=kiosk.serial + 1), ()
        case InternalFault():
            return _to(kiosk, OutOfService(Problem.INTERNAL_FAULT)), ()
        case _:
            return kiosk, ()


def _to(kiosk: Kiosk, state: State) -> Kiosk:
    return replace(kiosk, state=state, serial=kiosk.serial + 1)


def _rest(kiosk: Kiosk) -> Step:
    """End the visit and forget it, with its language and appearance."""
    rest = Welcome() if kiosk.reader_problem is None else OutOfService(kiosk.reader_problem)
    ended = replace(_as_first_met(_to(kiosk, rest)), visit=None, number=None, next_card=None, is_typed=False)
    if kiosk.next_card is not None and kiosk.reader_problem is None:
        return _begin(ended, kiosk.next_card)
    return ended, ()


def _as_first_met(kiosk: Kiosk) -> Kiosk:
    return replace(kiosk, language=kiosk.default_language, appearance=Appearance())


def _begin(kiosk: Kiosk, visit: VisitToken) -> Step:
    is_same_patient = kiosk.state in (Welcome(), Help(Welcome()))
    met = kiosk if is_same_patient else _as_first_met(kiosk)
    begun = replace(_to(met, ReadingCard()), visit=visit, number=None, next_card=None, is_typed=False)
    return begun, (ReadCard(visit), WarmUpInsi(visit))


def _may_type(state: State) -> bool:
    """Typing stands in for a card that is missing, or was refused."""
    return state in (Welcome(), SeeDesk(DeskReason.NO_CARD)) or isinstance(state, CardProblem)


def _begin_typing(kiosk: Kiosk, visit: VisitToken) -> Step:
    begun = replace(_to(kiosk, TypeTraits()), visit=visit, number=None, next_card=None, is_typed=True)
    return begun, (WarmUpInsi(visit),)


def _type(kiosk: Kiosk, state: TypeTraits, typed: TypedTraits) -> Step:
    return _to(kiosk, replace(state, typed=typed, mistake=None)), ()


def _trait_done(kiosk: Kiosk, state: TypeTraits) -> Step:
    mistake = mistake_in(state.typed, state.trait)
    if mistake is not None:
        return _to(kiosk, replace(state, mistake=mistake)), ()
    following = list(TraitField)[list(TraitField).index(state.trait) + 1 :]
    if following:
        return _to(kiosk, replace(state, trait=following[0], mistake=None)), ()
    query = query_of(state.typed)
    if query is None or kiosk.visit is None:
        return kiosk, ()
    return _to(kiosk, AskingByTraits(query)), (IssueNumber(kiosk.visit), AskInsiByTraits(kiosk.visit, query))


def _trait_back(kiosk: Kiosk, state: TypeTraits) -> Step:
    position = list(TraitField).index(state.trait)
    if position == 0:
        return _leave(kiosk)
    return _to(kiosk, replace(state, trait=list(TraitField)[position - 1], mistake=None)), ()


def _leave(kiosk: Kiosk) -> Step:
    """End a visit without a ticket: the card first, where one is in the slot."""
    return (_to(kiosk, TakeCard(has_ticket=False)), ()) if _own_card_in(kiosk) else _rest(kiosk)


def _part(kiosk: Kiosk, printed: Printing) -> Step:
    """Let the patient go with the ticket: with the card first where it is still in the slot."""
    if not _own_card_in(kiosk):
        return _to(kiosk, Goodbye(has_ticket=True)), ()
    reprint = None if printed.is_duplicate else replace(printed, sent=False, is_duplicate=True)
    return _to(kiosk, TakeCard(has_ticket=True, reprint=reprint)), ()


def _card_inserted(kiosk: Kiosk, visit: VisitToken) -> Step:
    present = replace(kiosk, card_in=True)
    match kiosk.state:
        case Printing():
            return replace(present, next_card=visit), ()
        case OutOfService(Problem.INTERNAL_FAULT):
            return present, ()
        case _:
            return _begin(present, visit)


def _mute_card_inserted(kiosk: Kiosk) -> Step:
    present = replace(kiosk, card_in=True)
    if isinstance(kiosk.state, Printing) or kiosk.state == OutOfService(Problem.INTERNAL_FAULT):
        return present, ()
    return _to(_without_visit(present), CardProblem(Problem.CARD_MUTE)), ()


def _card_removed(kiosk: Kiosk) -> Step:
    match kiosk.state:
        case TypeTraits() | AskingByTraits():
            return kiosk, ()
        case ConfirmIdentity() | StillThere() | Help() if kiosk.is_typed:
            return kiosk, ()
        case ReadingCard() | ChoosePerson() | AskingInsi() | ConfirmIdentity() | StillThere():
            return _withdrawn(kiosk)
        case Help(resume):
            return (kiosk, ()) if resume == Welcome() else _withdrawn(kiosk)
        case TakeCard(has_ticket):
            return _to(kiosk, Goodbye(has_ticket)), ()
        case CardForgotten():
            return _rest(kiosk)
        case CardProblem(problem) if problem is not Problem.CARD_WITHDRAWN:
            return _rest(kiosk)
        case _:
            # A print under way is finished; a number or a way to the desk stays to be read; the rest knows no card.
            return kiosk, ()


def _withdrawn(kiosk: Kiosk) -> Step:
    """Drop what was read: nothing of this visit may be answered any more."""
    return _to(_without_visit(kiosk), CardProblem(Problem.CARD_WITHDRAWN)), ()


def _without_visit(kiosk: Kiosk) -> Kiosk:
    return replace(kiosk, visit=None, number=None, is_typed=False)


def _reader_changed(kiosk: Kiosk) -> Step:
    match kiosk.state, kiosk.reader_problem:
        case OutOfService(Problem.INTERNAL_FAULT), _:
            return kiosk, ()
        case OutOfService(), None:
            return _rest(kiosk)
        case _, None:
            return kiosk, ()
        case ((Printing() | ShowNumber() | SeeDesk() | Goodbye()), _):
            return replace(kiosk, card_in=False, next_card=None), ()
        case TakeCard(has_ticket), _:
            return _to(replace(kiosk, card_in=False), Goodbye(has_ticket)), ()
        case _:
            return _rest(replace(kiosk, card_in=False, next_card=None))


def _card_read(kiosk: Kiosk, visit: VisitToken, reading: CardReading) -> Step:
    match reading:
        case Read([]):
            problem = Problem.CARD_UNREADABLE
        case Read([only]):
            return _ask(kiosk, visit, AskingInsi(only, insured=only))
        case Read(people):
            return _to(kiosk, ChoosePerson(people)), ()
        case Withdrawn() | NoCard():
            return _withdrawn(kiosk)
        case NoReader():
            return _reader_changed(replace(kiosk, reader_problem=Problem.READER_MISSING))
        case ServiceDown():
            return _reader_changed(replace(kiosk, reader_problem=Problem.CARD_SERVICE_DOWN))
        case Mute():
            problem = Problem.CARD_MUTE
        case Busy():
            problem = Problem.CARD_BUSY
        case Unreadable():
            problem = Problem.CARD_UNREADABLE
        case WrongCard(CardKind.VITALE_1):
            problem = Problem.CARD_VITALE_1
        case WrongCard(CardKind.PROFESSIONAL):
            problem = Problem.CARD_PROFESSIONAL
        case WrongCard():
            problem = Problem.CARD_OTHER
        case _:
            assert_never(reading)
    return _to(kiosk, CardProblem(problem)), ()


def _person_chosen(kiosk: Kiosk, state: ChoosePerson, index: int) -> Step:
    chosen = next((person for person in state.people if person.index == index), None)
    if chosen is None or kiosk.visit is None:
        return kiosk, ()
    return _ask(kiosk, kiosk.visit, AskingInsi(chosen, insured=state.people[0]))


def _ask(kiosk: Kiosk, visit: VisitToken, state: AskingInsi) -> Step:
    return _to(kiosk, state), (IssueNumber(visit), AskInsi(visit, state.person, state.insured))


def _insi_answered(kiosk: Kiosk, state: AskingInsi | AskingByTraits, result: SearchResult) -> Step:
    match result.outcome:
        case Found() if result.comparison is not None and not _TELL_APART.isdisjoint(result.comparison.differences):
            return _to(kiosk, SeeDesk(DeskReason.DIFFERENT)), ()
        case Found():
            return _to(kiosk, ConfirmIdentity(result.outcome)), ()
        case NotFound():
            return _to(kiosk, SeeDesk(DeskReason.NOT_FOUND)), ()
        case SeveralFound():
            return _to(kiosk, SeeDesk(DeskReason.SEVERAL_FOUND)), ()
        case Unavailable():
            return _print_degraded(kiosk, state, Problem.INSI_UNAVAILABLE)
        case Refused():
            return _print_degraded(kiosk, state, Problem.INSI_REFUSED)
        case InvalidRequest():
            return _print_degraded(kiosk, state, Problem.INSI_INVALID_REQUEST)
        case _:
            assert_never(result.outcome)


def _print_degraded(kiosk: Kiosk, state: AskingInsi | AskingByTraits, problem: Problem) -> Step:
    """A visit never ends for want of INSi: the ticket says what the desk must complete."""
    if isinstance(state, AskingByTraits):
        return _to(kiosk, SeeDesk(DeskReason.NO_ANSWER)), ()
    return _print_when_numbered(_to(kiosk, Printing(state.person, degraded=problem)))


def _print_when_numbered(kiosk: Kiosk) -> Step:
    match kiosk:
        case Kiosk(state=Printing(holder=holder, sent=False) as printing, visit=str(visit), number=str(number)):
            sent = replace(kiosk, state=replace(printing, sent=True))
            is_large = kiosk.appearance.text_size is not TextSize.NORMAL
            effect = PrintTicket(VisitToken(visit), number, holder, kiosk.language, is_large, printing.is_duplicate)
            return sent, (effect,)
        case _:
            return kiosk, ()


def _print_ended(kiosk: Kiosk, state: Printing, outcome: PrintOutcome) -> Step:
    match outcome:
        case Printed():
            return _part(kiosk, state)
        case Unconfirmed():
            return _to(kiosk, ShowNumber(Problem.PRINTER_UNCONFIRMED)), ()
        case NotPrinted(status):
            return _to(kiosk, ShowNumber(printer_problem(status) or Problem.PRINTER_UNKNOWN)), ()
        case _:
            assert_never(outcome)


def printer_problem(status: PrinterStatus) -> Problem | None:
    match status:
        case Ready(paper_low=True):
            return Problem.PRINTER_PAPER_LOW
        case Ready():
            return None
        case PaperOut():
            return Problem.PRINTER_PAPER_OUT
        case CoverOpen():
            return Problem.PRINTER_COVER_OPEN
        case Offline():
            return Problem.PRINTER_OFFLINE
        case CutterFault():
            return Problem.PRINTER_CUTTER
        case Overheated():
            return Problem.PRINTER_OVERHEATED
        case Unknown():
            return Problem.PRINTER_UNKNOWN
        case _:
            assert_never(status)


def _timed_out(kiosk: Kiosk) -> Step:
    match kiosk.state:
        case ReadingCard():
            return _to(kiosk, CardProblem(Problem.CARD_UNREADABLE)), ()
        case ChoosePerson() | TypeTraits() | ConfirmIdentity():
            return _to(kiosk, StillThere(kiosk.state)), ()
        case AskingInsi() | AskingByTraits():
            return _print_degraded(kiosk, kiosk.state, Problem.INSI_UNAVAILABLE)
        case Printing():
            return _to(kiosk, ShowNumber(Problem.PRINTER_UNCONFIRMED)), ()
        case TakeCard():
            return _forgotten(kiosk)
        case SeeDesk() | ShowNumber() | StillThere():
            return _leave(kiosk)
        case CardProblem() if kiosk.card_in:
            return _forgotten(kiosk)
        case Help(resume) if resume != Welcome() and kiosk.card_in:
            return _to(kiosk, TakeCard(has_ticket=False)), ()
        case Welcome() | Help() | CardProblem() | Goodbye():
            return _rest(kiosk)
        case CardForgotten() | OutOfService():
            return _as_first_met(_to(kiosk, kiosk.state)), ()
        case _:
            assert_never(kiosk.state)


def _own_card_in(kiosk: Kiosk) -> bool:
    return kiosk.card_in and kiosk.next_card is None


def _forgotten(kiosk: Kiosk) -> Step:
    return _to(_without_visit(kiosk), CardForgotten()), ()
