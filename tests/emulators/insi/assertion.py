"""The SAML assertion of a professional's card (card mode): its form, its digest, its signature.

Source: the recorded assertions; the XML signature profile is the only one seen in them.
"""

import base64
import hashlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.emulators.insi.names import DS, SAML

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_SUBJECT_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"
_NAMES = {"saml": SAML, "ds": DS, "ec": _EXCLUSIVE}
_ATTRIBUTES = frozenset({"secteurActivite", "identifiantFacturation"})


class AssertionRefused(ValueError):
    """Raised when an assertion is not what the service can trust; says why, without any value."""


@dataclass(frozen=True)
class CardHolder:
    """Who signed: the CN of the card's certificate."""

    national_id: str
    card_kind: str
    """`NameQualifier`, such as CPS or CPE."""


def professional_assertion(security: etree._Element | None) -> etree._Element:
    """Give the one assertion of the professional in `wsse:Security`; raises `AssertionRefused`."""
    found = [] if security is None else security.findall(f"{{{SAML}}}Assertion")
    of_professional = [assertion for assertion in found if _name_id(assertion).get("NameQualifier") != "VITALE"]
    if len(of_professional) != 1:
        raise AssertionRefused(f"Security holds {len(of_professional)} assertions of a professional instead of one")
    return of_professional[0]


def verify(assertion: etree._Element, trusted: Sequence[x509.Certificate] = ()) -> CardHolder:
    """Verify form, digest and signature, and that a `trusted` authority issued the certificate, if any are given.

    Raises `AssertionRefused`. The dates of the certificate are not looked at: test cards are often expired.
    """
    identifier = assertion.get("ID", "")
    if assertion.get("Version") != "2.0" or not identifier:
        raise AssertionRefused("the assertion has no ID or is not of version 2.0")
    issuer, signature = _only(assertion, "saml:Issuer"), _only(assertion, "ds:Signature")
    if list(assertion.iterchildren(etree.Element))[:2] != [issuer, signature]:
        raise AssertionRefused("the assertion does not begin with Issuer and Signature")
    if issuer.get("Format") != _SUBJECT_NAME:
        raise AssertionRefused("the Format of Issuer is not X509SubjectName")
    if len(assertion.getroottree().xpath("//@ID[. = $id]", id=identifier)) != 1:
        # Otherwise another element could be read than the one that was signed.
        raise AssertionRefused("the ID of the assertion is not unique in the message")
    certificate = _certificate(signature)
    _verify_digest(assertion, signature, identifier)
    _verify_signature(signature, certificate)
    _verify_issuer(certificate, trusted)
    return _holder(assertion, certificate)


def _verify_digest(assertion: etree._Element, signature: etree._Element, identifier: str) -> None:
    reference = _only(signature, "ds:SignedInfo/ds:Reference")
    if reference.get("URI") != f"#{identifier}":
        raise AssertionRefused("the signature does not refer to its assertion")
    transforms = signature.findall("ds:SignedInfo/ds:Reference/ds:Transforms/ds:Transform", _NAMES)
    if [transform.get("Algorithm") for transform in transforms] != [_ENVELOPED, _EXCLUSIVE]:
        raise AssertionRefused("the transforms are not enveloped-signature and exc-c14n")
    _require(signature, "ds:SignedInfo/ds:Reference/ds:DigestMethod", _SHA256)
    unsigned = _without_signature(assertion)
    digest = hashlib.sha256(_canonical(unsigned, assertion, _prefixes(transforms[1]))).digest()
    if digest != _binary(_only(signature, "ds:SignedInfo/ds:Reference/ds:DigestValue")):
        raise AssertionRefused("the digest of the assertion is not that of the signature")


def _without_signature(assertion: etree._Element) -> etree._Element:
    copy = deepcopy(assertion)
    issuer, signature = _only(copy, "saml:Issuer"), _only(copy, "ds:Signature")
    # lxml takes what follows an element for a part of it: that text is signed, and must stay.
    issuer.tail = (issuer.tail or "") + (signature.tail or "") or None
    copy.remove(signature)
    return copy


def _verify_signature(signature: etree._Element, certificate: x509.Certificate) -> None:
    _require(signature, "ds:SignedInfo/ds:CanonicalizationMethod", _EXCLUSIVE)
    _require(signature, "ds:SignedInfo/ds:SignatureMethod", _RSA_SHA256)
    signed_info = _only(signature, "ds:SignedInfo")
    method = _only(signature, "ds:SignedInfo/ds:CanonicalizationMethod")
    signed = _canonical(deepcopy(signed_info), signed_info, _prefixes(method))
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise AssertionRefused("the certificate has no RSA key")
    try:
        key.verify(_binary(_only(signature, "ds:SignatureValue")), signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise AssertionRefused("the signature is not that of the certificate") from error


def _verify_issuer(certificate: x509.Certificate, trusted: Sequence[x509.Certificate]) -> None:
    for authority in trusted:
        try:
            certificate.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return
    if trusted:
        raise AssertionRefused("the certificate is of no trusted authority")


def _holder(assertion: etree._Element, certificate: x509.Certificate) -> CardHolder:
    common_names = [name.value for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    name_id = _name_id(assertion)
    national_id = (name_id.text or "").strip()
    if common_names != [national_id]:
        raise AssertionRefused("NameID is not the CN of the certificate")
    present = {
        attribute.get("Name") for attribute in assertion.findall("saml:AttributeStatement/saml:Attribute", _NAMES)
    }
    if missing := _ATTRIBUTES - present:
        raise AssertionRefused(f"the attributes {', '.join(sorted(missing))} are missing")
    return CardHolder(national_id, name_id.get("NameQualifier", ""))


def _name_id(assertion: etree._Element) -> etree._Element:
    return _only(assertion, "saml:Subject/saml:NameID")


def _certificate(signature: etree._Element) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(_binary(_only(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate")))
    except ValueError as error:
        raise AssertionRefused("the certificate in the signature cannot be read") from error


def _canonical(part: etree._Element, origin: etree._Element, prefixes: list[str]) -> bytes:
    """Write `part`, a copy of `origin`, in exclusive canonical form.

    The copy is hung under an element that declares what `origin` inherited: a listed prefix is written even where it
    is declared further up only.
    """
    context = etree.Element("context", nsmap=origin.nsmap)
    part.tail = None
    context.append(part)
    return etree.tostring(
        part, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes or None
    )


def _prefixes(transform: etree._Element) -> list[str]:
    listed = transform.find("ec:InclusiveNamespaces", _NAMES)
    return [] if listed is None else listed.get("PrefixList", "").split()


def _require(signature: etree._Element, path: str, algorithm: str) -> None:
    element = _only(signature, path)
    if element.get("Algorithm") != algorithm:
        raise AssertionRefused(f"the algorithm of {etree.QName(element).localname} is not {algorithm}")


def _only(element: etree._Element, path: str) -> etree._Element:
    found = element.findall(path, _NAMES)
    if len(found) != 1:
        raise AssertionRefused(f"{len(found)} times {path.rpartition(':')[2]} instead of once")
    return found[0]


def _binary(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except ValueError as error:
        raise AssertionRefused(f"{etree.QName(element).localname} is not base64") from error
