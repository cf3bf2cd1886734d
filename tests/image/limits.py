"""Deadlines for a guest under emulation: about four times what a machine with two idle cores needs."""

UBOOT_S = 40.0
LOGIN_S = 480.0
KIOSK_S = 300.0
PAGE_S = 120.0
SETUP_S = 240.0
TESTS_S = 240.0
INSTALL_S = 600.0
RESTART_S = 240.0
STICK_S = 60.0
KEPT_S = 480.0

# U-Boot reads an emulated SD card with less than 1 MB a second.
PI_UBOOT_S = 120.0
PI_LOGIN_S = 720.0
