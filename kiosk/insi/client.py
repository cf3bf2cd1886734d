"""The client of the teleservice: searches in, outcomes out."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import UUID, uuid4

from hardware.card_reader.api import PersonOnCard
from kiosk.identity.compare import KnownTraits, compare
from kiosk.identity.ins import Ins
from kiosk.insi.answer import HttpAnswer, read_answer
from kiosk.insi.card_query import prepare_card
from kiosk.insi.credentials import CredentialFinding, CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.insi.deadline import Deadline
from kiosk.insi.envelope import Caller, Stamp, action, message_id
from kiosk.insi.outcome import Call, Found, InvalidRequest, Outcome, Refused, SearchResult, Unavailable
from kiosk.insi.query import TraitsQuery, known_from_query, prepare_traits
from kiosk.insi.request import Operation, Search, VitaleSearch, operation_of
from kiosk.insi.request_writer import ContractUnusable, RequestWriter
from kiosk.insi.session import Session
from kiosk.insi.settings import InsiClientSettings
from kiosk.insi.strategy import Calls, calls_by_traits, calls_by_vitale, calls_from_card
from kiosk.insi.tls import client_context
from kiosk.insi.trace import masked
from kiosk.insi.verification import Verification, verification_of

Unreachable: TypeAlias = Refused | Unavailable

_WARM_UP_TIMEOUT_S = 5.0
"""A warm-up that is not over by then would only keep the search itself waiting."""


class InsiClient:
    """Owned by one thread.

    A mistake in the settings never raises: while a blocking one stands in `findings`, every search ends in it without a
    call. The credential files are read again when they change and once a day, so a renewed certificate or revocation
    list needs no restart.
    """

    findings: tuple[CredentialFinding, ...]
    """What is wrong with the certificate files, or soon will be."""

    def __init__(
        self,
        settings: InsiClientSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], UUID] = uuid4,
        trace: Callable[[str], None] | None = None,
    ) -> None:
        """Read the credentials and load the contract, without a call.

        `clock` counts monotonic seconds, `now` is aware. `trace` is given each request and answer with every personal
        value masked; it is for a technician at work, and None otherwise.
        """
        self._settings = settings
        self._clock = clock
        self._now = now
        self._new_id = new_id
        self._trace = trace
        self._writer = self._make_writer()
        self._read_state = self._credential_state()
        self.findings, self._session = self._make_session()

    def warm_up(self, timeout_s: float = _WARM_UP_TIMEOUT_S) -> Unreachable | None:
        """Have a TLS connection ready for the next search; None when it is."""
        self._read_changed_credentials()
        if not isinstance(self._session, Session):
            return self._session
        return self._session.warm_up(Deadline.after(timeout_s, self._clock))

    def search_by_vitale(
        self, search: VitaleSearch, usual_name: str | None = None, timeout_s: float | None = None
    ) -> SearchResult:
        """WS_INS1, once more with the usual name where the first call found nobody."""
        return self._run(
            calls_by_vitale(search, usual_name), KnownTraits(birth_date=search.birth_date_on_card), timeout_s
        )

    def search_by_traits(self, query: TraitsQuery, timeout_s: float | None = None) -> SearchResult:
        """WS_INS2 for each given name, then all of them, with the birth place where several are found."""
        traits = prepare_traits(query)
        if isinstance(traits, InvalidRequest):
            return SearchResult(traits)
        result = self._run(calls_by_traits(traits), known_from_query(query), timeout_s)
        return replace(result, assumptions=traits.assumptions)

    def search_from_card(
        self, person: PersonOnCard, insured: PersonOnCard, timeout_s: float | None = None
    ) -> SearchResult:
        """WS_INS1 from the card, then WS_INS2 where the card holds the traits for it.

        `timeout_s` bounds all calls together; the settings say how long when it is None.
        """
        card = prepare_card(person, insured)
        if isinstance(card, InvalidRequest):
            return SearchResult(card)
        result = self._run(calls_from_card(card), card.known, timeout_s)
        asked_by_traits = any(call.operation == Operation.SEARCH_BY_TRAITS.value for call in result.calls)
        of_traits = card.by_traits.assumptions if card.by_traits is not None and asked_by_traits else ()
        return replace(result, assumptions=card.assumptions + of_traits)

    def verify(self, claimed: Ins, query: TraitsQuery, timeout_s: float | None = None) -> Verification:
        """Search the traits on record and compare what comes back with the INS on record; see `verification`."""
        traits = prepare_traits(query)
        if isinstance(traits, InvalidRequest):
            return verification_of(claimed, SearchResult(traits))
        known = replace(known_from_query(query), matricule=claimed.matricule)
        return verification_of(claimed, self._run(calls_by_traits(traits), known, timeout_s))

    def close(self) -> None:
        if isinstance(self._session, Session):
            self._session.close()

    def _run(self, calls: Calls, known: KnownTraits, timeout_s: float | None) -> SearchResult:
        deadline = Deadline.after(self._settings.search_timeout_s if timeout_s is None else timeout_s, self._clock)
        self._read_changed_credentials()
        if not isinstance(self._session, Session):
            return SearchResult(self._session)
        if not isinstance(self._writer, RequestWriter):
            return SearchResult(self._writer)
        made: list[Call] = []
        search = next(calls)
        while not deadline.has_passed:
            outcome, call = self._call(self._session, self._writer, search, deadline)
            made.append(call)
            try:
                search = calls.send(outcome)
            except StopIteration as end:
                return _result(end.value, tuple(made), known)
        late = Unavailable("deadline_passed", "the time for all calls together is over", retryable=True)
        return SearchResult(late, tuple(made))

    def _call(
        self, session: Session, writer: RequestWriter, search: Search, deadline: Deadline
    ) -> tuple[Outcome, Call]:
        stamp = Stamp(self._new_id(), self._new_id(), self._new_id(), self._now())
        operation = operation_of(search)
        request = writer.write(search, stamp)
        began = self._clock()
        until = Deadline(min(deadline.at, began + self._settings.answer_timeout_s), self._clock)
        answer = session.post(request, _headers(operation), until)
        duration_ms = round((self._clock() - began) * 1000)
        outcome = read_answer(answer, self._settings.environment) if isinstance(answer, HttpAnswer) else answer
        if self._trace is not None:
            self._trace(_exchange_text(operation, request, answer, duration_ms))
        result = "found" if isinstance(outcome, Found) else outcome.code
        return outcome, Call(operation.value, result, duration_ms, message_id(stamp))

    def _read_changed_credentials(self) -> None:
        state = self._credential_state()
        if state != self._read_state:
            self.close()
            self._read_state = state
            self.findings, self._session = self._make_session()

    def _credential_state(self) -> tuple[date, tuple[tuple[int, int] | None, ...]]:
        """Tell one reading of the files from another: by the day, because validity is one of days, and by the files."""
        settings = self._settings
        files = (
            settings.ca_file,
            settings.certificate_file,
            settings.key_file,
            settings.key_passphrase_file,
            settings.crl_file,
        )
        return self._now().date(), tuple(None if file is None else _file_state(file) for file in files)

    def _make_session(self) -> tuple[tuple[CredentialFinding, ...], Session | Unreachable]:
        settings = self._settings
        match read_credentials(settings, self._now()):
            case CredentialsUnusable(findings):
                first = findings[0]
                return findings, Refused(first.code, first.text, advice="Repair or replace the file.")
            case CredentialsRead(credentials, warnings):
                try:
                    context = client_context(credentials, accept_common_name=settings.accept_common_name)
                except OSError:
                    text = "OpenSSL takes one of the certificate files for damaged"
                    return warnings, Refused("credentials_unusable", text, advice="Install the files again.")
                try:
                    return warnings, Session(settings.url, context, settings.connect_timeout_s)
                except ValueError as error:
                    return warnings, Unavailable("url_invalid", str(error), retryable=False)

    def _make_writer(self) -> RequestWriter | Unreachable:
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


def _result(outcome: Outcome, calls: tuple[Call, ...], known: KnownTraits) -> SearchResult:
    """An identity is a proposal until it was compared (guide, CR 00)."""
    if not isinstance(outcome, Found):
        return SearchResult(outcome, calls)
    comparison = compare(known, outcome.ins, outcome.history, outcome.traits)
    compared = replace(outcome, identity_status=comparison.retrieval_status)
    return SearchResult(compared, calls, comparison=comparison)


def _file_state(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None  # reading it will say why
    return status.st_mtime_ns, status.st_ino


def _headers(operation: Operation) -> dict[str, str]:
    return {
        "Content-Type": f'application/soap+xml; charset=utf-8; action="{action(operation)}"',
        "Accept": "application/soap+xml",
        "User-Agent": "vitale-kiosk",
    }


def _exchange_text(operation: Operation, request: bytes, answer: HttpAnswer | Unreachable, duration_ms: int) -> str:
    if isinstance(answer, HttpAnswer):
        head = f"HTTP {answer.status} {answer.content_type}"
        received = masked(answer.body, request)
    else:
        head, received = answer.code, answer.text
    return f"--> {operation.value}\n{masked(request)}\n<-- {head} after {duration_ms} ms\n{received}\n"
