"""`make bench`: measure, print each value with its limit beside it, and keep both in `out/bench.json`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench import card, insi, printer, screens, speech
from tests.bench.measurement import Measurement
from tests.emulators.namespace import NamespaceRefused, enter_private_namespace, is_private

_RESULT = Path("out/bench.json")
_PARTS = (card.measure, insi.measure, printer.measure, speech.measure, screens.measure)


def main() -> int:
    try:
        if not is_private():
            enter_private_namespace()
    except NamespaceRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    measurements = [measurement for measure in _PARTS for measurement in measure()]
    print(_table(measurements))
    _RESULT.parent.mkdir(exist_ok=True)
    content = {one.name: {"value": one.value, "limit": one.limit, "unit": one.unit} for one in measurements}
    _RESULT.write_text(json.dumps(content, indent=2) + "\n")
    return 0 if all(one.is_within_limit for one in measurements) else 1


def _table(measurements: Sequence[Measurement]) -> str:
    width = max(len(one.name) for one in measurements)
    rows = [
        f"{one.name:{width}}  {one.value:>9.2f}  {one.limit:>9.2f}  {one.unit:4}"
        f"  {'ok' if one.is_within_limit else 'TOO MUCH':8}  {one.note}".rstrip()
        for one in measurements
    ]
    head = f"{'':{width}}  {'measured':>9}  {'limit':>9}"
    return "\n".join([head, *rows])


if __name__ == "__main__":
    sys.exit(main())
