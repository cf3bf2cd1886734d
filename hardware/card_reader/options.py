"""What a technician may write under `[card_reader]`: one word picks the driver, and each driver has its own keys."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class PcscOptions(BaseModel):
    """Every reader that pcscd drives; which of them holds the patient's card is found by trying."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["pcsc"] = "pcsc"
    answer_timeout_s: float = Field(default=3.0, ge=0.5, le=8)
    """How long the card may take for one answer, and another program may hold it, before the reading is given up."""
    read_timeout_s: float = Field(default=8.0, ge=1, le=8)
    """How long a whole reading may take; the longest family takes a second."""


class DisabledOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["disabled"] = "disabled"


class ReplayOptions(BaseModel):
    """A recorded card instead of a reader, to look into a site's report."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["replay"] = "replay"
    trace: Path
    """What `kiosk card trace` wrote."""


CardReaderOptions: TypeAlias = Annotated[PcscOptions | DisabledOptions | ReplayOptions, Field(discriminator="driver")]
