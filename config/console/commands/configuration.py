"""show, set, unset, diff, check, commit, confirm, discard, rollback, history."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import assert_never

from pydantic.fields import FieldInfo

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused
from config.console.site import KioskSilent, Site
from config.console.terminal import wrapped
from config.draft import LONGEST_VALUE, Change, Draft, NotToml, as_written, changes, shown
from config.mistakes import Mistake, keys_of, options_of, unknown_key
from config.reference import allowed, choices, meaning
from config.settings import Settings, needs_restart
from config.store import NoSuchVersion, Version
from config.taken_up import TakenUp, taken_up
from kiosk.control.protocol import Command as KioskCommand
from kiosk.control.protocol import Order
from kiosk.insi.credentials import (
    CredentialFinding,
    CredentialProblem,
    CredentialsUnusable,
    read_credentials,
)
from kiosk.problems import Problem
from kiosk.teleservice import insi_client_settings

_LONGEST_TRIAL_MINUTES = 60
_SECONDS_PER_MINUTE = 60
_FOLLOWS_S = 90.0
"""For the machine to follow a commit; a Raspberry Pi needs some seconds."""
_TOLD_AFTER_S = 1.5
_LOOK_S = 0.1


def _show(site: Site, part: str) -> Answer:
    draft = site.draft()
    written = draft.values()
    if not part:
        return Done(tuple(f" {key} = {shown(value)}" for key, value in written.items()), {"settings": written})
    fields = {key: field for key, field in keys_of(Settings) if key == part or key.startswith(f"{part}.")}
    if not fields:
        unknown = unknown_key(part, Settings)
        return Failed(Problem.SETTING_UNKNOWN, site.words(unknown))
    driver = written.get(f"{part.partition('.')[0]}.driver")
    values: dict[str, object] = {}
    lines = []
    for key, field in fields.items():
        if key in written:
            values[key] = written[key]
            lines.append(f" {key} = {shown(written[key])}")
        elif not field.is_required() and _is_of_driver(key, driver):
            values[key] = as_written(field.get_default(call_default_factory=True))
            lines.append(f" {key} = {shown(values[key])}  # {site.text('default')}")
        elif part == key:
            lines.append(f" {key}  # {site.text('not_set')}")
    return Done(tuple(lines), {"settings": values})


def _is_of_driver(key: str, driver: object) -> bool:
    """Tell whether the chosen driver knows a setting; every driver's own settings share one section."""
    section, _, name = key.partition(".")
    if f"{section}.driver" not in {known for known, _ in keys_of(Settings)}:
        return True
    return name != "driver" and name in options_of(Settings, section, driver)


def described(site: Site, key: str, fields: Sequence[FieldInfo]) -> tuple[list[str], dict[str, object]]:
    """Say all there is to say of a setting: meaning, what is allowed, default, value, and when a change counts."""
    language = site.language
    meanings = list(dict.fromkeys(meaning(field, language) for field in fields))
    may_be = ", ".join(dict.fromkeys(words for field in fields if (words := allowed(field, language))))
    default = None if fields[0].is_required() else as_written(fields[0].get_default(call_default_factory=True))
    value = site.draft().values().get(key)
    rows = [
        ("allowed", may_be),
        ("default", shown(default) if default is not None and not key.endswith(".driver") else ""),
        ("value", shown(value) if value is not None else site.text("not_set")),
        ("change", site.text("after_restart" if needs_restart(key) else "at_once")),
    ]
    lines = [f" {key}", *(line for text in meanings for line in wrapped(text, "   "))]
    lines += [f"   {site.text(f'setting.{name}'):12} {words}" for name, words in rows if words]
    content = {
        "meaning": meanings[0],
        "allowed": may_be,
        "default": default,
        "value": value,
        "needs_restart": needs_restart(key),
    }
    return lines, content


