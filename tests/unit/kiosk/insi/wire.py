"""Requests reduced to what they say, so that two can be compared whatever their prefixes and white space."""

from typing import TypeAlias

from lxml import etree

SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
Said: TypeAlias = tuple[str, dict[str, str], str, tuple["Said", ...]]

# What differs from call to call: identifiers and times.
_CHANGING = frozenset(
    {
        "{http://www.w3.org/2005/08/addressing}MessageID",
        "{urn:siram:lps:ctxlps}Id",
        "{urn:siram:lps:ctxlps}Temps",
        "{urn:siram:bam:ctxbam}Temps",
    }
)
_BAM_ID = "{urn:siram:bam:ctxbam}Id"


def said(element: etree._Element) -> Said:
    """Name, attributes, text and children; only a leaf's text counts."""
    children = tuple(said(child) for child in element if isinstance(child.tag, str))
    text = "" if children else (element.text or "").strip()
    changing = element.tag in _CHANGING or (element.tag == _BAM_ID and not children)
    return str(element.tag), dict(element.attrib), "*" if changing else text, children


def headers_said(envelope: etree._Element) -> list[Said]:
    return [said(header) for header in envelope.find(f"{SOAP}Header") if isinstance(header.tag, str)]


def body_said(envelope: etree._Element) -> Said:
    (body,) = (said(child) for child in envelope.find(f"{SOAP}Body"))
    return body
