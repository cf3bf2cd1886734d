import gc
from dataclasses import asdict, replace
from itertools import combinations

import pytest

from kiosk.flow.events import AppearanceChosen, IdentityConfirmed, LanguageChosen, NoCardChosen, PersonChosen
from kiosk.flow.states import Appearance, ChoosePerson, ConfirmIdentity, ReadingCard, TextSize, Welcome
from kiosk.i18n import Catalog, languages
from kiosk.ui.layout.elements import Words
from kiosk.ui.layout.typesetting import Typeset
from kiosk.ui.view_models import Detail, Overlay, Rank, view_model
from tests.ui.samples import NINETEEN, PANELS, TOUSSAINT, kiosk_in, samples

pytestmark = pytest.mark.xdist_group("window")
NAMES = tuple((code, Catalog.load(code).own_name) for code in languages())


@pytest.mark.parametrize("language", languages())
def test_every_page_is_drawn_and_read_back_by_meaning(window, language):
    pictures = set()
    for name, kiosk in samples(language).items():
        view = view_model(kiosk, NAMES)
        screen = window.show(kiosk)
        assert (screen.page, screen.title, screen.sentence) == (view.page, view.title, view.sentence), name
        assert screen.language == language
        shown = {(control.message_id, control.index) for control in screen.controls}
        # A keypad may take the footer's place, but help's.
        footer = [control for control in view.footer if view.entry is None or control.rank is Rank.HELP]
        assert shown >= {(control.message_id, control.index) for control in (*view.actions, *footer)}, name
        pictures.add(window.picture().tobytes())
    assert len(pictures) == len(samples(language)), "two pages look the same"


@pytest.mark.parametrize("panel", PANELS)
def test_a_page_follows_the_size_of_the_window(window, panel):
    from kivy.core.window import Window

    width, height, _ = PANELS[panel]
    window.show(kiosk_in(Welcome()))
    before = Window.size
    Window.size = (width, height)
    window.until(lambda: window.app.screen().width_px == width)
    assert window.app.screen().height_px == height
    picture = window.picture()
    Window.size = before
    window.until(lambda: window.app.screen().width_px == before[0])
    assert picture.size == (width, height)
    assert len(picture.getcolors(1 << 20)) > 50


def test_the_language_changes_while_the_page_stays(window):
    french = window.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "fr"))
    before = window.picture()
    english = window.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "en"))
    assert (french.language, english.language) == ("fr", "en")
    assert (english.page, english.title) == (french.page, french.title)
    assert window.picture() != before


def test_a_page_that_was_left_is_erased(window):
    window.show(kiosk_in(Welcome()))
    untouched, before = window.picture(), _personal_objects()
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    assert _personal_objects() > before
    window.show(kiosk_in(Welcome()))
    assert window.picture() == untouched
    window.reader.pages.clear()  # the memory of this test, not of the product
    assert _personal_objects() == before


def _personal_objects():
    """Count what holds the sample's family name, in whatever hands."""
    gc.collect()
    return sum(type(thing) in (Words, Typeset, Detail) and _holds_the_name(thing) for thing in gc.get_objects())


def _holds_the_name(thing):
    match thing:
        case Words(typeset=Typeset(lines=lines)) | Typeset(lines=lines):
            return any("ADRTROIS" in line for line in lines)
        case Detail(value=value):
            return value == "ADRTROIS"
        case _:
            return False


def test_the_screen_told_for_tests_and_audit_holds_nothing_personal(window):
    for name, kiosk in samples().items():
        told = str(asdict(window.show(kiosk))).upper()
        assert not any(name in told for name in ("ADRTROIS", "TOUSSAINT", "ZOE", "1960")), name


def test_the_clock_goes_on_while_a_page_stays(window):
    window.show(kiosk_in(Welcome()))
    page = window.app.root.children[0]
    before = window.picture()
    window.now = window.now.replace(minute=43)
    window.pass_time(1.1)
    after = window.picture()
    assert after != before
    assert window.app.root.children[0] is page
    changed = [x for x in range(before.width) if before.crop((x, 0, x + 1, 90)) != after.crop((x, 0, x + 1, 90))]
    assert min(changed) > before.width * 0.85
    assert before.crop((0, 90, *before.size)) == after.crop((0, 90, *after.size))


def test_showing_the_same_page_again_leaves_it_alone(window):
    window.show(kiosk_in(Welcome()))
    page = window.app.root.children[0]
    window.app.show(kiosk_in(Welcome()))
    assert window.app.root.children[0] is page
    assert window.app.screen().is_ready


def test_asking_for_more_names_turns_the_list_and_comes_round(window):
    screen = window.show(kiosk_in(ChoosePerson(NINETEEN)))
    seen = []
    for _ in range(10):
        seen.append([c.index for c in screen.controls if c.message_id == "choose_person.person"])
        if len(seen) > 1 and seen[-1] == seen[0]:
            break
        window.tap("choices.more")
        window.until(lambda: window.app.screen().is_ready)
        screen = window.app.screen()
    assert [index for part in seen[:-1] for index in part] == list(range(19))
    assert window.posted == []
    window.tap("choose_person.person", 3)
    assert window.posted == [PersonChosen(3)]


