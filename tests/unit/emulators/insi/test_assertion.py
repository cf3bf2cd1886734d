import pytest
from cryptography import x509
from lxml import etree

from tests.emulators.insi import pki
from tests.emulators.insi.assertion import AssertionRefused, CardHolder, professional_assertion, verify
from tests.emulators.insi.card_signature import sign_assertion
from tests.emulators.insi.names import DS, SAML, WSSE
from tests.official_files import samples_folder


@pytest.fixture(scope="session")
def card_pki(tmp_path_factory) -> pki.Pki:
    return pki.prepare(tmp_path_factory.mktemp("card"))


def authorities(card_pki: pki.Pki) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(card_pki.card_ca.read_bytes())


def test_the_recorded_assertion_is_verified():
    recorded = etree.parse(samples_folder() / "assertion_ps_signed_verifiable.xml").getroot()

    assert verify(recorded) == CardHolder("00B6087510", "CPS")


def test_the_recorded_assertion_is_verified_inside_a_message_with_other_namespaces():
    recorded = (samples_folder() / "assertion_ps_signed_verifiable.xml").read_bytes()
    message = etree.fromstring(
        f'<s:Security xmlns:s="{WSSE}" xmlns="urn:x" xmlns:xsd="urn:y">'.encode() + recorded + b"</s:Security>"
    )

    assert verify(professional_assertion(message)).national_id == "00B6087510"


def test_the_recorded_unsigned_assertion_is_refused():
    recorded = etree.parse(samples_folder() / "assertion_ps_official_unsigned.xml").getroot()

    with pytest.raises(AssertionRefused, match="0 times Signature"):
        verify(recorded)


def test_an_assertion_of_the_simulators_own_card_is_verified(card_pki):
    assert verify(sign_assertion(card_pki), authorities(card_pki)) == CardHolder(pki.CARD_HOLDER_ID, "CPS")


def test_a_card_of_no_trusted_authority_is_refused(card_pki):
    foreign = x509.load_pem_x509_certificates(card_pki.foreign_ca.read_bytes())

    with pytest.raises(AssertionRefused, match="no trusted authority"):
        verify(sign_assertion(card_pki), foreign)


def test_a_holder_other_than_the_certificates_is_refused(card_pki):
    with pytest.raises(AssertionRefused, match="NameID is not the CN"):
        verify(sign_assertion(card_pki, national_id="00B6000000"))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("SA05", "SA06", "digest"),
        ("CN=X", "CN=Y", "digest"),
        ('Version="2.0"', 'Version="1.1"', "version"),
        ("X509SubjectName", "unspecified", "Format"),
        ("xml-exc-c14n#", "xml-c14n11#", "transforms"),
        ("xmlenc#sha256", "xmldsig#sha1", "DigestMethod"),
        ("xmldsig-more#rsa-sha256", "xmldsig#rsa-sha1", "SignatureMethod"),
        ('URI="#_', 'URI="#x', "does not refer"),
        ("<DigestValue>", "<DigestValue>é", "base64"),
        ("<SignatureValue>", "<SignatureValue>AAAA", "not that of the certificate"),
        ("<X509Certificate>", "<X509Certificate>AAAA", "cannot be read"),
        ("<Subject>", "<Subject/><Subject>", "digest"),
    ],
)
def test_every_change_after_the_signature_is_refused(card_pki, old, new, why):
    text = etree.tostring(sign_assertion(card_pki), encoding="unicode")
    assert old in text

    with pytest.raises(AssertionRefused, match=why):
        verify(etree.fromstring(text.replace(old, new)))


def test_a_signature_that_is_not_second_is_refused(card_pki):
    assertion = sign_assertion(card_pki)
    assertion.append(assertion.find(f"{{{DS}}}Signature"))

    with pytest.raises(AssertionRefused, match="does not begin"):
        verify(assertion)


def test_an_id_used_twice_in_the_message_is_refused(card_pki):
    assertion = sign_assertion(card_pki, identifier="_twice")
    message = etree.Element("message")
    message.append(assertion)
    etree.SubElement(message, "other", ID="_twice")

    with pytest.raises(AssertionRefused, match="not unique"):
        verify(assertion)


def test_exactly_one_assertion_of_a_professional_is_expected(card_pki):
    security = etree.Element(f"{{{WSSE}}}Security")
    for message, count in ((None, 0), (security, 0)):
        with pytest.raises(AssertionRefused, match=f"{count} assertions"):
            professional_assertion(message)
    security.append(sign_assertion(card_pki))
    assert professional_assertion(security) is security[0]
    security.append(sign_assertion(card_pki))
    with pytest.raises(AssertionRefused, match="2 assertions"):
        professional_assertion(security)


def test_the_assertion_of_a_vitale_card_may_stand_beside(card_pki):
    security = etree.Element(f"{{{WSSE}}}Security")
    security.append(sign_assertion(card_pki))
    security.append(
        etree.fromstring(
            f'<Assertion xmlns="{SAML}"><Subject><NameID NameQualifier="VITALE">1</NameID></Subject></Assertion>'
        )
    )

    assert professional_assertion(security) is security[0]
