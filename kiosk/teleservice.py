"""From the configuration to a client of the teleservice."""

from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from config.settings import Insi, Settings
from kiosk.insi.settings import OWN_CONTRACT, InsiClientSettings
from kiosk.installation import instance_id

if TYPE_CHECKING:  # its import costs most of a second, and the console needs it for a test alone
    from kiosk.insi.client import InsiClient


def insi_client(settings: Settings) -> "InsiClient":
    """Raises OSError when the installation's number cannot be kept."""
    from kiosk.insi.client import InsiClient

    trace = _log_exchange if settings.diagnostics.insi_trace else None
    return InsiClient(insi_client_settings(settings), trace=trace)


def _log_exchange(masked: str) -> None:
    structlog.get_logger().info("insi exchange", text=masked)


def insi_client_settings(settings: Settings) -> InsiClientSettings:
    """Raises OSError when the installation's number cannot be kept."""
    insi: Insi = settings.insi
    return InsiClientSettings(
        url=insi.url,
        environment=insi.environment,
        ca_file=insi.ca_file,
        certificate_file=insi.certificate_file,
        key_file=insi.key_file,
        idam=insi.idam,
        establishment_id=settings.establishment.id,
        software_name="vitale-kiosk",
        software_version=version("vitale-kiosk"),
        software_instance=insi.instance or instance_id(settings.state_dir),
        key_passphrase_file=insi.key_passphrase_file,
        crl_file=insi.crl_file,
        accept_common_name=insi.accept_common_name,
        contract_file=insi.contract_file or OWN_CONTRACT,
        connect_timeout_s=insi.connect_timeout_s,
        answer_timeout_s=insi.answer_timeout_s,
        search_timeout_s=insi.search_timeout_s,
    )
