"""A relay module beside a kiosk: `python -m tests.emulators.indicator DEVICE`, where DEVICE is the link to make."""

import sys
from pathlib import Path

from tests.emulators.indicator.module import Module


def main(device: Path) -> None:
    """Take `high N`, `low N` (a GPIO), `unplug`, `plug in` and `show` from standard input until it ends."""
    module = Module(device)
    module.start()
    print(f"relay module ready: {module.device}", flush=True)
    try:
        for line in sys.stdin:
            match line.split():
                case ["high" | "low" as level, number]:
                    module.set_input(f"gpio {number}", level == "high")
                case ["unplug"]:
                    module.unplug()
                case ["plug", "in"]:
                    module.plug_in()
                case ["show"]:
                    lit = [name for kind in ("relay", "gpio") for name in _names(kind) if module.is_on(name)]
                    print(", ".join(lit) or "all off", flush=True)
                case _:
                    print("is none of: high N, low N, unplug, plug in, show", flush=True)
    finally:
        module.close()


def _names(kind: str) -> list[str]:
    return [f"{kind} {number}" for number in "0123456789ABCDEFGHIJKLMNOPQRSTUV"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
