import datetime as dt
import uuid

import pytest
from lxml import etree

from tests.emulators.insi import wire
from tests.emulators.insi.deviations import Examiner
from tests.emulators.insi.names import BAM, LPS, SOAP, WSA, WSSE
from tests.emulators.insi.request import parse
from tests.emulators.insi.rules import EXPLANATIONS, Rule
from tests.emulators.insi.teleservice import Caller, Mode
from tests.emulators.insi.wire import Style

CALLER = Caller("INSI-AUTO", "10B0152872")
HEADERS = {"content-type": "application/soap+xml; charset=utf-8"}


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message(payload: str, coverage: str = "<b:COUVERTURE/>") -> bytes:
    operation = "rechercherInsAvecCarteVitale" if "RECVITALE" in payload else "rechercherInsAvecTraitsIdentite"
    return (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header xmlns:w="{WSA}" xmlns:l="{LPS}" xmlns:b="{BAM}">'
        f"<w:Action>urn:ServiceIdentiteCertifiee:1.0.0:{operation}</w:Action>"
        f"<w:MessageID>uuid:{uuid.uuid4()}</w:MessageID>"
        f'<l:ContexteLPS Nature="CTXLPS" Version="01_00"><l:Id>{uuid.uuid4()}</l:Id><l:Temps>{now()}</l:Temps>'
        '<l:Emetteur>10B0152872</l:Emetteur><l:LPS><l:IDAM R="4">TESTSGIE0000</l:IDAM><l:Version>1.0</l:Version>'
        f"<l:Instance>{uuid.uuid4()}</l:Instance><l:Nom>urn:lps:kiosk:1.0</l:Nom></l:LPS></l:ContexteLPS>"
        f'<b:ContexteBAM Nature="CTXBAM" Version="01_02"><b:Id>{uuid.uuid4()}</b:Id><b:Temps>{now()}</b:Temps>'
        f"<b:Emetteur>10B0152872</b:Emetteur>{coverage}</b:ContexteBAM>"
        f"</s:Header><s:Body>{payload}</s:Body></s:Envelope>"
    ).encode()


def traits(
    family_name="ADRTROIS", given_names="<Prenom>DOMINIQUE</Prenom>", sex="F", birth_date="1997-02-26", place=""
) -> bytes:
    return message(
        f'<RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>{family_name}</NomNaissance>{given_names}'
        f"<Sexe>{sex}</Sexe><DateNaissance>{birth_date}</DateNaissance>{place}</RECSANSVITALE>"
    )


COVERAGE = "<b:COUVERTURE><b:ASSURE><b:Id><b:Num>160012B020777</b:Num></b:Id></b:ASSURE></b:COUVERTURE>"


def vitale(
    number="<NumIdentifiant>160012B020777</NumIdentifiant>",
    rank="<RangNaissance>1</RangNaissance>",
    date="01011960",
    coverage=COVERAGE,
) -> bytes:
    return message(
        f'<RECVITALE xmlns="http://www.cnamts.fr/INSiRecVit"><MatriculeOD>{number}</MatriculeOD>'
        f"<DateNaissance>{date}</DateNaissance>{rank}</RECVITALE>",
        coverage,
    )


@pytest.fixture
def examiner() -> Examiner:
    return Examiner(Mode.CERTIFICATE)


def rules(examiner: Examiner, body: bytes, headers=HEADERS, code="00") -> list[Rule]:
    answer = wire.result(code, None, Style())
    return [deviation.rule for deviation in examiner.examine(parse(body), headers, CALLER, answer)]


