import json
import tomllib
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.api import Read
from kiosk.audit.record import AuditEvent, AuditRecord, records_of
from kiosk.flow.events import CardInserted, CardReadEnded, InsiAnswered, ReaderChanged
from kiosk.flow.machine import first, step
from kiosk.flow.states import VisitToken
from kiosk.insi.outcome import Call, SearchResult
from tests.people import PIERRE_ALAIN, TOUSSAINT, TOUSSAINT_FOUND
from tests.unit.kiosk.flow.events_strategy import any_event

CATALOGUE = tomllib.loads(files("kiosk.audit").joinpath("catalogue.toml").read_text("utf-8"))


def records(events):
    kiosk = first("fr")
    for event in events:
        after, _ = step(kiosk, event)
        yield from records_of(kiosk, event, after)
        kiosk = after


def test_the_catalogue_describes_exactly_the_events_that_exist():
    assert set(CATALOGUE) == {event.value for event in AuditEvent}


@given(st.lists(any_event, max_size=40))
def test_no_record_holds_anything_personal_nor_a_field_that_the_catalogue_does_not_know(events):
    for record in records(events):
        assert set(record.fields) <= set(CATALOGUE[record.event.value]["fields"])
        written = json.dumps(record.fields)
        for person in (TOUSSAINT, PIERRE_ALAIN):
            for value in (person.family_name, person.given_name, person.birth_date, person.nir):
                assert value not in written


def test_a_visit_is_told_by_token_counts_and_codes():
    visit = VisitToken("v1")
    call = Call("rechercherInsAvecCarteVitale", "found", 214, "uuid:1")
    told = list(
        records(
            [
                ReaderChanged(None),
                CardInserted(visit),
                CardReadEnded(visit, Read([TOUSSAINT])),
                InsiAnswered(visit, SearchResult(TOUSSAINT_FOUND, (call,), ("birth_rank",))),
            ]
        )
    )
    assert told[0] == AuditRecord(AuditEvent.READER_CHANGED, {"problem": None})
    assert AuditRecord(AuditEvent.CARD_READ, {"visit": "v1", "result": "read", "people": 1}) in told
    assert told[-3].fields == {
        "visit": "v1",
        "operation": "rechercherInsAvecCarteVitale",
        "result": "found",
        "duration_ms": 214,
        "message_id": "uuid:1",
    }
    assert told[-2].fields == {"visit": "v1", "result": "found", "remarks": [], "assumed": ["birth_rank"]}
    assert told[-1].fields == {"visit": "v1", "state": "confirm_identity"}


def test_an_answer_of_another_visit_leaves_no_record():
    late = InsiAnswered(VisitToken("old"), SearchResult(TOUSSAINT_FOUND))
    assert (
        list(records([ReaderChanged(None), CardInserted(VisitToken("v1")), late]))[-1].fields["state"] == "reading_card"
    )


def test_an_exchange_with_insi_is_told_of_also_where_the_patient_did_not_wait_for_it():
    call = Call("rechercherInsAvecCarteVitale", "found", 214, "uuid:1")
    late = InsiAnswered(VisitToken("old"), SearchResult(TOUSSAINT_FOUND, (call,)))
    *_, last = records([ReaderChanged(None), CardInserted(VisitToken("v1")), late])
    assert last.event is AuditEvent.INSI_CALLED
    assert (last.fields["visit"], last.fields["message_id"]) == ("old", "uuid:1")
