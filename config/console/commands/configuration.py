"""show, set, unset, diff, check, commit, confirm, discard, rollback, history."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from config.console.answer import Answer, Done, Failed
from config.console.command import Command, misused, one_of
from config.console.site import KioskSilent, Site
from config.console.terminal import wrapped
from config.draft import LONGEST_VALUE, Change, Draft, NotToml, changes, shown
from config.mistakes import Mistake, keys_of
from config.reference import choices
from config.settings import Settings, needs_restart
from config.store import NoSuchVersion, Version
from kiosk.control.protocol import Command as KioskCommand
from kiosk.control.protocol import Order
from kiosk.insi.credentials import CredentialsRead, CredentialsUnusable, read_credentials
from kiosk.problems import Problem
from kiosk.teleservice import insi_client_settings

_LONGEST_TRIAL_MINUTES = 60
_SECONDS_PER_MINUTE = 60


def _show(site: Site, part: str) -> Answer:
    values = site.draft().values()
    chosen = {key: value for key, value in values.items() if not part or key == part or key.startswith(f"{part}.")}
    if part and not chosen:
        defaults = {key: field for key, field in keys_of(Settings) if key == part or key.startswith(f"{part}.")}
        if not defaults:
            return Failed(Problem.SETTING_UNKNOWN, site.text("no_such_setting", key=part))
        lines = tuple(
            f" {key} = {shown(field.get_default(call_default_factory=True))}  # {site.text('default')}"
            for key, field in defaults.items()
            if not field.is_required()
        )
        return Done(lines, {"settings": {}})
    return Done(tuple(f" {key} = {shown(value)}" for key, value in chosen.items()), {"settings": chosen})


def _set(site: Site, arguments: str) -> Answer:
    key, _, value = arguments.partition(" ")
    value = value.strip()
    if not key or not value:
        return misused(site, SET.usage)
    if len(value) > LONGEST_VALUE:
        return Failed(Problem.VALUE_REFUSED, site.text("value_too_long", key=key, longest=LONGEST_VALUE))
    draft = site.draft()
    before = draft.values()
    mistakes = draft.set(key, value)
    if mistakes:
        return _refused(mistakes[0])
    site.store.keep_candidate(draft.text)
    removed = tuple(change.key for change in changes(before, draft.values()) if change.after is None)
    return Done(tuple(f" {site.text('removed_with_driver', key=gone)}" for gone in removed), {"removed": removed})


def _unset(site: Site, key: str) -> Answer:
    if not key or " " in key:
        return misused(site, UNSET.usage)
    draft = site.draft()
    mistakes = draft.unset(key)
    if mistakes:
        return _refused(mistakes[0])
    site.store.keep_candidate(draft.text)
    return Done()


def _refused(mistake: Mistake) -> Failed:
    unknown = mistake.text.startswith("no such key")
    return Failed(Problem.SETTING_UNKNOWN if unknown else Problem.VALUE_REFUSED, str(mistake))


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
    return Done(tuple(lines), {"warnings": [{"code": problem.value, "text": text} for problem, text in findings]})


def doubts(site: Site, settings: Settings) -> list[tuple[Problem, str]]:
    """Tell what no schema can: whether the certificate files are there and fit together."""
    try:
        client_settings = insi_client_settings(settings)
    except OSError as failure:
        return [(Problem.STORAGE_FAILED, f"{failure.filename}: {failure.strerror}")]
    match read_credentials(client_settings, datetime.now(UTC)):
        case CredentialsUnusable(findings):
            return [(Problem.CREDENTIALS_UNUSABLE, site.short(finding.text)) for finding in findings]
        case CredentialsRead(_, findings):
            return [
                (
                    Problem.CERTIFICATE_ENDS_SOON
                    if finding.code == "client_certificate_expires_soon"
                    else Problem.CREDENTIALS_DOUBTFUL,
                    site.short(finding.text),
                )
                for finding in findings
            ]


def _invalid(site: Site, mistakes: Sequence[Mistake]) -> Failed:
    return Failed(
        Problem.CONFIGURATION_INVALID,
        site.text("mistakes", count=len(mistakes)),
        tuple(f" {mistake}" for mistake in mistakes),
        {"mistakes": [{"key": mistake.key, "text": mistake.text} for mistake in mistakes]},
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
        return Failed(Problem.NOTHING_TO_DO, site.text("nothing_to_commit"))
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
    lines = []
    if not reload_kiosk(site):
        return [f" {site.text('applied_at_start')}"]
    if live:
        lines.append(f" {site.text('applied', parts=', '.join(live))}")
    if waiting:
        lines += wrapped(site.text("waits_for_restart", keys=", ".join(waiting)), " ")
    return lines


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
    keys = [change.key for change in changes(before, _values_in_force(site))]
    word = site.text("version_word", number=version.number)
    return Done(tuple(_applied(site, keys)), {"version": version.number, "as": number}, word)


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


SHOW = Command("show", "show [KEY]", _show, _complete_show)
SET = Command("set", "set KEY VALUE", _set, _complete_set)
UNSET = Command("unset", "unset KEY", _unset, complete_key)
DIFF = Command("diff", "diff", _diff)
CHECK = Command("check", "check", _check)
COMMIT = Command("commit", "commit [confirm MINUTES]", _commit, one_of("confirm"))
CONFIRM = Command("confirm", "confirm", _confirm)
DISCARD = Command("discard", "discard", _discard)
ROLLBACK = Command("rollback", "rollback [VERSION]", _rollback, _complete_version)
HISTORY = Command("history", "history", _history)

COMMANDS = (SHOW, SET, UNSET, DIFF, CHECK, COMMIT, CONFIRM, DISCARD, ROLLBACK, HISTORY)
