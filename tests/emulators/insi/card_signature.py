"""Signing with the simulated card of a professional: what a client in card mode needs a real card for."""

import base64
import datetime as dt
import hashlib
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from tests.emulators.insi.names import DS, SAML
from tests.emulators.insi.pki import CARD_HOLDER_ID, Pki

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def sign_assertion(pki: Pki, national_id: str = CARD_HOLDER_ID, identifier: str = "") -> etree._Element:
    """Make the assertion of a professional with the simulated card, as a client in card mode does.

    Written from the recorded assertions and apart from `assertion`, so that each checks the other.
    """
    identifier = identifier or f"_{uuid.uuid4()}"
    issued = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assertion = etree.fromstring(
        f'<Assertion xmlns="{SAML}" ID="{identifier}" IssueInstant="{issued}" Version="2.0">'
        '<Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">CN=X,C=FR</Issuer>'
        f'<Subject><NameID NameQualifier="CPS">{national_id}</NameID></Subject><AttributeStatement>'
        '<Attribute Name="secteurActivite"><AttributeValue>SA05</AttributeValue></Attribute>'
        '<Attribute Name="identifiantFacturation"><AttributeValue>123456789</AttributeValue></Attribute>'
        "</AttributeStatement></Assertion>"
    )
    digest = base64.b64encode(hashlib.sha256(_canonical(assertion)).digest()).decode()
    certificate = x509.load_pem_x509_certificate(pki.card.certificate.read_bytes())
    encoded = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    signature = etree.fromstring(
        f'<Signature xmlns="{DS}"><SignedInfo><CanonicalizationMethod Algorithm="{_EXCLUSIVE}"/>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<Reference URI="#{identifier}"><Transforms>'
        '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
        f'<Transform Algorithm="{_EXCLUSIVE}"/></Transforms>'
        f'<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>{digest}</DigestValue>'
        "</Reference></SignedInfo><SignatureValue/>"
        f"<KeyInfo><X509Data><X509Certificate>{encoded}</X509Certificate></X509Data></KeyInfo></Signature>"
    )
    key = serialization.load_pem_private_key(pki.card.key.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    value = key.sign(_canonical(signature[0]), padding.PKCS1v15(), hashes.SHA256())
    signature[1].text = base64.b64encode(value).decode()
    assertion.insert(1, signature)
    return assertion
