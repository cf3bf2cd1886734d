"""Asks or answers on a network, as whichever user: what a firewall lets through is seen from both ends.

python network_probe.py answer tcp:8443 udp:123 …
python network_probe.py ask tcp USER ADDRESS PORT      prints answered, forbidden or silent
"""

import os
import selectors
import socket
import sys
import time

_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}
_PATIENCE_S = 2.0


def answer(places: list[str]) -> None:
    waiting = selectors.DefaultSelector()
    for place in places:
        kind, _, port = place.partition(":")
        listener = socket.socket(socket.AF_INET, _KINDS[kind])
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", int(port)))  # noqa: S104 - in a network of its own
        if kind == "tcp":
            listener.listen()
        waiting.register(listener, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in waiting.select():
            listener = key.fileobj
            assert isinstance(listener, socket.socket)
            if listener.type == socket.SOCK_STREAM:
                partner, _ = listener.accept()
                with partner:
                    partner.sendall(b"!")
            else:
                _, address = listener.recvfrom(16)
                listener.sendto(b"!", address)


def ask(kind: str, user: str, address: str, port: str) -> str:
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
    with socket.socket(socket.AF_INET, _KINDS[kind]) as partner:
        partner.settimeout(_PATIENCE_S)
        began_s = time.monotonic()
        try:
            partner.connect((address, int(port)))
            if kind == "udp":
                partner.send(b"?")
            partner.recv(16)
        except TimeoutError:
            return "silent"
        except OSError:
            return "forbidden" if time.monotonic() - began_s < _PATIENCE_S else "silent"
    return "answered"


if __name__ == "__main__":
    if sys.argv[1] == "answer":
        answer(sys.argv[2:])
    else:
        print(ask(*sys.argv[2:]))
