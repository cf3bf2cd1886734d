"""Visits heard, not seen: the headset starts the speech, and what is personal stays in it."""

import re
import time
from pathlib import Path

import pytest

from kiosk.control.client import ControlClient
from kiosk.control.protocol import Question
from tests.emulators.cabinet import Cabinet
from tests.emulators.kiosk_process import KioskProcess
from tests.emulators.surroundings import Surroundings
from tests.journeys.blind_patient import BlindPatient, Lost
from tests.journeys.conftest import StartKiosk
from tests.journeys.test_check_in import printed

pytestmark = [pytest.mark.xdist_group("journeys")]

_AT_REST = "insérez votre carte Vitale"


def named_on_command_lines(name: str) -> list[str]:
    """Every command line of the machine that holds the name, as `ps` would show it."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue  # it ended meanwhile
    return [line for line in lines if name.casefold() in line.casefold()]


def test_a_family_member_checks_in_by_speech_and_keys_alone(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet
):
    tickets = around.printer.tickets
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, cabinet.speaker)
        kiosk.wait_for("welcome")
        cabinet.speaker.plug_in()
        patient.hear(_AT_REST, "flèches", "Entrée")
        around.card.insert("family")
        patient.choose("Pierre-Alain.", patient.hear("Qui vient consulter", "Toussaint."))
        asked = patient.hear("Est-ce", "Ecetinsi")
        assert named_on_command_lines("ecetinsi") == []
        [answer] = re.findall(r"Oui, [^.]+\.", asked)
        patient.choose(answer, asked)
        said = patient.hear("Prenez votre carte et votre ticket", "à l’accueil avec une pièce d’identité")
        number = re.search(r"Votre numéro\W+([A-Z](?:, \d)+)\.", said)
        assert number is not None, said
        around.card.remove()
        patient.hear("Merci", "Montrez votre ticket")
        ticket = printed(around, tickets + 1)
        assert number[1].replace(", ", " ", 1).replace(", ", "") in ticket
        assert "ECETINSI" in ticket


def test_after_a_refused_card_the_name_is_typed_by_speech_and_keys_alone(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet
):
    tickets = around.printer.tickets
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, cabinet.speaker)
        kiosk.wait_for("welcome")
        cabinet.speaker.plug_in()
        patient.hear(_AT_REST)
        around.card.insert("bank")
        patient.choose("Taper mon nom.", patient.hear("Cette carte n’est pas une carte Vitale"))
        patient.hear("Tapez votre nom de naissance")
        patient.enter()
        patient.hear("Il manque encore votre réponse", "nom de naissance")
        patient.type("adrum")
        kiosk.press("BackSpace")
        patient.hear("M, effacé")
        patient.type("n")
        kiosk.press("Home")
        patient.hear("A, D, R, U, N.")
        patient.enter()
        patient.hear("Tapez vos prénoms")
        patient.type("zoe")
        patient.enter()
        patient.hear("date de naissance")
        patient.type("31121975")
        patient.enter()
        patient.choose("Féminin.", patient.hear("Féminin", "Masculin"))
        patient.choose("Passer.", patient.hear("lieu de naissance", "Passer"))
        asked = patient.hear("Est-ce", "Adrun", "Zoe", "31 décembre 1975")
        patient.choose("Oui, c’est moi.", asked)
        patient.hear("Votre numéro")
        assert "ADRUN" in printed(around, tickets + 1)


def test_another_language_is_found_by_its_own_voice_and_spoken_from_then_on(start_kiosk: StartKiosk, cabinet: Cabinet):
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, cabinet.speaker)
        kiosk.wait_for("welcome")
        cabinet.speaker.plug_in()
        patient.hear(_AT_REST)
        patient.choose("Choisissez votre langue, Français.")
        offered = patient.hear("Choisissez votre langue. Français, choisi.", "العربية")
        assert dict(cabinet.speaker.heard()[-1].in_voices)["ar"] == "العربية."
        patient.choose("Deutsch.", offered)
        patient.hear("Guten Tag")
        assert cabinet.speaker.heard()[-1].voice == "de"


def test_the_volume_follows_its_keys_and_is_forgotten_when_the_headset_goes(start_kiosk: StartKiosk, cabinet: Cabinet):
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, cabinet.speaker)
        kiosk.wait_for("welcome")
        cabinet.speaker.plug_in()
        patient.hear(_AT_REST)
        at_first = cabinet.speaker.heard()[-1].amplitude
        kiosk.press("XF86AudioRaiseVolume", "Prior")
        patient.hear("6 sur 7")
        louder = cabinet.speaker.heard()[-1].amplitude
        assert louder / at_first == pytest.approx(10 ** (6 / 20), rel=0.02)
        cabinet.speaker.unplug()
        kiosk.tap("footer.listen")
        kiosk.wait_until(lambda screen: screen["title"] == "listen.plug_in.title", "what to do")
        cabinet.speaker.plug_in()
        patient.hear(_AT_REST)
        assert cabinet.speaker.heard()[-1].amplitude == at_first


def test_by_touch_the_patient_is_told_to_plug_a_headset_in_and_sets_the_sound(
    start_kiosk: StartKiosk, cabinet: Cabinet
):
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, cabinet.speaker)
        kiosk.wait_for("welcome")
        kiosk.tap("footer.listen")
        kiosk.wait_until(lambda screen: screen["title"] == "listen.plug_in.title", "what to do")
        assert cabinet.speaker.heard() == []
        cabinet.speaker.plug_in()
        kiosk.wait_for("welcome")
        patient.hear(_AT_REST)
        kiosk.tap("footer.listen")
        patient.hear("Réglez le son", "Volume", "4 sur 7", "Plus fort")
        kiosk.tap("listen.louder")
        patient.hear("5 sur 7")
        patient.choose("Répéter la page.")
        patient.hear(_AT_REST)


def test_without_a_headset_nothing_is_said_and_soft_tones_lead_through_the_visit(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet
):
    with start_kiosk(cabinet) as kiosk:
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        kiosk.tap("confirm_identity.yes")
        kiosk.wait_for("take_card")
        assert cabinet.speaker.heard() == []
        kiosk.wait_until(lambda _: cabinet.speaker.sounds()[-1].duration_s > 0.55, "the tone of the ticket")


def test_pulling_the_headset_out_ends_the_speech_at_once_and_nothing_follows(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet
):
    speaker = cabinet.speaker
    with start_kiosk(cabinet) as kiosk:
        patient = BlindPatient(kiosk, speaker)
        kiosk.wait_for("welcome")
        speaker.plug_in()
        patient.hear(_AT_REST)
        around.card.insert("single")
        patient.hear("Est-ce", "Adrtrois")
        kiosk.wait_until(lambda _: speaker.sounds()[-1].duration_s > 0.7, "some words of it", 5)
        begun = len(speaker.sounds())
        pulled_s = time.monotonic()
        speaker.unplug()
        with pytest.raises(Lost):
            patient.hear("anything more", within_s=1.0)
        last = speaker.sounds()[-1]
        assert last.began_s + last.duration_s < pulled_s + 0.5  # the sentence takes seconds
        assert len(speaker.sounds()) == begun
        kiosk.tap("confirm_identity.yes")
        kiosk.wait_for("take_card")
        assert not any("Prenez" in heard.text for heard in speaker.heard())


def problems_of(kiosk: KioskProcess) -> list[str]:
    with ControlClient(kiosk.settings.control_socket) as client:
        return [problem["code"] for problem in client.ask(Question.STATUS).content["problems"]]


@pytest.mark.parametrize(("program", "code"), [("espeak-ng", "A-101"), ("aplay", "A-102")])
def test_without_a_voice_or_a_sound_device_the_visit_goes_on_on_the_screen_and_the_console_names_it(
    start_kiosk: StartKiosk, around: Surroundings, cabinet: Cabinet, program: str, code: str
):
    (cabinet.speaker.programs / program).write_text("#!/bin/sh\nexit 1\n")
    with start_kiosk(cabinet) as kiosk:
        cabinet.speaker.plug_in()
        kiosk.wait_until(lambda _: code in problems_of(kiosk), code)
        around.card.insert("single")
        kiosk.wait_for("confirm_identity")
        kiosk.tap("confirm_identity.yes")
        kiosk.wait_for("take_card")


def test_a_socket_that_is_gone_is_named_and_found_again(start_kiosk: StartKiosk, cabinet: Cabinet):
    target = cabinet.speaker.headset_switch.readlink()
    cabinet.speaker.headset_switch.unlink()
    with start_kiosk(cabinet) as kiosk:
        kiosk.wait_until(lambda _: "A-103" in problems_of(kiosk), "A-103")
        cabinet.speaker.headset_switch.symlink_to(target)
        kiosk.wait_until(lambda _: "A-103" not in problems_of(kiosk), "the socket")
