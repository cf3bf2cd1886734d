"""The flow, read as a patient would tell it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

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
from kiosk.flow.machine import first, printer_problem, step
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
    OutOfService,
    Printing,
    ReadingCard,
    SeeDesk,
    ShowNumber,
    Starting,
    StillThere,
    TakeCard,
    TextSize,
    TypeTraits,
    VisitToken,
    Welcome,
)
from kiosk.flow.typed_traits import TraitField, TypingMistake
from kiosk.identity.compare import KnownTraits, compare
from kiosk.identity.traits import Sex
from kiosk.insi.outcome import (
    InvalidRequest,
    NotFound,
    Outcome,
    Refused,
    SearchResult,
    SeveralFound,
    Unavailable,
)
from kiosk.insi.query import TraitsQuery
from kiosk.problems import Problem
from tests.people import PIERRE_ALAIN, TOUSSAINT, TOUSSAINT_FOUND

VISIT = VisitToken("v1")
NEXT = VisitToken("v2")


class Visit:
    """Drives the flow by events and remembers what it asked for."""

    def __init__(self) -> None:
        self.kiosk = first("fr")
        self.asked: list[Effect] = []

    def on(self, *events: Event) -> "Visit":
        for event in events:
            self.kiosk, effects = step(self.kiosk, event)
            self.asked += effects
        return self

    def time_passes(self) -> "Visit":
        return self.on(TimedOut(self.kiosk.serial))

    def left_alone(self) -> "Visit":
        """A page's time, and both announcements that it ends."""
        return self.time_passes().time_passes().time_passes()

    @property
    def state(self) -> object:
        return self.kiosk.state


def starting() -> Visit:
    return Visit()


def ready() -> Visit:
    return starting().on(ReaderChanged(None))


def reading() -> Visit:
    return ready().on(CardInserted(VISIT))


def asking() -> Visit:
    return reading().on(CardReadEnded(VISIT, Read([TOUSSAINT])))


def confirming() -> Visit:
    return asking().on(NumberIssued(VISIT, "A 12"), answer(TOUSSAINT_FOUND))


def printing() -> Visit:
    return confirming().on(IdentityConfirmed())


def answer(outcome: Outcome) -> InsiAnswered:
    return InsiAnswered(VISIT, SearchResult(outcome))


def test_one_person_checks_in_from_card_to_goodbye():
    visit = ready()
    assert visit.state == Welcome()
    visit.on(CardInserted(VISIT))
    assert visit.state == ReadingCard()
    visit.on(CardReadEnded(VISIT, Read([TOUSSAINT])))
    assert visit.state == AskingInsi(TOUSSAINT, insured=TOUSSAINT)
    visit.on(NumberIssued(VISIT, "A 12"), answer(TOUSSAINT_FOUND))
    assert visit.state == ConfirmIdentity(TOUSSAINT_FOUND)
    visit.on(IdentityConfirmed())
    assert visit.state == Printing(TOUSSAINT_FOUND, sent=True)
    visit.on(PrintEnded(VISIT, Printed()))
    assert isinstance(visit.state, TakeCard)
    visit.on(CardRemoved())
    assert visit.state == Goodbye(has_ticket=True)
    visit.time_passes()
    assert visit.state == Welcome()
    assert visit.asked == [
        ReadCard(VISIT),
        WarmUpInsi(VISIT),
        IssueNumber(VISIT),
        AskInsi(VISIT, TOUSSAINT, TOUSSAINT),
        PrintTicket(VISIT, "A 12", TOUSSAINT_FOUND, "fr"),
    ]


def test_a_family_card_asks_who_comes_and_sends_the_insured_along():
    visit = reading().on(CardReadEnded(VISIT, Read([TOUSSAINT, PIERRE_ALAIN])))
    assert visit.state == ChoosePerson([TOUSSAINT, PIERRE_ALAIN])
    visit.on(PersonChosen(1))
    assert visit.asked[-1] == AskInsi(VISIT, PIERRE_ALAIN, insured=TOUSSAINT)


def test_a_person_who_is_not_on_the_card_cannot_be_chosen():
    visit = reading().on(CardReadEnded(VISIT, Read([TOUSSAINT, PIERRE_ALAIN])), PersonChosen(7))
    assert isinstance(visit.state, ChoosePerson)


