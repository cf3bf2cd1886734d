"""What a SOAP fault of the service means for the caller.

The full tables of `insi_*` and `desir_*` codes are not public. Codes seen in recorded or quoted messages have their own
row; any other falls back on its siram family, then on its severity. Sender and Receiver decide nothing: `desir_1020` is
a Sender fault and still worth another try.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from kiosk.insi.environment import Environment
from kiosk.insi.outcome import Fault, InvalidRequest, NotFound, Outcome, Refused, Unavailable


class _Kind(Enum):
    INVALID_REQUEST = auto()
    REFUSED = auto()
    UNAVAILABLE_FOR_NOW = auto()
    UNAVAILABLE = auto()


@dataclass(frozen=True)
class _Meaning:
    kind: _Kind
    advice: str = ""


_ASK_FOR_AUTHORIZATION = (
    "The software is not authorized. Check insi.idam: the CNDA authorization number of this software and version, "
    "which differs between the environments."
)
_CHECK_ACCESS = (
    "The client certificate does not open this service. Its CN must be exactly INSI-AUTO or INSI-MANU: order an "
    "IGC-Santé ORG AUTH_CLI certificate with that name."
)
_CHECK_CERTIFICATE = (
    "The client certificate does not belong to this environment: a test certificate works in qualification only, "
    "and a production one in production only."
)

_BY_CODE = {
    "desir_550": _Meaning(_Kind.REFUSED, _ASK_FOR_AUTHORIZATION),
    "desir_560": _Meaning(_Kind.REFUSED, _CHECK_ACCESS),
    "desir_620": _Meaning(_Kind.REFUSED, _CHECK_CERTIFICATE),
    "desir_1020": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
    "insi_19": _Meaning(_Kind.INVALID_REQUEST),
    "insi_28": _Meaning(_Kind.INVALID_REQUEST),
    "insi_101": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
    "insi_102": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
    "insi_111": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
}
_BY_FAMILY = {
    "siram_10": _Meaning(_Kind.INVALID_REQUEST),
    "siram_40": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
    "siram_100": _Meaning(_Kind.REFUSED, _ASK_FOR_AUTHORIZATION),
}
_BY_SEVERITY = {
    # The contract says `fatale`, the service says `fatal`.
    "fatale": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
    "fatal": _Meaning(_Kind.UNAVAILABLE_FOR_NOW),
}

# The qualification platform has no SNGI behind it: what production answers with CR 01 is a technical fault there.
_NOT_FOUND_IN_QUALIFICATION = frozenset({"insi_101", "insi_102"})


def outcome_of(fault: Fault, environment: Environment) -> Outcome:
    text = fault.text or fault.reason
    if environment is Environment.QUALIFICATION and fault.code in _NOT_FOUND_IN_QUALIFICATION:
        return NotFound(fault.code, text, fault=fault)
    meaning = _meaning(fault)
    match meaning.kind:
        case _Kind.INVALID_REQUEST:
            return InvalidRequest(fault.code, text, fault=fault)
        case _Kind.REFUSED:
            return Refused(fault.code, text, fault=fault, advice=meaning.advice)
        case _Kind.UNAVAILABLE_FOR_NOW:
            return Unavailable(fault.code, text, retryable=True, fault=fault)
        case _Kind.UNAVAILABLE:
            return Unavailable(fault.code, text, retryable=False, fault=fault)
        case _:
            assert_never(meaning.kind)


def _meaning(fault: Fault) -> _Meaning:
    return (
        _BY_CODE.get(fault.code)
        or _BY_FAMILY.get(fault.family)
        or _BY_SEVERITY.get(fault.severity)
        or _Meaning(_Kind.UNAVAILABLE)
    )
