import pytest
from lxml import etree

from kiosk.insi.trace import MASK, masked
from tests.unit.kiosk.insi import answers

PERSONAL = ("ECETINSI", "PIERRE-ALAIN", "MURIEL", "FLORIANT", "109076", "209076", "2009-07-14", "63220")
REQUEST = b"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>
<b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Version="01_02"><b:Id>4994d193</b:Id>
<b:Temps>2023-09-26T08:51:16.840Z</b:Temps>
<b:Emetteur>10B0152872</b:Emetteur><b:COUVERTURE><b:ASSURE><b:Id><b:Num>1090763220834</b:Num></b:Id></b:ASSURE>
<b:BENEFICIAIRE><b:DateNai>2009-07-14</b:DateNai><b:Rang>1</b:Rang></b:BENEFICIAIRE></b:COUVERTURE></b:ContexteBAM>
</s:Header><s:Body><r:RECSANSVITALE xmlns:r="http://www.cnamts.fr/INSiRecSans"><r:NomNaissance>ECETINSI</r:NomNaissance>
<r:Prenom>PIERRE-ALAIN</r:Prenom><r:Sexe>M</r:Sexe><r:DateNaissance>2009-07-14</r:DateNaissance></r:RECSANSVITALE>
</s:Body></s:Envelope>"""


@pytest.mark.parametrize(
    "message",
    [REQUEST, answers.later(), answers.of_2022(), answers.of_cnda(), answers.person(history=answers.FORMER)],
    ids=["request", "later", "2022", "cnda", "history"],
)
def test_every_personal_value_is_masked(message):
    shown = masked(message)
    assert MASK in shown
    assert not any(value in shown for value in PERSONAL)
    assert "<M<" not in shown


def test_what_a_technician_needs_stays():
    shown = masked(REQUEST)
    assert all(kept in shown for kept in ("4994d193", "2023-09-26T08:51:16.840Z", "10B0152872", "01_02"))
    shown = masked(answers.later())
    assert all(kept in shown for kept in ("00", "OK", "1.2.250.1.213.1.4.8", "NumIdentifiant"))
    shown = masked(answers.fault("desir_550", family="siram_100", severity="erreur"))
    assert all(kept in shown for kept in ("desir_550", "siram_100", "erreur", "erreur technique", "S:Receiver"))


@pytest.mark.parametrize("name", ["ECETINSI", "Ecetinsi"])
def test_a_fault_that_quotes_the_request_is_masked(name):
    shown = masked(answers.fault(text=f"Le nom {name} est refusé"), REQUEST)
    assert name not in shown
    assert "insi_102" in shown


def test_an_element_nobody_thought_of_is_masked():
    shown = masked(b'<a new="secret">secret<b>secret</b>secret</a>')
    assert "secret" not in shown


def test_a_body_that_is_no_xml_is_told_by_its_size_alone():
    assert masked(b"Pierre-Alain Ecetinsi, 14/07/2009") == "(33 bytes that are not XML)"


def test_a_masked_message_still_is_xml():
    etree.fromstring(masked(answers.of_cnda()))
