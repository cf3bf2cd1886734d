"""Requests as bytes, written by zeep after the contract, which it reads from local files only."""

import logging
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import zeep
import zeep.exceptions
from lxml import etree

from kiosk.insi import envelope
from kiosk.insi.envelope import Caller, Stamp
from kiosk.insi.request import Operation, Search, operation_of

# At DEBUG these log whole messages, and with them the patient.
for _name in ("zeep", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)

_WSA = "{http://www.w3.org/2005/08/addressing}"
_LPS_CONTEXT = "{urn:siram:lps:ctxlps}ContexteLPS"
_BAM_CONTEXT = "{urn:siram:bam:ctxbam}ContexteBAM"
_BLANK = Stamp(UUID(int=0), UUID(int=0), UUID(int=0), datetime.min.replace(tzinfo=UTC))


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
            self._service = client.service
            self._bam_context, lps_context, action, message_id = map(
                client.get_element, (_BAM_CONTEXT, _LPS_CONTEXT, f"{_WSA}Action", f"{_WSA}MessageID")
            )
        except (OSError, LookupError, ValueError, etree.XMLSyntaxError, zeep.exceptions.Error) as error:
            raise ContractUnusable(f"{contract_file}: not the contract of the two searches") from error
        self._client = client
        self._caller = caller
        # Most headers differ from call to call by their stamp alone, so zeep writes them once; it halves the time.
        self._lps_header = _render(lps_context, lps_context(**envelope.lps_context(caller, _BLANK)))
        self._bam_header = self._render_bam(coverage={})
        self._actions = {one: _render(action, envelope.action(one)) for one in Operation}
        self._message_id = _render(message_id, envelope.message_id(_BLANK))

    def write(self, search: Search, stamp: Stamp) -> bytes:
        """Raises zeep.exceptions.ValidationError where a value breaks the contract, which would be a bug of ours."""
        coverage = envelope.coverage(search)
        bam_header = self._render_bam(coverage) if coverage else self._bam_header
        message_id = copy(self._message_id)
        message_id.text = envelope.message_id(stamp)
        operation = operation_of(search)
        headers = [
            _stamped(bam_header, stamp.bam_context, stamp.sent_at),
            _stamped(self._lps_header, stamp.lps_context, stamp.sent_at),
            self._actions[operation],
            message_id,
        ]
        message = self._client.create_message(  # type: ignore[no-untyped-call]
            self._service, operation.value, _soapheaders=headers, **envelope.body(search)
        )
        return etree.tostring(message, encoding="UTF-8", xml_declaration=True)

    def _render_bam(self, coverage: envelope.Element) -> etree._Element:
        context = envelope.bam_context(self._caller, _BLANK, coverage)
        return _render(self._bam_context, self._bam_context(**context))


def _render(element: Any, value: Any) -> etree._Element:
    """Write one header by its own declaration, because Action stands in no list of header parts."""
    parent = etree.Element("Header")
    element.render(parent, value)
    return parent[0]


def _stamped(context: etree._Element, identifier: UUID, moment: datetime) -> etree._Element:
    """Both contexts begin with Id and Temps."""
    stamped = copy(context)
    stamped[0].text = str(identifier)
    stamped[1].text = envelope.timestamp(moment)
    return stamped