@pytest.mark.parametrize(
    ("reading_ended", "problem"),
    [
        (Mute(), Problem.CARD_MUTE),
        (Busy(), Problem.CARD_BUSY),
        (Unreadable("truncated"), Problem.CARD_UNREADABLE),
        (Withdrawn(), Problem.CARD_WITHDRAWN),
        (NoCard(), Problem.CARD_WITHDRAWN),
        (WrongCard(CardKind.VITALE_1), Problem.CARD_VITALE_1),
        (WrongCard(CardKind.PROFESSIONAL), Problem.CARD_PROFESSIONAL),
        (WrongCard(CardKind.OTHER), Problem.CARD_OTHER),
    ],
)
def test_each_reading_that_fails_has_its_own_page(reading_ended: CardReading, problem: Problem):
    assert reading().on(CardReadEnded(VISIT, reading_ended)).state == CardProblem(problem)


@pytest.mark.parametrize(
    ("reading_ended", "problem"),
    [(NoReader(), Problem.READER_MISSING), (ServiceDown(), Problem.CARD_SERVICE_DOWN)],
)
def test_a_reader_lost_while_reading_puts_the_kiosk_out_of_service(reading_ended: CardReading, problem: Problem):
    assert reading().on(CardReadEnded(VISIT, reading_ended)).state == OutOfService(problem)


def test_a_card_upside_down_is_told_at_once_and_the_page_goes_with_the_card():
    visit = ready().on(MuteCardInserted())
    assert visit.state == CardProblem(Problem.CARD_MUTE)
    assert visit.on(CardRemoved()).state == Welcome()


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (NotFound("01", ""), DeskReason.NOT_FOUND),
        (SeveralFound("02", ""), DeskReason.SEVERAL_FOUND),
    ],
)
def test_without_one_identity_the_desk_takes_over(outcome: Outcome, reason: DeskReason):
    assert asking().on(answer(outcome)).state == SeeDesk(reason)


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (Unavailable("timeout", "", retryable=True), Problem.INSI_UNAVAILABLE),
        (Refused("desir_550", ""), Problem.INSI_REFUSED),
        (InvalidRequest("insi_19", ""), Problem.INSI_INVALID_REQUEST),
    ],
)
def test_without_insi_the_ticket_is_printed_from_the_card_and_says_so(outcome: Outcome, problem: Problem):
    visit = asking().on(NumberIssued(VISIT, "A 12"), answer(outcome))
    assert visit.state == Printing(TOUSSAINT, degraded=problem, sent=True)
    assert visit.asked[-1] == PrintTicket(VISIT, "A 12", TOUSSAINT, "fr")


def test_a_teleservice_that_never_answers_ends_in_degraded_mode_too():
    visit = asking().on(NumberIssued(VISIT, "A 12")).time_passes()
    assert visit.state == Printing(TOUSSAINT, degraded=Problem.INSI_UNAVAILABLE, sent=True)


def test_the_ticket_waits_for_its_number():
    visit = asking().on(answer(TOUSSAINT_FOUND), IdentityConfirmed())
    assert visit.state == Printing(TOUSSAINT_FOUND, sent=False)
    visit.on(NumberIssued(VISIT, "A 12"))
    assert visit.asked[-1] == PrintTicket(VISIT, "A 12", TOUSSAINT_FOUND, "fr")


def test_the_ticket_is_sent_once_only():
    visit = printing().on(NumberIssued(VISIT, "A 12"), IdentityConfirmed())
    assert sum(isinstance(effect, PrintTicket) for effect in visit.asked) == 1


def test_a_wrong_identity_goes_to_the_desk():
    assert confirming().on(IdentityDenied()).state == SeeDesk(DeskReason.NOT_ME)


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (PaperOut(), Problem.PRINTER_PAPER_OUT),
        (CoverOpen(), Problem.PRINTER_COVER_OPEN),
        (Offline(), Problem.PRINTER_OFFLINE),
        (CutterFault(), Problem.PRINTER_CUTTER),
        (Overheated(), Problem.PRINTER_OVERHEATED),
        (Unknown(), Problem.PRINTER_UNKNOWN),
        (Ready(), Problem.PRINTER_UNKNOWN),
    ],
)
def test_a_visit_never_ends_for_want_of_paper(status, problem):
    assert printing().on(PrintEnded(VISIT, NotPrinted(status))).state == ShowNumber(problem)


