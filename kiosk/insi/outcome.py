"""What a call or a whole search of the teleservice ends in."""

from dataclasses import dataclass, field
from typing import TypeAlias

from kiosk.identity.compare import Comparison
from kiosk.identity.ins import Ins, PastIns
from kiosk.identity.status import IdentityStatus
from kiosk.identity.traits import StrictTraits


@dataclass(frozen=True)
class Fault:
    """What a SOAP fault said, raw."""

    code: str
    """Such as `insi_102` or `desir_550`; `unknown` where it has no form of a code."""
    severity: str
    family: str
    """The siram family, such as `siram_40`; empty where the fault names none."""
    reason: str = field(repr=False)
    """The sentence for the user."""
    text: str = field(repr=False)
    """The sentence for the technician."""
    message_id: str = ""


@dataclass(frozen=True)
class Found:
    """CR 00: one identity, kept as received."""

    ins: Ins
    history: tuple[PastIns, ...]
    traits: StrictTraits
    remarks: tuple[str, ...] = ()
    """Oddities of the answer by name, such as `key_invalid`; never a value."""
    identity_status: IdentityStatus = IdentityStatus.RETRIEVED
    received: bytes = field(default=b"", repr=False)
    """The whole answer as it came (EXI REC 07/08: what INSi sent is kept unchanged)."""


@dataclass(frozen=True)
class NotFound:
    """CR 01, or what stands for it on the qualification platform."""

    code: str
    text: str
    retryable: bool = False
    fault: Fault | None = None


@dataclass(frozen=True)
class SeveralFound:
    """CR 02."""

    code: str
    text: str
    retryable: bool = False


@dataclass(frozen=True)
class Unavailable:
    """No usable answer: network, TLS, time-out, HTTP, or a fault of the service itself."""

    code: str
    text: str
    retryable: bool
    fault: Fault | None = None


@dataclass(frozen=True)
class Refused:
    """The service does not let us in: certificate, software authorization, access level."""

    code: str
    text: str
    retryable: bool = False
    fault: Fault | None = None
    advice: str = ""
    """What the technician can do about it."""


@dataclass(frozen=True)
class InvalidRequest:
    """The request breaks a rule of the service; told before any call where the rule is known."""

    code: str
    text: str
    retryable: bool = False
    fault: Fault | None = None


Outcome: TypeAlias = Found | NotFound | SeveralFound | Unavailable | Refused | InvalidRequest


@dataclass(frozen=True)
class Call:
    """One exchange with the service, fit for the audit: it holds nothing personal."""

    operation: str
    result: str
    """`found`, or the code of what came back."""
    duration_ms: int
    message_id: str = ""


@dataclass(frozen=True)
class SearchResult:
    outcome: Outcome
    calls: tuple[Call, ...] = ()
    assumptions: tuple[str, ...] = field(default=())
    """What was deduced rather than read, such as `birth_rank`."""
    comparison: Comparison | None = None
    """The identity found against what was known before, field by field; None unless one was found."""
