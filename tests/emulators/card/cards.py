"""The cards the emulator can insert: the published synthetic images and more in their spirit. Nobody here exists."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.emulators.card.t0 import ROOT, CardImage, File

MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
VITALE = bytes.fromhex("D250000002564954414C45")

_SYNTHETIC = Path(__file__).with_name("synthetic-cards.json")
_SYNTHETIC_FILE = re.compile(r"(?P<application>\w+)/(?:(?P<fid>[0-9A-F]{4}) )?\(?sfi (?P<sfi>\d)\)?")

_ATR = bytes.fromhex("3B751300004B09EA9000")
_ATR_VITALE_1 = bytes.fromhex("3F6525002C09699000")
_ATR_PROFESSIONAL = bytes.fromhex("3BAC00402A001225006480000310009000")
_ATR_BANK = bytes.fromhex("3B6500002063CB6800")
_ATR_T1_ONLY = bytes.fromhex("3B8201414280")
_ATR_GARBAGE = bytes(2)
_ATR_MUTE = bytes(40)  # pcscd takes no ATR of more than 33 bytes: the power-up fails

_SFI = 2

LengthCoder: TypeAlias = Callable[[int], bytes]


def shortest_length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    return bytes([0x81, size]) if size < 0x100 else length_on_three_bytes(size)


def length_on_three_bytes(size: int) -> bytes:
    return b"\x82" + size.to_bytes(2, "big")


def _tlv(tag: int, value: bytes, length: LengthCoder = shortest_length) -> bytes:
    return bytes([tag]) + length(len(value)) + value


@dataclass(frozen=True)
class Person:
    family_name: str
    given_name: str
    birth_date: str
    nir: str | None = None
    """15 characters, key included."""


INSURED = Person("ADRTROIS", "TOUSSAINT", "19600101", "160012B02077713")
CHILD = Person("ECETINSI", "PIERRE-ALAIN", "20090714", "109076322083489")


def all_cards() -> dict[str, CardImage]:
    return _published() | _own()


def _published() -> dict[str, CardImage]:
    cards = json.loads(_SYNTHETIC.read_text(encoding="utf-8"))
    pointers = File(bytes.fromhex(cards["pointer_file_2001"]), fid=bytes.fromhex("2001"))
    return {
        name: _vitale(
            *(_synthetic_file(card["files"], application) for application in ("MF_VITALE", "VITALE")),
            pointers=pointers,
            atr=bytes.fromhex(card["atr"]),
        )
        for name, card in cards.items()
        if isinstance(card, dict)
    }


def _synthetic_file(files: dict[str, str], application: str) -> File:
    for path, content in files.items():
        place = _SYNTHETIC_FILE.fullmatch(path)
        if place and place["application"] == application:
            return File(bytes.fromhex(content), bytes.fromhex(place["fid"] or "D002"), int(place["sfi"]))
    raise KeyError(application)


def _own() -> dict[str, CardImage]:
    insured_and_child = [INSURED, CHILD]
    return {
        "family_of_19": card_of([INSURED, *(_child(n) for n in range(1, 19))]),
        "pointer_layout": card_of(insured_and_child, sfi=None, pointers=True),
        "long_lengths": card_of(insured_and_child, length=length_on_three_bytes),
        "filled_between": card_of(insured_and_child, filling=b"\x00\xff\xff\x00"),
        "exactly_256_bytes": card_of(insured_and_child, size=256),
        "exactly_512_bytes": card_of([INSURED, *(_child(n) for n in range(1, 9))], size=512),
        "blank_nir": card_of([INSURED, Person("ADRTROIS", "ZOE", "20200315", " " * 15)]),
        "wrong_nir_key": card_of([Person("ADRTROIS", "DOMINIQUE", "19970226", "297022A02077879")]),
        "wrong_date": card_of([Person("ADRTROIS", "DOMINIQUE", "19970231", "297022A02077878")]),
        "one_wrong_record": card_of([INSURED, Person("ECETINSI", "PIERRE-ALAIN", "20090714", "109076322083488")]),
        "wrong_insured": card_of([Person("ADRTROIS", "TOUSSAINT", "19600101", "160012B02077714"), CHILD]),
        "unprintable_name": card_of([Person("ADR\x1bTROIS", "DOMINIQUE", "19970226", "297022A02077878")]),
        "more_numbers_than_people": _vitale(
            File(identities([INSURED]), b"\xd0\x01", _SFI), File(numbers(insured_and_child), b"\xd0\x02", _SFI)
        ),
        "truncated": _vitale(
            File(identities(insured_and_child)[:40], b"\xd0\x01", _SFI), File(numbers([INSURED]), b"\xd0\x02", _SFI)
        ),
        "blank": _vitale(File(bytes(124), b"\xd0\x01", _SFI), File(bytes(80), b"\xd0\x02", _SFI)),
        "protected": _vitale(
            File(identities([INSURED]), b"\xd0\x01", _SFI), File(b"", b"\xd0\x02", _SFI, protected=True)
        ),
        "no_vitale_application": CardImage(_ATR, {ROOT: (File(identities([INSURED]), b"\xd0\x01", _SFI),)}),
        "vitale_1": CardImage(_ATR_VITALE_1, cla=0xBC),
        "professional": CardImage(_ATR_PROFESSIONAL, {ROOT: ()}),
        "bank": CardImage(_ATR_BANK),
        "t1_only": CardImage(_ATR_T1_ONLY),
        "garbage": CardImage(_ATR_GARBAGE),
        "mute": CardImage(_ATR_MUTE),
    }


def _child(number: int) -> Person:
    return Person("ADRTROIS", f"ENFANT {chr(ord('A') + number)}", f"20{number:02}0315")


def card_of(
    people: Sequence[Person],
    *,
    sfi: int | None = _SFI,
    pointers: bool = False,
    filling: bytes = b"",
    size: int = 0,
    length: LengthCoder = shortest_length,
) -> CardImage:
    """Write a carte Vitale 2; without `sfi` its files are found through the pointer file alone."""
    return _vitale(
        File(identities(people, filling, length).ljust(size, b"\0"), b"\xd0\x01", sfi),
        File(numbers(people, filling, length).ljust(size, b"\0"), b"\xd0\x02", sfi),
        pointers=File(pointer_file(), fid=b"\x20\x01") if pointers else None,
    )


def _vitale(identity: File, nir: File, *, pointers: File | None = None, atr: bytes = _ATR) -> CardImage:
    root = (identity,)
    return CardImage(atr, {ROOT: root, MF_VITALE: root, VITALE: (nir, *([pointers] if pointers else ()))})


def identities(people: Sequence[Person], filling: bytes = b"", length: LengthCoder = shortest_length) -> bytes:
    return b"".join(
        filling
        + _tlv(
            0x65,
            _tlv(0x80, person.family_name.encode("latin-1"), length)
            + _tlv(0x81, person.given_name.encode("latin-1"), length)
            + _tlv(0x82, person.birth_date.encode("ascii"), length),
            length,
        )
        for person in people
    )


def numbers(people: Sequence[Person], filling: bytes = b"", length: LengthCoder = shortest_length) -> bytes:
    return b"".join(
        filling
        + _tlv(
            0x65,
            _tlv(0x90, b"FR", length) + (_tlv(0x93, person.nir.encode("ascii"), length) if person.nir else b""),
            length,
        )
        for person in people
    )


def pointer_file() -> bytes:
    """Say where the files are; the names are guesses, as in the published images."""
    vitale, mf_vitale = b"\x00\x01", b"\x00\x02"
    applications = _tlv(0x82, vitale + b"\0\0" + VITALE) + _tlv(0x82, mf_vitale + b"\0\0" + MF_VITALE)
    files = (
        (b"DROITS  ", vitale, b"\xd0\x03"),
        (b"NIR     ", vitale, b"\xd0\x02"),
        (b"IDENT   ", mf_vitale, b"\xd0\x01"),
    )
    return _tlv(0xE0, _tlv(0xA0, applications) + b"".join(_tlv(0x80, b"".join(file)) for file in files))
