"""Every text is there in both languages, with the same placeholders, in a form the terminal can show."""

import re
from pathlib import Path
from string import Formatter

import pytest

import config.console
from config.console.catalog import COMMANDS
from config.console.terminal import columns, fitted, printable
from config.console.texts import LANGUAGES, texts
from config.credentials import Unfit

SOURCE = "".join(file.read_text("utf-8") for file in Path(config.console.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("text_id", texts())
def test_a_text_says_the_same_in_both_languages(text_id):
    said = texts()[text_id]
    assert set(said) == set(LANGUAGES)
    placeholders = {language: {name for _, name, _, _ in Formatter().parse(said[language])} for language in LANGUAGES}
    assert placeholders["fr"] == placeholders["en"]
    assert "?" not in printable(said["fr"] + said["en"])


def test_every_command_has_its_help():
    for command in COMMANDS:
        assert f"help.{command.name}" in texts()
        assert command.usage.startswith(command.name)


def test_every_refusal_of_a_certificate_has_its_text():
    assert {f"cert.{reason.value}" for reason in Unfit} <= set(texts())


def test_no_text_is_left_over():
    made_up = {f"cert.{reason.value}" for reason in Unfit} | {f"help.{command.name}" for command in COMMANDS}
    for text_id in set(texts()) - made_up:
        name = text_id.removeprefix("step.")
        assert re.search(rf"""["']({re.escape(text_id)}|{re.escape(name)})["']""", SOURCE), text_id


def test_nothing_a_terminal_would_obey_is_ever_written():
    assert printable("\x1b[2J\x9b5m\r\nCafé — «œuvre»…\t!") == '?[2J?5m??Cafe - "oeuvre"... !'


def test_long_lines_for_people_are_broken_and_those_for_programs_are_not():
    assert all(len(line) < 80 for line in fitted(" " + "word " * 40))
    assert fitted("x" * 200) == ("x" * 200,)
    assert all(len(line) < 80 for line in columns(" head", "word " * 40))
