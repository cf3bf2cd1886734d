"""The connection under the searches: kept, warmed up, replaced, and never waited for too long."""

import socket
import time

import pytest

from kiosk.insi.outcome import Found, NotFound, Unavailable
from tests.emulators.insi.misbehavior import BadHttp, Drop
from tests.integration.insi_client.persons import DOMINIQUE, LEONARDO, NOBODY


def connections(simulator):
    return [request.connection for request in simulator.steering.requests()]


def test_one_connection_serves_all_patients(simulator, client):
    for _ in range(3):
        assert isinstance(client.search_by_traits(LEONARDO).outcome, Found)
    assert len(connections(simulator)) == 6
    assert len(set(connections(simulator))) == 1


def test_a_warmed_up_connection_is_the_one_that_is_used(simulator, client):
    assert client.warm_up() is None
    assert client.warm_up() is None
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)
    assert len(simulator.steering.handshakes()) == 1


def test_a_connection_the_server_closed_is_replaced_without_a_word(simulator, client):
    simulator.steering.drop(1, Drop.AFTER_ANSWER)
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Found)
    assert len(result.calls) == 1
    assert len(set(connections(simulator))) == 2


def test_a_connection_closed_at_the_moment_of_the_request_is_replaced_once(simulator, client):
    client.search_by_traits(DOMINIQUE)
    simulator.steering.drop(1, Drop.BEFORE_ANSWER)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Found)
    assert len(result.calls) == 1


def test_a_fresh_connection_that_is_closed_is_a_failure(simulator, client):
    simulator.steering.drop(1, Drop.BEFORE_ANSWER)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert (result.outcome.code, result.outcome.retryable) == ("connection_closed", True)
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (BadHttp.BAD_GATEWAY, "http_502"),
        (BadHttp.SERVICE_UNAVAILABLE, "http_503"),
        (BadHttp.EMPTY, "answer_empty"),
        (BadHttp.WRONG_CONTENT_TYPE, "answer_not_xml"),
        (BadHttp.REDIRECT, "http_redirect"),
        (BadHttp.HUGE, "answer_too_large"),
        (BadHttp.ENDLESS, "answer_too_large"),
        (BadHttp.HALF_XML, "answer_malformed"),
        (BadHttp.NOT_HTTP, "answer_not_http"),
        (BadHttp.DOCTYPE, "answer_with_dtd"),
        (BadHttp.ENTITY_BOMB, "answer_with_dtd"),
        (BadHttp.EXTERNAL_ENTITY, "answer_with_dtd"),
    ],
)
def test_an_answer_that_is_none_has_a_name_and_the_next_search_works(simulator, client, kind, code):
    simulator.steering.http(kind)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == code
    assert [call.result for call in result.calls] == [code]
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)


def test_a_fault_with_http_200_is_a_fault(simulator, client):
    simulator.steering.http(BadHttp.FAULT_WITH_200)
    outcome = client.search_by_traits(NOBODY).outcome
    assert isinstance(outcome, NotFound)
    assert outcome.fault is not None


@pytest.mark.parametrize("when", [Drop.IN_BODY, Drop.IN_HEADERS])
def test_half_an_answer_is_told(simulator, client, when):
    simulator.steering.drop(1, when)
    result = client.search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code in {"answer_truncated", "answer_empty", "answer_malformed", "connection_closed"}
    assert result.outcome.retryable


def test_no_answer_in_time_is_told_in_time(simulator, client):
    simulator.steering.delay(30)
    began = time.monotonic()
    result = client.search_by_traits(DOMINIQUE, timeout_s=0.4)
    assert time.monotonic() - began < 20
    assert isinstance(result.outcome, Unavailable)
    assert (result.outcome.code, result.outcome.retryable) == ("answer_timeout", True)


def test_an_answer_that_drips_is_given_up_at_the_deadline(simulator, client):
    simulator.steering.http(BadHttp.DRIP)
    began = time.monotonic()
    result = client.search_by_traits(DOMINIQUE, timeout_s=0.6)
    assert time.monotonic() - began < 20, "the whole answer takes longer"
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "answer_timeout"


def test_one_deadline_holds_for_all_calls_together(simulator, client):
    assert client.warm_up() is None
    simulator.steering.delay(1, count=None)
    result = client.search_by_traits(LEONARDO, timeout_s=1.8)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "answer_timeout"
    assert [call.result for call in result.calls] == ["02", "answer_timeout"]


def test_an_answer_that_came_too_late_is_never_taken_for_the_next_one(simulator, client):
    simulator.steering.delay(0.5)
    client.search_by_traits(LEONARDO, timeout_s=0.2)
    outcome = client.search_by_traits(DOMINIQUE).outcome
    assert isinstance(outcome, Found)
    assert outcome.ins.matricule == "297022A020778"


def test_nobody_at_the_address_is_told(connect):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    result = connect(url=f"https://localhost:{port}/lps").search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "connection_refused"


def test_an_unknown_host_is_told(connect):
    result = connect(url="https://insi.invalid/lps").search_by_traits(DOMINIQUE)
    assert isinstance(result.outcome, Unavailable)
    assert result.outcome.code == "host_unknown"


def test_the_environment_names_no_proxy(connect, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert isinstance(connect().search_by_traits(DOMINIQUE).outcome, Found)


def test_a_failed_warm_up_tells_why_and_the_search_tries_again(simulator, client):
    simulator.steering.tls("foreign-ca")
    problem = client.warm_up()
    assert isinstance(problem, Unavailable)
    assert problem.code == "server_certificate_untrusted"
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)


def test_a_warm_up_ends_in_time(simulator, client):
    simulator.steering.tls("silence")
    problem = client.warm_up(timeout_s=0.3)
    assert problem is not None
    assert problem.code == "connect_timeout"


def test_a_closed_client_may_search_again(client):
    client.search_by_traits(DOMINIQUE)
    client.close()
    client.close()
    assert isinstance(client.search_by_traits(DOMINIQUE).outcome, Found)