def _set(site: Site, arguments: str) -> Answer:
    key, _, value = arguments.partition(" ")
    value = value.strip()
    if not key or not value:
        return misused(site, SET.usage)
    if len(value) > LONGEST_VALUE:
        return Failed(Problem.VALUE_REFUSED, site.text("value_too_long", key=key, longest=LONGEST_VALUE))
    return _edit(site, key, lambda draft: draft.set(key, value))


def _unset(site: Site, key: str) -> Answer:
    if not key or " " in key:
        return misused(site, UNSET.usage)
    return _edit(site, key, lambda draft: draft.unset(key))


def _edit(site: Site, key: str, change: Callable[[Draft], Sequence[Mistake]]) -> Answer:
    """Change the candidate, or tell why not; a driver that is chosen takes the other one's settings away."""
    mistakes: list[Mistake] = []
    removed: list[str] = []

    def changed(text: str) -> str | None:
        draft = Draft(text, site.folder)
        before = draft.values()
        mistakes.extend(change(draft))
        removed.extend(gone.key for gone in changes(before, draft.values()) if gone.after is None and gone.key != key)
        return None if mistakes else draft.text

    site.store.edit(changed)
    if mistakes:
        problem = Problem.SETTING_UNKNOWN if mistakes[0].is_unknown_key else Problem.VALUE_REFUSED
        return Failed(problem, site.words(mistakes[0]))
    return Done(tuple(f" {site.text('removed_with_driver', key=gone)}" for gone in removed), {"removed": removed})


def _diff(site: Site, _arguments: str) -> Answer:
    found = _uncommitted(site)
    return Done(tuple(_difference(found)), {"changes": [_as_content(change) for change in found]})


def _difference(found: Sequence[Change]) -> Iterable[str]:
    for change in found:
        yield f" {change.key}"
        if change.before is not None:
            yield f"-  {shown(change.before)}"
        if change.after is not None:
            yield f"+  {shown(change.after)}"


def _as_content(change: Change) -> dict[str, object]:
    return {"key": change.key, "before": change.before, "after": change.after}


def _uncommitted(site: Site) -> list[Change]:
    return changes(_values_in_force(site), site.draft().values())


def _values_in_force(site: Site) -> dict[str, object]:
    try:
        return site.active().values()
    except NotToml:
        return {}  # what is edited then replaces the whole file


def _check(site: Site, _arguments: str) -> Answer:
    draft = site.draft()
    settings = draft.settings()
    if not isinstance(settings, Settings):
        return _invalid(site, settings)
    lines = [f" {site.text('checked', count=len(draft.values()))}"]
    findings = doubts(site, settings)
    lines += [f" {problem.value} {text}" for problem, text in findings]
    return Done(tuple(lines), {"warnings": _as_warnings(findings)})


def doubts(site: Site, settings: Settings) -> list[tuple[Problem, str]]:
    """Tell what no schema can: whether the state folder and the certificate files are there and fit together."""
    try:
        client_settings = insi_client_settings(settings)
    except OSError as failure:
        return [(Problem.STORAGE_FAILED, f"{failure.filename}: {site.why(failure)}")]
    reading = read_credentials(client_settings, datetime.now(UTC))
    findings = reading.findings if isinstance(reading, CredentialsUnusable) else reading.warnings
    return [(_problem_of(finding), site.reason(finding.code, finding.text, finding.detail)) for finding in findings]


def _problem_of(finding: CredentialFinding) -> Problem:
    if finding.blocking:
        return Problem.CREDENTIALS_UNUSABLE
    if finding.problem is CredentialProblem.CERTIFICATE_EXPIRES_SOON:
        return Problem.CERTIFICATE_ENDS_SOON
    return Problem.CREDENTIALS_DOUBTFUL


