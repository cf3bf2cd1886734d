import pytest

from kiosk.insi.environment import Environment
from kiosk.insi.faults import outcome_of
from kiosk.insi.outcome import Fault, InvalidRequest, NotFound, Refused, Unavailable

PRODUCTION, QUALIFICATION = Environment.PRODUCTION, Environment.QUALIFICATION


def outcome(code="unknown", family="", severity="", environment=PRODUCTION):
    return outcome_of(Fault(code, severity, family, "reason", "text"), environment)


@pytest.mark.parametrize(
    ("code", "family", "severity", "kind", "retryable"),
    [
        ("desir_550", "siram_100", "erreur", Refused, False),
        ("desir_560", "", "", Refused, False),
        ("desir_620", "", "", Refused, False),
        ("desir_1020", "siram_40", "fatale", Unavailable, True),
        ("insi_101", "siram_40", "fatal", Unavailable, True),
        ("insi_102", "siram_40", "fatal", Unavailable, True),
        ("insi_111", "siram_40", "fatale", Unavailable, True),
        ("insi_19", "siram_10", "erreur", InvalidRequest, False),
        ("insi_28", "", "", InvalidRequest, False),
        # A known code counts more than an odd family.
        ("desir_1020", "siram_10", "erreur", Unavailable, True),
        # Codes nobody listed fall back on their family, then on their severity.
        ("insi_77", "siram_10", "erreur", InvalidRequest, False),
        ("insi_77", "siram_40", "erreur", Unavailable, True),
        ("desir_999", "siram_100", "fatale", Refused, False),
        ("desir_999", "siram_77", "fatale", Unavailable, True),
        ("desir_999", "", "fatal", Unavailable, True),
        ("desir_999", "", "erreur", Unavailable, False),
        ("soap_sender", "", "", Unavailable, False),
    ],
)
def test_each_fault_has_its_meaning(code, family, severity, kind, retryable):
    meant = outcome(code, family, severity)
    assert type(meant) is kind
    assert (meant.code, meant.retryable) == (code, retryable)
    assert meant.fault == Fault(code, severity, family, "reason", "text")


@pytest.mark.parametrize("code", ["insi_101", "insi_102"])
def test_the_qualification_platform_says_not_found_with_a_fault(code):
    assert isinstance(outcome(code, "siram_40", "fatal", QUALIFICATION), NotFound)


@pytest.mark.parametrize("code", ["desir_1020", "insi_111"])
def test_other_faults_of_the_qualification_platform_are_faults(code):
    assert isinstance(outcome(code, "siram_40", "fatal", QUALIFICATION), Unavailable)


@pytest.mark.parametrize(
    ("code", "words"),
    [("desir_550", "insi.idam"), ("desir_560", "INSI-AUTO"), ("desir_620", "environment")],
)
def test_a_refusal_tells_the_technician_what_to_do(code, words):
    refused = outcome(code)
    assert isinstance(refused, Refused)
    assert words in refused.advice


def test_the_sentence_for_the_user_stands_in_where_there_is_no_technical_one():
    assert outcome_of(Fault("insi_111", "", "", "reason", ""), PRODUCTION).text == "reason"


def test_the_texts_of_the_service_do_not_show_in_a_repr():
    assert "quoted" not in repr(Fault("insi_111", "", "", "quoted", "quoted"))
