"""`kiosk ticket preview`: the paper, without a printer."""

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.mistakes import mistakes_of
from config.settings import Settings
from hardware.printer.escpos import encode
from hardware.printer.fonts import FontMissing
from hardware.printer.logo import LogoUnusable
from hardware.printer.options import DisabledOptions, PaperOptions
from hardware.printer.preview import preview as picture_of
from kiosk.bootstrap import letterhead
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result
from kiosk.identity.ins import Ins
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits
from kiosk.insi.outcome import Found
from kiosk.services.patient_texts import patient_texts
from kiosk.ticket.layout import compose
from kiosk.ticket.letterhead import Letterhead
from kiosk.ticket.visit_code import ENTROPY_BYTES

_SAMPLE_VISIT = "00" * ENTROPY_BYTES


class _Traits(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    birth_family_name: str = Field(min_length=1)
    birth_given_names: tuple[str, ...] = Field(min_length=1)
    sex: str
    birth_date: str
    birth_place_cog: str = ""


class _Ins(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    matricule: str
    key: str | None
    oid: str


class _Identity(BaseModel):
    """What `kiosk insi search --json` answers; its `traits` alone are a retrieved identity."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    traits: _Traits
    ins: _Ins = _Ins(matricule="", key=None, oid="")
    identity_status: Literal["provisional", "retrieved", "validated", "qualified"] = "retrieved"


def preview(settings: Settings | None, traits_file: Path, *, png: Path | None, escpos: Path | None) -> Result:
    """Compose the ticket of an identity, and write its picture and its bytes where asked."""
    identity = _read(traits_file)
    if isinstance(identity, Result):
        return identity
    options: PaperOptions = settings.printer if settings is not None else DisabledOptions()
    try:
        head = letterhead(settings) if settings is not None else Letterhead("Centre hospitalier")
        ticket = head.ticket(
            identity,
            number=f"{settings.visit.letter if settings is not None else 'A'} 0",
            visit=_SAMPLE_VISIT,
            printed_at=datetime.now().astimezone(),
            texts=patient_texts(settings.visit.language if settings is not None else "fr"),
        )
        document = compose(ticket)
        data = encode(document, options)
        written: list[Path] = []
        if png is not None:
            picture_of(document, options).save(png, "PNG")
            written.append(png)
        if escpos is not None:
            escpos.write_bytes(data)
            written.append(escpos)
    except LogoUnusable as unusable:
        return _refused("cannot_start", f"ticket.logo_file: {unusable}", ExitStatus.CANNOT_START)
    except FontMissing as missing:
        return _refused("cannot_start", str(missing), ExitStatus.CANNOT_START)
    except OSError as failure:
        return _refused("unwritable", f"{failure.filename}: {failure.strerror}", ExitStatus.UNWRITABLE)
    files = [str(file) for file in written]
    content = {"outcome": "composed", "bytes": len(data), "width_dots": options.width_dots, "files": files}
    return Result(content, [f"{len(data)} bytes, {options.width_dots} dots wide", *files], ExitStatus.OK)


def _read(file: Path) -> Found | Result:
    try:
        content = json.loads(file.read_text("utf-8"))
    except OSError as failure:
        return _refused("unreadable_file", f"{file}: {failure.strerror}", ExitStatus.UNREADABLE_FILE)
    except (ValueError, RecursionError):
        return _refused("unreadable_file", f"{file}: is not JSON", ExitStatus.UNREADABLE_FILE)
    if not isinstance(content, dict) or "traits" not in content:
        content = {"traits": content}
    try:
        identity = _Identity.model_validate(content)
    except ValidationError as error:
        mistakes = "; ".join(mistake.key for mistake in mistakes_of(error, _Identity))
        return _refused("invalid_traits", f"{file}: missing or wrong: {mistakes}", ExitStatus.UNREADABLE_FILE)
    return Found(
        Ins(**identity.ins.model_dump()),
        (),
        StrictTraits(**identity.traits.model_dump()),
        identity_status=IdentityStatus[identity.identity_status.upper()],
    )


def _refused(outcome: str, text: str, status: ExitStatus) -> Result:
    return Result({"outcome": outcome, "text": text}, [text], status)
