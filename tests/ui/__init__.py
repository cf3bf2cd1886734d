import kiosk.ui  # noqa: F401 - sets the environment of Kivy, before any test here imports it
