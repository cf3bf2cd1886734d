"""test printer: its state, and a ticket that holds nothing personal."""

from contextlib import ExitStack, closing
from datetime import datetime

from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import Site
from config.settings import Settings
from hardware.errors import HardwareError
from hardware.printer.api import NotPrinted, Printed, Ready, Unconfirmed
from hardware.printer.document import Align, Document, Rule, Text
from hardware.printer.registry import open_printer
from kiosk.flow.machine import printer_problem
from kiosk.problems import Problem, guidance


def steps(site: Site, settings: Settings, held: ExitStack) -> list[Step]:
    """Give the steps on a printer opened until `held` ends."""
    if settings.printer.driver == "disabled":
        return [("printer", lambda: PassedOver(site.text("disabled")))]
    printer = held.enter_context(closing(open_printer(settings.printer)))
    driver = settings.printer.driver

    def state() -> Result:
        try:
            status = printer.status()
        except HardwareError as failure:
            return Broken(Problem.PRINTER_OFFLINE, str(failure))
        problem = printer_problem(status)
        if problem is None:
            return Passed(driver)
        meaning = guidance(site.language)[problem].meaning
        if isinstance(status, Ready):
            return Passed(f"{driver}, {problem.value} {meaning}")
        return Broken(problem, f"{driver}: {meaning}")

    def ticket() -> Result:
        try:
            outcome = printer.print(_test_ticket(settings))
        except HardwareError as failure:
            return Broken(Problem.PRINTER_OFFLINE, str(failure))
        match outcome:
            case Printed():
                return Passed()
            case NotPrinted(status):
                return Broken(printer_problem(status) or Problem.PRINTER_UNKNOWN)
            case Unconfirmed():
                return Broken(Problem.PRINTER_UNCONFIRMED)

    return [("printer", state), ("ticket", ticket)]


def _test_ticket(settings: Settings) -> Document:
    return Document(
        (
            Text(settings.establishment.name, align=Align.CENTER),
            Text("TEST", width=2, height=2, bold=True, align=Align.CENTER),
            Rule(),
            Text(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}", align=Align.CENTER),
            Text("0123456789 éèàçùêîôûÉÈÀÇ", align=Align.CENTER),
            Text(" " * 3, reverse=True),
        )
    )
