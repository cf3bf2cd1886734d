"""The table that a run leaves: each case with how it went."""

from pathlib import Path


class Results:
    """Shows each line as it comes and keeps all of them in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._failures = 0
        file.write_text("| Step | Result |\n|---|---|\n")

    def passed(self, case: str, detail: str) -> None:
        self._add(case, detail)

    def failed(self, case: str, reason: str) -> None:
        self._failures += 1
        self._add(case, f"FAILED: {reason}")

    def conclude(self) -> int:
        """Return the exit status of the run."""
        print(f"{self._file}: {'every step passed' if not self._failures else f'{self._failures} failed'}")
        return 1 if self._failures else 0

    def _add(self, case: str, detail: str) -> None:
        print(f"{case:<52} {detail}", flush=True)
        with self._file.open("a") as file:
            file.write(f"| {case} | {' '.join(detail.split())} |\n")
