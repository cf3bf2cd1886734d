"""Run the homologation cases and write their report: `python -m tests.homologation`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.homologation import report
from tests.homologation.not_run import NOT_RUN
from tests.homologation.suite import Suite


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.homologation", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/homologation"), help="folder of the report")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, closing(Suite(Path(folder))) as suite:
        finished = list(suite.run_all())
    path = report.write(options.out, finished, NOT_RUN)
    for case in finished:
        print(f"{'passed' if case.has_passed else 'FAILED':8}{case.case.number:8}{case.case.title}")
    for absent in NOT_RUN:
        print(f"{'not run':8}{absent.number:8}{absent.title}")
    print(f"report: {path}")
    return 0 if all(case.has_passed for case in finished) else 1


if __name__ == "__main__":
    sys.exit(main())
