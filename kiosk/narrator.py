"""Speaks each page while a headset is plugged in; runs on the main thread."""

from collections.abc import Callable

from hardware.speaker.volume import Volume
from kiosk.flow.states import Kiosk, Welcome
from kiosk.i18n import Catalog, languages
from kiosk.services.speech import HeadsetChanged, Say, SpeechCommand, SpeechEnded, SpeechEvent, StopSpeaking
from kiosk.ui.narration import narration_of
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
        if self._listening and (before.state, before.language) != (after.state, after.language):
            self.speak(after)

    def speak(self, kiosk: Kiosk) -> None:
        """Say the present page, in place of what is being said."""
        narration = narration_of(view_model(kiosk, self._names), Catalog.load(kiosk.language))
        self._submit(Say(kiosk.visit, narration.text, kiosk.language, self._volume, narration.personal))
