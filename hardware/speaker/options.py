"""What a technician may write under `[speaker]`: one word picks the driver, and each driver has its own keys."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class AlsaOptions(BaseModel):
    """espeak-ng speaks, aplay plays; PipeWire is reached as the ALSA device `default`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["alsa"] = "alsa"
    device: str = Field(default="default", min_length=1)
    """ALSA's name of the sound device, as `aplay -L` lists them."""
    headset_switch: str = ""
    """Input device of the headset's socket, under /dev/input; empty: no headset, so nothing is spoken."""
    words_per_minute: int = Field(default=160, ge=80, le=400)
    """How fast is spoken."""
    tones: bool = True
    """Whether soft tones tell of a card taken, of time running out, of the ticket."""
    tone_volume: int = Field(default=3, ge=0, le=6)
    """Step of the tones' volume in the room, 3 dB each; in a headset they are as loud as the speech."""


class DisabledOptions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    driver: Literal["disabled"] = "disabled"


SpeakerOptions: TypeAlias = Annotated[AlsaOptions | DisabledOptions, Field(discriminator="driver")]
