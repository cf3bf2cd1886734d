"""New visits: a token that means nothing outside the kiosk, and from which the desk's code is made."""

import secrets

from kiosk.flow.states import VisitToken
from kiosk.ticket.visit_code import ENTROPY_BYTES


def new_visit() -> VisitToken:
    return VisitToken(secrets.token_hex(ENTROPY_BYTES))
