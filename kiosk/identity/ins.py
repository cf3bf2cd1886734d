"""The Identifiant National de Santé: a matricule and the authority that gave it."""

from dataclasses import dataclass, field
from enum import Enum

from hardware.card_reader.nir import has_valid_key


class Oid(Enum):
    """The assigning authorities (ANS, référentiel INS)."""

    NIR = "1.2.250.1.213.1.4.8"
    NIA = "1.2.250.1.213.1.4.9"
    NIR_TEST = "1.2.250.1.213.1.4.10"
    NIR_DEMO = "1.2.250.1.213.1.4.11"
    INS_C = "1.2.250.1.213.1.4.2"


class MatriculeKind(Enum):
    NIR = "NIR"
    NIA = "NIA"
    NIR_TEST = "NIR_TEST"
    NIR_DEMO = "NIR_DEMO"
    OTHER = "OTHER"


_KIND_OF_OID = {
    Oid.NIR.value: MatriculeKind.NIR,
    Oid.NIA.value: MatriculeKind.NIA,
    Oid.NIR_TEST.value: MatriculeKind.NIR_TEST,
    Oid.NIR_DEMO.value: MatriculeKind.NIR_DEMO,
}


@dataclass(frozen=True)
class Ins:
    """A matricule with its OID, exactly as INSi sent them: a wrong key is reported, never rejected."""

    matricule: str = field(repr=False)
    key: str | None = field(repr=False)
    oid: str
    declared_kind: str | None = field(default=None, compare=False)
    """`TypeMatricule` as INSi sent it, if at all; it decides nothing."""

    @property
    def kind(self) -> MatriculeKind:
        """NIR or NIA is told by the OID alone: the same number occurs with both."""
        return _KIND_OF_OID.get(self.oid, MatriculeKind.OTHER)

    @property
    def key_valid(self) -> bool:
        # The contract allows the Corsican letter in either case.
        return self.key is not None and has_valid_key(self.matricule.upper(), self.key)


@dataclass(frozen=True)
class PastIns:
    """A former INS of the same person; `start` may lie after `end`, as INSi sends it."""

    ins: Ins
    start: str | None = field(default=None, repr=False)
    end: str | None = field(default=None, repr=False)
