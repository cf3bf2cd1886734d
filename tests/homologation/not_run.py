"""The known cases that cannot be run here, each with the reason."""

from tests.homologation.case import NotRun

_NO_CARD = (
    "The kiosk calls with the establishment's certificate (mutual TLS). Assertions belong to the card mode, which needs"
    " a professional's card, a reader for it and the licensed software of the GIE SESAM-Vitale."
)
_NO_CONTRACT = (
    "The contract of the verification operations is not public. The client's own verification searches and compares,"
    " and is not this operation."
)
_NO_BATCH = "The contract of the batch operations is not public, and a kiosk serves one person at a time."

NOT_RUN = (
    NotRun("1.02", "A Vitale assertion older than 20 minutes is not used", _NO_CARD),
    NotRun("2.01", "Assertion of the professional", _NO_CARD),
    NotRun("2.02", "Assertion of the professional", _NO_CARD),
    *(NotRun(f"3.0{part}", "Unit verification", _NO_CONTRACT) for part in range(1, 6)),
    *(NotRun(f"4.0{part}", "Verification of a batch", _NO_BATCH) for part in range(1, 7)),
    NotRun("others", "1.04 to 1.06, 1.08, 1.09", "Nothing about these numbers is known from public material."),
)
