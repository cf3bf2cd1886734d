"""setup: the first installation, asking only what nobody else knows; it ends with `test all`."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands.certificate import CERT, pasted
from config.console.commands.configuration import commit
from config.console.commands.device_test import TEST
from config.console.commands.machine import is_sure
from config.console.site import Site
from config.draft import shown
from config.mistakes import keys_of
from config.reference import allowed
from config.settings import Settings
from kiosk.durable import write_durably
from kiosk.problems import Problem

_SUGGESTED = {
    "insi.environment": "production",
    "insi.ca_file": "igc-sante-ca.pem",
    "insi.certificate_file": "insi.pem",
    "insi.key_file": "insi.key",
    "card_reader.driver": "pcsc",
    "printer.driver": "escpos-usb",
}
_URLS = {
    "production": "https://services-ps-tlsm.ameli.fr/lps",
    "qualification": "https://qualiflps-services-ps-tlsm.ameli.fr/lps",
}
_NOT_ASKED = {"insi.certificate_file", "insi.key_file", "insi.ca_file", "card_reader.trace"}
"""Files that the console makes or receives itself."""

_ORDER = ("establishment.id", "establishment.name", "insi.environment", "insi.url")


def _setup(site: Site, arguments: str) -> Answer:
    if arguments:
        return misused(site, SETUP.usage)
    draft = site.draft()
    fields = {key: field for key, field in keys_of(Settings) if field.is_required()}
    fields |= {key: field for key, field in keys_of(Settings) if key in ("card_reader.driver", "printer.driver")}
    for key in sorted(fields, key=lambda key: _ORDER.index(key) if key in _ORDER else len(_ORDER)):
        known = draft.values().get(key)
        suggestion = str(known) if known is not None else _suggested(key, draft.values())
        if key in _NOT_ASKED:
            if known is None and key in _SUGGESTED:
                draft.set(key, suggestion)
            continue
        site.terminal.say(
            f" {fields[key].description or key}", *((f"   {allowed(fields[key])}",) if allowed(fields[key]) else ())
        )
        while True:
            answer = site.terminal.ask(f" {key} [{suggestion}]: ").strip() or suggestion
            mistakes = draft.set(key, answer) if answer else []
            if not mistakes and answer:
                break
            site.terminal.say(f"   {mistakes[0] if mistakes else site.text('needed')}")
        site.store.keep_candidate(draft.text)
    made = commit(site, draft)
    if isinstance(made, Failed) and made.problem is not Problem.NOTHING_TO_DO:
        return made
    site.terminal.say(*made.lines)
    refused = _credentials(site)
    return refused if refused is not None else TEST.run(site, "all")


def _suggested(key: str, values: dict[str, object]) -> str:
    if key == "insi.url":
        return _URLS.get(str(values.get("insi.environment")), "")
    return _SUGGESTED.get(key, "")


def _credentials(site: Site) -> Answer | None:
    """See to the authorities and to our own certificate where they are missing; None when they are there."""
    settings = site.settings()
    if not isinstance(settings, Settings):
        return Failed(Problem.CONFIGURATION_INVALID, site.text("configure_first", count=len(settings)))
    if not settings.insi.ca_file.exists():
        refused = _authorities(site, settings)
        if refused is not None:
            return refused
    if settings.insi.certificate_file.exists():
        return None
    request = CERT.run(site, "request")
    if isinstance(request, Failed):
        return request
    site.terminal.say(*request.lines)
    return Done((f" {site.text('setup_waits')}",), {"waits_for": "certificate"} | request.content)


def _authorities(site: Site, settings: Settings) -> Answer | None:
    site.terminal.say(f" {site.text('paste_authorities', file=shown(settings.insi.ca_file.name))}")
    try:
        found = x509.load_pem_x509_certificates(pasted(site))
    except ValueError:
        return Failed(Problem.CERTIFICATE_UNFIT, site.text("cert.not_pem", detail=""))
    for authority in found:
        site.terminal.say(
            f"   {authority.subject.rfc4514_string()}", f"     SHA256 {authority.fingerprint(hashes.SHA256()).hex()}"
        )
    if not is_sure(site, "yes"):
        return Failed(Problem.COMMAND_INTERRUPTED, site.text("not_done"))
    write_durably(settings.insi.ca_file, b"".join(one.public_bytes(Encoding.PEM) for one in found), 0o644)
    return None


SETUP = Command("setup", "setup", _setup)

COMMANDS = (SETUP,)
