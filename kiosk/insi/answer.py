"""From the bytes of an HTTP answer to an outcome.

Elements are found by qualified name and nothing is validated: prefixes, order and optional elements have varied over
the years, and the service departs from its own contract. What is odd is kept as received and told in `remarks`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain

from lxml import etree

from kiosk.identity.ins import Ins, MatriculeKind, Oid, PastIns
from kiosk.identity.traits import Sex, StrictTraits
from kiosk.insi.environment import Environment
from kiosk.insi.faults import outcome_of
from kiosk.insi.outcome import Fault, Found, NotFound, Outcome, Refused, SeveralFound, Unavailable
from kiosk.insi.xml import NotXml, parse_xml

MAX_ANSWER_BYTES = 1 << 20
"""A real answer is below 10 kB; a history holds ten entries at most."""

_SOAP_12 = "{http://www.w3.org/2003/05/soap-envelope}"
_SOAP_11 = "{http://schemas.xmlsoap.org/soap/envelope/}"
_RESULT = "{http://www.cnamts.fr/INSiResultat}"
_ERROR = "Erreur"

_XML_MEDIA_TYPE = re.compile(r"(?:application|text)/(?:[\w.-]+\+)?xml", re.ASCII | re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z][\w.:-]{0,63}", re.ASCII)
_CALENDAR_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)

_WORTH_ANOTHER_TRY = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_NOT_XML = {
    NotXml.EMPTY: Unavailable("answer_empty", "the answer has no body", retryable=True),
    NotXml.MALFORMED: Unavailable("answer_malformed", "the answer is not well-formed XML", retryable=True),
    NotXml.WITH_DTD: Unavailable(
        "answer_with_dtd", "the answer declares a document type, which SOAP forbids", retryable=False
    ),
}
_NO_ENTRY = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    content_type: str
    """The header as it came, or empty where there was none."""
    body: bytes = field(repr=False)


def read_answer(answer: HttpAnswer, environment: Environment) -> Outcome:
    """Never raises, whatever the answer holds."""
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return Unavailable("http_redirect", f"HTTP {answer.status}: redirections are not followed", retryable=False)
    parsed = _parse(answer)
    if isinstance(parsed, Unavailable):
        return parsed if answer.status == HTTPStatus.OK else _http_problem(answer.status)
    fault = _find(parsed, "Fault")
    if fault is not None:
        # The service sends its faults with HTTP 500, but a fault is a fault under any status.
        return outcome_of(_read_fault(fault), environment)
    if answer.status != HTTPStatus.OK:
        return _http_problem(answer.status)
    result = parsed.find(f"{_RESULT}RESULTAT")
    if result is None:
        return Unavailable("answer_unexpected", "the SOAP body holds no RESULTAT", retryable=False)
    return _read_result(result, answer.body, environment)


def _http_problem(status: int) -> Unavailable | Refused:
    code = f"http_{status}"
    if status in _NO_ENTRY:
        return Refused(code, f"HTTP {status}", advice="Check the client certificate and insi.url.")
    return Unavailable(code, f"HTTP {status}", retryable=status in _WORTH_ANOTHER_TRY)


def _parse(answer: HttpAnswer) -> etree._Element | Unavailable:
    """Return the SOAP body, or why there is none."""
    root = parse_xml(answer.body)
    if root is NotXml.EMPTY:
        return _NOT_XML[root]
    if answer.content_type and not _XML_MEDIA_TYPE.fullmatch(answer.content_type.partition(";")[0].strip()):
        return Unavailable("answer_not_xml", "the answer is not of an XML media type", retryable=False)
    if isinstance(root, NotXml):
        return _NOT_XML[root]
    for soap in (_SOAP_12, _SOAP_11):
        if root.tag == f"{soap}Envelope":
            soap_body = root.find(f"{soap}Body")
            if soap_body is not None:
                return soap_body
    return Unavailable("answer_unexpected", "the answer is not a SOAP message", retryable=False)


def _read_fault(fault: etree._Element) -> Fault:
    # A simplified file that leaves its namespace out still means this element.
    error = next(fault.iter(f"{{urn:siram}}{_ERROR}", _ERROR), None)
    subcode = _find(fault, "Code", "Subcode", "Value")
    soap_code = _find(fault, "Code", "Value")
    soap_code = _find_plain(fault, "faultcode") if soap_code is None else soap_code
    reason = _find(fault, "Reason", "Text")
    reason = _find_plain(fault, "faultstring") if reason is None else reason
    if error is None:
        code, severity, message_id = f"soap_{_local(_text(soap_code)).lower()}", "", ""
    else:
        code, severity, message_id = error.get("code", ""), error.get("severite", ""), error.get("messageID", "")
    return Fault(
        code=_code(code),
        severity=_code(severity) if severity else "",
        family=_code(_local(_text(subcode))) if subcode is not None else "",
        reason=_text(reason),
        text=_text(error),
        message_id=_code(message_id) if message_id else "",
    )


def _find(parent: etree._Element, *path: str) -> etree._Element | None:
    for soap in (_SOAP_12, _SOAP_11):
        found = parent.find("/".join(f"{soap}{step}" for step in path))
        if found is not None:
            return found
    return None


def _find_plain(fault: etree._Element, name: str) -> etree._Element | None:
    """SOAP 1.1 leaves the children of its faults without a namespace."""
    return fault.find(name)


def _local(qualified_name: str) -> str:
    return qualified_name.rpartition(":")[2]


def _code(text: str) -> str:
    """Codes reach the audit, so only what has the form of one is let through."""
    return text if _CODE.fullmatch(text) else "unknown"


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _fields(parent: etree._Element | None) -> dict[str, str]:
    """The texts of the children by name; the first counts where a name comes twice."""
    fields: dict[str, str] = {}
    for child in () if parent is None else parent.iterchildren(f"{_RESULT}*"):
        fields.setdefault(str(child.tag).removeprefix(_RESULT), _text(child))
    return fields


def _read_result(result: etree._Element, received: bytes, environment: Environment) -> Outcome:
    report = _fields(result.find(f"{_RESULT}CR"))
    code, label = report.get("CodeCR"), report.get("LibelleCR", "")
    match code:
        case "00":
            return _read_person(result, received, environment)
        case "01":
            return NotFound(code, label)
        case "02":
            return SeveralFound(code, label)
        case _:
            return Unavailable("answer_code_unknown", "the answer has no known CodeCR", retryable=False)


def _read_person(result: etree._Element, received: bytes, environment: Environment) -> Found | Unavailable:
    people = result.findall(f"{_RESULT}INDIVIDU")
    if len(people) != 1:
        return Unavailable("answer_incomplete", f"CodeCR 00 with {len(people)} persons", retryable=False)
    (person,) = people
    active, traits = person.find(f"{_RESULT}INSACTIF"), person.find(f"{_RESULT}TIQ")
    ins = None if active is None else _read_ins(active)
    if ins is None or not ins.matricule or not ins.oid or traits is None:
        return Unavailable("answer_incomplete", "CodeCR 00 without a matricule, an OID or traits", retryable=False)
    history = tuple(map(_read_past, person.findall(f"{_RESULT}INSHISTO")))
    strict = _read_traits(traits)
    remarks = chain(_ins_remarks(ins, environment), _history_remarks(ins, history), _traits_remarks(strict, traits))
    return Found(ins, history, strict, tuple(dict.fromkeys(remarks)), received=received)


def _read_ins(element: etree._Element) -> Ins:
    identifier = _fields(element.find(f"{_RESULT}IdIndividu"))
    return Ins(
        matricule=identifier.get("NumIdentifiant", ""),
        key=identifier.get("Cle"),
        oid=_fields(element).get("OID", ""),
        declared_kind=identifier.get("TypeMatricule"),
    )


def _read_past(entry: etree._Element) -> PastIns:
    fields = _fields(entry)
    return PastIns(_read_ins(entry), fields.get("DateDeb"), fields.get("DateFin"))


def _read_traits(element: etree._Element) -> StrictTraits:
    traits = _fields(element)
    return StrictTraits(
        birth_family_name=traits.get("NomNaissance", ""),
        birth_given_names=tuple(traits.get("ListePrenom", "").split()),
        sex=traits.get("Sexe", ""),
        birth_date=traits.get("DateNaissance", ""),
        birth_place_cog=traits.get("LieuNaissance", ""),
        birth_first_given_name=traits.get("Prenom", ""),
    )


def _ins_remarks(ins: Ins, environment: Environment) -> Iterator[str]:
    if ins.key is None:
        yield "key_missing"
    elif not ins.key_valid:
        yield "key_invalid"
    if ins.oid not in {oid.value for oid in Oid}:
        yield "oid_unknown"
    if environment is Environment.PRODUCTION and ins.kind in {MatriculeKind.NIR_TEST, MatriculeKind.NIR_DEMO}:
        yield "test_identity_in_production"


def _history_remarks(active: Ins, history: tuple[PastIns, ...]) -> Iterator[str]:
    for past in history:
        if not past.ins.matricule or not past.ins.oid:
            yield "history_incomplete"
        elif past.ins.key is not None and not past.ins.key_valid:
            yield "history_key_invalid"
        if past.ins == active:
            yield "history_repeats_active"
        if past.start and past.end and past.start > past.end:
            yield "history_dates_reversed"


def _traits_remarks(traits: StrictTraits, element: etree._Element) -> Iterator[str]:
    if not traits.birth_family_name:
        yield "family_name_missing"
    if not traits.birth_given_names:
        missing = element.find(f"{_RESULT}ListePrenom") is None
        yield "given_names_missing" if missing else "given_names_empty"
    if traits.sex not in {sex.value for sex in Sex}:
        yield "sex_unknown" if traits.sex else "sex_missing"
    if not traits.birth_date:
        yield "birth_date_missing"
    elif not _CALENDAR_DATE.fullmatch(traits.birth_date):
        yield "birth_date_partial"
    if not traits.birth_place_cog:
        yield "birth_place_missing"
