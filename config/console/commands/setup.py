"""setup: the first installation, asking only what nobody else knows; it ends with `test all`."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands.certificate import CERT, pasted
from config.console.commands.configuration import commit
from config.console.commands.device_test import run_all
from config.console.commands.machine import is_sure
from config.console.site import Site
from config.console.terminal import wrapped
from config.draft import Draft
from config.mistakes import keys_of
from config.reference import allowed, choices
from config.settings import Settings
from config.system import Ran
from kiosk.control.protocol import Question
from kiosk.durable import write_durably
from kiosk.problems import Problem

_STARTS_S = 20.0
_LOOK_S = 0.5

_SUGGESTED = {
    "insi.environment": "production",
    "insi.ca_file": "igc-sante-ca.pem",
    "insi.certificate_file": "insi.pem",
    "insi.key_file": "insi.key",
    "card_reader.driver": "pcsc",
    "printer.driver": "escpos-usb",
    "printer.device": "/dev/ttyUSB0",
}
_URLS = {
    "production": "https://services-ps-tlsm.ameli.fr/lps",
    "qualification": "https://qualiflps-services-ps-tlsm.ameli.fr/lps",
}
_MADE_HERE = ("insi.ca_file", "insi.certificate_file", "insi.key_file")
"""Files that the console makes or receives itself."""

_ASKED = (
    "establishment.id",
    "establishment.name",
    "insi.environment",
    "insi.url",
    "insi.idam",
    "card_reader.driver",
    "printer.driver",
)
_ASKED_OF_PRINTER = {"escpos-tcp": "printer.host", "escpos-serial": "printer.device"}
"""Where a printer is that is not simply plugged in."""


def _setup(site: Site, arguments: str) -> Answer:
    if arguments:
        return misused(site, SETUP.usage)
    site.terminal.say(*wrapped(site.text("setup_begins", time=f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"), " "))
    for key in _questions(site):
        _ask(site, key)
    made = commit(site, site.draft())
    if isinstance(made, Failed) and made.problem is not Problem.NOTHING_TO_DO:
        return made
    site.terminal.say(*made.lines)
    settings = site.settings()
    if not isinstance(settings, Settings):
        return Failed(Problem.CONFIGURATION_INVALID, site.text("configure_first", count=len(settings)))
    if not settings.insi.ca_file.exists():
        refused = _receive_authorities(site, settings)
        if refused is not None:
            return refused
    _start_kiosk(site)
    if settings.insi.certificate_file.exists():
        return run_all(site, settings)
    return _request_and_test(site, settings)


def _questions(site: Site) -> Iterator[str]:
    """Give one key after the other: what is asked later may follow from an answer."""
    yield from _ASKED
    driver = site.draft().values().get("printer.driver")
    if driver in _ASKED_OF_PRINTER:
        yield _ASKED_OF_PRINTER[str(driver)]


def _ask(site: Site, key: str) -> None:
    """Ask until the answer is right; each one is kept at once, so that an interrupted setup goes on where it was."""
    fields = [field for known, field in keys_of(Settings) if known == key]
    values = site.draft().values()
    suggestion = str(values.get(key, _suggested(key, values)))
    may_be = ", ".join(dict.fromkeys(words for field in fields if (words := allowed(field, site.language))))
    site.terminal.say("", *wrapped(site.text(f"ask.{key}"), " "), *([f"   {may_be}"] if may_be else []))
    while True:
        hint = f" [{suggestion}]" if suggestion else ""
        may_complete = [word for field in fields for word in choices(field)]
        answer = site.terminal.ask(f" {key}{hint}: ", may_complete).strip() or suggestion
        mistake = _kept(site, key, answer)
        if mistake is None:
            return
        site.terminal.say(*wrapped(mistake, "   "))


def _kept(site: Site, key: str, answer: str) -> str | None:
    """Keep an answer in the candidate, with the files that need no asking; say what is wrong with it otherwise."""
    if not answer:
        return site.text("needed")
    said: list[str] = []

    def with_answer(text: str) -> str | None:
        draft = Draft(text, site.folder)
        said.extend(site.words(mistake) for mistake in draft.set(key, answer))
        for file in _MADE_HERE:
            if file not in draft.values():
                draft.set(file, _SUGGESTED[file])
        return None if said else draft.text

    site.store.edit(with_answer)
    return said[0] if said else None


def _suggested(key: str, values: Mapping[str, object]) -> str:
    if key == "insi.url":
        return _URLS.get(str(values.get("insi.environment")), "")
    return _SUGGESTED.get(key, "")


def _start_kiosk(site: Site) -> None:
    """Have the kiosk program take up what it only reads at its start; elsewhere than on the image nobody can."""
    if not isinstance(site.system.service("restart"), Ran):
        return
    site.terminal.say(f" {site.text('kiosk_is_started')}")
    ends_at_s = time.monotonic() + _STARTS_S
    while not isinstance(site.ask_kiosk(Question.SCREEN), Mapping) and time.monotonic() < ends_at_s:
        time.sleep(_LOOK_S)


def _request_and_test(site: Site, settings: Settings) -> Answer:
    """Make the key and print the request; what needs no certificate is tested meanwhile."""
    request = CERT.run(site, "request")
    if isinstance(request, Failed):
        return request
    site.terminal.say("", *request.lines)
    tested = run_all(site, settings, without=("insi",))
    lines = ("", *wrapped(site.text("setup_waits"), " "))
    content = {"waits_for": "certificate", "tests": tested.content} | request.content
    return Failed(tested.problem, tested.text, lines, content) if isinstance(tested, Failed) else Done(lines, content)


def _receive_authorities(site: Site, settings: Settings) -> Answer | None:
    """Have the authorities of the service pasted; None when they are there."""
    site.terminal.say("", *wrapped(site.text("paste_authorities", file=settings.insi.ca_file.name), " "))
    try:
        found = x509.load_pem_x509_certificates(pasted(site))
    except ValueError:
        return Failed(Problem.CERTIFICATE_UNFIT, site.text("cert.not_pem", detail=""))
    for authority in found:
        site.terminal.say(
            f"   {authority.subject.rfc4514_string()}",
            *(f"     {line}" for line in _in_groups(authority.fingerprint(hashes.SHA256()).hex())),
        )
    if not is_sure(site, "yes"):
        return Failed(Problem.COMMAND_INTERRUPTED, site.text("not_done"))
    write_durably(settings.insi.ca_file, b"".join(one.public_bytes(Encoding.PEM) for one in found), 0o644)
    return None


def _in_groups(digest: str) -> tuple[str, str]:
    """Write a SHA-256 so that two people can compare it: two lines of groups of four."""
    groups = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    half = len(groups) // 2
    return f"SHA-256 {' '.join(groups[:half])}", f"        {' '.join(groups[half:])}"


SETUP = Command("setup", "setup", _setup)

COMMANDS = (SETUP,)
