"""Whatever comes in, a named outcome goes out."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.traits import Sex
from kiosk.insi.answer import HttpAnswer, read_answer
from kiosk.insi.environment import Environment
from kiosk.insi.outcome import InvalidRequest, Outcome
from kiosk.insi.query import SearchableTraits, TraitsQuery, prepare_traits
from kiosk.insi.trace import masked
from tests.unit.kiosk.insi import answers

OUTCOMES = get_args(Outcome)
ENVIRONMENTS = st.sampled_from(Environment)
STATUSES = st.one_of(st.sampled_from([200, 200, 500]), st.integers(100, 999))
CONTENT_TYPES = st.one_of(st.sampled_from(["", "application/soap+xml; charset=utf-8", "text/html"]), st.text())
GENUINE = [
    answers.later(),
    answers.of_2022(),
    answers.of_cnda(),
    answers.with_other_prefixes(),
    answers.person(history=answers.FORMER),
    answers.fault(),
]


@st.composite
def damaged(draw):
    """A genuine answer with some of its bytes replaced, removed or doubled."""
    body = bytearray(draw(st.sampled_from(GENUINE)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body) - 1))
        end = draw(st.integers(start, min(start + 40, len(body))))
        body[start:end] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(body[start:end]) * 2)))
    return bytes(body) or b"<"


@st.composite
def altered(draw):
    """A genuine answer, still well-formed, that says something else."""
    body = draw(st.sampled_from(GENUINE)).decode()
    for _ in range(draw(st.integers(1, 4))):
        old = draw(
            st.sampled_from(["00", "OID", "IdIndividu", "TIQ", "INDIVIDU", "63220", "code", "insi_102", "CR>", "Body"])
        )
        body = body.replace(
            old, draw(st.sampled_from(["", "x", "0", "Fault", "RESULTAT", "é", "&#x1;", "&amp;", old * 2]))
        )
    return body.encode()


@given(st.one_of(st.binary(), damaged(), altered()), STATUSES, CONTENT_TYPES, ENVIRONMENTS)
def test_any_answer_is_an_outcome(body, status, content_type, environment):
    outcome = read_answer(HttpAnswer(status, content_type, body), environment)
    assert isinstance(outcome, OUTCOMES)


@given(st.one_of(damaged(), altered()), ENVIRONMENTS)
def test_any_damaged_answer_of_the_service_is_an_outcome(body, environment):
    assert isinstance(read_answer(HttpAnswer(200, "", body), environment), OUTCOMES)


@given(
    st.builds(
        TraitsQuery,
        st.text(),
        st.lists(st.text(), max_size=3).map(tuple),
        st.sampled_from(Sex),
        st.text(),
        st.none() | st.text(),
    )
)
def test_any_query_is_searchable_or_refused(query):
    assert isinstance(prepare_traits(query), SearchableTraits | InvalidRequest)


@given(st.one_of(st.binary(), damaged(), altered()), st.one_of(st.binary(), damaged()))
def test_any_message_can_be_traced(message, other):
    assert isinstance(masked(message, other), str)
