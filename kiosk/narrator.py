"""Speaks each page while a headset is plugged in; runs on the main thread."""

from collections.abc import Callable

from hardware.speaker.volume import Volume
from kiosk.flow.states import Kiosk, State, TypeTraits, Welcome
from kiosk.i18n import Catalog, languages
from kiosk.services.speech import HeadsetChanged, Say, SpeechCommand, SpeechEnded, SpeechEvent, StopSpeaking
from kiosk.ui.narration import Narration, echo_of, narration_of
from kiosk.ui.view_models import view_model


class Narrator:
    """Plugging the headset in is what starts it: who cannot see the screen needs no other step (EN 301 549 §5.2)."""

    def __init__(self, submit: Callable[[SpeechCommand], None]) -> None:
        self._submit = submit
        self._volume = Volume()
        self._listening = False
        self._names = tuple((code, Catalog.load(code).own_name) for code in languages())

    def hear(self, event: SpeechEvent, kiosk: Kiosk) -> None:
        """Begin with the present page when the headset comes, and be quiet when it goes."""
        match event:
            case HeadsetChanged(plugged=True):
                self._listening = True
                self._volume = Volume()
                self.speak(kiosk)
            case HeadsetChanged():
                self._listening = False
                self._submit(StopSpeaking())
            case SpeechEnded():
                pass

    def follow(self, before: Kiosk, after: Kiosk) -> None:
        """Speak a page that is new, or new in this language; forget the volume with the visit."""
        if isinstance(after.state, Welcome) and after.visit is None:
            self._volume = Volume()
        if not self._listening or (before.state, before.language) == (after.state, after.language):
            return
        if _only_typed(before.state, after.state):
            self._say(after, echo_of(view_model(after, self._names)))
        else:
            self.speak(after)

    def speak(self, kiosk: Kiosk) -> None:
        """Say the present page, in place of what is being said."""
        self._say(kiosk, narration_of(view_model(kiosk, self._names), Catalog.load(kiosk.language)))

    def _say(self, kiosk: Kiosk, narration: Narration) -> None:
        self._submit(Say(kiosk.visit, narration.text, kiosk.language, self._volume, narration.personal))


def _only_typed(before: State, after: State) -> bool:
    """Tell whether the same field is before the patient, with other text in it."""
    match before, after:
        case TypeTraits(trait=field, mistake=None), TypeTraits(trait=same, mistake=None):
            return field is same
        case _:
            return False
