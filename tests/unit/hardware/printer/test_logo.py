import pytest
from PIL import Image

from hardware.printer.logo import LogoUnusable, load_logo


def _file(tmp_path, image, name="logo.png"):
    path = tmp_path / name
    image.save(path)
    return path


def test_a_large_color_picture_becomes_a_small_black_and_white_one(tmp_path):
    logo = load_logo(_file(tmp_path, Image.new("RGB", (2000, 500), (0, 96, 107))))
    assert (logo.width_dots, logo.height_dots) == (320, 80)
    ink = sum(byte.bit_count() for byte in logo.rows) / (320 * 80)
    assert 0.6 < ink < 0.85  # the gray of the color, dithered


def test_transparency_is_paper(tmp_path):
    logo = load_logo(_file(tmp_path, Image.new("RGBA", (80, 40), (0, 0, 0, 0))))
    assert not any(logo.rows)


def test_a_small_picture_keeps_its_size_up_to_the_next_whole_byte(tmp_path):
    logo = load_logo(_file(tmp_path, Image.new("L", (29, 10), 0)))
    assert (logo.width_dots, logo.height_dots) == (32, 10)


def test_what_is_no_picture_is_named(tmp_path):
    text = tmp_path / "logo.png"
    text.write_text("no picture")
    with pytest.raises(LogoUnusable, match="is not a picture"):
        load_logo(text)
    with pytest.raises(LogoUnusable, match="cannot be read"):
        load_logo(tmp_path / "missing.png")


def test_a_broken_picture_is_named(tmp_path):
    path = _file(tmp_path, Image.effect_noise((400, 400), 80))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(LogoUnusable):
        load_logo(path)


def test_a_png_whose_chunk_is_longer_than_it_says_is_named(tmp_path):
    path = _file(tmp_path, Image.new("RGB", (300, 300)))
    header, _, data = path.read_bytes().partition(b"IDAT")
    length = int.from_bytes(header[-4:], "big") - 10
    path.write_bytes(header[:-4] + length.to_bytes(4, "big") + b"IDAT" + data)
    with pytest.raises(LogoUnusable, match="is not a picture"):
        load_logo(path)


def test_a_dds_without_its_kind_of_pixels_is_named(tmp_path):
    path = _file(tmp_path, Image.new("RGB", (300, 300)), "logo.dds")
    content = bytearray(path.read_bytes())
    content[80] = 0
    path.write_bytes(content)
    with pytest.raises(LogoUnusable, match="is not a picture"):
        load_logo(path)


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path):
    with pytest.raises(LogoUnusable, match="million pixels"):
        load_logo(_file(tmp_path, Image.new("1", (6000, 6000))))
