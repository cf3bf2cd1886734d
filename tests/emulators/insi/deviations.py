"""Strict mode: what in a request departs from the homologation rules although the service lets it pass."""

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from tests.emulators.insi.names import ACTION_PREFIX, BAM, LPS, SAML, WSA
from tests.emulators.insi.people import TraitsSearch, VitaleSearch, normalized
from tests.emulators.insi.request import Request
from tests.emulators.insi.rules import EXPLANATIONS, Rule
from tests.emulators.insi.teleservice import Caller, Mode

_REMEMBERED = 10_000
_FRESH = dt.timedelta(minutes=5)
_MAX_VITALE_AGE = dt.timedelta(minutes=20)

_UUID_4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_MESSAGE_ID = re.compile(f"uuid:{_UUID_4}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_IDAM = re.compile(r"[A-Z0-9]{12}")
_LETTERS = re.compile(r"[A-Z '\-]*")
_DOUBLED = re.compile(r"[ ']{2}")
_COG = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_CARD_DATE = re.compile(r"\d{8}|\d{6}|\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(r"\d{5}(\d\d|2A|2B)\d{6}", re.ASCII)
_SEVERAL_FOUND = re.compile(rb"CodeCR>\s*02\s*</")
_ACTION_PARAMETER = re.compile(r'action="?([^";]*)"?')


@dataclass(frozen=True)
class Deviation:
    rule: Rule
    where: str
    """The element or header; never its value."""

    def __str__(self) -> str:
        return f"{self.rule} in {self.where}: {EXPLANATIONS[self.rule]}"


class Examiner:
    """Lists the deviations of one request after another: some rules are about calls that went before.

    Safe from any thread; remembers the last ten thousand calls.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._lock = threading.Lock()
        self._used_ids = _Memory()
        self._asked_singly = _Memory()
        self._several_found = _Memory()

    def examine(
        self, request: Request, http_headers: Mapping[str, str], caller: Caller, answer: bytes
    ) -> tuple[Deviation, ...]:
        """List the deviations; `http_headers` have lower-case names, `answer` is what the request will get."""
        with self._lock:
            return (
                *_http(request, http_headers),
                *self._addressing(request),
                *self._security(request),
                *self._contexts(request, caller),
                *_elements(request),
                *self._searched(request, answer),
            )

    def _addressing(self, request: Request) -> Iterator[Deviation]:
        header = request.header
        action = None if header is None else header.findtext(f"{{{WSA}}}Action")
        if action is None or action.strip() != ACTION_PREFIX + request.operation:
            yield Deviation(Rule.ACTION, "Action")
        if not request.message_id:
            yield Deviation(Rule.MESSAGE_ID_MISSING, "MessageID")
            return
        if not _MESSAGE_ID.fullmatch(request.message_id):
            yield Deviation(Rule.MESSAGE_ID_FORM, "MessageID")
        if self._used_ids.add(request.message_id):
            yield Deviation(Rule.MESSAGE_ID_REUSED, "MessageID")

    def _security(self, request: Request) -> Iterator[Deviation]:
        security = request.security
        if security is None:
            return
        if self._mode is Mode.CERTIFICATE and len(security.findall("*")):
            yield Deviation(Rule.SECURITY_PRESENT, "Security")
        for assertion in security.findall(f"{{{SAML}}}Assertion"):
            name_id = assertion.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID")
            if name_id is not None and name_id.get("NameQualifier") == "VITALE":
                issued = _instant(assertion.get("IssueInstant", ""))
                if issued is None or _now() - issued > _MAX_VITALE_AGE:
                    yield Deviation(Rule.VITALE_ASSERTION_STALE, "Assertion")

    def _contexts(self, request: Request, caller: Caller) -> Iterator[Deviation]:
        for context, name, namespace, version in zip(
            request.contexts, ("ContexteLPS", "ContexteBAM"), (LPS, BAM), ("01_00", "01_02"), strict=True
        ):
            if context is None:
                yield Deviation(Rule.CONTEXT_MISSING, name)
                continue
            if context.get("Version") != version:
                yield Deviation(Rule.CONTEXT_VERSION, name)
            if context.get("Nature") not in {None, name.replace("Contexte", "CTX")}:
                yield Deviation(Rule.CONTEXT_NATURE, name)
            identifier = context.findtext(f"{{{namespace}}}Id", "").strip()
            if not _UUID.fullmatch(identifier):
                yield Deviation(Rule.ID_FORM, f"{name}/Id")
            if identifier and self._used_ids.add(f"{name} {identifier.lower()}"):
                yield Deviation(Rule.ID_REUSED, f"{name}/Id")
            yield from _time(context.findtext(f"{{{namespace}}}Temps", "").strip(), f"{name}/Temps")
            sender = context.findtext(f"{{{namespace}}}Emetteur", "").strip()
            if not sender:
                yield Deviation(Rule.EMETTEUR_MISSING, name)
            elif sender != caller.emitter:
                yield Deviation(Rule.EMETTEUR_OTHER, f"{name}/Emetteur")
        lps, bam = request.contexts
        if lps is not None:
            yield from _software(lps, request)
        if bam is not None:
            yield from _coverage(bam, request)

    def _searched(self, request: Request, answer: bytes) -> Iterator[Deviation]:
        match request.search:
            case VitaleSearch() as search:
                yield from _by_vitale(search)
            case TraitsSearch() as search:
                yield from _by_traits(search)
                yield from self._order_of_calls(search, answer)

    def _order_of_calls(self, search: TraitsSearch, answer: bytes) -> Iterator[Deviation]:
        identity = f"{normalized(search.family_name)}|{search.sex}|{search.birth_date}"
        are_several_names = " " in " ".join(search.given_names)
        if search.birth_place and identity not in self._several_found:
            yield Deviation(Rule.COG_AT_FIRST_CALL, "LieuNaissance")
        if are_several_names and identity not in self._asked_singly:
            yield Deviation(Rule.ALL_GIVEN_NAMES_FIRST, "Prenom")
        if not are_several_names:
            self._asked_singly.add(identity)
        if _SEVERAL_FOUND.search(answer):
            self._several_found.add(identity)


class _Memory:
    """A set that forgets its oldest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def add(self, key: str) -> bool:
        """Keep the key; tell whether it was there already."""
        was_there = key in self._kept
        self._kept[key] = None
        self._kept.move_to_end(key)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)
        return was_there


def _http(request: Request, headers: Mapping[str, str]) -> Iterator[Deviation]:
    content_type = headers.get("content-type", "")
    media_type, _, parameters = content_type.partition(";")
    is_utf_8 = "charset=utf-8" in parameters.lower().replace('"', "")
    if media_type.strip().lower() != "application/soap+xml" or not is_utf_8:
        yield Deviation(Rule.CONTENT_TYPE, "Content-Type")
    action = _ACTION_PARAMETER.search(parameters)
    if action and action[1] != ACTION_PREFIX + request.operation:
        yield Deviation(Rule.HTTP_ACTION, "Content-Type")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _instant(text: str) -> dt.datetime | None:
    """Read an xsd:dateTime; one without a zone is taken for UTC."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _time(text: str, where: str) -> Iterator[Deviation]:
    instant = _instant(text)
    if instant is None or not _INSTANT.fullmatch(text):
        yield Deviation(Rule.TEMPS_FORM, where)
    if instant is not None and abs(_now() - instant) > _FRESH:
        yield Deviation(Rule.TEMPS_STALE, where)


def _software(lps: etree._Element, request: Request) -> Iterator[Deviation]:
    software = {
        name: lps.findtext(f"{{{LPS}}}LPS/{{{LPS}}}{name}", "").strip() for name in ("Version", "Instance", "Nom")
    }
    idam = lps.find(f"{{{LPS}}}LPS/{{{LPS}}}IDAM")
    if idam is None or not idam.get("R"):
        yield Deviation(Rule.SOFTWARE_INCOMPLETE, "LPS/IDAM")
    if request.idam and not _IDAM.fullmatch(request.idam):
        yield Deviation(Rule.IDAM_FORM, "LPS/IDAM")
    if not software["Version"]:
        yield Deviation(Rule.SOFTWARE_INCOMPLETE, "LPS/Version")
    if not _UUID.fullmatch(software["Instance"]):
        yield Deviation(Rule.SOFTWARE_INCOMPLETE, "LPS/Instance")
    if not software["Nom"].startswith("urn:lps:"):
        yield Deviation(Rule.SOFTWARE_INCOMPLETE, "LPS/Nom")


def _coverage(bam: etree._Element, request: Request) -> Iterator[Deviation]:
    coverage = bam.find(f"{{{BAM}}}COUVERTURE")
    if coverage is None:
        yield Deviation(Rule.COVERAGE_MISSING, "ContexteBAM")
        return
    match request.search:
        case TraitsSearch():
            if len(coverage):
                yield Deviation(Rule.COVERAGE_NOT_EMPTY, "COUVERTURE")
        case VitaleSearch(insured_number=number):
            insured = coverage.findtext(f"{{{BAM}}}ASSURE/{{{BAM}}}Id/{{{BAM}}}Num", "").strip()
            if number and insured != number:
                yield Deviation(Rule.COVERAGE_INCOHERENT, "COUVERTURE/ASSURE")


_ORDERS = {
    "ContexteLPS": ("Id", "Temps", "Emetteur", "LPS"),
    "LPS": ("IDAM", "Version", "Instance", "Nom"),
    "ContexteBAM": ("Id", "Temps", "Emetteur", "DateRef", "COUVERTURE"),
    "COUVERTURE": ("GrandRegime", "Organisme", "CodeCentre", "ASSURE", "BENEFICIAIRE"),
    "BENEFICIAIRE": ("Nir", "DateNai", "Rang", "Porteur"),
    "RECVITALE": ("MatriculeIndividu", "MatriculeOD", "NomNaissance", "DateNaissance", "RangNaissance"),
    "RECSANSVITALE": ("NomNaissance", "Prenom", "Sexe", "DateNaissance", "LieuNaissance"),
}


def _elements(request: Request) -> Iterator[Deviation]:
    for part in (*request.contexts, request.payload):
        if part is None:
            continue
        for element in part.iter(etree.Element):
            name = etree.QName(element).localname
            children = [etree.QName(child).localname for child in element.iterchildren(etree.Element)]
            order = _ORDERS.get(name, ())
            if order and not _is_in_order(children, order):
                yield Deviation(Rule.ELEMENT_ORDER, name)
            if not children and not (element.text or "").strip() and name != "COUVERTURE":
                yield Deviation(Rule.ELEMENT_EMPTY, name)


def _is_in_order(children: Sequence[str], order: Sequence[str]) -> bool:
    return set(children) <= set(order) and list(children) == sorted(children, key=order.index)


def _by_vitale(search: VitaleSearch) -> Iterator[Deviation]:
    for number, where in (
        (search.own_number, "MatriculeIndividu/NumIdentifiant"),
        (search.insured_number, "MatriculeOD/NumIdentifiant"),
    ):
        if number and not _NUMBER.fullmatch(number):
            yield Deviation(Rule.NUMBER_FORM, where)
    if search.has_key:
        yield Deviation(Rule.NUMBER_KEY_SENT, "Cle")
    if not _CARD_DATE.fullmatch(search.birth_date):
        yield Deviation(Rule.DATE_FORM, "DateNaissance")
    if not search.birth_rank:
        yield Deviation(Rule.RANK_MISSING, "RangNaissance")
    if search.family_name:
        yield from _name(search.family_name, "NomNaissance", is_family_name=True)


def _by_traits(search: TraitsSearch) -> Iterator[Deviation]:
    yield from _name(search.family_name, "NomNaissance", is_family_name=True)
    if not search.given_names:
        yield Deviation(Rule.GIVEN_NAME_MISSING, "Prenom")
    for name in search.given_names:
        yield from _name(name, "Prenom", is_family_name=False)
    if search.sex not in {"M", "F"}:
        yield Deviation(Rule.SEX, "Sexe")
    date = _ISO_DATE.fullmatch(search.birth_date)
    if date is None:
        yield Deviation(Rule.DATE_FORM, "DateNaissance")
    elif "00" in date.group(2, 3):
        yield Deviation(Rule.DATE_ZERO, "DateNaissance")
    elif int(date[2]) > 12:
        yield Deviation(Rule.DATE_LUNAR, "DateNaissance")
    if search.birth_place and (not _COG.fullmatch(search.birth_place) or search.birth_place == "99999"):
        yield Deviation(Rule.COG_FORM, "LieuNaissance")


def _name(name: str, where: str, *, is_family_name: bool) -> Iterator[Deviation]:
    if not _LETTERS.fullmatch(name):
        yield Deviation(Rule.CHARACTERS, where)
    is_ill_formed = name.startswith((" ", "-")) or "---" in name or _DOUBLED.search(name) is not None
    is_ill_formed_given_name = not is_family_name and ("--" in name or name.endswith(("-", "'")))
    if is_ill_formed or is_ill_formed_given_name:
        yield Deviation(Rule.NAME_FORM, where)
