"""What the client must be told; the program's configuration is mapped onto it."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kiosk.insi.environment import Environment

OWN_CONTRACT = Path(str(files("kiosk.insi") / "contract" / "icir.wsdl"))


@dataclass(frozen=True)
class InsiClientSettings:
    url: str
    """Of the service or of the establishment's own relay; https only."""
    environment: Environment
    ca_file: Path
    """PEM: the only authorities a server certificate may come from (issuing authority and root)."""
    certificate_file: Path
    """PEM: the establishment's certificate, followed by its issuer where the service needs it."""
    key_file: Path
    """PEM; encrypted where `key_passphrase_file` is given."""
    idam: str
    establishment_id: str
    """`Emetteur`: the OU of the certificate, such as 1 + FINESS or 3 + SIRET."""
    software_name: str
    software_version: str
    software_instance: str
    """A UUID made at installation and kept."""
    key_passphrase_file: Path | None = None
    """Its first line opens the key."""
    crl_file: Path | None = None
    """PEM or DER: revoked certificates, server's and own; None checks no revocation."""
    accept_common_name: bool = False
    """Whether a server certificate without any SAN may prove the host name by its CN."""
    contract_file: Path = OWN_CONTRACT
    """The WSDL; the official package may stand in the place of our own."""
    connect_timeout_s: float = 10.0
    answer_timeout_s: float = 30.0
    search_timeout_s: float = 15.0
    """For all the calls of one search together."""
