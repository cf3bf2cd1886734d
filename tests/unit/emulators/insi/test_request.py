import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.insi.names import SOAP
from tests.emulators.insi.people import TraitsSearch, VitaleSearch
from tests.emulators.insi.request import UnreadableRequest, parse
from tests.official_files import samples_folder


def test_the_recorded_request_with_a_software_certificate_is_read():
    request = parse((samples_folder() / "req_traits_mtls_no_security.xml").read_bytes())

    assert request.search == TraitsSearch("D'AEION", ("COEUR",), "M", "1987-01-25", "")
    assert request.message_id == "uuid:4bb69d9e-064f-4dc3-836a-db69046e439a"
    assert request.idam == "PDP17NF21DD0"
    assert request.security is None


def test_a_pretty_printed_request_with_an_empty_security_is_read():
    request = parse((samples_folder() / "soapui_payload_empty_security.xml").read_bytes())

    assert request.search == TraitsSearch("ADRDEUX", ("LAURENT",), "M", "1981-01-01", "")
    assert len(request.security) == 0


def test_the_body_of_a_search_by_card_is_read():
    payload = (samples_folder() / "SYNTHETIC_req_vitale_body.xml").read_text()

    request = parse(f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{payload}</e:Body></e:Envelope>'.encode())

    assert request.search == VitaleSearch("", "1090763220834", "", "14072009", "1")


def test_repeated_given_names_are_kept_apart():
    names = "<Prenom>OLA</Prenom><Prenom/><Prenom>CATARINA<!-- second --></Prenom>"
    payload = f'<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans">{names}</RECSANSVITALE>'

    request = parse(f'<e:Envelope xmlns:e="{SOAP}"><e:Body>{payload}</e:Body></e:Envelope>'.encode())

    assert request.search.given_names == ("OLA", "CATARINA")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<a/>", "not a SOAP 1.2 Envelope"),
        (b'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>', "not a SOAP 1.2 Envelope"),
        (f'<Envelope xmlns="{SOAP}"/>'.encode(), "0 elements"),
        (f'<Envelope xmlns="{SOAP}"><Body><a/><b/></Body></Envelope>'.encode(), "2 elements"),
        (f'<Envelope xmlns="{SOAP}"><Body><a/></Body></Envelope>'.encode(), "neither"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "document type"),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(body, why):
    with pytest.raises(UnreadableRequest, match=why):
        parse(body)


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_raise_anything_else(body):
    with pytest.raises(UnreadableRequest):
        parse(body)