def test_a_ticket_that_nobody_confirmed_shows_the_number():
    assert printing().on(PrintEnded(VISIT, Unconfirmed())).state == ShowNumber(Problem.PRINTER_UNCONFIRMED)
    assert printing().time_passes().state == ShowNumber(Problem.PRINTER_UNCONFIRMED)


def test_paper_that_runs_low_is_a_problem_for_the_technician_only():
    assert printer_problem(Ready(paper_low=True)) is Problem.PRINTER_PAPER_LOW
    assert printer_problem(Ready()) is None


@pytest.mark.parametrize("situation", [reading, asking, confirming])
def test_a_card_pulled_out_early_drops_what_was_read_and_asks_for_the_card_again(situation):
    visit = situation().on(CardRemoved())
    assert visit.state == CardProblem(Problem.CARD_WITHDRAWN)
    assert visit.kiosk.visit is None
    assert visit.kiosk.number is None


def test_removing_the_card_while_printing_still_prints_the_ticket():
    visit = printing().on(CardRemoved())
    assert isinstance(visit.state, Printing)
    assert visit.on(PrintEnded(VISIT, Printed())).state == Goodbye(has_ticket=True)


def test_a_card_put_in_while_the_last_ticket_prints_waits_for_its_turn():
    visit = printing().on(CardRemoved(), CardInserted(NEXT))
    assert isinstance(visit.state, Printing)
    visit.on(PrintEnded(VISIT, Printed()))
    assert visit.state == Goodbye(has_ticket=True)
    visit.time_passes()
    assert visit.state == ReadingCard()
    assert visit.kiosk.visit == NEXT
    assert ReadCard(NEXT) in visit.asked


def test_a_late_answer_never_meets_the_next_patient():
    visit = asking().on(CardRemoved(), CardInserted(NEXT))
    before = visit.kiosk
    visit.on(answer(TOUSSAINT_FOUND), CardReadEnded(VISIT, Read([TOUSSAINT])), PrintEnded(VISIT, Printed()))
    assert visit.kiosk == before


def test_a_late_time_out_changes_nothing():
    visit = confirming()
    visit.on(TimedOut(visit.kiosk.serial - 1))
    assert isinstance(visit.state, ConfirmIdentity)


def test_a_patient_who_hesitates_is_told_on_the_page_and_then_asked_and_may_go_on():
    visit = confirming().time_passes()
    assert (visit.state, visit.kiosk.is_reminded) == (ConfirmIdentity(TOUSSAINT_FOUND), True)
    visit.time_passes()
    assert visit.state == StillThere(ConfirmIdentity(TOUSSAINT_FOUND))
    assert visit.on(Resumed()).state == ConfirmIdentity(TOUSSAINT_FOUND)
    assert not visit.kiosk.is_reminded


def test_a_patient_who_left_is_forgotten_and_the_card_called_for():
    visit = confirming().left_alone()
    assert visit.state == TakeCard(has_ticket=False)
    assert visit.left_alone().state == CardForgotten()
    assert visit.kiosk.visit is None
    assert visit.on(CardRemoved()).state == Welcome()


def test_who_takes_the_card_out_when_asked_whether_they_are_there_is_there():
    taking = printing().on(PrintEnded(VISIT, Printed()))
    assert taking.time_passes().time_passes().on(CardRemoved()).state == Goodbye(has_ticket=True)
    reading_number = printing().on(PrintEnded(VISIT, NotPrinted(PaperOut())))
    reading_number.time_passes().time_passes()
    assert reading_number.on(CardRemoved()).state == ShowNumber(Problem.PRINTER_PAPER_OUT)


def test_a_number_stays_readable_while_the_card_is_taken_out():
    visit = printing().on(PrintEnded(VISIT, NotPrinted(PaperOut())), CardRemoved())
    assert visit.state == ShowNumber(Problem.PRINTER_PAPER_OUT)
    assert visit.left_alone().state == Welcome()


def test_a_wrong_card_left_in_the_slot_is_called_for():
    visit = reading().on(CardReadEnded(VISIT, WrongCard(CardKind.OTHER))).left_alone()
    assert visit.state == CardForgotten()


