"""The client of the teleservice: searches in, outcomes out."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from hardware.card_reader.api import PersonOnCard
from kiosk.insi.answer import HttpAnswer, read_answer
from kiosk.insi.credentials import CredentialFinding, CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.insi.deadline import Deadline
from kiosk.insi.envelope import Caller, Stamp, action, message_id
from kiosk.insi.outcome import Call, Found, InvalidRequest, Outcome, Refused, SearchResult, Unavailable
from kiosk.insi.query import SearchableTraits, TraitsQuery, prepare_card, prepare_traits
from kiosk.insi.request import Operation, Search, VitaleSearch, operation_of
from kiosk.insi.request_writer import ContractUnusable, RequestWriter
from kiosk.insi.session import Session
from kiosk.insi.settings import InsiClientSettings
from kiosk.insi.strategy import Calls, calls_by_traits, calls_by_vitale, calls_from_card
from kiosk.insi.tls import client_context

Problem: TypeAlias = Refused | Unavailable


class InsiClient:
    """Owned by one thread.

    A mistake in the settings never raises: it stands in `findings`, and while it is a blocking one every search ends in
    it without a call.
    """

    findings: tuple[CredentialFinding, ...]
    """What was found wrong with the certificate files, or soon will be."""

    def __init__(
        self,
        settings: InsiClientSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        """Read the credentials and load the contract; no network. `clock` counts monotonic seconds, `now` is aware."""
        self._settings = settings
        self._clock = clock
        self._now = now
        self._new_id = new_id
        self.findings, self._session = self._make_session()
        self._writer = self._make_writer()

    def _make_session(self) -> tuple[tuple[CredentialFinding, ...], Session | Problem]:
        settings = self._settings
        match read_credentials(settings, self._now()):
            case CredentialsUnusable(findings):
                first = findings[0]
                return findings, Refused(first.code.value, first.text, advice="Repair the certificate files.")
            case CredentialsRead(credentials, warnings):
                try:
                    context = client_context(credentials, accept_common_name=settings.accept_common_name)
                except OSError:
                    return warnings, Refused("credentials_changed", "the certificate files changed while being read")
                try:
                    return warnings, Session(settings.url, context, settings.connect_timeout_s)
                except ValueError as error:
                    return warnings, Unavailable("url_invalid", str(error), retryable=False)

    def _make_writer(self) -> RequestWriter | Problem:
        settings = self._settings
        caller = Caller(
            settings.establishment_id,
            settings.idam,
            settings.software_name,
            settings.software_version,
            settings.software_instance,
        )
        try:
            return RequestWriter(settings.contract_file, caller)
        except ContractUnusable as error:
            return Unavailable("contract_unusable", str(error), retryable=False)

    def warm_up(self, timeout_s: float | None = None) -> Problem | None:
        """Have a TLS connection ready for the next search; None when it is."""
        if not isinstance(self._session, Session):
            return self._session
        return self._session.warm_up(self._deadline(timeout_s))

    def search_by_vitale(
        self, search: VitaleSearch, usual_name: str | None = None, timeout_s: float | None = None
    ) -> SearchResult:
        """WS_INS1, once more with the usual name where the birth name found nobody."""
        return self._run(calls_by_vitale(search, usual_name), (), self._deadline(timeout_s))

    def search_by_traits(self, query: TraitsQuery, timeout_s: float | None = None) -> SearchResult:
        """WS_INS2 for each given name, then all of them, with the birth place where several are found."""
        traits = prepare_traits(query)
        if isinstance(traits, InvalidRequest):
            return SearchResult(traits)
        return self._run(_traits_calls(traits), traits.assumptions, self._deadline(timeout_s))

    def search_from_card(
        self, person: PersonOnCard, insured: PersonOnCard, timeout_s: float | None = None
    ) -> SearchResult:
        """WS_INS1 from the card, then WS_INS2 where the card holds the traits for it.

        `timeout_s` bounds all calls together; the settings say how long when it is None.
        """
        card = prepare_card(person, insured)
        if isinstance(card, InvalidRequest):
            return SearchResult(card)
        assumptions = list(card.assumptions)

        def by_traits(traits: SearchableTraits) -> Calls:
            assumptions.extend(traits.assumptions)
            return (yield from _traits_calls(traits))

        calls = calls_from_card(
            calls_by_vitale(card.by_vitale, card.usual_name),
            None if card.by_traits is None else by_traits(card.by_traits),
        )
        result = self._run(calls, (), self._deadline(timeout_s))
        return SearchResult(result.outcome, result.calls, tuple(assumptions))

    def close(self) -> None:
        if isinstance(self._session, Session):
            self._session.close()

    def _deadline(self, timeout_s: float | None) -> Deadline:
        return Deadline.after(self._settings.search_timeout_s if timeout_s is None else timeout_s, self._clock)

    def _run(self, calls: Calls, assumptions: tuple[str, ...], deadline: Deadline) -> SearchResult:
        if not isinstance(self._session, Session):
            return SearchResult(self._session)
        if not isinstance(self._writer, RequestWriter):
            return SearchResult(self._writer)
        made: list[Call] = []
        search = next(calls)
        while True:
            outcome, call = self._call(self._session, self._writer, search, deadline)
            made.append(call)
            try:
                search = calls.send(outcome)
            except StopIteration as end:
                return SearchResult(end.value, tuple(made), assumptions)

    def _call(
        self, session: Session, writer: RequestWriter, search: Search, deadline: Deadline
    ) -> tuple[Outcome, Call]:
        stamp = Stamp(self._new_id(), self._new_id(), self._new_id(), self._now())
        operation = operation_of(search)
        began = self._clock()
        until = Deadline(min(deadline.at, began + self._settings.answer_timeout_s), self._clock)
        answer = session.post(writer.write(search, stamp), _headers(operation), until)
        outcome = read_answer(answer, self._settings.environment) if isinstance(answer, HttpAnswer) else answer
        duration_ms = round((self._clock() - began) * 1000)
        result = "found" if isinstance(outcome, Found) else outcome.code
        return outcome, Call(operation.value, result, duration_ms, message_id(stamp))


def _traits_calls(traits: SearchableTraits) -> Calls:
    return calls_by_traits(
        traits.family_name, traits.given_names, traits.sex, traits.birth_date, traits.birth_place_cog
    )


def _headers(operation: Operation) -> dict[str, str]:
    return {
        "Content-Type": f'application/soap+xml; charset=utf-8; action="{action(operation)}"',
        "Accept": "application/soap+xml",
        "User-Agent": "vitale-kiosk",
    }
