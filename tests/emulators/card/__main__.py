"""Cards for the virtual reader: `python -m tests.emulators.card --control SOCKET [--insert CARD]`."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from tests.emulators.card.cards import all_cards
from tests.emulators.card.control import COMMANDS, ControlServer
from tests.emulators.card.slot import Slot

_VPCD_PORT = 0x8C7B  # as in /etc/reader.conf.d/vpcd; the second slot listens on the next one


def main() -> None:
    cards = all_cards()
    parser = argparse.ArgumentParser(
        prog="python -m tests.emulators.card",
        description="Two slots of cards under the pcscd of this network namespace.",
        epilog=f"On the control socket, one command a line:\n\n{COMMANDS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--control", type=Path, required=True, metavar="SOCKET", help="the Unix socket to steer it by")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop when standard input ends")
    parser.add_argument("--insert", choices=sorted(cards), metavar="CARD", help="the card to begin with")
    arguments = parser.parse_args()

    slots = [Slot(_VPCD_PORT), Slot(_VPCD_PORT + 1)]
    for slot in slots:
        slot.start()
    if arguments.insert:
        slots[0].insert(arguments.insert, cards[arguments.insert])

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if arguments.stop_with_stdin:
        threading.Thread(target=_wait_for_the_end_of_stdin, args=(ended,), daemon=True).start()
    with ControlServer(arguments.control, slots, cards) as server:
        answering = threading.Thread(target=server.serve_forever, args=(0.1,), name="control")
        answering.start()
        print(f"card emulator steered at {arguments.control}", flush=True)
        ended.wait()
        server.shutdown()
        answering.join()
    for slot in slots:
        slot.end()
        slot.join()
    arguments.control.unlink(missing_ok=True)


def _wait_for_the_end_of_stdin(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):  # leaves no lock behind, as a buffered read would at the program's end
        pass
    ended.set()


if __name__ == "__main__":
    main()