def test_help_is_one_tap_away_and_leads_back():
    visit = confirming().on(HelpWanted())
    assert (visit.state, visit.kiosk.is_help_shown) == (ConfirmIdentity(TOUSSAINT_FOUND), True)
    visit.on(Resumed())
    assert (visit.state, visit.kiosk.is_help_shown) == (ConfirmIdentity(TOUSSAINT_FOUND), False)


def test_help_lets_the_kiosk_work_on_beneath_and_leads_back_to_where_it_is_by_then():
    visit = reading().on(HelpWanted(), CardReadEnded(VISIT, Read([TOUSSAINT])))
    visit.on(NumberIssued(VISIT, "A 12"), answer(TOUSSAINT_FOUND))
    assert (visit.state, visit.kiosk.is_help_shown) == (ConfirmIdentity(TOUSSAINT_FOUND), True)
    assert not visit.on(Resumed()).kiosk.is_help_shown


def test_help_while_the_ticket_prints_holds_nothing_up():
    visit = printing().on(HelpWanted(), PrintEnded(VISIT, Printed()))
    assert isinstance(visit.state, TakeCard)
    assert visit.kiosk.is_help_shown


def test_help_asked_for_before_the_card_gives_way_to_the_card():
    visit = ready().on(HelpWanted(), CardInserted(VISIT))
    assert (visit.state, visit.kiosk.is_help_shown) == (ReadingCard(), False)


def test_help_on_the_page_that_asks_whether_somebody_is_there_answers_it():
    visit = confirming().time_passes().time_passes().on(HelpWanted())
    assert (visit.state, visit.kiosk.is_help_shown) == (ConfirmIdentity(TOUSSAINT_FOUND), True)


def test_removing_the_card_on_the_help_page_drops_what_was_read():
    visit = confirming().on(HelpWanted(), CardRemoved())
    assert (visit.state, visit.kiosk.is_help_shown) == (CardProblem(Problem.CARD_WITHDRAWN), False)


def test_help_can_be_wanted_in_every_state():
    situations = [
        Visit(),
        ready(),
        reading(),
        asking(),
        confirming(),
        printing(),
        typing_name(),
        ready().on(NoCardChosen()),
        ready().on(MuteCardInserted()),
        ready().on(KioskClosed(None)),
        ready().on(InternalFault()),
        confirming().time_passes().time_passes(),
    ]
    for visit in situations:
        before = visit.kiosk.state
        visit.on(HelpWanted())
        assert visit.kiosk.is_help_shown
        assert visit.kiosk.state in (before, getattr(before, "resume", None))


def test_whether_help_is_called_follows_the_call_contact():
    assert ready().on(HelpCallChanged(works=True)).kiosk.has_help_call
    assert not ready().on(HelpCallChanged(works=True), HelpCallChanged(works=False)).kiosk.has_help_call


OPENS_AT = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - on the wall clock


def test_the_kiosk_closes_at_rest_and_opens_again():
    visit = ready().on(KioskClosed(OPENS_AT))
    assert visit.state == Closed(OPENS_AT)
    assert visit.on(KioskOpened()).state == Welcome()


def test_a_kiosk_out_of_service_says_that_it_is_closed_and_comes_back_to_what_it_is():
    visit = starting().on(ReaderChanged(Problem.READER_MISSING), KioskClosed(OPENS_AT))
    assert visit.state == Closed(OPENS_AT)
    assert visit.on(ReaderChanged(None)).state == Closed(OPENS_AT)
    assert visit.on(ReaderChanged(Problem.PAUSED)).state == Closed(OPENS_AT)
    assert visit.on(KioskOpened()).state == OutOfService(Problem.PAUSED)


def test_a_visit_at_closing_time_ends_in_peace():
    visit = asking().on(KioskClosed(OPENS_AT), NumberIssued(VISIT, "A 12"), answer(TOUSSAINT_FOUND))
    visit.on(IdentityConfirmed(), PrintEnded(VISIT, Printed()), CardRemoved())
    assert visit.state == Goodbye(has_ticket=True)
    assert visit.time_passes().state == Closed(OPENS_AT)


def test_a_card_withdrawn_after_closing_time_may_be_put_in_again():
    visit = asking().on(KioskClosed(OPENS_AT), CardRemoved(), CardInserted(NEXT))
    assert visit.state == ReadingCard()


