"""The one function that decides what the patient lives through."""

from dataclasses import replace
from datetime import date
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
    TimedOut,
    Touched,
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
    Closed,
    ConfirmIdentity,
    DeskReason,
    Goodbye,
    Kiosk,
    NameDisplay,
    OutOfService,
    Paced,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    Starting,
    State,
    StillThere,
    TakeCard,
    TextSize,
    TypeTraits,
    VisitToken,
    Welcome,
    Working,
)
from kiosk.flow.timeouts import MOST_EXTENSIONS
from kiosk.flow.typed_traits import (
    TraitField,
    TypedTraits,
    TypingMistake,
    mistake_in,
    query_of,
    with_key,
    without_last_key,
)
from kiosk.identity.compare import Trait
from kiosk.insi.outcome import Found, InvalidRequest, NotFound, Refused, SearchResult, SeveralFound, Unavailable
from kiosk.problems import Problem

Step = tuple[Kiosk, tuple[Effect, ...]]

_BENEATH_HELP = HelpWanted | CardReadEnded | NumberIssued | InsiAnswered | PrintEnded
"""What changes the state and leaves the help page: the answers of the kiosk's own work disturb nobody who reads it."""

_TELL_APART = {Trait.BIRTH_GIVEN_NAMES, Trait.BIRTH_DATE}
"""Traits that differ only between two persons; a family name on the card may be the usual one (SC.INS.19)."""


def first(language: str, names: NameDisplay = NameDisplay.FULL) -> Kiosk:
    """The kiosk as it starts: no reader heard of yet."""
    return Kiosk(Starting(), language=language, default_language=language, names=names)


def step(kiosk: Kiosk, event: Event) -> Step:
    """Tell the next state and what to do for it. Pure: no clock, no device, no log.

    An event that does not fit the present state, or belongs to another visit, changes nothing.
    """
    after, effects = _step(kiosk, event)
    if after.is_help_shown and after.state != kiosk.state and not isinstance(event, _BENEATH_HELP):
        after = replace(after, is_help_shown=False)
    return after, effects


def _step(kiosk: Kiosk, event: Event) -> Step:
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
        case TypingWanted(visit=str(visit), today=today) if _may_type(kiosk.state):
            return _begin_typing(kiosk, VisitToken(visit), today)
        case KeyPressed(character) if isinstance(kiosk.state, TypeTraits):
            return _key_pressed(kiosk, kiosk.state, character)
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
        case HelpWanted():
            return replace(_attended(kiosk), is_help_shown=True), ()
        case HelpCallChanged(works):
            return replace(kiosk, has_help_call=works), ()
        case Resumed() if kiosk.is_help_shown or isinstance(kiosk.state, StillThere):
            return replace(_attended(kiosk), is_help_shown=False), ()
        case Touched() if not isinstance(kiosk.state, StillThere):
            # "Are you still there?" is answered by its button: a wet pane does not hold a name on the screen.
            return _attended(kiosk), ()
        case LanguageChosen(language):
            return replace(_attended(kiosk), language=language), ()
        case AppearanceChosen(appearance):
            return replace(_attended(kiosk), appearance=appearance), ()
        case KioskClosed(opens_at):
            return _kiosk_closed(replace(kiosk, closed=Closed(opens_at))), ()
        case KioskOpened():
            return _kiosk_opened(replace(kiosk, closed=None))
        case InternalFault():
            return _to(kiosk, OutOfService(Problem.INTERNAL_FAULT)), ()
        case _:
            return kiosk, ()


def _to(kiosk: Kiosk, state: State) -> Kiosk:
    """Go to a state; its time begins, and nothing is asked of the patient yet."""
    return replace(kiosk, state=state, serial=kiosk.serial + 1, is_reminded=False, extensions=0)


