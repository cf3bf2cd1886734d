"""How an answer looks on the wire: the serializations met over the years, and the liberties XML allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from tests.emulators.insi.names import RESULT, SOAP, SOAP_11, TRAITS, VITALE
from tests.emulators.insi.people import Identifier, Person

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LABELS = {"00": "OK", "01": "Aucune identite trouvee", "02": "Plusieurs identites trouvees"}


class Base(StrEnum):
    """Who serialized: the service since 10/2022, the service before, or the CNDA in its injection files."""

    LATER = "later"
    Y2022 = "2022"
    CNDA = "cnda"


class Liberty(StrEnum):
    """What a reader by QName does not notice."""

    PRETTY = "pretty"
    COMMENTS = "comments"
    MISORDERED = "misordered"
    BLANK_LINES = "blank-lines"
    CRLF = "crlf"


@dataclass(frozen=True)
class Style:
    base: Base = Base.LATER
    liberties: frozenset[Liberty] = frozenset()

    @classmethod
    def parse(cls, text: str) -> "Style":
        """Read `later`, `cnda+pretty`, `pretty+comments`…; raises ValueError naming what is unknown."""
        words = text.split("+")
        base = Base(words.pop(0)) if words[0] in list(Base) else Base.LATER
        return cls(base, frozenset(map(Liberty, words)))

    def __str__(self) -> str:
        return "+".join([self.base, *sorted(self.liberties)])


@dataclass(frozen=True)
class Element:
    """An element with its prefix already chosen; attributes keep their order, as the recorded messages show it."""

    tag: str
    content: "Content" = ""
    attributes: tuple[tuple[str, str], ...] = ()


Content: TypeAlias = str | tuple[Element, ...]


def result(code: str, person: Person | None, style: Style) -> bytes:
    """Serialize a `RESULTAT`: CR 00 with the person, 01 or 02 without."""
    prefix, namespaces = {
        Base.LATER: ("", (("xmlns", RESULT), ("xmlns:ns0", VITALE), ("xmlns:ns1", TRAITS))),
        Base.Y2022: ("ns2:", (("xmlns:ns2", RESULT), ("xmlns", TRAITS), ("xmlns:ns3", VITALE))),
        Base.CNDA: ("", (("xmlns:ns3", VITALE), ("xmlns:ns2", TRAITS), ("xmlns", RESULT))),
    }[style.base]
    report = Element("CR", (Element("CodeCR", code), Element("LibelleCR", _LABELS[code])))
    individual = (_individual(person, style.base),) if person else ()
    tree = Element("RESULTAT", (report, *individual))
    if Liberty.MISORDERED in style.liberties:
        tree = _misordered(tree)
    return serialize(_enveloped(replace(_prefixed(tree, prefix), attributes=namespaces), style.base), style)


def _individual(person: Person, base: Base) -> Element:
    return Element(
        "INDIVIDU",
        (
            Element("INSACTIF", _identifier(person.ins)),
            *(
                Element("INSHISTO", _identifier(former, matricule_type="NIR" if base is Base.CNDA else None))
                for former in person.history
            ),
            _traits(person, base),
        ),
    )


def _identifier(identifier: Identifier, matricule_type: str | None = None) -> tuple[Element, ...]:
    number = _present(("NumIdentifiant", identifier.number), ("Cle", identifier.key), ("TypeMatricule", matricule_type))
    dates = _present(("DateDeb", identifier.start), ("DateFin", identifier.end))
    return (Element("IdIndividu", number), Element("OID", identifier.oid), *dates)


def _traits(person: Person, base: Base) -> Element:
    # The service stopped sending Prenom in October 2022; the CNDA's files still have it.
    first_name = None if base is Base.LATER else next(iter(person.given_names), None)
    return Element(
        "TIQ",
        _present(
            ("NomNaissance", person.family_name),
            ("Prenom", first_name),
            ("ListePrenom", " ".join(person.given_names)),
            ("Sexe", person.sex),
            ("DateNaissance", person.birth_date),
            ("LieuNaissance", person.birth_place),
        ),
    )


def _present(*pairs: tuple[str, str | None]) -> tuple[Element, ...]:
    return tuple(Element(tag, text) for tag, text in pairs if text is not None)


def _enveloped(body: Element, base: Base) -> Element:
    if base is Base.CNDA:
        return Element("soap:Envelope", (Element("S:Body", (body,), (("xmlns:S", SOAP),)),), (("xmlns:soap", SOAP),))
    namespaces = (("xmlns:S", SOAP), ("xmlns:env", SOAP))
    return Element("soap:Envelope", (Element("env:Body", (body,), namespaces),), (("xmlns:soap", SOAP),))


def backend_fault(fault: Element, style: Style) -> bytes:
    """Serialize a fault as the INSi backend does; `fault` has the prefix S."""
    return serialize(_enveloped(replace(fault, attributes=(("xmlns:ns4", SOAP_11),)), Base.LATER), style)


def gateway_fault(fault: Element, style: Style) -> bytes:
    """Serialize a fault as the gateway in front of the services does; `fault` has the prefix soap."""
    body = Element("env:Body", (fault,), (("xmlns:env", SOAP),))
    return serialize(Element("soap:Envelope", (body,), (("xmlns:soap", SOAP),)), style)


def _prefixed(element: Element, prefix: str) -> Element:
    content = element.content
    if isinstance(content, tuple):
        content = tuple(_prefixed(child, prefix) for child in content)
    return replace(element, tag=prefix + element.tag, content=content)


def _misordered(element: Element) -> Element:
    """Reverse the order of the children's kinds; several of one kind stay in their order, which has a meaning."""
    if isinstance(element.content, str):
        return element
    kinds = list(dict.fromkeys(child.tag for child in element.content))
    children = sorted(map(_misordered, element.content), key=lambda child: -kinds.index(child.tag))
    return replace(element, content=tuple(children))


def serialize(root: Element, style: Style) -> bytes:
    comments = Liberty.COMMENTS in style.liberties
    body = _pretty(root, comments) if Liberty.PRETTY in style.liberties else _compact(root, comments)
    text = _DECLARATION + body
    if Liberty.BLANK_LINES in style.liberties:
        text = "\n\n" + text
    if Liberty.CRLF in style.liberties:
        text = text.replace("\n", "\r\n")
    return text.encode()


def _compact(element: Element, comments: bool) -> str:
    if isinstance(element.content, str):
        return _leaf(element, element.content)
    children = "".join(_compact(child, comments) + _comment(child, comments) for child in element.content)
    return f"<{element.tag}{_attributes(element.attributes)}>{children}</{element.tag}>"


def _pretty(element: Element, comments: bool, indent: str = "") -> str:
    if isinstance(element.content, str):
        return indent + _leaf(element, element.content)
    lines = [indent + f"<{element.tag}{_attributes(element.attributes)}>"]
    lines += [_pretty(child, comments, indent + "\t") + _comment(child, comments) for child in element.content]
    return "\n".join([*lines, f"{indent}</{element.tag}>"])


def _leaf(element: Element, text: str) -> str:
    return f"<{element.tag}{_attributes(element.attributes)}>{escape(text)}</{element.tag}>"


def _attributes(attributes: Sequence[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes)


def _comment(after: Element, comments: bool) -> str:
    return f"<!-- {after.tag.replace(':', ' ')} -->" if comments else ""
