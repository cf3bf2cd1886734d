"""The report of a run: for each case what was asked, what was sent, what came back, and the verdict."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.emulators.insi.record import Received
from tests.homologation.case import NotRun
from tests.homologation.message import answer_of, context_of, search_of
from tests.homologation.suite import Finished

_NOT_SHOWN = ("Action", "MessageID", "/Id", "/Temps")


def write(folder: Path, finished: Sequence[Finished], not_run: Sequence[NotRun]) -> Path:
    """Write `report.md` and, beside it, every message as it was; give the path of the report."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in finished:
        _write_messages(folder / "messages", case)
    path = folder / "report.md"
    path.write_text("\n".join(_lines(finished, not_run)) + "\n", encoding="utf-8")
    return path


def _write_messages(folder: Path, finished: Finished) -> None:
    folder.mkdir(exist_ok=True)
    for position, exchange in enumerate(finished.exchanges, start=1):
        (folder / f"{finished.case.number}-{position}-request.xml").write_text(exchange.body, encoding="utf-8")
        (folder / f"{finished.case.number}-{position}-answer.xml").write_text(exchange.answer, encoding="utf-8")


def _lines(finished: Sequence[Finished], not_run: Sequence[NotRun]) -> Iterator[str]:
    passed = sum(case.has_passed for case in finished)
    yield "# INSi homologation cases\n"
    yield "The numbered cases of WS_INS1 and WS_INS2 known from public material, run with the product's own client"
    yield "against the INSi simulator of this project. This prepares for the homologation and does not replace it.\n"
    yield f"**{passed} of {len(finished)} passed, {len(not_run)} cannot be run here.**\n"
    yield "| Case | Title | Calls | Verdict |"
    yield "|---|---|---|---|"
    for one in finished:
        yield f"| {one.case.number} | {one.case.title} | {len(one.exchanges)} | {_verdict(one)} |"
    for case in finished:
        yield from _case_lines(case)
    yield "\n## Cannot be run here\n"
    yield "| Case | Title | Reason |"
    yield "|---|---|---|"
    for absent in not_run:
        yield f"| {absent.number} | {absent.title} | {absent.reason} |"


def _verdict(finished: Finished) -> str:
    return "passed" if finished.has_passed else "**failed**"


def _case_lines(finished: Finished) -> Iterator[str]:
    yield f"\n## {finished.case.number} {finished.case.title}: {_verdict(finished)}\n"
    if finished.case.known_from:
        yield f"Not in public material, filled in here: {finished.case.known_from}.\n"
    for question in finished.questions:
        yield f"- Asked: {question.asked}. The client: {question.outcome}."
    for position, exchange in enumerate(finished.exchanges, start=1):
        yield from _exchange_lines(finished.case.number, position, exchange)
    yield "\n| What must hold | |"
    yield "|---|---|"
    for check in finished.checks:
        yield f"| {check.statement} | {'yes' if check.holds else '**no**'} |"


def _exchange_lines(number: str, position: int, exchange: Received) -> Iterator[str]:
    context = {path: value for path, value in context_of(exchange).items() if not path.endswith(_NOT_SHOWN)}
    yield f"\nCall {position}: {exchange.operation}, {exchange.tls_version}, certificate {exchange.client_cn}\n"
    yield f"- sent: {_listed(search_of(exchange).items())}"
    yield f"- in the context of: {_listed(context.items())}"
    yield f"- came back: HTTP {exchange.status}, {_listed(answer_of(exchange))}"
    for deviation in exchange.deviations:
        yield f"- deviation: {deviation}"
    name = f"messages/{number}-{position}"
    yield f"- as they were: [request]({name}-request.xml), [answer]({name}-answer.xml)"


def _listed(fields: Iterable[tuple[str, str]]) -> str:
    return " · ".join(f"{path.removeprefix('INDIVIDU/')} = {value}" for path, value in fields if value)
