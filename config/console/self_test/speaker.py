"""test speaker: a tone and a sentence by the driver that speaks to patients, and whether a headset tells of itself."""

from contextlib import ExitStack, closing

from config.console.self_test.step import Broken, Passed, PassedOver, Result, Step
from config.console.site import Site
from config.settings import Settings
from hardware.speaker.api import Audience, Headset, NotSpoken, Silence, Spoken, Tone, Utterance, Words
from hardware.speaker.options import AlsaOptions
from hardware.speaker.registry import open_speaker
from hardware.speaker.volume import Volume
from kiosk.problems import Problem

_SENTENCE_S = 15.0
_LOOK_S = 1.0


def steps(site: Site, settings: Settings, held: ExitStack) -> list[Step]:
    """Give the steps on a speaker opened until `held` ends."""
    options = settings.speaker
    if not isinstance(options, AlsaOptions):
        return [("sound", lambda: PassedOver(site.text("no_speaker")))]
    speaker = held.enter_context(closing(open_speaker(options)))

    def sound() -> Result:
        speaker.play(Tone.DONE, Volume())
        words = (Words(site.text("spoken_test"), site.language),)
        number = speaker.say(Utterance(words, Volume(), Audience.EVERYONE))
        seen = None
        for _ in range(round(_SENTENCE_S / _LOOK_S)):
            seen = speaker.wait_for_change(seen, _LOOK_S)
            match seen.speech:
                case Spoken(said) if said == number:
                    return Passed(site.text("heard"))
                case NotSpoken(said, reason) if said == number:
                    problem = Problem.VOICE_FAILED if reason is Silence.NO_VOICE else Problem.SOUND_FAILED
                    return Broken(problem, site.text(f"silence.{reason.value}"))
                case _:
                    pass
        speaker.stop()
        return Broken(Problem.SOUND_FAILED, site.text(f"silence.{Silence.NO_SOUND.value}"))

    def headset() -> Result:
        if not options.headset_switch:
            return PassedOver(site.text("no_headset_switch"))
        found = speaker.wait_for_change(None, _LOOK_S).headset
        words = site.text(f"headset.{found.value}")
        return Broken(Problem.HEADSET_SOCKET_MISSING, words) if found is Headset.UNKNOWN else Passed(words)

    return [("sound", sound), ("headset", headset)]
