"""Requests and answers as flat lists of what they say."""

from collections.abc import Iterator

from lxml import etree

from tests.emulators.insi.names import RESULT, SIRAM, SOAP
from tests.emulators.insi.record import Received


class Message(dict[str, str]):
    """What a request says by path, such as `ContexteLPS/Emetteur`, or `MatriculeOD/NumIdentifiant` of the body.

    What it does not say is empty.
    """

    def __missing__(self, path: str) -> str:
        return ""


def message_of(exchange: Received) -> Message:
    return Message({**context_of(exchange), **search_of(exchange)})


def search_of(exchange: Received) -> dict[str, str]:
    """Give what the body of the request says."""
    return dict(_leaves(_request(exchange).findall(f"{{{SOAP}}}Body/*/*")))


def context_of(exchange: Received) -> dict[str, str]:
    """Give what the header of the request says."""
    return dict(_leaves(_request(exchange).findall(f"{{{SOAP}}}Header/*")))


def answer_of(exchange: Received) -> list[tuple[str, str]]:
    """Give what the answer says: a former INS repeats its paths."""
    answer = etree.fromstring(exchange.answer.strip().encode())
    error = answer.find(f".//{{{SIRAM}}}Erreur")
    if error is not None:
        return [*sorted(error.attrib.items()), ("Erreur", error.text or "")]
    result = answer.find(f".//{{{RESULT}}}RESULTAT")
    return [] if result is None else list(_leaves(result.findall("*")))


def _request(exchange: Received) -> etree._Element:
    return etree.fromstring(exchange.body.encode())


def _leaves(elements: list[etree._Element], parent: str = "") -> Iterator[tuple[str, str]]:
    for element in elements:
        path = parent + etree.QName(element).localname
        children = list(element.iterchildren(etree.Element))
        if children:
            yield from _leaves(children, f"{path}/")
        else:
            yield path, element.text or ""
