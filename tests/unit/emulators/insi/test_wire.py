import pytest
from lxml import etree

from tests.emulators.insi import faults, people, wire
from tests.emulators.insi.names import RESULT, SOAP
from tests.emulators.insi.people import Person, TraitsSearch
from tests.emulators.insi.wire import Base, Liberty, Style
from tests.official_files import contract_folder, samples_folder


def person(family_name: str, given_name: str) -> Person:
    return next(
        known for known in people.load() if known.family_name == family_name and known.given_names[:1] == (given_name,)
    )


@pytest.mark.parametrize("given_name", ["DOMINIQUE", "TOUSSAINT"])
def test_a_found_person_is_written_byte_for_byte_as_it_was_recorded(given_name):
    recorded = samples_folder() / f"rep_cr00_adrtrois_{given_name.lower()}.xml"

    assert wire.result("00", person("ADRTROIS", given_name), Style()) == recorded.read_bytes().rstrip(b"\n")


def test_several_found_is_written_byte_for_byte_as_it_was_recorded():
    recorded = samples_folder() / "rep_cr02.xml"

    assert wire.result("02", None, Style()) == recorded.read_bytes().rstrip(b"\n")


def test_nobody_found_is_written_as_in_the_injection_file_of_the_cnda():
    recorded = samples_folder() / "cnda_REP_CR01.xml"

    style = Style(Base.CNDA, frozenset({Liberty.CRLF}))
    assert wire.result("01", None, style) == recorded.read_bytes().rstrip(b"\n")


def test_a_history_is_written_as_in_the_injection_file_of_the_cnda():
    recorded = etree.parse(samples_folder() / "cnda_TEST_2.04_cas2_inshisto_original.xml").getroot()
    pierre_alain = person("ECETINSI", "PIERRE-ALAIN")

    written = etree.fromstring(wire.result("00", pierre_alain, Style(Base.CNDA)))

    former = f".//{{{RESULT}}}INSHISTO/{{{RESULT}}}IdIndividu"
    assert etree.tostring(written.find(former)) == etree.tostring(recorded.find(former))
    traits = f".//{{{RESULT}}}TIQ"
    assert etree.tostring(written.find(traits)) == etree.tostring(recorded.find(traits))


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        ("desir_550", "fault_desir_550_unknown_idam.xml"),
        ("insi_102", "fault_insi_102_backend_unavailable.xml"),
        ("insi_101", "SYNTHETIC_rep_vitale_fault_insi_101.xml"),
    ],
)
def test_a_fault_is_written_byte_for_byte_as_its_emitter_was_recorded(code, sample):
    recorded = samples_folder() / sample
    message_id = "uuid:b3549edd-4ae9-472a-b26f-fd2fb4ef397f"

    assert faults.serialize(faults.TABLE[code], message_id, Style()) == recorded.read_bytes().rstrip(b"\n")


def test_the_style_of_2022_prefixes_the_result_and_sends_the_first_given_name():
    answer = wire.result("00", person("ECETINSI", "PIERRE-ALAIN"), Style(Base.Y2022)).decode()

    assert "<ns2:RESULTAT xmlns:ns2=" in answer
    assert "<ns2:Prenom>PIERRE-ALAIN</ns2:Prenom><ns2:ListePrenom>PIERRE-ALAIN MURIEL FLORIANT<" in answer


def values(answer: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(answer.lstrip())
    return sorted(
        (etree.QName(leaf).localname, leaf.text or "") for leaf in root.iter(f"{{{RESULT}}}*") if not leaf.findall("*")
    )


@pytest.mark.parametrize("base", [Base.LATER, Base.Y2022, Base.CNDA])
@pytest.mark.parametrize("liberty", list(Liberty))
def test_no_liberty_changes_what_is_said(base, liberty):
    pierre_alain = person("ECETINSI", "PIERRE-ALAIN")

    plain = wire.result("00", pierre_alain, Style(base))
    changed = wire.result("00", pierre_alain, Style(base, frozenset({liberty})))

    assert changed != plain
    assert values(changed) == values(plain)


def test_misordered_keeps_the_order_of_the_history():
    longest = person("DU PUY--MONTBRUN", "ANNE-SOPHIE")

    answer = etree.fromstring(wire.result("00", longest, Style(liberties=frozenset({Liberty.MISORDERED}))))

    numbers = answer.findall(f".//{{{RESULT}}}INSHISTO/{{{RESULT}}}IdIndividu/{{{RESULT}}}NumIdentifiant")
    assert [number.text for number in numbers] == [former.number for former in longest.history]
    assert etree.QName(answer.find(f".//{{{RESULT}}}INDIVIDU")[0]).localname == "TIQ"


def test_every_fault_of_the_table_is_well_formed_in_every_style():
    for fault in faults.TABLE.values():
        for liberty in Liberty:
            written = faults.serialize(fault, "uuid:1", Style(liberties=frozenset({liberty})))
            error = etree.fromstring(written.lstrip()).find(f".//{{{SOAP}}}Detail/{{urn:siram}}Erreur")
            assert error.get("code") == fault.code


@pytest.mark.parametrize("base", list(Base))
def test_every_person_is_written_by_the_official_schema(base):
    schema = etree.XMLSchema(etree.parse(contract_folder() / "xsd/ServiceIdentiteCertifiee/INSi_RESULTAT_INS.xsd"))

    for known in people.load():
        answer = etree.fromstring(wire.result("00", known, Style(base)))
        schema.assertValid(answer.find(f".//{{{RESULT}}}RESULTAT"))


def test_a_style_is_read_back_from_its_own_name():
    style = Style.parse("cnda+pretty+comments")

    assert style == Style(Base.CNDA, frozenset({Liberty.PRETTY, Liberty.COMMENTS}))
    assert Style.parse(str(style)) == style
    assert Style.parse("pretty").base is Base.LATER
    with pytest.raises(ValueError, match="ugly"):
        Style.parse("later+ugly")


def test_a_name_with_a_special_character_is_escaped():
    aeion = person("D'AEION", "COEUR")
    assert people.find_by_traits([aeion], TraitsSearch("D'AEION", ("COEUR",), "M", "1987-01-25", "")) == [aeion]
    assert b"<NomNaissance>D'AEION</NomNaissance>" in wire.result("00", aeion, Style())
