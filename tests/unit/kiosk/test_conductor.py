from datetime import date

from kiosk.conductor import Conductor
from kiosk.flow.effects import ReadCard, WarmUpInsi
from kiosk.flow.events import CardInserted, LanguageChosen, Touched, TypingWanted
from kiosk.flow.states import Kiosk, ReadingCard, TypeTraits, VisitToken, Welcome

VISIT = VisitToken("v1")
TODAY = date(2026, 9, 28)


class Stage:
    """A conductor, and everything it did in order."""

    def __init__(self) -> None:
        self.done = []
        self.conductor = Conductor(
            Kiosk(Welcome(), language="fr", default_language="fr"),
            observers=[
                lambda before, event, after: self.done.append(("first", before.state, event, after.state)),
                lambda _before, event, _after: self.done.append(("second", event)),
            ],
            show=lambda kiosk: self.done.append(("shown", kiosk.state)),
            dispatch=lambda effect: self.done.append(("asked", effect)),
            monotonic_s=lambda: 0.0,
            today=lambda: TODAY,
        )


def test_each_step_is_told_to_every_observer_then_shown_then_its_effects_are_handed_out():
    stage = Stage()
    stage.conductor.receive(CardInserted(VISIT))
    assert stage.done == [
        ("first", Welcome(), CardInserted(VISIT), ReadingCard()),
        ("second", CardInserted(VISIT)),
        ("shown", ReadingCard()),
        ("asked", ReadCard(VISIT)),
        ("asked", WarmUpInsi(VISIT)),
    ]


def test_a_touch_that_changes_nothing_to_be_seen_shows_nothing_anew():
    stage = Stage()
    before = stage.conductor.kiosk
    stage.conductor.receive(Touched())
    assert stage.conductor.kiosk.serial > before.serial
    assert [what for what, *_ in stage.done] == ["first", "second"]


def test_a_change_of_the_language_alone_is_shown():
    stage = Stage()
    stage.conductor.receive(LanguageChosen("en"))
    assert stage.done[-1] == ("shown", Welcome())


def test_who_wants_to_type_gets_a_visit_of_their_own():
    tokens = set()
    for _ in range(3):
        stage = Stage()
        stage.conductor.receive(TypingWanted())
        assert isinstance(stage.conductor.kiosk.state, TypeTraits)
        assert stage.conductor.kiosk.state.today == TODAY
        tokens.add(stage.conductor.kiosk.visit)
    assert len(tokens) == 3