def _invalid(site: Site, mistakes: Sequence[Mistake]) -> Failed:
    return Failed(
        Problem.CONFIGURATION_INVALID,
        site.text("mistakes", count=len(mistakes)),
        tuple(f" {site.words(mistake)}" for mistake in mistakes),
        {"mistakes": [{"key": mistake.key, "text": mistake.text_in(site.language)} for mistake in mistakes]},
    )


def _commit(site: Site, arguments: str) -> Answer:
    minutes: int | None = None
    match arguments.split():
        case []:
            pass
        case ["confirm", number] if number.isdecimal() and 1 <= int(number) <= _LONGEST_TRIAL_MINUTES:
            minutes = int(number)
        case _:
            return misused(site, COMMIT.usage)
    return commit(site, site.draft(), minutes)


def commit(site: Site, draft: Draft, minutes: int | None = None) -> Answer:
    """Put a draft in force and tell the kiosk; for a trial of some minutes where they are given."""
    found = changes(_values_in_force(site), draft.values())
    if not found:
        waits = site.store.trial() is not None
        return Failed(Problem.NOTHING_TO_DO, site.text("confirm_instead" if waits else "nothing_to_commit"))
    made = site.store.commit(draft.text, site.account, minutes * _SECONDS_PER_MINUTE if minutes else None)
    if not isinstance(made, Version):
        return _invalid(site, made)
    lines = [f" {site.text('checked', count=len(draft.values()))}", *_applied(site, [change.key for change in found])]
    content: dict[str, object] = {"version": made.number, "changes": [_as_content(change) for change in found]}
    if minutes is not None:
        trial = site.store.trial()
        back_to = trial.back_to if trial is not None else made.number - 1
        lines += wrapped(site.text("trial", minutes=minutes, version=back_to), " ")
        return Done(tuple(lines), content | {"unconfirmed_minutes": minutes})
    return Done(tuple(lines), content, site.text("version_word", number=made.number))


def _applied(site: Site, keys: Sequence[str]) -> list[str]:
    """Have the kiosk take up what it can, and say what waits for a restart."""
    live = sorted({key.partition(".")[0] for key in keys if not needs_restart(key)})
    waiting = [key for key in keys if needs_restart(key)]
    is_heard = reload_kiosk(site)
    lines = _followed(site)
    if not is_heard:
        return [*lines, f" {site.text('applied_at_start')}"]
    if live:
        lines.append(f" {site.text('applied', parts=', '.join(live))}")
    if waiting:
        lines += wrapped(site.text("waits_for_restart", keys=", ".join(waiting)), " ")
    return lines


def _followed(site: Site) -> list[str]:
    """Wait until the machine follows: a test of the network would still meet the old address and firewall."""
    configuration = site.store.file.read_bytes()
    began_s, is_told = time.monotonic(), False
    while (outcome := taken_up(configuration, site.run_dir)) is TakenUp.NOT_YET:
        waited_s = time.monotonic() - began_s
        if waited_s > _FOLLOWS_S:
            break
        if waited_s > _TOLD_AFTER_S and not is_told:
            site.terminal.say(f" {site.text('machine_takes_up')}")
            is_told = True
        time.sleep(_LOOK_S)
    match outcome:
        case TakenUp.NOWHERE:
            return []
        case TakenUp.WHOLLY:
            return [f" {site.text('machine_follows')}"]
        case TakenUp.IN_PART | TakenUp.NOT_YET:
            return list(wrapped(site.text("machine_does_not_follow"), " "))
        case _:
            assert_never(outcome)


def reload_kiosk(site: Site) -> bool:
    """Have the running kiosk read what is in force; False where none answers."""
    return not isinstance(site.ask_kiosk(Order(KioskCommand.RELOAD)), KioskSilent)


def _confirm(site: Site, _arguments: str) -> Answer:
    if not site.store.confirm():
        return Failed(Problem.NOTHING_TO_DO, site.text("nothing_to_confirm"))
    version = site.store.versions()[-1].number
    return Done((), {"version": version}, site.text("version_word", number=version))


