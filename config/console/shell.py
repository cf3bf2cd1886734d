"""The loop between a technician and the commands."""

import cmd
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

from config.console import line_editing
from config.console.answer import Answer, Done, Failed, as_json, last_line
from config.console.audit import CommandAudit
from config.console.catalog import COMMANDS
from config.console.commands.configuration import described, reload_kiosk
from config.console.commands.status import greeting
from config.console.sessions import OpenSession, entered
from config.console.site import Site, host_name
from config.console.terminal import COLUMNS, LONGEST_LINE, LineEnded, fitted, wrapped
from config.draft import NotToml
from config.mistakes import keys_of
from config.settings import Settings
from config.store import Version
from kiosk.durable import LockHeld
from kiosk.problems import Problem, guidance

_LOOK_S = 1.0
_IDLE_S = 15 * 60.0
"""A session nobody types in ends: the next person at the line has to log in."""

_AS_JSON = "--json"
_EXITS = ("exit", "quit", "logout")


class _IdleTooLong(Exception):
    """Nobody typed for `_IDLE_S`."""


class Shell(cmd.Cmd):
    """One session; `run` returns when the technician leaves or the line hangs up.

    Every line goes through `answer_to`: no method of a command's name exists, so `cmd`'s own `!` and `?` lead nowhere.
    """

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self.prompt = f"{host_name()}> "
        self._idle_s = 0.0
        self._is_interruptible = False
        self._has_trial = False
        self._candidates: list[str] = []
        self._edited = self._candidate()
        self._commands = {command.name: command for command in COMMANDS}

    def run(self) -> None:
        if sys.stdin.isatty():
            line_editing.set_up(self.complete)
        signal.signal(signal.SIGINT, self._interrupt)
        self.site.terminal.watch = self._watch
        with ExitStack() as session:
            try:
                others = session.enter_context(entered(self.site.store.sessions_dir, self.site.account))
            except OSError as failure:
                self._warn(failure)
                others = []
            self._note_session(began=True)
            try:
                self._tell_missed_trial()
                self._greet(others)
                self._serve()
            except LineEnded:
                self.site.terminal.write([""])
            except _IdleTooLong:
                self.site.terminal.write(["", self.site.text("idle")])
            finally:
                self._note_session(began=False)

    def _serve(self) -> None:
        while True:
            try:
                line = self.site.terminal.ask(self.prompt, choices=None)
            except KeyboardInterrupt:
                continue
            line_editing.remember(line)
            if line.strip() in _EXITS:
                return
            self.onecmd(line)

    def onecmd(self, line: str) -> bool:
        """Answer one line; an empty one is not a command."""
        if line.strip():
            self.execute(line)
        return False

    def execute(self, line: str) -> Answer:
        """Carry a line out, write its answer and keep it in the audit."""
        site, terminal = self.site, self.site.terminal
        words = line.split()
        terminal.is_quiet = words[-1:] == [_AS_JSON]
        if terminal.is_quiet:
            line = line.rstrip()[: -len(_AS_JSON)]
        if self._candidate() != self._edited:
            terminal.say(f" {site.text('edited_elsewhere')}")
        audits = [CommandAudit(site.state_dir, site.account)]
        try:
            answer = self.answer_to(line.strip())
        finally:
            wanted_json, terminal.is_quiet = terminal.is_quiet, False
        self._edited = self._candidate()
        if site.state_dir != audits[0].folder:  # a commit moved it: the old audit ends, and the new begins, with that
            audits.append(CommandAudit(site.state_dir, site.account))
        self._note(audits, line.strip(), answer)
        self._write(answer, as_data=wanted_json)
        return answer

    def _write(self, answer: Answer, *, as_data: bool) -> None:
        terminal = self.site.terminal
        last = last_line(answer)
        if isinstance(answer, Failed) and len(last) >= COLUMNS:
            last = last_line(Failed(answer.problem, guidance(self.site.language)[answer.problem].meaning))
            terminal.write([] if as_data else wrapped(answer.text, " "))
        if as_data:
            terminal.write([as_json(answer)])
        else:
            terminal.write(piece for line in answer.lines for piece in fitted(line))
        terminal.write([last])

    def answer_to(self, line: str) -> Answer:
        """Find the command and run it; whatever the line holds, there is an answer."""
        site = self.site
        if len(line) > LONGEST_LINE or not line.isprintable():
            return Failed(Problem.LINE_UNREADABLE, site.text("line_unreadable", longest=LONGEST_LINE))
        name, _, arguments = line.partition(" ")
        command = self._commands.get(name)
        if command is None and name != "help":
            return Failed(Problem.COMMAND_UNKNOWN, site.text("no_such_command", name=name[:40]))
        try:
            self._is_interruptible = True
            return self._help(arguments.strip()) if command is None else command.run(site, arguments.strip())
        except KeyboardInterrupt:
            return Failed(Problem.COMMAND_INTERRUPTED, site.text("interrupted"))
        except NotToml as failure:
            return Failed(Problem.CONFIGURATION_INVALID, site.text("not_toml", text=failure))
        except LockHeld as failure:
            return Failed(Problem.DEVICE_IN_USE, f"{failure.filename}: {site.why(failure)}")
        except OSError as failure:
            return Failed(Problem.STORAGE_FAILED, f"{failure.filename or name}: {site.why(failure)}")
        finally:
            self._is_interruptible = False

    # Completion and help.

    def complete(self, text: str, state: int) -> str | None:  # type: ignore[override] # readline wants one word a call
        """Give readline the `state`-th word that may stand here; never the name of a file."""
        if state == 0:
            words = {word for word in self._words(line_editing.words_before_cursor()) if word.startswith(text)}
            self._candidates = _by_folder(words, text)
        return self._candidates[state] if state < len(self._candidates) else None

    def _words(self, before: Sequence[str]) -> Iterator[str]:
        choices = self.site.terminal.choices
        if choices is not None:
            yield from () if before else choices
            return
        if not before:
            yield from (*self._commands, "help", *_EXITS[:1])
            return
        yield _AS_JSON
        if before[0] == "help":
            yield from () if before[1:] else (*self._commands, *(key for key, _ in keys_of(Settings)))
        elif (command := self._commands.get(before[0])) is not None:
            try:
                yield from command.complete(self.site, before[1:])
            except (OSError, NotToml):
                return

    def _help(self, topic: str) -> Answer:
        site = self.site
        if not topic:
            width = max(len(name) for name in self._commands)
            summaries = [(command, site.text(f"help.{command.name}").partition(". ")[0]) for command in COMMANDS]
            lines = [f" {command.name:{width}}  {summary.removesuffix('.')}" for command, summary in summaries]
            return Done((*lines, *wrapped(site.text("help.help"), " ")), {"commands": list(self._commands)})
        command = self._commands.get(topic.split(maxsplit=1)[0])
        if command is not None:
            text = site.text(f"help.{command.name}")
            return Done((f" {command.usage}", *wrapped(text, "   ")), {"usage": command.usage, "text": text})
        fields = [field for key, field in keys_of(Settings) if key == topic]
        if not fields:
            return Failed(Problem.COMMAND_UNKNOWN, site.text("no_such_command", name=topic[:40]))
        lines, content = described(site, topic, fields)
        return Done(tuple(lines), content)

    # The session.

    @contextmanager
    def _watch(self) -> Iterator[None]:
        """While nobody types: end a trial that is over, and a session that was left behind."""
        self._idle_s = 0.0
        with suppress(OSError):  # a folder that cannot be read is named by `problems`
            self._has_trial = self.site.store.trial() is not None
        was_interruptible, self._is_interruptible = self._is_interruptible, True
        before = signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _LOOK_S, _LOOK_S)
        try:
            yield
        finally:
            self._is_interruptible = was_interruptible
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _interrupt(self, _signal: int, frame: FrameType | None) -> None:
        """Ctrl-C counts once, at the prompt or in a command: a line full of them must not end the session.

        While a line is read each one counts: readline drops what is raised in a completer.
        """
        if self._is_interruptible or line_editing.is_reading(frame):
            self._is_interruptible = False
            raise KeyboardInterrupt

    def _look(self, _signal: int, _frame: FrameType | None) -> None:
        self._idle_s += _LOOK_S
        if self._idle_s >= _IDLE_S:
            raise _IdleTooLong
        try:
            rolled_back = self._end_trial()
        except OSError:
            return  # tried again a second later, and `problems` names the disk
        if rolled_back is not None:
            self.site.terminal.write(["", self.site.text("rolled_back", number=rolled_back.number)])
            line_editing.redisplay()

    def _end_trial(self) -> Version | None:
        """Give the version that is in force again where the time of a trial was over, for us or for the kiosk."""
        store = self.site.store
        ended_here = store.end_trial_if_due()
        if ended_here is not None:
            reload_kiosk(self.site)
        # Nobody confirms while this prompt waits: a trial that is gone was rolled back.
        is_gone = self._has_trial and store.trial() is None
        if ended_here is None and not is_gone:
            return None
        self._has_trial = False
        return store.versions()[-1]

    def _tell_missed_trial(self) -> None:
        """End a trial whose time was over before anybody came: neither kiosk nor console was there to do it."""
        try:
            rolled_back = self._end_trial()
        except OSError as failure:
            self._warn(failure)
            return
        if rolled_back is not None:
            self.site.terminal.write([self.site.text("rolled_back", number=rolled_back.number)])

    def _greet(self, others: Sequence[OpenSession]) -> None:
        try:
            lines = greeting(self.site, others)
        except OSError as failure:
            self._warn(failure)
            return
        self.site.terminal.write(lines)

    def _candidate(self) -> str | None:
        try:
            return self.site.store.candidate_text()
        except OSError:
            return None  # `problems` names the disk

    def _note(self, audits: Sequence[CommandAudit], line: str, answer: Answer) -> None:
        try:
            for audit in audits:
                audit.record(line, answer)
        except OSError as failure:
            self._warn(failure)

    def _note_session(self, *, began: bool) -> None:
        try:
            CommandAudit(self.site.state_dir, self.site.account).record_session(began=began)
        except OSError as failure:
            self._warn(failure)

    def _warn(self, failure: OSError) -> None:
        """A disk that takes no audit is what the technician came for: say so and go on."""
        meaning = guidance(self.site.language)[Problem.STORAGE_FAILED].meaning
        self.site.terminal.write([f" {Problem.STORAGE_FAILED.value} {meaning}: {self.site.why(failure)}"])


def _by_folder(words: set[str], text: str) -> list[str]:
    """Complete names such as Europe/Paris one part after the other: all of them would fill the line for a minute."""
    cut = {word[: end + 1] if (end := word.find("/", len(text))) >= 0 else f"{word} " for word in words}
    return sorted(cut)
