"""What a request says beside the search itself, and how the values of both are written.

The shapes are those recorded from a working establishment client: ContexteBAM, ContexteLPS, Action, MessageID, and no
wsse:Security, because in this mode the TLS certificate identifies the caller.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias, assert_never
from uuid import UUID

from kiosk.insi.request import Operation, Search, TraitsSearch, VitaleSearch

Element: TypeAlias = dict[str, Any]
"""The children and attributes of one element by name."""

_LPS_VERSION = "01_00"
_BAM_VERSION = "01_02"
# The register IDAM numbers belong to; every recorded request says 4.
_IDAM_REGISTER = "4"


@dataclass(frozen=True)
class Caller:
    """The software that calls, and the structure it calls for."""

    sender: str
    """`Emetteur`: the OU of the client certificate, such as 1 + FINESS or 3 + SIRET."""
    idam: str
    """The authorization number the CNDA gave to the software."""
    software_name: str
    software_version: str
    software_instance: str
    """A UUID made at installation and kept."""


@dataclass(frozen=True)
class Stamp:
    """What makes one request unlike every other: new for each call (CNDA refuses reused identifiers)."""

    message: UUID
    lps_context: UUID
    bam_context: UUID
    sent_at: datetime = field(repr=False)


def action(operation: Operation) -> str:
    return f"urn:ServiceIdentiteCertifiee:1.0.0:{operation.value}"


def message_id(stamp: Stamp) -> str:
    """The service wants `uuid:`, not the usual `urn:uuid:`."""
    return f"uuid:{stamp.message}"


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lps_context(caller: Caller, stamp: Stamp) -> Element:
    return {
        "Nature": "CTXLPS",
        "Version": _LPS_VERSION,
        "Id": str(stamp.lps_context),
        "Temps": timestamp(stamp.sent_at),
        "Emetteur": caller.sender,
        "LPS": {
            "IDAM": {"_value_1": caller.idam, "R": _IDAM_REGISTER},
            "Version": caller.software_version,
            "Instance": caller.software_instance,
            "Nom": f"urn:lps:{caller.software_name}:{caller.software_version}",
        },
    }


def bam_context(caller: Caller, stamp: Stamp, coverage: Element) -> Element:
    return {
        "Version": _BAM_VERSION,
        "Id": str(stamp.bam_context),
        "Temps": timestamp(stamp.sent_at),
        "Emetteur": caller.sender,
        "COUVERTURE": coverage,
    }


def coverage(search: Search) -> Element:
    """The children of COUVERTURE: whose card was read; empty for a search by traits."""
    match search:
        case VitaleSearch(insured_nir=nir, birth_date_on_card=born, birth_rank=rank):
            return {
                "ASSURE": {"Id": {"Num": nir}},
                "BENEFICIAIRE": {"DateNai": f"{born[:4]}-{born[4:6]}-{born[6:]}", "Rang": rank},
            }
        case TraitsSearch():
            return {}
        case _:
            assert_never(search)


def body(search: Search) -> Element:
    """The children of RECVITALE or RECSANSVITALE; what is unknown is left out.

    MatriculeIndividu is for a certified NIR of the person, which direct reading of the card cannot tell: never sent.
    """
    match search:
        case VitaleSearch(insured_nir=nir, birth_date_on_card=born, family_name=family_name, birth_rank=rank):
            name = {} if family_name is None else {"NomNaissance": family_name}
            # The card's own order, JJMMAAAA, as in the data of the API de lecture Vitale.
            dates = {"DateNaissance": f"{born[6:]}{born[4:6]}{born[:4]}", "RangNaissance": str(rank)}
            return {"MatriculeOD": {"NumIdentifiant": nir}} | name | dates
        case TraitsSearch(family_name, given_name, sex, birth_date, birth_place_cog):
            place = {} if birth_place_cog is None else {"LieuNaissance": birth_place_cog}
            return {
                "NomNaissance": family_name,
                "Prenom": [given_name],
                "Sexe": sex.value,
                "DateNaissance": birth_date,
            } | place
        case _:
            assert_never(search)
