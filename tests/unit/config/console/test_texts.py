"""Every text is there in both languages, with the same placeholders, in a form the terminal can show."""

import errno
import re
from pathlib import Path
from string import Formatter

import pytest

import config.console
import kiosk.insi
from config import mistakes
from config.console.catalog import COMMANDS
from config.console.commands.setup import _ASKED, _ASKED_OF_PRINTER
from config.console.commands.status import State
from config.console.terminal import COLUMNS, columns, fitted, printable
from config.console.texts import LANGUAGES, reasons, texts
from config.credentials import Unfit
from config.mistakes import keys_of
from config.reference import french, meaning
from config.settings import Settings
from hardware.indicator.api import Presence
from hardware.speaker.api import Headset, Silence
from kiosk.insi.credential_files import FileProblem
from kiosk.insi.credentials import CredentialProblem
from kiosk.problems import guidance

SOURCE = "".join(file.read_text("utf-8") for file in Path(config.console.__file__).parent.rglob("*.py"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("text_id", texts())
def test_a_text_says_the_same_in_both_languages(text_id):
    said = texts()[text_id]
    assert set(said) == set(LANGUAGES)
    assert placeholders(said["fr"]) == placeholders(said["en"])
    assert "?" not in printable(said["fr"] + said["en"])


def test_every_command_has_its_help():
    for command in COMMANDS:
        assert f"help.{command.name}" in texts()
        assert command.usage.startswith(command.name)


def test_every_refusal_of_a_certificate_has_its_text():
    assert {f"cert.{reason.value}" for reason in Unfit} <= set(texts())


MADE_UP = (
    {f"cert.{reason.value}" for reason in Unfit}
    | {f"help.{command.name}" for command in COMMANDS}
    | {f"state_{state.value}" for state in State}
    | {f"silence.{reason.value}" for reason in Silence}
    | {f"headset.{state.value}" for state in Headset}
    | {f"presence.{state.value}" for state in Presence}
    | {f"{counted}.{form}" for counted in ("problems", "changes", "persons_read") for form in ("none", "one", "many")}
    | {f"ask.{key}" for key in (*_ASKED, *_ASKED_OF_PRINTER.values())}
    | {f"errno.{name}" for name in errno.errorcode.values()}
)
"""Texts whose ids are put together where they are used."""


def test_no_text_is_left_over():
    for text_id in set(texts()) - MADE_UP:
        name = re.sub(r"^(step\.|cert\.field\.|setting\.|last_|up_)", "", text_id)
        assert re.search(rf"""["']({re.escape(text_id)}|{re.escape(name)})["']""", SOURCE), text_id


def test_no_text_that_is_put_together_is_missing():
    assert MADE_UP - {f"errno.{name}" for name in errno.errorcode.values()} <= set(texts())


def test_every_setting_and_every_mistake_is_said_in_french_and_nothing_else_is():
    said = {meaning(field) for _, field in keys_of(Settings)}
    assert said == set(french()), "config/meanings.toml has to have each sentence of the schema, and no other"
    for kind, texts_of_kind in mistakes.texts().items():
        assert set(texts_of_kind) == set(LANGUAGES), kind
        assert placeholders(texts_of_kind["fr"]) == placeholders(texts_of_kind["en"]), kind


def test_every_failure_of_insi_and_of_its_files_is_said_in_french():
    source = "".join(file.read_text("utf-8") for file in Path(kiosk.insi.__file__).parent.glob("*.py"))
    named = set(re.findall(r'(?:Unavailable|Refused)\(\s*"([a-z_]+)"', source))
    named |= {problem.value for problem in (*FileProblem, *CredentialProblem)}
    named |= set(re.findall(r'\d+: "([a-z_]+)"', source)) | {"connect_timeout", "answer_timeout"}
    assert named - set(reasons()) == set()
    made_here = {"server_certificate_invalid"}
    assert set(reasons()) - named <= made_here


def test_every_meaning_of_a_problem_fits_behind_its_code():
    for language in LANGUAGES:
        for problem, guide in guidance(language).items():
            assert len(f"ERROR {problem.value} {printable(guide.meaning)}") < COLUMNS, (language, problem)


def test_nothing_a_terminal_would_obey_is_ever_written():
    assert printable("\x1b[2J\x9b5m\r\nCafé — «œuvre»…\t!") == '?[2J?5m??Cafe - "oeuvre"... !'


def test_long_lines_for_people_are_broken_and_those_for_programs_are_not():
    assert all(len(line) < 80 for line in fitted(" " + "word " * 40))
    assert fitted("x" * 200) == ("x" * 200,)
    assert fitted(" " * 200) == ("",)
    assert all(len(line) < 80 for line in columns(" head", "word " * 40))
