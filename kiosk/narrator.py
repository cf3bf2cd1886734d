"""Speaks each page while a headset is plugged in, and plays the tones; runs on the main thread."""

from collections.abc import Callable, Sequence
from typing import assert_never

from hardware.speaker.api import Headset, Silence, Words
from hardware.speaker.volume import Volume
from kiosk.flow.sounds import tone_of
from kiosk.flow.states import Kiosk, Welcome
from kiosk.i18n import Catalog
from kiosk.problems import Problem
from kiosk.services.speech import (
    HeadsetChanged,
    PlayTone,
    Say,
    SpeechCommand,
    SpeechEnded,
    SpeechEvent,
    StopSpeaking,
    problem_of,
)
from kiosk.ui.narration import change_of, focus_of, level_of, narration_of
from kiosk.ui.view_models import Control, Listening, Overlay, SpeechWish, View


class Narrator:
    """Plugging the headset in is what starts it: who cannot see the screen needs no other step (EN 301 549 §5.2).

    The `ScreenReader` of the screens.
    """

    def __init__(self, submit: Callable[[SpeechCommand], None], listen: Callable[[Listening | None], None]) -> None:
        """`listen` is told how the patient may hear the pages, whenever that changes."""
        self._submit = submit
        self._listen = listen
        self._can_listen = False
        self._tone_volume: Volume | None = None
        self._headset = Headset.UNPLUGGED
        self._volume = Volume()
        self._view: View | None = None
        self._controls: Sequence[Control] = ()
        self._catalog: Catalog | None = None
        self._said = 0
        self._heard = 0
        self._has_failed = False
        """Whether what is being said now has failed before."""
        self._problem: Problem | None = None

    @property
    def is_speaking(self) -> bool:
        return self._heard != self._said

    @property
    def problems(self) -> Sequence[Problem]:
        socket = Problem.HEADSET_SOCKET_MISSING if self._headset is Headset.UNKNOWN else None
        return [problem for problem in (socket, self._problem) if problem is not None]

    def configure(self, *, can_listen: bool, tone_volume: Volume | None) -> None:
        """Take the settings, at first and whenever they change.

        Without a headset's socket nothing is ever spoken; without a volume no tone is played in the room.
        """
        self._can_listen = can_listen
        self._tone_volume = tone_volume
        self._problem = None
        self._headset_changed(Headset.UNPLUGGED)

    def hear(self, event: SpeechEvent) -> None:
        """Begin with the present page when the headset comes, and be quiet when it goes."""
        match event:
            case HeadsetChanged(headset):
                self._headset_changed(headset)
            case SpeechEnded(number, silence) if number == self._said:
                self._heard = number
                self._speech_ended(silence)
            case SpeechEnded():
                pass
            case _:
                assert_never(event)

    def follow(self, before: Kiosk, after: Kiosk) -> None:
        """Play the tone of a change of state; forget the volume with the visit."""
        tone = tone_of(before, after)
        volume = self._volume if self._is_listening else self._tone_volume
        if tone is not None and volume is not None and self._tone_volume is not None:
            self._submit(PlayTone(tone, volume))
        if isinstance(after.state, Welcome) and not isinstance(before.state, Welcome):
            self._set_volume(Volume())

    # The screens' reader.

    def read_page(self, view: View, controls: Sequence[Control], language: str) -> None:
        catalog = Catalog.load(language)
        before = self._view if catalog is self._catalog else None
        self._view, self._controls, self._catalog = view, controls, catalog
        if self._is_listening:
            change = change_of(before, view, catalog) if before is not None else None
            self._say(self._page() if change is None else change)

    def read_control(self, control: Control) -> None:
        if self._is_listening and self._catalog is not None:
            self._say(focus_of(control, self._catalog))

    def obey(self, wish: SpeechWish) -> None:
        if not self._is_listening:
            return
        match wish:
            case SpeechWish.REPEAT:
                self._say(self._page())
            case SpeechWish.QUIET:
                self._submit(StopSpeaking())
            case SpeechWish.SOFTER:
                self._try_volume(self._volume.softer())
            case SpeechWish.LOUDER:
                self._try_volume(self._volume.louder())
            case _:
                assert_never(wish)

    @property
    def _is_listening(self) -> bool:
        return self._headset is Headset.PLUGGED

    def _headset_changed(self, headset: Headset) -> None:
        was_listening = self._is_listening
        self._headset = headset
        self._set_volume(Volume())
        if self._is_listening and self._catalog is not None:
            self._say([*self._page(), Words(self._catalog.text("listen.keys"), self._catalog.language)])
        elif was_listening:
            self._heard = self._said
            self._submit(StopSpeaking())

    def _speech_ended(self, silence: Silence | None) -> None:
        match silence:
            case None:
                self._problem = None
            case Silence.NO_VOICE | Silence.NO_SOUND:
                self._problem = problem_of(silence)
                if not self._has_failed:
                    # A voice that fell once may speak the next time, and who listens has nothing else.
                    self._say(self._page())
                    self._has_failed = True
            case Silence.STOPPED | Silence.NO_HEADSET:
                pass
            case _:
                assert_never(silence)

    def _try_volume(self, volume: Volume) -> None:
        """Say the level, and the page again where it was being said: it was not understood at the level before."""
        is_level_shown = self._view is not None and self._view.page == Overlay.LISTEN.value
        was_speaking = self.is_speaking and not is_level_shown
        self._set_volume(volume)
        if self._catalog is not None:
            level = level_of(Listening(self._is_listening, volume), self._catalog)
            self._say([*level, *self._page()] if was_speaking else level)

    def _set_volume(self, volume: Volume) -> None:
        self._volume = volume
        self._listen(Listening(self._is_listening, volume) if self._can_listen else None)

    def _page(self) -> Sequence[Words]:
        if self._view is None or self._catalog is None:
            return ()
        return narration_of(self._view, self._controls, self._catalog)

    def _say(self, words: Sequence[Words]) -> None:
        if words:
            self._said += 1
            self._has_failed = False
            self._submit(Say(self._said, words, self._volume))
