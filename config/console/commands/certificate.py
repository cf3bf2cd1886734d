"""cert request, install, show, remove."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands.configuration import commit
from config.console.self_test import insi
from config.console.self_test.step import StepRun, run_steps
from config.console.site import Site
from config.credentials import CredentialStore, Installed, NotInstalled
from config.draft import Draft
from config.settings import Settings
from kiosk.insi.credentials import COMMON_NAMES
from kiosk.problems import Problem

_END = "-----END CERTIFICATE-----"
_LONGEST_PASTE = 64 * 1024
_LONGEST_PKCS12 = 256 * 1024
_PASTE_GAP_S = 0.3
"""Longer than any pause within a paste, at 1200 baud too."""


def _cert(site: Site, arguments: str) -> Answer:
    settings = site.settings()
    if not isinstance(settings, Settings):
        return Failed(Problem.CONFIGURATION_INVALID, site.text("configure_first", count=len(settings)))
    store = CredentialStore(site.folder, settings.insi.key_passphrase_file)
    match arguments.split():
        case ["request"]:
            return _request(site, store, settings, COMMON_NAMES[0])
        case ["request", name] if name in COMMON_NAMES:
            return _request(site, store, settings, name)
        case ["install"]:
            return _install(site, store, settings)
        case ["install", "usb"]:
            return _install_from_stick(site, store, settings)
        case ["show"]:
            return _show(site, store, settings)
        case ["remove"]:
            return _remove(site, store, settings)
        case _:
            return misused(site, CERT.usage)


def _request(site: Site, store: CredentialStore, settings: Settings, common_name: str) -> Answer:
    establishment = settings.establishment
    try:
        request = store.request(common_name, establishment.id, establishment.name)
    except ValueError:
        return Failed(Problem.KEY_MISSING, site.text("cert.key_unreadable", detail=""))
    lines = [*request.splitlines(), f" {site.text('cert.requested', name=common_name, unit=establishment.id)}"]
    return Done(tuple(lines), {"request": request})


def _install(site: Site, store: CredentialStore, settings: Settings) -> Answer:
    if not store.has_request:
        return Failed(Problem.KEY_MISSING, site.text("cert.no_request", detail=""))
    if site.store.trial() is not None:
        return Failed(Problem.COMMIT_UNCONFIRMED, site.text("cert.during_trial"))
    site.terminal.say(f" {site.text('cert.paste')}")
    pem = pasted(site)
    made = store.install(pem, settings.establishment.id, _authorities(settings), datetime.now(UTC))
    return _switch(site, store, settings, made)


def _install_from_stick(site: Site, store: CredentialStore, settings: Settings) -> Answer:
    found = pkcs12_files(site.media)
    if len(found) != 1:
        return Failed(Problem.CERTIFICATE_UNFIT, site.text("cert.stick", count=len(found)))
    if site.store.trial() is not None:
        return Failed(Problem.COMMIT_UNCONFIRMED, site.text("cert.during_trial"))
    content = _content_of(found[0])
    if len(content) > _LONGEST_PKCS12:
        return Failed(Problem.CERTIFICATE_UNFIT, site.text("cert.pkcs12", detail=""))
    password = site.terminal.ask_secret(f" {site.text('cert.password', file=found[0].name)} ")
    made = store.install_pkcs12(content, password, settings.establishment.id, _authorities(settings), datetime.now(UTC))
    return _switch(site, store, settings, made)


def pkcs12_files(media: Path) -> list[Path]:
    """Find the files on the sticks that are plugged in; no path is ever typed, and no link leads elsewhere."""
    return sorted(
        file
        for depth in ("*", "*/*", "*/*/*")
        for file in media.glob(depth)
        if file.suffix.lower() in {".p12", ".pfx"}
        and file.is_file()
        and file.resolve() == media.resolve() / file.relative_to(media)
    )


def _content_of(file: Path) -> bytes:
    """Read a little more than the longest; raises OSError, also where it became a link meanwhile."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        return opened.read(_LONGEST_PKCS12 + 1)


def pasted(site: Site) -> bytes:
    """Read certificates until an empty line, or a point alone, comes after one and nothing more follows it at once.

    What is too long is read to its end all the same: the rest must not be taken for commands.
    """
    lines: list[str] = []
    left = _LONGEST_PASTE
    while True:
        line = site.terminal.ask_pasted().strip()
        is_end = line == "." or (not line and (_END in lines or left <= 0))
        if is_end and not site.terminal.has_more(_PASTE_GAP_S):
            return "\n".join(lines).encode("utf-8", "replace")
        left -= len(line) + 1
        if left > 0:
            lines.append(line)


