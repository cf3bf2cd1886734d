"""What may stand on paper at which identity status; pure.

RNIV EXI SI 07: the matricule INS leaves the local system, and stands on documents, for a qualified identity only.
EXI DIF 02: a qualified patient's document carries the traits, the matricule with its kind, and the Datamatrix INS.
"""

from dataclasses import dataclass
from typing import assert_never

from kiosk.identity.ins import MatriculeKind
from kiosk.identity.status import IdentityStatus


@dataclass(frozen=True)
class Permission:
    matricule: bool
    """With its OID and kind, and as Datamatrix INS: the rules never allow one without the other."""
    is_for_test: bool = False
    """The OID is of the test or demonstration range: the paper must say so in large letters."""


_NOTHING = Permission(matricule=False)


def permission(status: IdentityStatus, kind: MatriculeKind, *, test_configuration: bool) -> Permission:
    """Tell what a document for this identity may carry besides the traits."""
    match status:
        case IdentityStatus.PROVISIONAL | IdentityStatus.RETRIEVED | IdentityStatus.VALIDATED:
            return _NOTHING
        case IdentityStatus.QUALIFIED:
            return _permission_when_qualified(kind, test_configuration=test_configuration)
        case _:
            assert_never(status)


def _permission_when_qualified(kind: MatriculeKind, *, test_configuration: bool) -> Permission:
    match kind:
        case MatriculeKind.NIR | MatriculeKind.NIA:
            return Permission(matricule=True)
        case MatriculeKind.NIR_TEST | MatriculeKind.NIR_DEMO:
            # A test number on a real patient's papers would be taken for his own.
            return Permission(matricule=True, is_for_test=True) if test_configuration else _NOTHING
        case MatriculeKind.OTHER:
            return _NOTHING
        case _:
            assert_never(kind)
