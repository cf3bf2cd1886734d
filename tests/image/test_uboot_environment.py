import pytest

from image.make import uboot_environment


def program(*strings: str) -> bytes:
    """The part of a U-Boot that holds its environment, between code that looks a little like it."""
    return b"\x7fcode=\x01\0\0" + b"".join(f"{string}\0".encode() for string in strings) + b"\0\x02more=code\0\0"


def test_the_compiled_defaults_are_found_before_and_after_the_boot_command():
    found = uboot_environment.defaults(
        program(
            "arch=arm", "baudrate=115200", "bootcmd=run distro_bootcmd", "bootdelay=2", "boot_a_script=load x;\n source"
        )
    )
    assert found == {
        "arch": "arm",
        "baudrate": "115200",
        "bootcmd": "run distro_bootcmd",
        "bootdelay": "2",
        "boot_a_script": "load x;\n source",
    }


def test_a_program_without_a_boot_command_is_no_uboot():
    with pytest.raises(ValueError, match="no bootcmd"):
        uboot_environment.defaults(b"\x7fELF" + bytes(100))


def test_what_is_written_is_read_back():
    variables = {"bootcmd": "run distro_bootcmd", "BOOT_ORDER": "A B", "bootdelay": "-2"}
    file = uboot_environment.encode(variables)
    assert len(file) == uboot_environment.SIZE
    assert uboot_environment.decode(file) == variables


def test_a_half_written_file_is_noticed():
    file = bytearray(uboot_environment.encode({"BOOT_ORDER": "A B"}))
    file[8:] = bytes(len(file) - 8)
    with pytest.raises(ValueError, match="checksum"):
        uboot_environment.decode(bytes(file))


def test_too_much_for_the_file_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        uboot_environment.encode({"long": "x" * uboot_environment.SIZE})