def _attended(kiosk: Kiosk) -> Kiosk:
    """Somebody is there: the page's time begins anew, and the kiosk's own deadlines stay."""
    if isinstance(kiosk.state, Working):
        return kiosk
    state = kiosk.state.resume if isinstance(kiosk.state, StillThere) else kiosk.state
    is_extended = kiosk.is_reminded or state != kiosk.state
    return replace(_to(kiosk, state), extensions=kiosk.extensions + is_extended)


def _rest(kiosk: Kiosk) -> Step:
    """End the visit and forget it, with its language and appearance."""
    resting = _to(kiosk, _resting_state(kiosk))
    ended = replace(_as_first_met(resting), visit=None, number=None, next_card=None, is_typed=False)
    if kiosk.next_card is not None and ended.state == Welcome():
        return _begin(ended, kiosk.next_card)
    return ended, ()


def _resting_state(kiosk: Kiosk) -> Welcome | OutOfService | Closed:
    if kiosk.closed is not None:
        return kiosk.closed
    return Welcome() if kiosk.reader_problem is None else OutOfService(kiosk.reader_problem)


def _started(kiosk: Kiosk) -> Kiosk:
    """Leave the start for what the kiosk is by now, in the language that somebody may have chosen meanwhile."""
    return _to(kiosk, _resting_state(kiosk))


def _kiosk_closed(kiosk: Kiosk) -> Kiosk:
    """Close at once where nobody is being served; elsewhere the visit ends first."""
    match kiosk.state:
        case OutOfService(Problem.INTERNAL_FAULT):
            return kiosk
        case Welcome() | OutOfService() | Closed():
            return _to(kiosk, _resting_state(kiosk))
        case _:
            return kiosk


def _kiosk_opened(kiosk: Kiosk) -> Step:
    """Serve again; a card that waited in the slot is not read: nobody may be there any more."""
    match kiosk.state:
        case Closed() if kiosk.card_in:
            return _forgotten(kiosk)
        case Closed():
            return _rest(kiosk)
        case _:
            return kiosk, ()


def _as_first_met(kiosk: Kiosk) -> Kiosk:
    return replace(kiosk, language=kiosk.default_language, appearance=Appearance())


def _begin(kiosk: Kiosk, visit: VisitToken) -> Step:
    met = kiosk if kiosk.state == Welcome() else _as_first_met(kiosk)
    begun = replace(_to(met, ReadingCard()), visit=visit, number=None, next_card=None, is_typed=False)
    return begun, (ReadCard(visit), WarmUpInsi(visit))


def _may_type(state: State) -> bool:
    """Typing stands in for a card that is missing, or was refused."""
    return state in (Welcome(), SeeDesk(DeskReason.NO_CARD)) or isinstance(state, CardProblem)


def _begin_typing(kiosk: Kiosk, visit: VisitToken, today: date | None) -> Step:
    begun = replace(_to(kiosk, TypeTraits(today=today)), visit=visit, number=None, next_card=None, is_typed=True)
    return begun, (WarmUpInsi(visit),)


def _key_pressed(kiosk: Kiosk, state: TypeTraits, character: str) -> Step:
    match with_key(state.typed, state.trait, character):
        case TypingMistake() as mistake:
            return _to(kiosk, replace(state, mistake=mistake)), ()
        case typed:
            return _type(kiosk, state, typed)


def _type(kiosk: Kiosk, state: TypeTraits, typed: TypedTraits) -> Step:
    return _to(kiosk, replace(state, typed=typed, mistake=None)), ()


def _trait_done(kiosk: Kiosk, state: TypeTraits) -> Step:
    mistake = mistake_in(state.typed, state.trait, state.today)
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
        case Starting():
            return _card_inserted(_started(kiosk), visit)
        case Printing():
            return replace(present, next_card=visit), ()
        case OutOfService(Problem.INTERNAL_FAULT) | Closed():
            return present, ()
        case _:
            return _begin(present, visit)


def _mute_card_inserted(kiosk: Kiosk) -> Step:
    if kiosk.state == Starting():
        return _mute_card_inserted(_started(kiosk))
    present = replace(kiosk, card_in=True)
    if isinstance(kiosk.state, Printing | Closed) or kiosk.state == OutOfService(Problem.INTERNAL_FAULT):
        return present, ()
    return _to(_without_visit(present), CardProblem(Problem.CARD_MUTE)), ()


