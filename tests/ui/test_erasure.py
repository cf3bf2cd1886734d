"""When the card is out or the time is over, nothing in the process holds the person any more: no state, no view, no
widget, no texture, nothing that was said."""

import gc
import secrets
import string
import weakref
from collections.abc import Iterator, Sequence
from datetime import date
from types import FrameType

import pytest

from hardware.speaker.api import Headset
from kiosk.conductor import Conductor
from kiosk.flow.events import CardRemoved, Event, HelpWanted, IdentityDenied, ReaderChanged
from kiosk.flow.states import ChoosePerson, ConfirmIdentity, State, TypeTraits
from kiosk.flow.timeouts import timeout_s
from kiosk.flow.typed_traits import TraitField, TypedTraits
from kiosk.narrator import Narrator
from kiosk.problems import Problem
from kiosk.services.speech import HeadsetChanged
from tests.ui.samples import found, kiosk_in, person

pytestmark = pytest.mark.xdist_group("window")

_UNTRACKED = (dict, tuple, frozenset)


class Stranger:
    """A person whose name was never written anywhere; kept in pieces, so that it is found only in other hands."""

    def __init__(self) -> None:
        self._pieces = ["".join(secrets.choice(string.ascii_uppercase) for _ in range(6)) for _ in range(2)]

    @property
    def name(self) -> str:
        return "".join(self._pieces)

    def holders(self) -> list[str]:
        """Name the kinds of things that hold the name; what gc does not track is looked into from what holds it."""
        gc.collect()
        return [
            type(thing).__name__
            for thing in gc.get_objects()
            if type(thing) is not FrameType and any(self._is_in(text) for text in texts_of(thing))
        ]

    def _is_in(self, text: str) -> bool:
        return self._pieces[0] in text.upper() and self._pieces[1] in text.upper()


def texts_of(thing: object, depth: int = 3) -> Iterator[str]:
    for part in gc.get_referents(thing):
        # By `type`, since asking a weak proxy for its class raises once its object is gone.
        if type(part) is str:
            yield part
        elif depth and type(part) in _UNTRACKED and not gc.is_tracked(part):
            yield from texts_of(part, depth - 1)


class House:
    """Screens and voice around a flow, as the program puts them together, and a clock that is told to go on."""

    def __init__(self, window, monkeypatch, stranger: Stranger, state: State) -> None:
        self._now_s = 0.0
        self.textures: list[weakref.ref] = []
        self._keep_textures_in_sight(monkeypatch)
        self.narrator = Narrator(lambda _command: None, window.app.listen)
        self.narrator.configure(can_listen=True, tone_volume=None)
        monkeypatch.setattr(window.app._navigator, "_reader", self.narrator)
        self.narrator.hear(HeadsetChanged(Headset.PLUGGED))
        self.window = window
        self.conductor = Conductor(
            kiosk_in(state),
            observers=[lambda before, _event, after: self.narrator.follow(before, after)],
            show=window.app.show,
            dispatch=lambda _effect: None,
            monotonic_s=lambda: self._now_s,
            today=lambda: date(2026, 9, 28),
        )
        self.conductor.receive(ReaderChanged(None))
        window.show(self.conductor.kiosk)

    def _keep_textures_in_sight(self, monkeypatch) -> None:
        from kiosk.ui.widgets import brush

        def texture_of(image, **how):
            texture = made(image, **how)
            if image.mode == "L":  # a text; drawings are colored
                self.textures.append(weakref.ref(texture))
            return texture

        made = brush.texture_of
        monkeypatch.setattr(brush, "texture_of", texture_of)

    def happens(self, events: Sequence[Event]) -> None:
        for event in events:
            self.conductor.receive(event)
        self.window.frames(2)

    def is_left_alone(self) -> None:
        for _ in range(3):
            self._now_s += timeout_s(self.conductor.kiosk)
            self.conductor.tick()
            self.window.frames(2)


def confirming(name: str) -> State:
    return ConfirmIdentity(found(name, [name], "1960-01-01", "M"))


def choosing(name: str) -> State:
    return ChoosePerson([person(0, name), person(1, "ZOE")])


def typing(name: str) -> State:
    return TypeTraits(TraitField.FAMILY_NAME, TypedTraits(family_name=name))


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


@pytest.mark.parametrize("events", [[CardRemoved()], [ReaderChanged(Problem.READER_MISSING)]], ids=["card", "reader"])
@pytest.mark.parametrize("situation", [confirming, choosing])
def test_when_the_card_is_gone_nothing_holds_the_person(window, monkeypatch, stranger, situation, events):
    house = House(window, monkeypatch, stranger, situation(stranger.name))
    assert stranger.holders()
    shown = list(house.textures)
    house.happens(events)
    assert stranger.holders() == []
    assert [texture for texture in shown if texture() is not None] == []


@pytest.mark.parametrize("situation", [confirming, choosing, typing])
def test_when_the_time_is_over_nothing_holds_the_person(window, monkeypatch, stranger, situation):
    house = House(window, monkeypatch, stranger, situation(stranger.name))
    assert stranger.holders()
    shown = list(house.textures)
    house.is_left_alone()
    assert stranger.holders() == []
    assert [texture for texture in shown if texture() is not None] == []


def test_who_is_sent_to_the_desk_is_not_known_to_the_screen_any_more(window, monkeypatch, stranger):
    house = House(window, monkeypatch, stranger, confirming(stranger.name))
    house.happens([IdentityDenied()])
    assert stranger.holders() == []


def test_under_the_help_page_only_the_state_knows_the_person(window, monkeypatch, stranger):
    house = House(window, monkeypatch, stranger, confirming(stranger.name))
    shown = list(house.textures)
    house.happens([HelpWanted()])
    assert set(stranger.holders()) <= {"StrictTraits", "tuple", "dict"}
    assert [texture for texture in shown if texture() is not None] == []
