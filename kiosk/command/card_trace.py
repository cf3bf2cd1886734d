"""`kiosk card trace`: how a card answers, without anything of the person, so that a site can report one."""

from contextlib import closing
from pathlib import Path

from config.settings import Settings
from hardware.card_reader.recorder import TraceRecorder
from kiosk.bootstrap import patient_card_reader
from kiosk.command.card import read_within, reading_result
from kiosk.command.exit_status import ExitStatus
from kiosk.command.output import Result


def trace(settings: Settings | None, wait_s: float, output: Path | None) -> Result:
    """Record the reading of the card that is in the slot, or comes into it within `wait_s` seconds.

    A reading that met no card, or none that answered, ends as it does in `kiosk card read`.
    """
    recorder = TraceRecorder()
    with closing(patient_card_reader(settings, recorder.record)) as reader:
        reading = reading_result(read_within(reader, wait_s))
    if not recorder.has_met_a_card:
        return reading
    recorded = str(recorder.trace(_outcome(reading)))
    content = {"outcome": "traced", "reading": reading.content["outcome"]}
    if output is None:
        return Result(content | {"trace": recorded}, recorded.splitlines(), ExitStatus.OK)
    try:
        output.write_text(recorded, encoding="utf-8")
    except OSError as error:
        text = f"{output}: {error.strerror}"
        return Result({"outcome": "unwritable", "text": text}, [text], ExitStatus.UNWRITABLE)
    return Result(content | {"file": str(output)}, [f"written to {output}"], ExitStatus.OK)


def _outcome(reading: Result) -> str:
    words = (reading.content.get(key) for key in ("outcome", "kind", "reason"))
    return " ".join(word for word in words if word)