def _switch(site: Site, store: CredentialStore, settings: Settings, made: Installed | NotInstalled) -> Answer:
    """Let the new certificate pass a call before it takes the place of the old one."""
    if isinstance(made, NotInstalled):
        text = site.text(f"cert.{made.reason.value}", detail=made.detail)
        return Failed(Problem.CERTIFICATE_UNFIT, text, content={"reason": made.reason.value})
    files = {
        "certificate_file": made.certificate_file,
        "key_file": made.key_file,
        "key_passphrase_file": made.passphrase_file,
    }
    tried = settings.model_copy(update={"insi": settings.insi.model_copy(update=files)})
    steps = run_steps(site, insi.steps(site, tried))
    failed = next((step for step in steps if not step.is_ok), None)
    if failed is not None:
        if made.is_new:
            store.remove(made.certificate_file.parent.name)
        name = site.text(f"step.{failed.name}")
        return Failed(Problem.TRIAL_CALL_FAILED, site.text("cert.trial_failed", step=name), content=_as_steps(steps))
    named = {f"insi.{name}": _from_folder(file, site.folder) for name, file in files.items()}
    is_edited = site.store.candidate_text() is not None
    answer = commit(site, _with(site.active(), named))
    if isinstance(answer, Done):
        store.forget_request()
        if is_edited:  # what else was being edited goes on, with the new certificate in it
            site.store.edit(lambda text: _with(Draft(text, site.folder), named).text)
    return answer


def _with(draft: Draft, named: Mapping[str, str]) -> Draft:
    for key, file in named.items():
        draft.set(key, file)
    return draft


def _as_steps(steps: Sequence[StepRun]) -> dict[str, object]:
    return {"steps": [step.as_content() for step in steps]}


def _from_folder(file: Path, folder: Path) -> str:
    return str(file.relative_to(folder) if file.is_relative_to(folder) else file)


def _authorities(settings: Settings) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(settings.insi.ca_file.read_bytes())
    except (OSError, ValueError):
        return ()


def _show(site: Site, store: CredentialStore, settings: Settings) -> Answer:
    waiting = f" {site.text('cert.waiting' if store.has_request else 'cert.not_waiting')}"
    try:
        certificate = x509.load_pem_x509_certificates(settings.insi.certificate_file.read_bytes())[0]
    except (OSError, ValueError):
        none = site.text("cert.none", file=site.short(str(settings.insi.certificate_file)))
        return Done((f" {none}", waiting), {"certificate": None, "has_request": store.has_request})
    content: dict[str, str | int] = {
        "common_name": _name(certificate.subject, NameOID.COMMON_NAME),
        "unit": _name(certificate.subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        "organization": _name(certificate.subject, NameOID.ORGANIZATION_NAME),
        "issuer": _name(certificate.issuer, NameOID.COMMON_NAME),
        "serial": f"{certificate.serial_number:x}",
        "valid_from": f"{certificate.not_valid_before_utc:%Y-%m-%d}",
        "valid_until": f"{certificate.not_valid_after_utc:%Y-%m-%d}",
        "days_left": (certificate.not_valid_after_utc - datetime.now(UTC)).days,
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
    }
    lines = [f" {site.text(f'cert.field.{name}'):14} {value}" for name, value in content.items()]
    unused = store.unused(settings.insi.certificate_file)
    lines += [f" {site.text('cert.unused', name=name)}" for name in unused]
    return Done((*lines, waiting), {"certificate": content, "unused": unused, "has_request": store.has_request})


def _name(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


def _remove(site: Site, store: CredentialStore, settings: Settings) -> Answer:
    """Remove what is not in use: old certificates with their keys, and a request that waits."""
    if site.store.trial() is not None:
        return Failed(Problem.COMMIT_UNCONFIRMED, site.text("cert.during_trial"))
    unused = store.unused(settings.insi.certificate_file)
    if not unused and not store.has_request:
        return Failed(Problem.NOTHING_TO_DO, site.text("cert.nothing_unused"))
    for name in unused:
        store.remove(name)
    store.forget_request()
    return Done(tuple(f" {site.text('cert.removed', name=name)}" for name in unused), {"removed": unused})


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return "request", "install", "show", "remove"
        case ["request"]:
            return COMMON_NAMES
        case ["install"]:
            return ("usb",)
        case _:
            return ()


CERT = Command("cert", "cert request [INSI-MANU] | install [usb] | show | remove", _cert, _complete)

COMMANDS = (CERT,)
