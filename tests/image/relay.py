"""Join standard input and output to a TCP port of this machine: what QEMU starts for each connection of the guest."""

import os
import select
import socket
import sys


def main() -> None:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as service:
        ways = {0: service.fileno(), service.fileno(): 1}
        while True:
            for source in select.select(list(ways), [], [])[0]:
                data = os.read(source, 1 << 16)
                if not data:
                    return
                while data:
                    data = data[os.write(ways[source], data) :]


if __name__ == "__main__":
    main()