@pytest.mark.parametrize("body_now", [traits, vitale])
def test_a_request_by_the_rules_has_no_deviation(examiner, body_now):
    assert rules(examiner, body_now()) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("1.0.0:recherch", "2.0.0:recherch", Rule.ACTION),
        ("w:Action>", "w:To>", Rule.ACTION),
        ("<w:MessageID>uuid:", "<w:MessageID>urn:uuid:", Rule.MESSAGE_ID_FORM),
        ("<w:MessageID>uuid:", "<w:MessageID>", Rule.MESSAGE_ID_FORM),
        ("w:MessageID>", "w:RelatesTo>", Rule.MESSAGE_ID_MISSING),
        ("<l:Emetteur>10B0152872</l:Emetteur>", "", Rule.EMETTEUR_MISSING),
        ("<b:Emetteur>10B0152872</b:Emetteur>", "", Rule.EMETTEUR_MISSING),
        ("<b:Emetteur>10B0152872<", "<b:Emetteur>10B0000000<", Rule.EMETTEUR_OTHER),
        ("b:ContexteBAM", "b:ContexteBam", Rule.CONTEXT_MISSING),
        ('Version="01_02"', 'Version="1.0"', Rule.CONTEXT_VERSION),
        ('Nature="CTXLPS"', 'Nature="CTXBAM"', Rule.CONTEXT_NATURE),
        ("<l:Id>", "<l:Id>x", Rule.ID_FORM),
        ("Z</l:Temps>", "+00:00</l:Temps>", Rule.TEMPS_FORM),
        ("<b:Temps>20", "<b:Temps>19", Rule.TEMPS_STALE),
        ("<l:Temps>20", "<l:Temps>hier ", Rule.TEMPS_FORM),
        ('<l:IDAM R="4">', "<l:IDAM>", Rule.SOFTWARE_INCOMPLETE),
        ("TESTSGIE0000", "kiosk", Rule.IDAM_FORM),
        ("<l:Version>1.0</l:Version>", "", Rule.SOFTWARE_INCOMPLETE),
        ("<l:Instance>", "<l:Instance>kiosk-", Rule.SOFTWARE_INCOMPLETE),
        ("urn:lps:", "", Rule.SOFTWARE_INCOMPLETE),
        ("<b:COUVERTURE/>", "", Rule.COVERAGE_MISSING),
        ("<b:COUVERTURE/>", COVERAGE, Rule.COVERAGE_NOT_EMPTY),
        ("<Sexe>F</Sexe>", "", Rule.SEX),
        ("<Sexe>F</Sexe>", "<Sexe>U</Sexe>", Rule.SEX),
        ("<Prenom>DOMINIQUE</Prenom>", "", Rule.GIVEN_NAME_MISSING),
        ("<Sexe>F</Sexe>", "<Sexe>F</Sexe><Rang>1</Rang>", Rule.ELEMENT_ORDER),
    ],
)
def test_each_departure_is_listed_by_name(examiner, old, new, rule):
    body = traits().decode()
    assert old in body

    assert rule in rules(examiner, body.replace(old, new).encode())


def test_elements_in_another_order_are_listed(examiner):
    body = traits().replace(b"<Sexe>F</Sexe>", b"").replace(b"</RECSANS", b"<Sexe>F</Sexe></RECSANS")

    assert rules(examiner, body) == [Rule.ELEMENT_ORDER]


def test_an_element_sent_empty_is_listed(examiner):
    assert rules(examiner, traits(place="<LieuNaissance/>")) == [Rule.ELEMENT_EMPTY]


@pytest.mark.parametrize(
    ("content_type", "rule"),
    [
        ("text/xml; charset=utf-8", Rule.CONTENT_TYPE),
        ("application/soap+xml", Rule.CONTENT_TYPE),
        ("application/soap+xml; charset=iso-8859-1", Rule.CONTENT_TYPE),
        ('application/soap+xml; charset=utf-8; action="urn:other"', Rule.HTTP_ACTION),
    ],
)
def test_the_media_type_is_examined(examiner, content_type, rule):
    assert rules(examiner, traits(), {"content-type": content_type}) == [rule]


def test_the_action_of_the_media_type_may_be_sent(examiner):
    action = 'action="urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite"'

    assert rules(examiner, traits(), {"content-type": f'Application/SOAP+xml;charset="UTF-8";{action}'}) == []


@pytest.mark.parametrize(
    ("family_name", "expected"),
    [
        ("D'AEION", []),
        ("DU PUY--MONTBRUN", []),
        ("'T HOOFT", []),
        ("Adrtrois", [Rule.CHARACTERS]),
        ("LEFÈVRE", [Rule.CHARACTERS]),
        ("D’AEION", [Rule.CHARACTERS]),
        ("ADR3", [Rule.CHARACTERS]),
        (" ADRTROIS", [Rule.NAME_FORM]),
        ("-ADRTROIS", [Rule.NAME_FORM]),
        ("DU  PUY", [Rule.NAME_FORM]),
        ("D' AEION", [Rule.NAME_FORM]),
        ("DU---PUY", [Rule.NAME_FORM]),
    ],
)
def test_family_names_have_the_letters_and_the_form_of_the_guide(examiner, family_name, expected):
    assert rules(examiner, traits(family_name)) == expected


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("PIERRE-ALAIN", []),
        ("N'GOLO", []),
        ("PIERRE--ALAIN", [Rule.NAME_FORM]),
        ("PIERRE-", [Rule.NAME_FORM]),
        ("PIERRE'", [Rule.NAME_FORM]),
        ("Zoé", [Rule.CHARACTERS]),
    ],
)
def test_given_names_have_a_stricter_form(examiner, given_name, expected):
    assert rules(examiner, traits(given_names=f"<Prenom>{given_name}</Prenom>")) == expected


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        ("1936-12-31", []),
        ("19970226", [Rule.DATE_FORM]),
        ("1997-00-26", [Rule.DATE_ZERO]),
        ("1997-02-00", [Rule.DATE_ZERO]),
        ("1936-21-01", [Rule.DATE_LUNAR]),
    ],
)
def test_dates_follow_the_rule_of_partial_dates(examiner, birth_date, expected):
    assert rules(examiner, traits(birth_date=birth_date)) == expected


