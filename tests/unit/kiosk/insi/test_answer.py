from dataclasses import replace

import pytest
from lxml import etree

from kiosk.identity.ins import Ins, MatriculeKind, PastIns
from kiosk.identity.traits import StrictTraits
from kiosk.insi.answer import HttpAnswer, read_answer
from kiosk.insi.environment import Environment
from kiosk.insi.outcome import Fault, Found, InvalidRequest, NotFound, Refused, SeveralFound, Unavailable
from tests.official_files import samples_folder
from tests.unit.kiosk.insi import answers

SOAP_XML = "application/soap+xml; charset=utf-8"
INS = Ins("1090763220834", "89", "1.2.250.1.213.1.4.8")
TRAITS = StrictTraits("ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220")


def read(body, status=200, content_type=SOAP_XML, environment=Environment.PRODUCTION):
    return read_answer(HttpAnswer(status, content_type, body), environment)


@pytest.mark.parametrize(
    ("body", "first_given_name"),
    [
        (answers.later(), ""),
        (answers.of_2022(), "PIERRE-ALAIN"),
        (answers.of_cnda(), "PIERRE-ALAIN"),
        (answers.with_other_prefixes(), ""),
        (b"\xef\xbb\xbf" + answers.later(), ""),
        (b"\r\n\n \t" + answers.later(), ""),
        (answers.later() + b"\n\n", ""),
        (answers.later().decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"), ""),
        (answers.later().decode().replace("UTF-8", "UTF-16").encode("utf-16"), ""),
    ],
    ids=["later", "2022", "cnda", "prefixes", "bom", "blank lines", "trailing lines", "latin 1", "utf 16"],
)
def test_one_person_is_read_in_every_style(body, first_given_name):
    outcome = read(body)
    assert isinstance(outcome, Found)
    assert outcome.ins == INS
    assert outcome.traits == replace(TRAITS, birth_first_given_name=first_given_name)
    assert outcome.history == ()
    assert outcome.remarks == ()
    assert outcome.received == body


def test_nobody_and_several_are_outcomes_with_the_words_of_the_service():
    assert read(answers.later("01", "Aucune identite trouvee", None)) == NotFound("01", "Aucune identite trouvee")
    assert read(answers.later("02", "Plusieurs identites trouvees", None)) == SeveralFound(
        "02", "Plusieurs identites trouvees"
    )


def test_the_whole_history_is_kept_as_it_came():
    outcome = read(answers.person(history=answers.FORMER + answers.FORMER.replace("DateFin", "Ignored")))
    assert isinstance(outcome, Found)
    former = Ins("2090763220834", "39", "1.2.250.1.213.1.4.8")
    assert outcome.history == (
        PastIns(former, "2019-03-01", "2019-02-28"),
        PastIns(former, "2019-03-01", None),
    )
    assert outcome.history[0].ins.declared_kind == "NIR"
    assert outcome.remarks == ("history_dates_reversed",)


def test_the_kind_of_a_matricule_is_told_by_its_oid():
    outcome = read(answers.person(number="1090763220888", key="35", oid="1.2.250.1.213.1.4.9"))
    assert isinstance(outcome, Found)
    assert outcome.ins.kind is MatriculeKind.NIA


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"key": "88"}, "key_invalid"),
        ({"key": None}, "key_missing"),
        ({"oid": "1.2.3"}, "oid_unknown"),
        ({"oid": "1.2.250.1.213.1.4.10"}, "test_identity_in_production"),
        ({"oid": "1.2.250.1.213.1.4.11"}, "test_identity_in_production"),
        ({"family_name": None}, "family_name_missing"),
        ({"given_names": None}, "given_names_missing"),
        ({"given_names": ""}, "given_names_empty"),
        ({"sex": None}, "sex_missing"),
        ({"sex": "I"}, "sex_unknown"),
        ({"birth_date": None}, "birth_date_missing"),
        ({"birth_date": "1936-21-00"}, "birth_date_partial"),
        ({"birth_place": None}, "birth_place_missing"),
        ({"history": answers.FORMER.replace("39", "40")}, "history_key_invalid"),
        ({"history": answers.FORMER.replace("<OID>1.2.250.1.213.1.4.8</OID>", "")}, "history_incomplete"),
        (
            {"history": answers.FORMER.replace("2090763220834", "1090763220834").replace("39", "89")},
            "history_repeats_active",
        ),
    ],
)
def test_an_oddity_is_kept_and_told_never_rejected(changes, remark):
    outcome = read(answers.person(**changes))
    assert isinstance(outcome, Found)
    assert remark in outcome.remarks


def test_odd_values_stay_as_they_came():
    outcome = read(answers.person(number="12345", key="AB", sex="?", birth_date="1936-00-00", given_names="O'"))
    assert isinstance(outcome, Found)
    assert (outcome.ins.matricule, outcome.ins.key) == ("12345", "AB")
    assert (outcome.traits.sex, outcome.traits.birth_date, outcome.traits.birth_given_names) == (
        "?",
        "1936-00-00",
        ("O'",),
    )