def test_a_card_put_in_while_the_kiosk_is_closed_is_not_read_even_when_it_opens():
    visit = ready().on(KioskClosed(OPENS_AT), CardInserted(VISIT))
    assert visit.state == Closed(OPENS_AT)
    assert visit.asked == []
    visit.on(KioskOpened())
    assert visit.state == CardForgotten()
    assert visit.on(CardRemoved()).state == Welcome()


def test_a_card_taken_out_again_while_the_kiosk_is_closed_leaves_no_trace():
    visit = ready().on(KioskClosed(OPENS_AT), CardInserted(VISIT), CardRemoved(), KioskOpened())
    assert visit.state == Welcome()


def test_another_opening_time_is_shown_at_once():
    other = datetime(2026, 12, 1, 9)  # noqa: DTZ001 - on the wall clock
    assert ready().on(KioskClosed(OPENS_AT), KioskClosed(other)).state == Closed(other)


def test_nothing_can_be_begun_while_the_kiosk_is_closed():
    visit = ready().on(KioskClosed(OPENS_AT), NoCardChosen(), TypingWanted(VISIT), MuteCardInserted())
    assert visit.state == Closed(OPENS_AT)


def test_of_a_family_another_than_the_insured_may_be_answered_for_by_another():
    family = reading().on(CardReadEnded(VISIT, Read([TOUSSAINT, PIERRE_ALAIN])))
    assert family.on(PersonChosen(1), answer(TOUSSAINT_FOUND)).state == ConfirmIdentity(TOUSSAINT_FOUND, True)
    insured = reading().on(CardReadEnded(VISIT, Read([TOUSSAINT, PIERRE_ALAIN])))
    assert insured.on(PersonChosen(0), answer(TOUSSAINT_FOUND)).state == ConfirmIdentity(TOUSSAINT_FOUND)


def test_without_a_card_the_desk_helps():
    visit = ready().on(NoCardChosen())
    assert visit.state == SeeDesk(DeskReason.NO_CARD)
    assert visit.left_alone().state == Welcome()


def test_the_language_stays_for_the_visit_and_is_french_again_after_it():
    visit = ready().on(LanguageChosen("en"), CardInserted(VISIT))
    assert visit.kiosk.language == "en"
    visit.on(CardRemoved()).left_alone()
    assert visit.state == Welcome()
    assert visit.kiosk.language == "fr"


def test_a_language_chosen_and_left_behind_is_forgotten():
    visit = ready().on(LanguageChosen("en")).time_passes()
    assert visit.kiosk.language == "fr"


def test_the_next_patient_does_not_inherit_the_language():
    visit = printing().on(LanguageChosen("en"), PrintEnded(VISIT, Printed()), CardRemoved(), CardInserted(NEXT))
    assert visit.kiosk.language == "fr"


def test_the_appearance_stays_for_the_visit_and_is_normal_again_after_it():
    large = Appearance(TextSize.VERY_LARGE, has_high_contrast=True, has_low_controls=True)
    visit = ready().on(AppearanceChosen(large), CardInserted(VISIT))
    assert visit.kiosk.appearance == large
    visit.on(CardRemoved()).left_alone()
    assert visit.kiosk.appearance == Appearance()


def test_an_appearance_chosen_and_left_behind_is_forgotten():
    visit = ready().on(AppearanceChosen(Appearance(TextSize.LARGE))).time_passes()
    assert visit.kiosk.appearance == Appearance()


def test_the_next_patient_does_not_inherit_the_appearance():
    chosen = AppearanceChosen(Appearance(has_high_contrast=True))
    visit = printing().on(chosen, PrintEnded(VISIT, Printed()), CardRemoved(), CardInserted(NEXT))
    assert visit.kiosk.appearance == Appearance()


@pytest.mark.parametrize("situation", [ready, reading, asking, confirming])
def test_a_lost_reader_puts_the_kiosk_out_of_service_and_back(situation):
    visit = situation().on(ReaderChanged(Problem.CARD_SERVICE_DOWN))
    assert visit.state == OutOfService(Problem.CARD_SERVICE_DOWN)
    assert visit.kiosk.visit is None
    assert visit.on(ReaderChanged(None)).state == Welcome()


def test_a_reader_lost_while_printing_waits_for_the_ticket():
    visit = printing().on(ReaderChanged(Problem.READER_MISSING), PrintEnded(VISIT, Printed()))
    assert visit.state == Goodbye(has_ticket=True)
    assert visit.time_passes().state == OutOfService(Problem.READER_MISSING)