@pytest.mark.parametrize(
    ("state", "message_id", "event"),
    [
        (Welcome(), "welcome.no_card", NoCardChosen()),
        (ConfirmIdentity(TOUSSAINT), "confirm_identity.yes", IdentityConfirmed()),
    ],
)
def test_a_tap_posts_the_event_of_its_control(window, state, message_id, event):
    window.show(kiosk_in(state))
    window.tap(message_id)
    assert window.posted == [event]


def test_the_look_is_chosen_seen_at_once_and_left_again(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    window.tap("footer.display")
    window.until(lambda: window.app.screen().is_ready)
    assert window.app.screen().page == "display"
    large = Appearance(TextSize.VERY_LARGE)
    window.tap("display.very_large")
    assert window.posted == [AppearanceChosen(large)]
    before = window.picture()
    window.show(replace(kiosk_in(ConfirmIdentity(TOUSSAINT)), appearance=large))
    assert window.app.screen().page == "display"
    assert window.picture() != before
    window.tap("display.done")
    window.until(lambda: window.app.screen().is_ready)
    assert window.app.screen().page == "confirm_identity"


def test_one_touch_chooses_a_language_and_closes(window):
    window.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    window.tap("footer.language")
    window.until(lambda: window.app.screen().is_ready)
    assert window.app.screen().page == "language"
    window.tap("language.choice", languages().index("ar"))
    assert window.posted == [LanguageChosen("ar")]
    screen = window.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "ar"))
    assert (screen.page, screen.language) == ("confirm_identity", "ar")


def test_touching_the_language_in_use_changes_nothing_and_closes(window):
    window.show(kiosk_in(Welcome()))
    window.tap("footer.language")
    window.until(lambda: window.app.screen().is_ready)
    window.tap("language.choice", languages().index("fr"))
    assert (window.app.screen().page, window.posted) == ("welcome", [])


def test_an_arabic_page_mirrors_the_french_one_but_for_the_words(window):
    french = {c.message_id: c.rect for c in window.show(kiosk_in(ConfirmIdentity(TOUSSAINT))).controls}
    arabic = {c.message_id: c.rect for c in window.show(kiosk_in(ConfirmIdentity(TOUSSAINT), "ar")).controls}
    for one, other in combinations(french, 2):
        if french[one].right <= french[other].x:
            assert arabic[other].right <= arabic[one].x, (one, other)


def test_the_notice_is_one_touch_away_and_read_in_parts_where_type_is_large(window):
    for text_size, parts in ((TextSize.NORMAL, 1), (TextSize.VERY_LARGE, 2)):
        window.show(replace(kiosk_in(Welcome()), appearance=Appearance(text_size)))
        window.tap("footer.information")
        window.until(lambda: window.app.screen().is_ready)
        assert window.app.screen().page == "information"
        pictures = [window.picture()]
        while "information.more" in [control.message_id for control in window.app.screen().controls]:
            window.tap("information.more")
            window.until(lambda: window.app.screen().is_ready)
            if window.picture() == pictures[0]:
                break
            pictures.append(window.picture())
        assert len(pictures) >= parts
        assert (len(pictures) == 1) == (parts == 1)
        window.tap("information.done")
        window.until(lambda: window.app.screen().is_ready)
        assert window.app.screen().page == "welcome"
    assert window.posted == []


@pytest.mark.parametrize("overlay", Overlay)
def test_an_overlay_gives_way_to_what_happens(window, overlay):
    window.show(kiosk_in(Welcome()))
    window.tap(f"footer.{overlay.value}")
    assert window.app.screen().page == overlay.value
    assert window.show(kiosk_in(ReadingCard())).page == "reading_card"
    assert window.show(kiosk_in(Welcome())).page == "welcome"


@pytest.mark.parametrize(
    ("overlay", "open_s"), [(Overlay.LANGUAGE, 30), (Overlay.DISPLAY, 30), (Overlay.INFORMATION, 120)]
)
def test_an_overlay_does_not_stay_open_for_the_next_patient(window, overlay, open_s):
    window.show(kiosk_in(Welcome()))
    window.tap(f"footer.{overlay.value}")
    window.pass_time(open_s - 10)
    window.app.show(replace(kiosk_in(Welcome()), appearance=Appearance(TextSize.LARGE)))
    window.pass_time(open_s - 10)
    assert window.app.screen().page == overlay.value
    window.pass_time(11)
    window.until(lambda: window.app.screen().page == "welcome")


def test_high_contrast_is_white_on_black(window):
    window.show(replace(kiosk_in(ReadingCard()), appearance=Appearance(has_high_contrast=True)))
    colors = {color: count for count, color in window.picture().getcolors(1 << 20)}
    assert max(colors, key=colors.get) == (0, 0, 0)
    assert (255, 255, 255) in colors
    window.show(kiosk_in(ReadingCard()))
    assert window.picture().getpixel((5, 795)) == (0xF6, 0xF3, 0xEC)


def test_a_page_is_drawn_soon(window):
    import time

    window.show(kiosk_in(ReadingCard()))
    started_s = time.process_time()
    window.app.show(kiosk_in(ConfirmIdentity(TOUSSAINT)))
    window.frames()
    assert time.process_time() - started_s < 0.5