def test_a_test_identity_is_at_home_in_qualification():
    outcome = read(answers.person(oid="1.2.250.1.213.1.4.10"), environment=Environment.QUALIFICATION)
    assert isinstance(outcome, Found)
    assert outcome.remarks == ()


def test_a_fault_is_kept_raw():
    text = "Numéro d'autorisation du logiciel inconnu."
    body = answers.fault(
        "desir_550", family="siram_100", value="Sender", severity="erreur", text=text, message_id="uuid:b3549edd"
    )
    outcome = read(body, 500)
    assert isinstance(outcome, Refused)
    assert outcome.fault == Fault(
        "desir_550", "erreur", "siram_100", "Le service est temporairement inaccessible.", text, "uuid:b3549edd"
    )
    assert outcome.text == text


@pytest.mark.parametrize("status", [200, 400, 500, 503])
def test_a_fault_counts_under_any_status(status):
    assert isinstance(read(answers.fault("insi_19", family="siram_10"), status), InvalidRequest)


def test_a_fault_without_the_services_own_detail_is_named_after_its_soap_code():
    body = f'<e:Envelope xmlns:e="{answers.SOAP}"><e:Body><e:Fault><e:Code><e:Value>e:MustUnderstand</e:Value></e:Code>'
    outcome = read((body + "</e:Fault></e:Body></e:Envelope>").encode(), 500)
    assert isinstance(outcome, Unavailable)
    assert outcome.code == "soap_mustunderstand"


def test_a_fault_of_soap_1_1_is_a_fault_too():
    namespace = "http://schemas.xmlsoap.org/soap/envelope/"
    body = (
        f'<e:Envelope xmlns:e="{namespace}"><e:Body><e:Fault><faultcode>e:Server</faultcode>'
        "<faultstring>arrêt</faultstring>"
        '<detail><Erreur xmlns="urn:siram" code="desir_1020" severite="fatale">indisponible</Erreur></detail>'
        "</e:Fault></e:Body></e:Envelope>"
    )
    outcome = read(body.encode(), 500)
    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.text, outcome.retryable) == ("desir_1020", "indisponible", True)


def test_a_fault_of_a_simplified_test_file_is_read_too():
    body = answers.fault("insi_111", severity="fatale").replace(b' xmlns:siram="urn:siram"', b"")
    outcome = read(body.replace(b"siram:Erreur", b"Erreur").replace(b"S:siram_40", b"siram_40"), 500)
    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.fault.severity, outcome.fault.family) == ("insi_111", "fatale", "siram_40")


def test_what_is_no_code_does_not_reach_the_audit():
    outcome = read(answers.fault("ADRTROIS né le 26/02/1997"), 500)
    assert isinstance(outcome, Unavailable)
    assert outcome.code == "unknown"


HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "v">]><x>&e;</x>'
EXTERNAL = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;&c;&c;&c;</x>'
)


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [
        (HttpAnswer(502, "text/html", HTML), "http_502", True),
        (HttpAnswer(503, "text/html", HTML), "http_503", True),
        (HttpAnswer(504, "", b""), "http_504", True),
        (HttpAnswer(500, SOAP_XML, b""), "http_500", True),
        (HttpAnswer(404, "text/html", HTML), "http_404", False),
        (HttpAnswer(302, "text/html", b""), "http_redirect", False),
        (HttpAnswer(307, SOAP_XML, answers.later()), "http_redirect", False),
        (HttpAnswer(500, SOAP_XML, answers.later()), "http_500", True),
        (HttpAnswer(204, "", b""), "http_204", False),
        (HttpAnswer(200, SOAP_XML, b""), "answer_empty", True),
        (HttpAnswer(200, SOAP_XML, b" \n\xef\xbb\xbf\n"), "answer_empty", True),
        (HttpAnswer(200, "text/html", b""), "answer_empty", True),
        (HttpAnswer(200, "text/html; charset=utf-8", HTML), "answer_not_xml", False),
        (HttpAnswer(200, "text/plain", answers.later()), "answer_not_xml", False),
        (HttpAnswer(200, "multipart/related", answers.later()), "answer_not_xml", False),
        (HttpAnswer(200, SOAP_XML, answers.later()[:-20]), "answer_malformed", True),
        (HttpAnswer(200, SOAP_XML, b"\x00\x01\x02"), "answer_malformed", True),
        (HttpAnswer(200, SOAP_XML, b"<a>" * 5000), "answer_malformed", True),
        (HttpAnswer(200, SOAP_XML, DOCTYPE), "answer_with_dtd", False),
        (HttpAnswer(200, SOAP_XML, EXTERNAL), "answer_with_dtd", False),
        (HttpAnswer(200, SOAP_XML, BOMB), "answer_with_dtd", False),
        (HttpAnswer(200, SOAP_XML, HTML), "answer_unexpected", False),
        (HttpAnswer(200, SOAP_XML, b"<a/>"), "answer_unexpected", False),
        (HttpAnswer(200, SOAP_XML, f'<a:Envelope xmlns:a="{answers.SOAP}"/>'.encode()), "answer_unexpected", False),
        (HttpAnswer(200, SOAP_XML, answers.later().replace(b"INSiResultat", b"INSiLot2")), "answer_unexpected", False),
        (HttpAnswer(200, SOAP_XML, answers.later("07", "?")), "answer_code_unknown", False),
        (HttpAnswer(200, SOAP_XML, answers.later("", "")), "answer_code_unknown", False),
        (HttpAnswer(200, SOAP_XML, answers.later("00", "OK", None)), "answer_incomplete", False),
        (HttpAnswer(200, SOAP_XML, answers.person(number="")), "answer_incomplete", False),
        (HttpAnswer(200, SOAP_XML, answers.person(oid="")), "answer_incomplete", False),
        (HttpAnswer(200, SOAP_XML, answers.later().replace(b"TIQ>", b"TRAITS>")), "answer_incomplete", False),
        (
            HttpAnswer(200, SOAP_XML, answers.later().replace(b"</INDIVIDU>", b"</INDIVIDU><INDIVIDU/>")),
            "answer_incomplete",
            False,
        ),
    ],
)
def test_what_is_no_answer_of_the_service_has_a_name(answer, code, retryable):
    outcome = read_answer(answer, Environment.PRODUCTION)
    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.retryable) == (code, retryable)


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_door_is_a_refusal(status):
    outcome = read(HTML, status, "text/html")
    assert isinstance(outcome, Refused)
    assert outcome.code == f"http_{status}"
    assert outcome.advice


