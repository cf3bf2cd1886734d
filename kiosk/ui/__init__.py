"""What the patient sees and touches; the only package that imports Kivy.

Kivy reads its environment while it is imported, so it is set here, before any module of this package can import it.
"""

import atexit
import logging
import os
import shutil
import tempfile

# Kivy insists on a home folder; nothing of it outlives the program.
_home = tempfile.mkdtemp(prefix="kiosk-kivy-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)

os.environ.update(
    KIVY_HOME=_home,
    KIVY_NO_ARGS="1",  # the command line is ours
    KIVY_NO_CONFIG="1",
    KIVY_NO_ENV_CONFIG="1",
    KIVY_NO_FILELOG="1",
    KIVY_LOG_MODE="PYTHON",  # leave the handlers of the root logger alone
    KIVY_TEXT="pil",
    KIVY_WINDOW="sdl2",
)

# Kivy loads every touch library there is and reports each missing one with a traceback; the kiosk uses none of them.
logging.getLogger("kivy").addFilter(lambda record: "MTDev" not in record.getMessage())

# Without these words SDL would fall back on a window that nobody sees.
os.environ.setdefault("SDL_VIDEODRIVER", "wayland,x11")