def test_a_reader_lost_while_the_card_should_be_taken_says_goodbye_first():
    visit = printing().on(PrintEnded(VISIT, Printed()), ReaderChanged(Problem.READER_MISSING))
    assert visit.state == Goodbye(has_ticket=True)


def test_an_internal_fault_is_final_until_the_program_starts_again():
    visit = asking().on(InternalFault())
    for event in (CardInserted(NEXT), MuteCardInserted(), ReaderChanged(None), CardRemoved()):
        assert visit.on(event).state == OutOfService(Problem.INTERNAL_FAULT)


@pytest.mark.parametrize(
    ("heard", "becomes"),
    [
        ([ReaderChanged(None)], Welcome()),
        ([ReaderChanged(Problem.READER_MISSING)], OutOfService(Problem.READER_MISSING)),
        ([ReaderChanged(Problem.PAUSED)], OutOfService(Problem.PAUSED)),
        ([KioskClosed(OPENS_AT), ReaderChanged(None)], Closed(OPENS_AT)),
        ([KioskClosed(OPENS_AT), ReaderChanged(Problem.READER_MISSING)], Closed(OPENS_AT)),
        ([InternalFault()], OutOfService(Problem.INTERNAL_FAULT)),
    ],
)
def test_the_kiosk_says_that_it_starts_until_the_reader_has_answered(heard, becomes):
    visit = starting()
    for event in heard:
        assert visit.state == Starting()
        visit.on(event)
    assert visit.state == becomes
    assert visit.asked == []


def test_a_reader_that_does_not_answer_in_time_is_missing_until_it_does():
    visit = starting().time_passes()
    assert visit.state == OutOfService(Problem.READER_MISSING)
    assert visit.kiosk.reader_problem is Problem.READER_MISSING
    assert visit.on(ReaderChanged(None)).state == Welcome()


def test_a_card_that_is_in_the_slot_when_the_kiosk_starts_is_read_at_once():
    visit = starting().on(ReaderChanged(None), CardInserted(VISIT))
    assert visit.state == ReadingCard()
    assert starting().on(CardInserted(VISIT)).kiosk == visit.kiosk


def test_a_card_that_is_in_the_slot_when_the_kiosk_starts_closed_is_not_read():
    for card in (CardInserted(VISIT), MuteCardInserted()):
        visit = starting().on(KioskClosed(OPENS_AT), card)
        assert visit.state == Closed(OPENS_AT)
        assert visit.kiosk.card_in
        assert visit.asked == []


def test_touching_a_kiosk_that_starts_starts_no_visit_and_puts_nothing_off():
    visit = starting()
    before = visit.kiosk
    assert visit.on(Touched(), NoCardChosen(), TypingWanted(VISIT), CardRemoved()).kiosk == before


def test_a_language_chosen_while_the_kiosk_starts_is_that_of_its_first_page():
    visit = starting().on(LanguageChosen("tr"), ReaderChanged(None))
    assert (visit.state, visit.kiosk.language) == (Welcome(), "tr")


def test_a_ticket_is_printed_again_once_on_request_and_says_so():
    visit = printing().on(PrintEnded(VISIT, Printed()), ReprintWanted())
    assert visit.asked[-1] == PrintTicket(VISIT, "A 12", TOUSSAINT_FOUND, "fr", is_duplicate=True)
    visit.on(PrintEnded(VISIT, Printed()))
    assert visit.state == TakeCard(has_ticket=True)
    before = visit.kiosk
    assert visit.on(ReprintWanted()).kiosk == before


def test_an_identity_that_is_not_the_cards_is_not_shown_but_compared_at_the_desk():
    received = replace(TOUSSAINT_FOUND.traits, birth_given_names=("DOMINIQUE",))
    comparison = compare(KnownTraits(birth_given_names=("TOUSSAINT",)), TOUSSAINT_FOUND.ins, (), received)
    found = SearchResult(replace(TOUSSAINT_FOUND, traits=received), comparison=comparison)
    assert asking().on(InsiAnswered(VISIT, found)).state == SeeDesk(DeskReason.DIFFERENT)