@pytest.mark.parametrize(
    "content_type", ["", "text/xml", "application/xml;charset=UTF-8", "Application/SOAP+XML; action=x"]
)
def test_any_xml_media_type_will_do(content_type):
    assert isinstance(read(answers.later(), content_type=content_type), Found)


def test_no_external_entity_is_ever_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("1090763220834")
    body = answers.later().replace(
        answers.DECLARATION.encode(), f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    )
    outcome = read(body.replace(b"1090763220834", b"&e;"))
    assert isinstance(outcome, Unavailable)
    assert outcome.code == "answer_with_dtd"


def test_nothing_personal_shows_in_a_repr():
    shown = repr(read(answers.person(history=answers.FORMER)))
    assert not any(
        value in shown for value in ("ECETINSI", "PIERRE", "109076", "209076", "2009-07", "2019-03", "63220")
    )


RECORDED = {
    "rep_cr00_adrtrois_dominique.xml": (
        "found",
        ("297022A020778", "78", "ADRTROIS", ("DOMINIQUE",), "F", "1997-02-26", "2A020"),
    ),
    "rep_cr00_adrtrois_toussaint.xml": (
        "found",
        ("160012B020777", "13", "ADRTROIS", ("TOUSSAINT",), "M", "1960-01-01", "2B020"),
    ),
    "cnda_TEST_2.04_cas2_inshisto_original.xml": (
        "found",
        ("1090763220834", "89", "ECETINSI", ("PIERRE-ALAIN", "MURIEL", "FLORIANT"), "M", "2009-07-14", "63220"),
    ),
    "cnda_TEST_2.05_nia.xml": (
        "found",
        ("1090763220888", "35", "PROVISOIRE", ("MATRICULE",), "M", "2009-07-01", "63220"),
    ),
    "cnda_REP_CR01.xml": ("01", None),
    "rep_cr02.xml": ("02", None),
    "fault_desir_550_unknown_idam.xml": ("desir_550", None),
    "fault_insi_102_backend_unavailable.xml": ("insi_102", None),
    "SYNTHETIC_rep_vitale_fault_insi_101.xml": ("insi_101", None),
}


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_answers_are_read(name):
    body = (samples_folder() / name).read_bytes()
    outcome = read(body, 500 if "fault" in name else 200)
    result, person = RECORDED[name]
    if isinstance(outcome, Found):
        traits = outcome.traits
        assert result == "found"
        assert person == (
            outcome.ins.matricule,
            outcome.ins.key,
            traits.birth_family_name,
            traits.birth_given_names,
            traits.sex,
            traits.birth_date,
            traits.birth_place_cog,
        )
        assert outcome.received == body
    else:
        assert outcome.code == result


def test_every_recorded_history_entry_is_kept():
    body = (samples_folder() / "cnda_TEST_2.04_cas2_inshisto_original.xml").read_bytes()
    outcome = read(body)
    assert isinstance(outcome, Found)
    sent = [number.text for number in etree.fromstring(body).iter("{http://www.cnamts.fr/INSiResultat}NumIdentifiant")]
    assert [outcome.ins.matricule, *(past.ins.matricule for past in outcome.history)] == sent
