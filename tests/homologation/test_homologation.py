from contextlib import closing

import pytest

from kiosk.identity.traits import Sex
from kiosk.insi.query import TraitsQuery
from tests.emulators.insi.pki import ClientCertificate
from tests.homologation import report
from tests.homologation.case import Case
from tests.homologation.not_run import NOT_RUN
from tests.homologation.suite import CASES, Suite
from tests.homologation.trial import Trial, client_of

pytestmark = pytest.mark.xdist_group("homologation")


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    with closing(Suite(tmp_path_factory.mktemp("homologation"))) as suite:
        yield suite


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.number)
def test_the_client_passes_the_case(suite, case):
    finished = suite.run(case)

    assert [check.statement for check in finished.checks if not check.holds] == []


def test_a_case_whose_check_does_not_hold_has_failed(suite):
    def never(trial: Trial) -> None:
        trial.check("the moon is of cheese", holds=False)

    assert not suite.run(Case("0", "never", never)).has_passed


def test_a_request_that_departs_from_the_rules_fails_its_case(suite):
    def ask_for_another_structure(trial: Trial) -> None:
        with client_of(trial.simulator, ClientCertificate.OTHER_STRUCTURE) as client:
            client.search_by_traits(TraitsQuery("ADRUN", ("ZOE",), Sex.FEMALE, "1975-12-31"))

    finished = suite.run(Case("0", "departs", ask_for_another_structure))

    assert not finished.has_passed


def test_the_report_tells_what_was_sent_and_what_came_back(suite, tmp_path):
    finished = [suite.run(case) for case in CASES if case.number in {"2.06", "2.02bis"}]

    text = report.write(tmp_path, finished, NOT_RUN).read_text()

    assert "**2 of 2 passed, " in text
    assert "LieuNaissance = 63220" in text
    assert "came back: HTTP 200, CR/CodeCR = 02" in text
    assert "The contract of the verification operations is not public" in text
    answer = (tmp_path / "messages" / "2.06-1-answer.xml").read_text()
    assert "<CodeCR>02</CodeCR>" in answer


def test_every_case_has_its_own_number():
    numbers = [case.number for case in (*CASES, *NOT_RUN)]

    assert len(set(numbers)) == len(numbers)
