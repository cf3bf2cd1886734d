from dataclasses import dataclass, field
from datetime import datetime

from hardware.printer.document import Picture
from kiosk.ticket.ticket import Holder, PatientTexts, Ticket
from kiosk.ticket.visit_code import visit_code


@dataclass(frozen=True)
class Letterhead:
    """What all tickets of one kiosk have in common."""

    establishment: str
    service: str = ""
    logo: Picture | None = field(default=None, repr=False)
    head_lines: tuple[str, ...] = ()
    foot_lines: tuple[str, ...] = ()
    has_visit_code: bool = True
    is_test_configuration: bool = False

    def ticket(
        self,
        holder: Holder,
        *,
        number: str,
        visit: str,
        printed_at: datetime,
        texts: PatientTexts,
        is_duplicate: bool = False,
    ) -> Ticket:
        """Write one ticket; `visit` is the visit's token in hexadecimal, from which its code for the desk is made."""
        return Ticket(
            establishment=self.establishment,
            service=self.service,
            printed_at=printed_at,
            number=number,
            holder=holder,
            texts=texts,
            visit_code=visit_code(bytes.fromhex(visit)) if self.has_visit_code else None,
            logo=self.logo,
            head_lines=self.head_lines,
            foot_lines=self.foot_lines,
            is_duplicate=is_duplicate,
            is_test_configuration=self.is_test_configuration,
        )
