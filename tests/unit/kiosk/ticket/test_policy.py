import pytest

from kiosk.identity.ins import MatriculeKind
from kiosk.identity.status import IdentityStatus
from kiosk.ticket.policy import Permission, permission

_NOTHING = Permission(matricule=False)
_MATRICULE = Permission(matricule=True)
_TEST_MATRICULE = Permission(matricule=True, is_for_test=True)

# status, kind of matricule, test configuration, what may be printed, source
_TABLE = [
    *(
        (status, kind, is_test, _NOTHING, "RNIV EXI SI 07: the matricule leaves the system when qualified only")
        for status in (IdentityStatus.PROVISIONAL, IdentityStatus.RETRIEVED, IdentityStatus.VALIDATED)
        for kind in MatriculeKind
        for is_test in (False, True)
    ),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR, False, _MATRICULE, "EXI DIF 02"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR, True, _MATRICULE, "EXI DIF 02"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIA, False, _MATRICULE, "EXI DIF 02; CSP R1111-8-1: NIA pending the NIR"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIA, True, _MATRICULE, "EXI DIF 02; CSP R1111-8-1: NIA pending the NIR"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR_TEST, False, _NOTHING, "own rule: no test number on real papers"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR_TEST, True, _TEST_MATRICULE, "own rule: said in large letters"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR_DEMO, False, _NOTHING, "own rule: no test number on real papers"),
    (IdentityStatus.QUALIFIED, MatriculeKind.NIR_DEMO, True, _TEST_MATRICULE, "own rule: said in large letters"),
    (IdentityStatus.QUALIFIED, MatriculeKind.OTHER, False, _NOTHING, "INS-C and unknown OIDs are no INS"),
    (IdentityStatus.QUALIFIED, MatriculeKind.OTHER, True, _NOTHING, "INS-C and unknown OIDs are no INS"),
]


@pytest.mark.parametrize(("status", "kind", "is_test", "allowed", "source"), _TABLE)
def test_what_may_be_printed(status, kind, is_test, allowed, source):
    assert permission(status, kind, test_configuration=is_test) == allowed, source


def test_the_table_has_every_case():
    cases = {(status, kind, is_test) for status, kind, is_test, _, _ in _TABLE}
    assert len(cases) == len(_TABLE) == len(IdentityStatus) * len(MatriculeKind) * 2