def test_a_family_name_that_differs_is_the_patients_to_confirm():
    comparison = compare(KnownTraits(birth_family_name="DURAND"), TOUSSAINT_FOUND.ins, (), TOUSSAINT_FOUND.traits)
    visit = asking().on(InsiAnswered(VISIT, SearchResult(TOUSSAINT_FOUND, comparison=comparison)))
    assert visit.state == ConfirmIdentity(TOUSSAINT_FOUND)


def test_who_reads_large_print_on_the_screen_gets_it_on_paper():
    visit = asking().on(AppearanceChosen(Appearance(text_size=TextSize.LARGE)), NumberIssued(VISIT, "A 12"))
    visit.on(answer(TOUSSAINT_FOUND), IdentityConfirmed())
    assert visit.asked[-1] == PrintTicket(VISIT, "A 12", TOUSSAINT_FOUND, "fr", is_large=True)


def typing_name(today: date | None = None) -> Visit:
    return ready().on(NoCardChosen(), TypingWanted(VISIT, today))


def typed_whole() -> Visit:
    visit = typing_name().on(*(KeyPressed(letter) for letter in "Adrun"), TraitDone())
    visit.on(*(KeyPressed(letter) for letter in "Zoé"), TraitDone())
    visit.on(*(KeyPressed(digit) for digit in "31121975"), TraitDone())
    return visit.on(SexChosen(Sex.FEMALE))


def test_without_a_card_the_name_may_be_typed_and_is_asked_for():
    visit = typed_whole().on(TraitDone())
    query = TraitsQuery("ADRUN", ("ZOÉ",), Sex.FEMALE, "1975-12-31")
    assert visit.state == AskingByTraits(query)
    assert visit.asked[-1] == AskInsiByTraits(VISIT, query)
    visit.on(NumberIssued(VISIT, "A 12"), answer(TOUSSAINT_FOUND), IdentityConfirmed(), PrintEnded(VISIT, Printed()))
    assert visit.state == Goodbye(has_ticket=True)


def test_a_birth_place_chosen_from_the_list_goes_along():
    visit = typed_whole().on(BirthPlaceChosen("63220"))
    assert visit.asked[-1] == AskInsiByTraits(VISIT, TraitsQuery("ADRUN", ("ZOÉ",), Sex.FEMALE, "1975-12-31", "63220"))


@pytest.mark.parametrize(
    ("keys", "mistake"),
    [
        ([], TypingMistake.MISSING),
        ([KeyPressed("-"), KeyPressed("A")], TypingMistake.NOT_A_NAME),
        ([KeyPressed("A"), KeyPressed(" "), KeyPressed(" "), KeyPressed("B")], TypingMistake.NOT_A_NAME),
    ],
)
def test_a_field_that_is_wrong_says_so_and_waits(keys: list[Event], mistake: TypingMistake):
    visit = typing_name().on(*keys, TraitDone())
    assert isinstance(visit.state, TypeTraits)
    assert (visit.state.trait, visit.state.mistake) == (TraitField.FAMILY_NAME, mistake)
    visit.on(KeyErased(), KeyPressed("B"))
    assert visit.state.mistake is None


@pytest.mark.parametrize(
    ("digits", "mistake"),
    [
        ("3112", TypingMistake.DATE_INCOMPLETE),
        ("31021975", TypingMistake.NO_SUCH_DATE),
        ("29092026", TypingMistake.DATE_TO_COME),
        ("01012062", TypingMistake.DATE_TO_COME),
        ("01011895", TypingMistake.DATE_LONG_AGO),
    ],
)
def test_a_date_that_is_wrong_says_so(digits: str, mistake: TypingMistake):
    visit = typing_name(today=date(2026, 9, 28)).on(KeyPressed("A"), TraitDone(), KeyPressed("B"), TraitDone())
    visit.on(*(KeyPressed(digit) for digit in digits), TraitDone())
    assert isinstance(visit.state, TypeTraits)
    assert visit.state.mistake is mistake


@pytest.mark.parametrize("digits", ["28092026", "00002026", "01011896"])
def test_whoever_is_born_today_or_in_some_month_of_this_year_or_is_very_old_goes_on(digits: str):
    visit = typing_name(today=date(2026, 9, 28)).on(KeyPressed("A"), TraitDone(), KeyPressed("B"), TraitDone())
    visit.on(*(KeyPressed(digit) for digit in digits), TraitDone())
    assert isinstance(visit.state, TypeTraits)
    assert (visit.state.trait, visit.state.mistake) == (TraitField.SEX, None)


