"""XML as the kiosk reads it: no document type, no entities, nothing fetched, nothing huge."""

from enum import Enum

from lxml import etree

_UTF_8_BOM = b"\xef\xbb\xbf"


class NotXml(Enum):
    EMPTY = "empty"
    MALFORMED = "malformed"
    WITH_DTD = "with_dtd"


def parse_xml(document: bytes) -> etree._Element | NotXml:
    """Parse without comments and processing instructions; never raises."""
    # Blank lines and a byte order mark have been met before the XML declaration, where XML allows neither.
    trimmed = document.lstrip().removeprefix(_UTF_8_BOM).lstrip()
    if not trimmed:
        return NotXml.EMPTY
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(trimmed, parser)
    except (etree.XMLSyntaxError, ValueError):
        # The parser stops an entity bomb by itself, before it can tell that there was a document type.
        return NotXml.WITH_DTD if b"<!DOCTYPE" in trimmed else NotXml.MALFORMED
    return NotXml.WITH_DTD if root.getroottree().docinfo.internalDTD is not None else root
