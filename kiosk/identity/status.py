"""The status of an identity, its attributes, and what may change them (RNIV, EXI SI 07 and SI 09)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class IdentityStatus(Enum):
    PROVISIONAL = "provisoire"
    RETRIEVED = "récupérée"
    VALIDATED = "validée"
    QUALIFIED = "qualifiée"


class IdentityAttribute(Enum):
    HOMONYM = "homonyme"
    DOUBTFUL = "douteux"
    FICTITIOUS = "fictif"


class IdentityEvent(Enum):
    """What happens to an identity."""

    INS_TAKEN_IN = "the answer of INSi was accepted"
    INS_WITHDRAWN = "INSi no longer confirms the identity"
    DOCUMENT_CHECKED = "a person compared the traits with a high-trust identity document"
    CHECK_WITHDRAWN = "the check of the document turned out wrong"


class Channel(Enum):
    """Where an identity came from (channel codes of EXI REC 02)."""

    TYPED = "SM"
    VITALE_CARD = "CV"
    INSI = "INSI"
    BAR_CODE = "CB"
    VITALE_APP = "AV"


_Status, _Event = IdentityStatus, IdentityEvent
_TRANSITIONS: Mapping[tuple[IdentityStatus, IdentityEvent], IdentityStatus] = {
    (_Status.PROVISIONAL, _Event.INS_TAKEN_IN): _Status.RETRIEVED,
    (_Status.PROVISIONAL, _Event.DOCUMENT_CHECKED): _Status.VALIDATED,
    (_Status.RETRIEVED, _Event.INS_TAKEN_IN): _Status.RETRIEVED,
    (_Status.RETRIEVED, _Event.INS_WITHDRAWN): _Status.PROVISIONAL,
    (_Status.RETRIEVED, _Event.DOCUMENT_CHECKED): _Status.QUALIFIED,
    (_Status.VALIDATED, _Event.INS_TAKEN_IN): _Status.QUALIFIED,
    (_Status.VALIDATED, _Event.DOCUMENT_CHECKED): _Status.VALIDATED,
    (_Status.VALIDATED, _Event.CHECK_WITHDRAWN): _Status.PROVISIONAL,
    (_Status.QUALIFIED, _Event.INS_TAKEN_IN): _Status.QUALIFIED,
    (_Status.QUALIFIED, _Event.INS_WITHDRAWN): _Status.VALIDATED,
    (_Status.QUALIFIED, _Event.DOCUMENT_CHECKED): _Status.QUALIFIED,
    (_Status.QUALIFIED, _Event.CHECK_WITHDRAWN): _Status.RETRIEVED,
}

_DISTRUSTED = frozenset({IdentityAttribute.DOUBTFUL, IdentityAttribute.FICTITIOUS})

# The plastic card is only a key for the call; the card in the phone carries a qualified identity (RNIV v2.0 4.3.4).
_HIGHEST = {
    Channel.TYPED: IdentityStatus.RETRIEVED,
    Channel.VITALE_CARD: IdentityStatus.RETRIEVED,
    Channel.INSI: IdentityStatus.RETRIEVED,
    Channel.BAR_CODE: IdentityStatus.PROVISIONAL,
    Channel.VITALE_APP: IdentityStatus.QUALIFIED,
}


def highest_unattended(channel: Channel) -> IdentityStatus:
    """Tell the best status an identity can reach through `channel` before a member of the staff looked at anything."""
    return _HIGHEST[channel]


def is_trusted(attributes: frozenset[IdentityAttribute]) -> bool:
    """Tell whether INSi may be asked for the identity: never for a doubtful or fictitious one (EXI ID 24, 26)."""
    return not attributes & _DISTRUSTED


class TransitionForbidden(ValueError):
    """The identity cannot take this event or attribute; the caller must not offer it."""


@dataclass(frozen=True)
class IdentityStanding:
    """A status with its attributes; doubtful and fictitious identities are always provisional."""

    status: IdentityStatus = IdentityStatus.PROVISIONAL
    attributes: frozenset[IdentityAttribute] = frozenset()

    def __post_init__(self) -> None:
        """Raises TransitionForbidden for a combination RNIV does not know."""
        distrusted = self.attributes & _DISTRUSTED
        if distrusted and self.status is not IdentityStatus.PROVISIONAL:
            raise TransitionForbidden("a doubtful or fictitious identity is provisional")
        if IdentityAttribute.FICTITIOUS in self.attributes and len(self.attributes) > 1:
            raise TransitionForbidden("fictitious stands alone: only doubtful and homonym may be combined")

    @property
    def holds_ins(self) -> bool:
        """Whether a matricule and its OID are valid with this identity."""
        return self.status in {IdentityStatus.RETRIEVED, IdentityStatus.QUALIFIED}

    @property
    def may_show_ins(self) -> bool:
        """Whether matricule, OID and Datamatrix may leave the local system or be printed (EXI DIF 02)."""
        return self.status is IdentityStatus.QUALIFIED

    def after(self, event: IdentityEvent) -> "IdentityStanding":
        """Raises TransitionForbidden where the event cannot happen to this identity."""
        if event in {IdentityEvent.INS_TAKEN_IN, IdentityEvent.DOCUMENT_CHECKED} and not is_trusted(self.attributes):
            raise TransitionForbidden("a doubtful or fictitious identity rises to no other status")
        status = _TRANSITIONS.get((self.status, event))
        if status is None:
            raise TransitionForbidden(f"{self.status.value}: nothing to withdraw")
        return IdentityStanding(status, self.attributes)

    def marked(self, attribute: IdentityAttribute) -> "IdentityStanding":
        """Doubtful and fictitious throw the identity back to provisional, and with it the INS.

        Raises TransitionForbidden where the attributes exclude each other.
        """
        status = IdentityStatus.PROVISIONAL if attribute in _DISTRUSTED else self.status
        return IdentityStanding(status, self.attributes | {attribute})

    def cleared(self, attribute: IdentityAttribute) -> "IdentityStanding":
        """Take an attribute away; the status stays, so a cleared doubt begins again at provisional."""
        return IdentityStanding(self.status, self.attributes - {attribute})
