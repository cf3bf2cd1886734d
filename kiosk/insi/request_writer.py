"""Requests as bytes, written by zeep after the contract, which it reads from local files only."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import zeep
import zeep.exceptions
from lxml import etree

from kiosk.insi import envelope
from kiosk.insi.envelope import Caller, Stamp
from kiosk.insi.request import Search, operation_of

# At DEBUG these log whole messages, and with them the patient.
for _name in ("zeep", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)

_WSA = "{http://www.w3.org/2005/08/addressing}"
_LPS_CONTEXT = "{urn:siram:lps:ctxlps}ContexteLPS"
_BAM_CONTEXT = "{urn:siram:bam:ctxbam}ContexteBAM"


class ContractUnusable(Exception):
    """The contract file, or one it imports, is missing or is not the contract of the two searches."""


class _LocalFiles(zeep.Transport):
    """Reads files and nothing else, whatever a contract imports."""

    def load(self, url: str) -> bytes:
        if urlsplit(url).scheme:
            raise ContractUnusable("the contract refers to something that is not a local file")
        return Path(url).read_bytes()


class RequestWriter:
    def __init__(self, contract_file: Path, caller: Caller) -> None:
        """Load the contract; raises ContractUnusable."""
        settings = zeep.Settings(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        try:
            transport = _LocalFiles()  # type: ignore[no-untyped-call]  # zeep is untyped
            client = zeep.Client(str(contract_file), transport=transport, settings=settings)  # type: ignore[no-untyped-call]
            self._action, self._message_id, self._lps_context, self._bam_context = map(
                client.get_element, (f"{_WSA}Action", f"{_WSA}MessageID", _LPS_CONTEXT, _BAM_CONTEXT)
            )
            self._service = client.service
        except (OSError, LookupError, ValueError, etree.XMLSyntaxError, zeep.exceptions.Error) as error:
            raise ContractUnusable(f"{contract_file}: not the contract of the two searches") from error
        self._client = client
        self._caller = caller

    def write(self, search: Search, stamp: Stamp) -> bytes:
        operation = operation_of(search)
        headers = [
            _render(self._bam_context, self._bam_context(**envelope.bam_context(self._caller, stamp, search))),
            _render(self._lps_context, self._lps_context(**envelope.lps_context(self._caller, stamp))),
            _render(self._action, envelope.action(operation)),
            _render(self._message_id, envelope.message_id(stamp)),
        ]
        message = self._client.create_message(  # type: ignore[no-untyped-call]
            self._service, operation.value, _soapheaders=headers, **envelope.body(search)
        )
        return etree.tostring(message, encoding="UTF-8", xml_declaration=True)


def _render(element: Any, value: Any) -> etree._Element:
    """Write one header by its own declaration, because Action stands in no list of header parts."""
    parent = etree.Element("Header")
    element.render(parent, value)
    return parent[0]
