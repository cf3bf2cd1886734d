"""What a technician may see of a message: its shape and codes, never a person.

Only values known to be harmless stay; every other text is masked, so an element nobody thought of is masked too.
"""

from collections.abc import Iterator

from lxml import etree

from kiosk.insi.xml import NotXml, parse_xml

MASK = "•••"

_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
_WSA = "http://www.w3.org/2005/08/addressing"
_LPS = "urn:siram:lps:ctxlps"
_BAM = "urn:siram:bam:ctxbam"
_RESULT = "http://www.cnamts.fr/INSiResultat"

_HARMLESS = frozenset(
    {
        *(f"{{{_WSA}}}{name}" for name in ("Action", "MessageID", "RelatesTo", "To")),
        *(f"{{{_LPS}}}{name}" for name in ("Id", "Temps", "Emetteur", "IDAM", "Version", "Instance", "Nom")),
        *(f"{{{_BAM}}}{name}" for name in ("Id", "Temps", "Emetteur")),
        *(f"{{{_RESULT}}}{name}" for name in ("CodeCR", "LibelleCR", "OID")),
        *(f"{{{soap}}}{name}" for soap in (_SOAP, _SOAP_11) for name in ("Value", "Text")),
        "faultcode",
        "faultstring",
        "{urn:siram}Erreur",
    }
)
# "M", "1" and the like stand in too many words to be searched for there.
_SHORTEST_QUOTED = 3
_HARMLESS_ATTRIBUTES = frozenset({"Nature", "Version", "R", "code", "severite", "messageID"})


def masked(message: bytes, *others: bytes) -> str:
    """Return the message indented, with every personal value masked.

    A value masked in `message` or in one of the `others` of the same exchange is masked wherever it is quoted, in
    capitals or not, as in the text of a fault.
    """
    root = parse_xml(message)
    if isinstance(root, NotXml):
        return f"({len(message)} bytes that are not XML)"
    quoted = set(_personal_values(root))
    for other in others:
        parsed = parse_xml(other)
        if not isinstance(parsed, NotXml):
            quoted.update(_personal_values(parsed))
    for element in root.iter():
        _mask(element, quoted)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _personal_values(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        text = (element.text or "").strip()
        if element.tag not in _HARMLESS and len(text) >= _SHORTEST_QUOTED:
            yield text.casefold()


def _mask(element: etree._Element, quoted: set[str]) -> None:
    for name in element.attrib:
        if name not in _HARMLESS_ATTRIBUTES and etree.QName(name).namespace != "http://www.w3.org/XML/1998/namespace":
            element.set(name, MASK)
    if element.text and element.text.strip():
        harmless = element.tag in _HARMLESS and not any(value in element.text.casefold() for value in quoted)
        element.text = element.text if harmless else MASK
    if element.tail and element.tail.strip():
        element.tail = MASK
