from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from kiosk.identity.traits import Sex
from kiosk.insi import envelope
from kiosk.insi.envelope import Caller, Stamp
from kiosk.insi.request import Operation, TraitsSearch, VitaleSearch

CALLER = Caller("10B0152872", "PDP17NF21DD0", "vitale-kiosk", "1.0", "636c9d43-1a19-5b8c-a8b1-ac43227cfe46")
STAMP = Stamp(
    UUID("4bb69d9e-064f-4dc3-836a-db69046e439a"),
    UUID("65313e45-3066-4210-a3a7-57d6a8c557f1"),
    UUID("4994d193-31fb-4dd9-8b64-90004c072f68"),
    datetime(2023, 9, 26, 8, 51, 16, 840_700, tzinfo=UTC),
)


def test_the_action_names_the_version_and_the_operation():
    assert envelope.action(Operation.SEARCH_BY_VITALE) == (
        "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale"
    )


def test_a_message_id_has_the_short_prefix_the_service_wants():
    assert envelope.message_id(STAMP) == "uuid:4bb69d9e-064f-4dc3-836a-db69046e439a"


def test_times_are_utc_with_milliseconds():
    paris = timezone(timedelta(hours=2))
    assert envelope.timestamp(STAMP.sent_at) == "2023-09-26T08:51:16.840Z"
    assert envelope.timestamp(datetime(2023, 9, 26, 10, 51, 16, tzinfo=paris)) == "2023-09-26T08:51:16.000Z"


def test_the_contexts_name_software_and_structure_under_their_own_identifiers():
    lps, bam = envelope.lps_context(CALLER, STAMP), envelope.bam_context(CALLER, STAMP, {})
    assert lps["Id"] == "65313e45-3066-4210-a3a7-57d6a8c557f1"
    assert bam["Id"] == "4994d193-31fb-4dd9-8b64-90004c072f68"
    assert lps["Emetteur"] == bam["Emetteur"] == "10B0152872"
    assert lps["LPS"]["IDAM"] == {"_value_1": "PDP17NF21DD0", "R": "4"}
    assert lps["LPS"]["Nom"] == "urn:lps:vitale-kiosk:1.0"


def test_a_card_is_told_in_its_own_date_form_and_in_the_coverage():
    search = VitaleSearch("160012B020777", "20090714")
    assert envelope.body(search) == {
        "MatriculeOD": {"NumIdentifiant": "160012B020777"},
        "DateNaissance": "14072009",
        "RangNaissance": "1",
    }
    assert envelope.coverage(search) == {
        "ASSURE": {"Id": {"Num": "160012B020777"}},
        "BENEFICIAIRE": {"DateNai": "2009-07-14", "Rang": 1},
    }


def test_a_lunar_date_goes_to_the_service_as_the_card_holds_it():
    search = VitaleSearch("2360663220836", "19362100")
    assert envelope.body(search)["DateNaissance"] == "00211936"
    assert envelope.coverage(search)["BENEFICIAIRE"]["DateNai"] == "1936-21-00"


def test_a_search_by_traits_leaves_the_coverage_empty_and_the_unknown_place_out():
    search = TraitsSearch("ADRDEUX", "LAURENT", Sex.MALE, "1981-01-01")
    assert envelope.coverage(search) == {}
    assert envelope.body(search) == {
        "NomNaissance": "ADRDEUX",
        "Prenom": ["LAURENT"],
        "Sexe": "M",
        "DateNaissance": "1981-01-01",
    }