def _discard(site: Site, _arguments: str) -> Answer:
    if site.store.candidate_text() is None:
        return Failed(Problem.NOTHING_TO_DO, site.text("nothing_to_commit"))
    site.store.discard_candidate()
    return Done()


def _rollback(site: Site, arguments: str) -> Answer:
    kept = site.store.versions()
    if arguments and not arguments.isdecimal():
        return misused(site, ROLLBACK.usage)
    if not arguments and len(kept) < 2:  # noqa: PLR2004 - the one in force and one before it
        return Failed(Problem.NOTHING_TO_DO, site.text("no_earlier_version"))
    number = int(arguments[:9]) if arguments else kept[-2].number
    before = _values_in_force(site)
    try:
        version = site.store.rollback(number, site.account)
    except NoSuchVersion:
        return Failed(Problem.VERSION_UNKNOWN, site.text("no_such_version", number=number))
    if not isinstance(version, Version):
        return _invalid(site, version)
    lines = _applied(site, [change.key for change in changes(before, _values_in_force(site))])
    settings = site.settings()
    findings = doubts(site, settings) if isinstance(settings, Settings) else []
    lines += [f" {problem.value} {text}" for problem, text in findings]
    content = {"version": version.number, "as": number, "warnings": _as_warnings(findings)}
    return Done(tuple(lines), content, site.text("version_word", number=version.number))


def _as_warnings(findings: Sequence[tuple[Problem, str]]) -> list[dict[str, str]]:
    return [{"code": problem.value, "text": text} for problem, text in findings]


def _history(site: Site, _arguments: str) -> Answer:
    kept = site.store.versions()
    trial = site.store.trial()
    lines = [
        f" {version.number:4}  {version.made_at.astimezone():%Y-%m-%d %H:%M}  {version.account}" for version in kept
    ]
    if lines:
        mark = site.text("unconfirmed") if trial is not None else site.text("in_force")
        lines[-1] += f"  ({mark})"
    content = [
        {"version": version.number, "time": version.made_at.isoformat(), "account": version.account} for version in kept
    ]
    return Done(tuple(lines), {"versions": content, "is_unconfirmed": trial is not None})


def complete_key(_site: Site, words: Sequence[str]) -> Iterable[str]:
    """Complete the name of a setting."""
    return () if words else sorted({key for key, _ in keys_of(Settings)})


def _complete_set(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return complete_key(_site, words)
        case [key]:
            return [word for known, field in keys_of(Settings) if known == key for word in choices(field)]
        case _:
            return ()


def _complete_version(site: Site, words: Sequence[str]) -> Iterable[str]:
    return () if words else [str(version.number) for version in site.store.versions()]


def _complete_show(site: Site, words: Sequence[str]) -> Iterable[str]:
    return [*complete_key(site, words), *(() if words else Settings.model_fields)]


def _complete_commit(_site: Site, words: Sequence[str]) -> Iterable[str]:
    match words:
        case []:
            return ("confirm",)
        case ["confirm"]:
            return "5", "10", "30", "60"
        case _:
            return ()


SHOW = Command("show", "show [KEY]", _show, _complete_show)
SET = Command("set", "set KEY VALUE", _set, _complete_set)
UNSET = Command("unset", "unset KEY", _unset, complete_key)
DIFF = Command("diff", "diff", _diff)
CHECK = Command("check", "check", _check)
COMMIT = Command("commit", "commit [confirm MINUTES]", _commit, _complete_commit)
CONFIRM = Command("confirm", "confirm", _confirm)
DISCARD = Command("discard", "discard", _discard)
ROLLBACK = Command("rollback", "rollback [VERSION]", _rollback, _complete_version)
HISTORY = Command("history", "history", _history)

COMMANDS = (SHOW, SET, UNSET, DIFF, CHECK, COMMIT, CONFIRM, DISCARD, ROLLBACK, HISTORY)