def test_a_key_that_is_no_character_changes_nothing():
    visit = typing_name().on(*(KeyPressed(key) for key in ("", "AB", "\x1b", "\n")))
    assert visit.state == typing_name().state


_AT_BIRTH_DATE = [KeyPressed("A"), TraitDone(), KeyPressed("B"), TraitDone()]
_AT_BIRTH_PLACE = [*_AT_BIRTH_DATE, *map(KeyPressed, "31121975"), TraitDone(), SexChosen(Sex.FEMALE)]


@pytest.mark.parametrize(
    ("before", "character", "mistake"),
    [
        ([], "7", TypingMistake.NOT_A_NAME),
        ([], "@", TypingMistake.NOT_A_NAME),
        ([], "😀", TypingMistake.NOT_A_NAME),
        ([], "م", TypingMistake.OTHER_LETTER),
        ([], "Ł", TypingMistake.OTHER_LETTER),
        ([*map(KeyPressed, "A" * 60)], "A", TypingMistake.FULL),
        ([KeyPressed("A"), TraitDone()], "7", TypingMistake.NOT_A_NAME),
        (_AT_BIRTH_DATE, "a", TypingMistake.NOT_A_DIGIT),
        (_AT_BIRTH_DATE, "½", TypingMistake.NOT_A_DIGIT),
        ([*_AT_BIRTH_DATE, *map(KeyPressed, "31121975")], "5", TypingMistake.FULL),
        (_AT_BIRTH_PLACE, "7", TypingMistake.NOT_A_NAME),
        (_AT_BIRTH_PLACE, "م", TypingMistake.OTHER_LETTER),
    ],
)
def test_a_character_that_the_field_does_not_take_is_answered_until_the_next_key(
    before: list[Event], character: str, mistake: TypingMistake
):
    visit = typing_name().on(*before)
    state = visit.state
    assert isinstance(state, TypeTraits)
    assert visit.on(KeyPressed(character)).state == replace(state, mistake=mistake)
    visit.on(KeyErased())
    assert isinstance(visit.state, TypeTraits)
    assert visit.state.mistake is None


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("3/5/1948", "03051948"), ("03.05.1948", "03051948"), ("3 12 1948", "03121948"), ("٠٣٠٥١٩٤٨", "03051948")],
)
def test_a_date_may_be_typed_with_separators_without_zeros_and_in_other_digits(typed: str, digits: str):
    visit = typing_name().on(*_AT_BIRTH_DATE, *map(KeyPressed, typed))
    assert isinstance(visit.state, TypeTraits)
    assert (visit.state.typed.birth_date, visit.state.mistake) == (digits, None)


def test_a_burst_of_nonsense_leaves_a_name_of_letters_and_a_word_about_the_rest():
    visit = typing_name().on(*map(KeyPressed, "Du{p0n7 😀\u202eم%~—"))
    assert isinstance(visit.state, TypeTraits)
    assert (visit.state.typed.family_name, visit.state.mistake) == ("DUPN ", TypingMistake.NOT_A_NAME)


def test_back_leads_to_the_field_before_and_from_the_first_one_out():
    visit = typing_name().on(KeyPressed("A"), TraitDone(), TraitBack())
    assert isinstance(visit.state, TypeTraits)
    assert visit.state.typed.family_name == "A"
    assert visit.on(TraitBack()).state == Welcome()


def test_typed_traits_are_not_kept_for_a_ticket_when_insi_is_away():
    visit = typed_whole().on(TraitDone(), answer(Unavailable("timeout", "", retryable=True)))
    assert visit.state == SeeDesk(DeskReason.NO_ANSWER)


def test_a_refused_card_taken_out_does_not_disturb_who_types():
    visit = reading().on(CardReadEnded(VISIT, WrongCard(CardKind.VITALE_1)), TypingWanted(NEXT), CardRemoved())
    assert isinstance(visit.state, TypeTraits)


def test_who_stops_typing_is_asked_and_then_forgotten():
    visit = typing_name().on(KeyPressed("A")).time_passes().time_passes()
    assert isinstance(visit.state, StillThere)
    assert visit.time_passes().state == Welcome()
