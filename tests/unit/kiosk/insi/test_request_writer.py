import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from lxml import etree

from kiosk.identity.traits import Sex
from kiosk.insi.envelope import Caller, Stamp
from kiosk.insi.request import TraitsSearch, VitaleSearch
from kiosk.insi.request_writer import ContractUnusable, RequestWriter
from kiosk.insi.settings import OWN_CONTRACT
from tests.official_files import contract_folder, samples_folder
from tests.unit.kiosk.insi.wire import SOAP, body_said, headers_said

CALLER = Caller("10B0152872", "PDP17NF21DD0", "vitale-kiosk", "1.0", "636c9d43-1a19-5b8c-a8b1-ac43227cfe46")
BY_TRAITS = TraitsSearch("D'AEION", "COEUR", Sex.MALE, "1987-01-25")
BY_VITALE = VitaleSearch("160012B020777", "20090714", family_name="ECETINSI")
SEARCHES = [
    BY_TRAITS,
    replace(BY_TRAITS, birth_place_cog="2A020"),
    TraitsSearch("DU PUY--MONTBRUN", "ANNE-SOPHIE MARIE", Sex.FEMALE, "2000-10-01", "99350"),
    BY_VITALE,
    VitaleSearch("2360663220836", "19362100"),
]
OFFICIAL_WSDL = "DESIR_ICIR_EXP_1.5.0.wsdl"
OFFICIAL_SCHEMAS = {
    "{urn:siram:lps:ctxlps}ContexteLPS": "xsd/CTX/ROOT_ctxlps_CTXLPS_V01_00.xsd",
    "{urn:siram:bam:ctxbam}ContexteBAM": "xsd/CTX/ROOT_ctxbam_CTXBAM_V01_02.xsd",
    "{http://www.w3.org/2005/08/addressing}Action": "xsd/WSA/ws-addr.xsd",
    "{http://www.w3.org/2005/08/addressing}MessageID": "xsd/WSA/ws-addr.xsd",
    "{http://www.cnamts.fr/INSiRecVit}RECVITALE": "xsd/ServiceIdentiteCertifiee/INSi_RECVITALE_INS.xsd",
    "{http://www.cnamts.fr/INSiRecSans}RECSANSVITALE": "xsd/ServiceIdentiteCertifiee/INSi_RECSANS_INS.xsd",
}


def stamp():
    return Stamp(uuid4(), uuid4(), uuid4(), datetime.now(UTC))


@pytest.fixture(scope="module")
def writer():
    return RequestWriter(OWN_CONTRACT, CALLER)


def written(writer, search, at=None):
    return etree.fromstring(writer.write(search, at or stamp()))


@pytest.mark.parametrize("search", SEARCHES)
def test_each_part_of_a_request_is_valid_by_the_official_contract(writer, search):
    request = written(writer, search)
    parts = [*request.find(f"{SOAP}Header"), *request.find(f"{SOAP}Body")]
    assert len(parts) == 5
    for part in parts:
        schema = etree.XMLSchema(etree.parse(contract_folder() / OFFICIAL_SCHEMAS[part.tag]))
        schema.assertValid(part)


@pytest.mark.parametrize("search", SEARCHES)
def test_the_official_contract_in_the_place_of_ours_writes_the_same(writer, search):
    official = RequestWriter(contract_folder() / OFFICIAL_WSDL, CALLER)
    once = stamp()
    ours, theirs = written(writer, search, once), written(official, search, once)
    assert headers_said(ours) == headers_said(theirs)
    assert body_said(ours) == body_said(theirs)


def test_a_request_equals_the_recorded_one_of_an_establishment():
    recorded = etree.fromstring((samples_folder() / "req_traits_mtls_no_security.xml").read_bytes())
    caller = Caller("10B0152872", "PDP17NF21DD0", "padoa", "2022", "636c9d43-1a19-5b8c-a8b1-ac43227cfe46")
    request = written(RequestWriter(OWN_CONTRACT, caller), BY_TRAITS)
    assert headers_said(request) == headers_said(recorded)
    assert body_said(request) == body_said(recorded)


@pytest.mark.parametrize(
    ("name", "search"),
    [
        ("ws_ins2_official_body_adrdeux.xml", TraitsSearch("ADRDEUX", "LAURENT", Sex.MALE, "1981-01-01")),
        ("SYNTHETIC_req_vitale_body.xml", VitaleSearch("1090763220834", "20090714")),
    ],
)
def test_a_body_equals_the_sample(writer, name, search):
    sample = etree.fromstring((samples_folder() / name).read_bytes())
    envelope = etree.Element(f"{SOAP}Envelope")
    etree.SubElement(envelope, f"{SOAP}Body").append(sample)
    assert body_said(written(writer, search)) == body_said(envelope)


def test_a_card_request_fills_the_coverage_as_the_known_template(writer):
    bam = written(writer, BY_VITALE).find(f"{SOAP}Header/{{urn:siram:bam:ctxbam}}ContexteBAM")
    prefixes = {"b": "urn:siram:bam:ctxbam"}
    assert bam.findtext("b:COUVERTURE/b:ASSURE/b:Id/b:Num", namespaces=prefixes) == "160012B020777"
    assert bam.findtext("b:COUVERTURE/b:BENEFICIAIRE/b:DateNai", namespaces=prefixes) == "2009-07-14"
    assert bam.findtext("b:COUVERTURE/b:BENEFICIAIRE/b:Rang", namespaces=prefixes) == "1"
    assert bam.find("b:COUVERTURE/b:BENEFICIAIRE/b:Nir", prefixes) is None


def test_every_call_bears_its_own_identifiers_and_time(writer):
    first, second = writer.write(BY_TRAITS, stamp()), writer.write(BY_TRAITS, stamp())
    form = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert len(form.findall(first)) == 3
    assert not set(form.findall(first)) & set(form.findall(second))


def test_no_security_header_is_sent(writer):
    assert b"Security" not in writer.write(BY_VITALE, stamp())


def test_our_contract_is_read_without_a_network(monkeypatch):
    def no_network(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", no_network)
    RequestWriter(OWN_CONTRACT, CALLER)


WSDL_HEAD = '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="x">'


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "not XML",
        "<a/>",
        f"{WSDL_HEAD}</wsdl:definitions>",
        f'{WSDL_HEAD}<wsdl:import namespace="y" location="https://localhost:1/x.wsdl"/></wsdl:definitions>',
        f'{WSDL_HEAD}<wsdl:import namespace="y" location="file:///etc/hostname"/></wsdl:definitions>',
        f'{WSDL_HEAD}<wsdl:import namespace="y" location="missing.wsdl"/></wsdl:definitions>',
        f'<!DOCTYPE a [<!ENTITY e "v">]>{WSDL_HEAD}</wsdl:definitions>',
    ],
    ids=["missing", "empty", "text", "xml", "no service", "https import", "file import", "missing import", "dtd"],
)
def test_a_file_that_is_not_the_contract_is_told(tmp_path, content):
    file = tmp_path / "contract.wsdl"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ContractUnusable):
        RequestWriter(file, CALLER)


def test_the_loggers_that_print_whole_messages_stay_above_debug(writer, caplog):
    with caplog.at_level(logging.DEBUG):
        writer.write(BY_TRAITS, stamp())
    assert "AEION" not in caplog.text
    for name in ("zeep", "zeep.transports", "zeep.xsd", "urllib3.connectionpool"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
