"""support bundle: all that a vendor needs to understand a kiosk, readable by nobody else, and nothing personal."""

import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from config.console import audit
from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.commands import status
from config.console.site import Site
from config.settings import Settings
from config.system import Ran
from kiosk.durable import write_durably
from kiosk.problems import Problem

_LOG_LINES = 500
_AUDIT_BYTES = 128 * 1024


def _support(site: Site, arguments: str) -> Answer:
    if arguments not in ("bundle", "bundle print"):
        return misused(site, SUPPORT.usage)
    settings = site.settings()
    reader = settings.console.support_certificate_file if isinstance(settings, Settings) else None
    if reader is None:
        return Failed(Problem.KEY_MISSING, site.text("support_for_nobody"))
    try:
        certificate = x509.load_pem_x509_certificate(reader.read_bytes())
        builder = pkcs7.PKCS7EnvelopeBuilder().add_recipient(certificate)
    except (ValueError, TypeError) as failure:
        return Failed(Problem.CERTIFICATE_UNFIT, f"{reader.name}: {failure}")
    if arguments == "bundle print":
        sealed = builder.set_data(bundle(site)).encrypt(Encoding.PEM, [pkcs7.PKCS7Options.Binary])
        return Done(tuple(sealed.decode("ascii").splitlines()), {"bundle": sealed.decode("ascii")})
    sticks = site.sticks()
    if len(sticks) != 1:
        return Failed(Problem.NOTHING_TO_DO, site.text("one_stick_or_print", count=len(sticks)))
    file = sticks[0] / f"support-{datetime.now(UTC):%Y%m%d-%H%M%S}.p7m"
    sealed = builder.set_data(bundle(site)).encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    try:
        write_durably(file, sealed)
    except OSError as failure:
        return Failed(Problem.NOTHING_TO_DO, site.text("stick_unwritable", why=site.why(failure)))
    return Done((f" {file.name}",), {"file": file.name, "bytes": len(sealed)})


def bundle(site: Site) -> bytes:
    """Pack configuration, state, log and the end of both audits; no key, certificate or passphrase file is in it."""
    log = site.system.log_lines(_LOG_LINES)
    parts = {
        "kiosk.toml": site.store.active_text().encode(),
        "state.json": json.dumps(status.everything(site)).encode(),
        "log.txt": "\n".join(log.lines if isinstance(log, Ran) else ()).encode(),
        **{file.name: _end_of(file.read_bytes()) for file in audit.files(site.state_dir)},
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _end_of(records: bytes) -> bytes:
    """Give the last records: a bundle has to pass over a serial line within minutes."""
    if len(records) <= _AUDIT_BYTES:
        return records
    return records[-_AUDIT_BYTES:].partition(b"\n")[2]


def _complete(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return ("bundle",)
        case ["bundle"]:
            return ("print",)
        case _:
            return ()


SUPPORT = Command("support", "support bundle [print]", _support, _complete)

COMMANDS = (SUPPORT,)
