"""Help over every page, the staff's call, closed hours, a technician's pause: in the whole program."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from kiosk.control.client import ControlClient
from kiosk.control.protocol import Answer, Command, Order, Question
from tests.emulators.cabinet import Cabinet, running_cabinet
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings
from tests.journeys.conftest import StartKiosk
from tests.journeys.test_check_in import audit

pytestmark = [pytest.mark.xdist_group("journeys")]


@pytest.fixture
def cabinet(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cabinet]:
    with running_cabinet(tmp_path_factory.mktemp("cabinet")) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def tell(kiosk: KioskProcess, command: Command) -> None:
    with ControlClient(kiosk.settings.control_socket) as client:
        assert isinstance(client.ask(Order(command)), Answer)


def status(kiosk: KioskProcess) -> dict:
    with ControlClient(kiosk.settings.control_socket) as client:
        answer = client.ask(Question.STATUS)
    assert isinstance(answer, Answer)
    return answer.content


def test_help_while_the_identity_is_asked_neither_stops_the_search_nor_loses_its_answer(
    kiosk: KioskProcess, around: Surroundings
):
    around.insi.steering.delay(4)
    around.card.insert("single")
    kiosk.wait_for("asking_insi")
    kiosk.tap("footer.help")
    assert kiosk.wait_for("help")["title"] == "help.title"
    kiosk.wait_until(lambda _screen: status(kiosk)["state"] == "confirm_identity", "the answer beneath", 15)
    assert kiosk.wait_for("help")
    kiosk.tap("help.resume")
    kiosk.wait_for("confirm_identity")
    [wanted] = [record for record in audit(kiosk) if record["event"] == "help_wanted"]
    assert (wanted["state"], wanted["called"]) == ("asking_insi", False)


def test_help_can_be_called_from_a_page_of_the_screens_own_and_from_the_keypad(kiosk: KioskProcess):
    kiosk.tap("footer.language")
    kiosk.wait_for("language")
    kiosk.tap("footer.help")
    kiosk.wait_for("help")
    kiosk.tap("help.resume")
    kiosk.wait_for("welcome")
    kiosk.tap("welcome.no_card")
    kiosk.wait_for("see_desk")
    kiosk.tap("type_traits.wanted")
    kiosk.wait_for("type_traits")
    kiosk.tap("footer.help")
    kiosk.wait_for("help")
    kiosk.tap("help.resume")
    kiosk.wait_for("type_traits")


def test_a_call_for_help_closes_the_contact_and_is_confirmed_and_many_taps_ring_once(
    start_kiosk: StartKiosk, cabinet: Cabinet
):
    with start_kiosk(cabinet=cabinet) as kiosk:
        kiosk.wait_for("welcome", timeout_s=30)
        contact = kiosk.settings.indicator.help_call
        for _ in range(3):
            kiosk.tap("footer.help")
            assert kiosk.wait_for("help")["title"] == "help.called.title"
            cabinet.module.wait_until(lambda module: module.is_on(contact))
            assert status(kiosk)["is_help_wanted"]
            kiosk.tap("help.called.resume")
            kiosk.wait_for("welcome")
        assert [on for on in cabinet.module.history(contact) if on] == [True]
        assert all(record["called"] for record in audit(kiosk) if record["event"] == "help_wanted")


def test_nobody_is_promised_to_come_where_the_call_contact_cannot_be_closed(start_kiosk: StartKiosk, cabinet: Cabinet):
    with start_kiosk(cabinet=cabinet) as kiosk:
        kiosk.wait_for("welcome", timeout_s=30)
        tell(kiosk, Command.PAUSE)
        kiosk.wait_for("out_of_service")
        kiosk.tap("footer.help")
        assert kiosk.wait_for("help")["title"] == "help.title"
        kiosk.tap("help.resume")
        tell(kiosk, Command.RESUME)
        kiosk.wait_for("welcome")
        cabinet.module.unplug()
        kiosk.tap("footer.help")
        kiosk.wait_until(lambda screen: screen["title"] == "help.title", "directions alone", 10)


def test_somebody_who_comes_near_wakes_a_dimmed_screen(start_kiosk: StartKiosk, cabinet: Cabinet):
    dimmed = "[light]\nrest_after_s = 10\nrest_percent = 20\nnight_from = '00:00'\nnight_until = '00:00'\n"
    with start_kiosk(cabinet=cabinet, more=dimmed) as kiosk:
        kiosk.wait_for("welcome", timeout_s=30)
        bright = brightness(kiosk)
        kiosk.wait_until(lambda _screen: brightness(kiosk) < bright / 2, "the dimmed screen", 30)
        cabinet.module.set_input(kiosk.settings.indicator.presence, True)
        kiosk.wait_until(lambda _screen: brightness(kiosk) > bright * 0.95, "the woken screen", 10)


def brightness(kiosk: KioskProcess) -> float:
    picture = kiosk.picture().convert("L").resize((1, 1))
    level: float = picture.getpixel((0, 0))
    return level


def test_outside_the_opening_hours_the_kiosk_says_when_it_opens_and_reads_no_card(
    start_kiosk: StartKiosk, around: Surroundings
):
    day = (datetime.now().astimezone() + timedelta(days=2)).strftime("%A").lower()
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    hours = "".join(f"{name} = {['08:15-18:00'] if name == day else []}\n" for name in days)
    with start_kiosk(more=f"[opening]\n{hours}") as kiosk:
        assert kiosk.wait_for("closed")["sentence"] == "closed.sentence"
        around.card.insert("single")
        kiosk.tap("footer.help")
        assert kiosk.wait_for("help")["title"] == "help.closed.title"
        kiosk.tap("help.closed.resume")
        kiosk.wait_for("closed")
        around.card.remove()
        assert [record["event"] for record in audit(kiosk) if record["event"] == "card_read"] == []


def test_a_pause_is_told_in_its_own_words_and_ends_at_the_first_page(kiosk: KioskProcess):
    tell(kiosk, Command.PAUSE)
    assert kiosk.wait_for("out_of_service")["sentence"] == "out_of_service.paused"
    tell(kiosk, Command.RESUME)
    kiosk.wait_for("welcome")
