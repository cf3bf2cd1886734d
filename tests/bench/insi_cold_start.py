"""A fresh process that makes one INSi client and tells how long it took: `… URL PKI_FOLDER`, JSON on stdout.

The imports are counted apart: the kiosk pays them once, at the start of the program, before anybody stands before it.
"""

import json
import sys
import time
from pathlib import Path

_BEGAN = time.perf_counter()
from kiosk.insi.client import InsiClient  # noqa: E402 - what is measured
from tests.emulators.insi.pki import Pki  # noqa: E402
from tests.insi_settings import client_settings  # noqa: E402

_IMPORTED = time.perf_counter()


def main() -> None:
    url, folder = sys.argv[1:]
    client = InsiClient(client_settings(url, Pki(Path(folder))))
    ready = time.perf_counter()
    assert client.findings == ()
    print(json.dumps({"import_ms": (_IMPORTED - _BEGAN) * 1000, "start_ms": (ready - _IMPORTED) * 1000}))


if __name__ == "__main__":
    main()
