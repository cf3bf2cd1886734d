"""The loop between a technician and the commands: GNU readline for editing, history and completion."""

import cmd
import readline
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from config.console.answer import Answer, Done, Failed, as_json, last_line
from config.console.audit import CommandAudit
from config.console.catalog import COMMANDS
from config.console.commands.configuration import reload_kiosk
from config.console.commands.status import greeting
from config.console.site import Site, host_name
from config.console.terminal import LONGEST_LINE, LineEnded, fitted, wrapped
from config.draft import NotToml
from config.mistakes import keys_of
from config.reference import allowed
from config.settings import Settings
from config.store import Version
from kiosk.durable import LockHeld
from kiosk.problems import Problem, guidance

_LOOK_S = 1.0
_IDLE_S = 15 * 60.0
"""A session nobody types in ends: the next person at the line has to log in."""

_READLINE = (
    "tab: complete",
    "set enable-bracketed-paste off",
    "set bell-style none",
    # Noise on the line: bytes above 127 must not become commands, and no key may repeat others without end.
    "set convert-meta off",
    "set input-meta on",
    *(f'"{keys}": abort' for keys in (r"\C-x(", r"\C-x)", r"\C-xe", r"\C-x\C-r", r"\C-v", r"\C-q")),
    *(rf'"\e{digit}": abort' for digit in "0123456789-"),
)

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
        self._commands = {command.name: command for command in COMMANDS}

    def run(self) -> None:
        self._set_up_readline()
        signal.signal(signal.SIGINT, self._interrupt)
        self._note_session(began=True)
        self._greet()
        try:
            while True:
                try:
                    with self._watch():
                        line = self.site.terminal.ask(self.prompt)
                except KeyboardInterrupt:
                    self.site.terminal.write(["^C"])
                    continue
                if line.strip() in _EXITS:
                    return
                self.onecmd(line)
        except LineEnded:
            self.site.terminal.write([""])
        except _IdleTooLong:
            self.site.terminal.write(["", self.site.text("idle")])
        finally:
            self._note_session(began=False)

    def onecmd(self, line: str) -> bool:
        """Answer one line; an empty one is not a command."""
        if line.strip():
            self.execute(line)
        return False

    def execute(self, line: str) -> Answer:
        """Carry a line out, write its answer and keep it in the audit."""
        terminal = self.site.terminal
        words = line.split()
        terminal.is_quiet = words[-1:] == [_AS_JSON]
        if terminal.is_quiet:
            line = line.rstrip()[: -len(_AS_JSON)]
        try:
            answer = self.answer_to(line.strip())
        finally:
            wanted_json, terminal.is_quiet = terminal.is_quiet, False
        self._note(line.strip(), answer)
        if wanted_json:
            terminal.write([as_json(answer)])
        else:
            terminal.write(piece for line in answer.lines for piece in fitted(line))
        terminal.write([last_line(answer)])
        return answer

    def answer_to(self, line: str) -> Answer:
        """Find the command and run it; whatever the line holds, there is an answer."""
        site = self.site
        if len(line) > LONGEST_LINE or not line.isprintable():
            return Failed(Problem.LINE_UNREADABLE, site.text("line_unreadable", longest=LONGEST_LINE))
        name, _, arguments = line.partition(" ")
        if name == "help":
            return self._help(arguments.strip())
        command = self._commands.get(name)
        if command is None:
            return Failed(Problem.COMMAND_UNKNOWN, site.text("no_such_command", name=name[:40]))
        try:
            self._is_interruptible = True
            return command.run(site, arguments.strip())
        except KeyboardInterrupt:
            return Failed(Problem.COMMAND_INTERRUPTED, site.text("interrupted"))
        except NotToml as failure:
            return Failed(Problem.CONFIGURATION_INVALID, site.text("not_toml", text=failure))
        except LockHeld as failure:
            return Failed(Problem.DEVICE_IN_USE, f"{failure.filename}: {failure.strerror}")
        except OSError as failure:
            return Failed(Problem.STORAGE_FAILED, f"{failure.filename or name}: {failure.strerror}")
        finally:
            self._is_interruptible = False

    # Completion and help.

    def complete(self, text: str, state: int) -> str | None:  # type: ignore[override] # readline wants one word a call
        """Give readline the `state`-th word that may stand here; never the name of a file."""
        if state == 0:
            before = readline.get_line_buffer()[: readline.get_begidx()].split()
            self._candidates = sorted({word + " " for word in self._words(before) if word.startswith(text)})
        return self._candidates[state] if state < len(self._candidates) else None

    def _words(self, before: Sequence[str]) -> Iterator[str]:
        if not before:
            yield from (*self._commands, "help", *_EXITS[:1])
        elif before[0] == "help":
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
            lines = [f" {command.name:{width}}  {summary}" for command, summary in summaries]
            return Done((*lines, *wrapped(site.text("help.help"), " ")), {"commands": list(self._commands)})
        command = self._commands.get(topic.split(maxsplit=1)[0])
        if command is not None:
            return Done(
                (f" {command.usage}", *wrapped(site.text(f"help.{command.name}"), "   ")), {"usage": command.usage}
            )
        for key, field in keys_of(Settings):
            if key == topic:
                lines = [f" {line}" for line in (field.description, allowed(field)) if line]
                return Done(tuple(lines), {"meaning": field.description, "allowed": allowed(field)})
        return Failed(Problem.COMMAND_UNKNOWN, site.text("no_such_command", name=topic[:40]))

    # The session.

    def _greet(self) -> None:
        self.site.terminal.write(greeting(self.site))

    def _set_up_readline(self) -> None:
        if not sys.stdin.isatty():
            return
        readline.set_completer(self.complete)
        readline.set_completer_delims(" ")
        readline.set_auto_history(True)
        for setting in _READLINE:
            readline.parse_and_bind(setting)

    @contextmanager
    def _watch(self) -> Iterator[None]:
        """While nobody types: end a trial that is over, and a session that was left behind."""
        self._idle_s = 0.0
        with suppress(OSError):  # a folder that cannot be read is named by `problems`
            self._has_trial = self.site.store.trial() is not None
        self._is_interruptible = True
        before = signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, _LOOK_S, _LOOK_S)
        try:
            yield
        finally:
            self._is_interruptible = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """Ctrl-C counts once, at the prompt or in a command: a line full of them must not end the session."""
        if self._is_interruptible:
            self._is_interruptible = False
            raise KeyboardInterrupt

    def _look(self, _signal: int, _frame: FrameType | None) -> None:
        self._idle_s += _LOOK_S
        if self._idle_s >= _IDLE_S:
            raise _IdleTooLong
        store = self.site.store
        try:
            ended_here = store.end_trial_if_due() is not None
            if self._has_trial and store.trial() is None:
                # Nobody confirms while this prompt waits: the time was over, for us or for the kiosk.
                self._has_trial = False
                self._tell_rolled_back(store.versions()[-1], ended_here=ended_here)
        except OSError:
            return  # tried again a second later, and `problems` names the disk

    def _tell_rolled_back(self, version: Version, *, ended_here: bool) -> None:
        if ended_here:
            reload_kiosk(self.site)
        self.site.terminal.write(["", self.site.text("rolled_back", number=version.number)])
        readline.redisplay()

    def _note(self, line: str, answer: Answer) -> None:
        try:
            CommandAudit(self.site.state_dir, self.site.account).record(line, answer)
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
        self.site.terminal.write([f" {Problem.STORAGE_FAILED.value} {meaning}: {failure.strerror}"])
