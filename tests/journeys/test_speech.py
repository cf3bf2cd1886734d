"""A visit heard, not seen: the headset starts the speech, and what is personal stays in it."""

import pytest

from tests.emulators.speaker.emulator import SpeakerEmulator
from tests.emulators.surroundings import Surroundings
from tests.journeys.conftest import StartKiosk

pytestmark = [pytest.mark.xdist_group("journeys")]


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> SpeakerEmulator:
    emulator = SpeakerEmulator(tmp_path_factory.mktemp("room"))
    monkeypatch.setenv("PATH", emulator.path())
    return emulator


def test_a_visit_is_spoken_from_the_headset_to_the_ticket(
    start_kiosk: StartKiosk, around: Surroundings, room: SpeakerEmulator
):
    with start_kiosk(headset_switch=room.headset_switch) as kiosk:
        kiosk.wait_for("welcome")
        assert room.heard() == []
        room.plug_in()
        room.wait_until_heard("insérez votre carte Vitale")
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        asked = room.wait_until_heard("Est-ce bien vous")
        for words in ("ADRTROIS", "DOMINIQUE", "26 février 1997", "Oui"):
            assert words in asked.text
        kiosk.tap("confirm_identity.yes")
        kiosk.wait_for("take_card")
        room.wait_until_heard("A 1")
        around.card.remove()
        kiosk.wait_for("goodbye")


def test_without_a_headset_nothing_is_said(start_kiosk: StartKiosk, around: Surroundings, room: SpeakerEmulator):
    with start_kiosk(headset_switch=room.headset_switch) as kiosk:
        kiosk.wait_for("welcome")
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        assert room.heard() == []


def test_pulling_the_headset_ends_the_speech(start_kiosk: StartKiosk, around: Surroundings, room: SpeakerEmulator):
    with start_kiosk(headset_switch=room.headset_switch) as kiosk:
        kiosk.wait_for("welcome")
        room.plug_in()
        room.wait_until_heard("carte Vitale")
        room.unplug()
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        assert not any("ADRTROIS" in heard.text for heard in room.heard())
