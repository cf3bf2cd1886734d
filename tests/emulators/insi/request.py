"""Reading a request: whatever its prefixes and the order of its headers."""

from dataclasses import dataclass

from lxml import etree

from tests.emulators.insi.names import BAM, BY_TRAITS, BY_VITALE, LPS, SOAP, TRAITS, VITALE, WSA, WSSE
from tests.emulators.insi.people import TraitsSearch, VitaleSearch


class UnreadableRequest(ValueError):
    """Raised when no request for one of the two searches can be made out; says why, without any value."""


@dataclass(frozen=True)
class Request:
    operation: str
    search: VitaleSearch | TraitsSearch
    message_id: str
    idam: str
    envelope: etree._Element
    payload: etree._Element

    @property
    def header(self) -> etree._Element | None:
        return self.envelope.find(f"{{{SOAP}}}Header")

    @property
    def security(self) -> etree._Element | None:
        return self.envelope.find(f"{{{SOAP}}}Header/{{{WSSE}}}Security")

    @property
    def contexts(self) -> tuple[etree._Element | None, etree._Element | None]:
        """`ContexteLPS` and `ContexteBAM`."""
        header = self.header
        if header is None:
            return None, None
        return header.find(f"{{{LPS}}}ContexteLPS"), header.find(f"{{{BAM}}}ContexteBAM")


def parse(body: bytes) -> Request:
    """Read an envelope; raises `UnreadableRequest`. A document type is refused, so that no entity is ever expanded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        envelope = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableRequest(f"not well-formed XML, line {error.lineno}") from error
    if envelope.getroottree().docinfo.doctype:
        raise UnreadableRequest("a document type is not allowed in SOAP")
    if envelope.tag != f"{{{SOAP}}}Envelope":
        raise UnreadableRequest("the root is not a SOAP 1.2 Envelope")
    payloads = envelope.findall(f"{{{SOAP}}}Body/*")
    if len(payloads) != 1:
        raise UnreadableRequest(f"the Body holds {len(payloads)} elements instead of one")
    operation, search = _search(payloads[0])
    return Request(
        operation,
        search,
        _text(envelope, f"{{{SOAP}}}Header/{{{WSA}}}MessageID"),
        _text(envelope, f"{{{SOAP}}}Header/{{{LPS}}}ContexteLPS/{{{LPS}}}LPS/{{{LPS}}}IDAM"),
        envelope,
        payloads[0],
    )


def _search(payload: etree._Element) -> tuple[str, VitaleSearch | TraitsSearch]:
    match payload.tag:
        case str(tag) if tag == f"{{{VITALE}}}RECVITALE":
            number = f"{{{VITALE}}}NumIdentifiant"
            return BY_VITALE, VitaleSearch(
                own_number=_text(payload, f"{{{VITALE}}}MatriculeIndividu/{number}"),
                insured_number=_text(payload, f"{{{VITALE}}}MatriculeOD/{number}"),
                family_name=_name(payload, f"{{{VITALE}}}NomNaissance"),
                birth_date=_text(payload, f"{{{VITALE}}}DateNaissance"),
                birth_rank=_text(payload, f"{{{VITALE}}}RangNaissance"),
                has_key=payload.find(f"*/{{{VITALE}}}Cle") is not None,
            )
        case str(tag) if tag == f"{{{TRAITS}}}RECSANSVITALE":
            return BY_TRAITS, TraitsSearch(
                family_name=_name(payload, f"{{{TRAITS}}}NomNaissance"),
                given_names=tuple(
                    name.text or "" for name in payload.findall(f"{{{TRAITS}}}Prenom") if _has_text(name)
                ),
                sex=_text(payload, f"{{{TRAITS}}}Sexe"),
                birth_date=_text(payload, f"{{{TRAITS}}}DateNaissance"),
                birth_place=_text(payload, f"{{{TRAITS}}}LieuNaissance"),
            )
        case _:
            raise UnreadableRequest("the Body holds neither RECVITALE nor RECSANSVITALE")


def _text(element: etree._Element, path: str) -> str:
    return element.findtext(path, "").strip()


def _name(element: etree._Element, path: str) -> str:
    """Read a name with the white space around it, which is a mistake of the request; empty if there is nothing else."""
    found = element.find(path)
    return found.text or "" if found is not None and _has_text(found) else ""


def _has_text(element: etree._Element) -> bool:
    return bool((element.text or "").strip())