def test_the_place_of_birth_belongs_to_the_second_call_of_an_identity(examiner):
    with_place = "<LieuNaissance>63220</LieuNaissance>"
    assert rules(examiner, traits(place=with_place), code="00") == [Rule.COG_AT_FIRST_CALL]

    assert rules(examiner, traits(), code="02") == []
    assert rules(examiner, traits(place=with_place)) == []
    assert rules(examiner, traits("AUTRE", place=with_place)) == [Rule.COG_AT_FIRST_CALL]


@pytest.mark.parametrize("place", ["6322", "63220 ", "PARIS", "99999", "63220A"])
def test_a_place_of_birth_that_is_no_cog_is_listed(examiner, place):
    rules(examiner, traits(), code="02")

    expected = [] if place.strip() == "63220" else [Rule.COG_FORM]
    assert rules(examiner, traits(place=f"<LieuNaissance>{place}</LieuNaissance>")) == expected


@pytest.mark.parametrize(
    "all_names", ["<Prenom>OLA CATARINA</Prenom>", "<Prenom>OLA</Prenom><Prenom>CATARINA</Prenom>"]
)
def test_all_given_names_belong_after_one_by_one(examiner, all_names):
    assert rules(examiner, traits(given_names=all_names)) == [Rule.ALL_GIVEN_NAMES_FIRST]

    assert rules(examiner, traits(given_names="<Prenom>OLA</Prenom>")) == []
    assert rules(examiner, traits(given_names=all_names)) == []


def test_ids_must_be_new_at_each_call(examiner):
    body = traits()

    assert rules(examiner, body) == []
    assert rules(examiner, body) == [Rule.MESSAGE_ID_REUSED, Rule.ID_REUSED, Rule.ID_REUSED]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rank": ""}, [Rule.RANK_MISSING]),
        ({"number": "<NumIdentifiant>160012B020777</NumIdentifiant><Cle>13</Cle>"}, [Rule.NUMBER_KEY_SENT]),
        ({"number": "<NumIdentifiant>160012B02077713</NumIdentifiant>"}, [Rule.COVERAGE_INCOHERENT, Rule.NUMBER_FORM]),
        ({"date": "01/01/1960"}, [Rule.DATE_FORM]),
        ({"date": "00211936"}, []),
        ({"coverage": "<b:COUVERTURE/>"}, [Rule.COVERAGE_INCOHERENT]),
    ],
)
def test_a_search_by_card_has_its_own_rules(examiner, changes, expected):
    assert rules(examiner, vitale(**changes)) == expected


def test_an_empty_security_passes_and_a_full_one_is_listed(examiner):
    empty = f'<x:Security xmlns:x="{WSSE}"><!-- empty --></x:Security>'
    full = f'<x:Security xmlns:x="{WSSE}"><x:UsernameToken/></x:Security>'

    assert rules(examiner, traits().replace(b"</s:Header>", f"{empty}</s:Header>".encode())) == []
    assert rules(examiner, traits().replace(b"</s:Header>", f"{full}</s:Header>".encode())) == [Rule.SECURITY_PRESENT]


@pytest.mark.parametrize(("age_minutes", "expected"), [(19, []), (21, [Rule.VITALE_ASSERTION_STALE])])
def test_an_old_vitale_assertion_is_listed_in_card_mode(age_minutes, expected):
    issued = (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=age_minutes)).isoformat()
    security = (
        f'<x:Security xmlns:x="{WSSE}"><a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"'
        f' IssueInstant="{issued}"><a:Subject><a:NameID NameQualifier="VITALE">1</a:NameID></a:Subject></a:Assertion>'
        "</x:Security>"
    )

    assert rules(Examiner(Mode.CARD), vitale().replace(b"</s:Header>", f"{security}</s:Header>".encode())) == expected


def test_a_deviation_says_its_rule_and_never_a_value(examiner):
    [deviation] = examiner.examine(parse(traits("Adrtrois")), HEADERS, CALLER, b"")

    assert str(deviation) == f"characters in NomNaissance: {EXPLANATIONS[Rule.CHARACTERS]}"
    assert "drtrois" not in str(deviation)


def test_every_rule_is_explained():
    assert EXPLANATIONS.keys() == set(Rule)


def test_a_message_pretty_printed_by_another_client_has_no_deviation(examiner):
    tree = etree.fromstring(traits())
    etree.indent(tree)

    assert rules(examiner, etree.tostring(tree)) == []