def _card_removed(kiosk: Kiosk) -> Step:
    match kiosk.state:
        case StillThere():
            return _card_removed(_attended(kiosk))
        case TypeTraits() | AskingByTraits():
            return kiosk, ()
        case ConfirmIdentity() if kiosk.is_typed:
            return kiosk, ()
        case ReadingCard() | ChoosePerson() | AskingInsi() | ConfirmIdentity():
            return _withdrawn(kiosk)
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
        case Starting(), _:
            return _started(kiosk), ()
        case OutOfService(), None:
            return _rest(kiosk)
        case _, None:
            return kiosk, ()
        case StillThere(), _:
            return _reader_changed(_attended(kiosk))
        case ((Printing() | ShowNumber() | SeeDesk() | Goodbye() | Closed()), _):
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
            is_dependent = isinstance(state, AskingInsi) and state.person != state.insured
            return _to(kiosk, ConfirmIdentity(result.outcome, is_dependent)), ()
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
    if kiosk.is_help_shown and not isinstance(kiosk.state, Working):
        return replace(_to(kiosk, kiosk.state), is_help_shown=False, extensions=kiosk.extensions), ()
    match kiosk.state:
        case Starting():
            return _reader_changed(replace(kiosk, reader_problem=Problem.READER_MISSING))
        case ReadingCard():
            return _to(kiosk, CardProblem(Problem.CARD_UNREADABLE)), ()
        case AskingInsi() | AskingByTraits():
            return _print_degraded(kiosk, kiosk.state, Problem.INSI_UNAVAILABLE)
        case Printing():
            return _to(kiosk, ShowNumber(Problem.PRINTER_UNCONFIRMED)), ()
        case (
            ChoosePerson()
            | TypeTraits()
            | ConfirmIdentity()
            | TakeCard()
            | SeeDesk()
            | CardProblem()
            | ShowNumber() as state
        ):
            return _time_announced(kiosk, state)
        case StillThere(resume):
            return _left_alone(kiosk, resume)
        case Welcome() | Goodbye():
            return _rest(kiosk)
        case CardForgotten() | OutOfService() | Closed():
            return _as_first_met(_to(kiosk, kiosk.state)), ()
        case _:
            assert_never(kiosk.state)


def _time_announced(kiosk: Kiosk, state: Paced) -> Step:
    """Say on the page itself that its time is nearly over, then on a page of its own; if nobody else waits for it."""
    if kiosk.next_card is not None:
        return _left_alone(kiosk, state)
    if kiosk.is_reminded:
        return replace(_to(kiosk, StillThere(state)), extensions=kiosk.extensions), ()
    if kiosk.extensions < MOST_EXTENSIONS:
        return replace(kiosk, is_reminded=True, serial=kiosk.serial + 1), ()
    match state:
        case ChoosePerson() | TypeTraits() | ConfirmIdentity():
            # Nobody needs so long alone: a person helps, and no name stays on the screen for ever.
            return _to(kiosk, SeeDesk(DeskReason.MORE_TIME)), ()
        case _:
            return _left_alone(kiosk, state)


def _left_alone(kiosk: Kiosk, state: Paced) -> Step:
    """End a page whose patient is gone."""
    match state:
        case TakeCard():
            return _forgotten(kiosk)
        case CardProblem():
            return _forgotten(kiosk) if kiosk.card_in else _rest(kiosk)
        case ChoosePerson() | TypeTraits() | ConfirmIdentity() | SeeDesk() | ShowNumber():
            return _leave(kiosk)
        case _:
            assert_never(state)


def _own_card_in(kiosk: Kiosk) -> bool:
    return kiosk.card_in and kiosk.next_card is None


def _forgotten(kiosk: Kiosk) -> Step:
    return _to(_without_visit(kiosk), CardForgotten()), ()
