"""The technician at the serial line: logs in, types commands, reads answers."""

from tests.image.serial_line import SerialLine

PROMPT = r"kiosk> "
_ANSWER_S = 60.0
_LOGIN_S = 120.0


class Technician:
    def __init__(self, line: SerialLine) -> None:
        self._line = line

    def log_in(self, password: str, timeout_s: float, *, is_first: bool = False) -> None:
        """Log in once the line asks for it; the first time the password is chosen."""
        self._line.expect(r"login: ", timeout_s)
        self._line.send("technician\r")
        if is_first:
            for question in (r"[Nn]ew password: ", r"(?:Re-?type|Repeat|Retype)[^:]*password: "):
                self._line.expect(question, _LOGIN_S)
                self._line.send(f"{password}\r")
        else:
            self._line.expect(r"Password: ", _LOGIN_S)
            self._line.send(f"{password}\r")
        self._line.expect(PROMPT, _LOGIN_S)

    def ask(self, command: str, timeout_s: float = _ANSWER_S) -> str:
        """Type a command and return its answer."""
        self._line.send(f"{command}\r")
        self._line.expect(r"\n", _ANSWER_S)  # the command as it is echoed
        return self._answer(timeout_s)

    def converse(self, command: str, turns: list[tuple[str, str]], timeout_s: float = _ANSWER_S) -> str:
        """Type a command, answer its questions in their order, and return what follows the last one."""
        self._line.send(f"{command}\r")
        for question, answer in turns:
            self._line.expect(question, timeout_s)
            self._line.send("".join(f"{line}\r" for line in answer.split("\n")))
        return self._answer(timeout_s)

    def _answer(self, timeout_s: float) -> str:
        seen = self._line.expect(rf"(.*?){PROMPT}", timeout_s)
        return seen[1].decode("utf-8", "replace").replace("\r", "")
