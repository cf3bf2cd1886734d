"""The reading of whatever card is in the slot, over any way of sending it commands."""

from dataclasses import dataclass, field
from itertools import groupby

from hardware.card_reader import apdu
from hardware.card_reader.apdu import Command
from hardware.card_reader.api import CardKind, Read, Unreadable, WrongCard
from hardware.card_reader.atr import CardFamily, is_well_formed, recognize
from hardware.card_reader.chain import CorrectLe, GetResponse, Transmitter
from hardware.card_reader.status_words import Sw
from hardware.card_reader.tlv import FILLING, MalformedTlv
from hardware.card_reader.vitale import (
    AID_VITALE,
    FID_POINTERS,
    SFI_PEOPLE,
    PeopleDoNotMatch,
    holds_identities,
    holds_numbers,
    parse_people,
    parse_pointers,
)

_BLOCK = 256
_MAX_FILE = 0x8000
"""READ BINARY has 15 bits of offset (ISO 7816-4 §7.2.2)."""


def read_card(atr: bytes, card: Transmitter) -> Read | WrongCard | Unreadable:
    """Recognize the card, by its ATR and then by SELECT, and read the people on it.

    `card` is the bare connection: the quirks of T=0 are handled here. What it raises passes through.
    """
    if not is_well_formed(atr):
        return Unreadable("atr_malformed")
    match recognize(atr):
        case CardFamily.VITALE_1:
            return WrongCard(CardKind.VITALE_1)
        case CardFamily.PROFESSIONAL:
            return WrongCard(CardKind.PROFESSIONAL)
        case CardFamily.VITALE_2 | CardFamily.UNKNOWN as family:
            try:
                return _read_vitale(family, CorrectLe(GetResponse(card)))
            except MalformedTlv:
                return Unreadable("file_malformed")
            except PeopleDoNotMatch:
                return Unreadable("more_numbers_than_people")


@dataclass(frozen=True)
class _File:
    """What a file gave; `sw` is not OK where the card refused it, and the content then empty."""

    content: bytes = field(default=b"", repr=False)
    sw: int = Sw.OK


def _read_vitale(family: CardFamily, card: Transmitter) -> Read | WrongCard | Unreadable:
    sw = card.transmit(apdu.select_master_file()).sw
    identities = _read_file(card, apdu.read_short_file(SFI_PEOPLE)) if sw == Sw.OK else _File(sw=sw)
    sw = card.transmit(apdu.select_application(AID_VITALE)).sw
    if sw != Sw.OK:
        is_vitale = family is CardFamily.VITALE_2 and sw != Sw.FILE_NOT_FOUND
        return Unreadable(f"application_{sw:04X}") if is_vitale else WrongCard(CardKind.OTHER)
    numbers = _read_file(card, apdu.read_short_file(SFI_PEOPLE))
    if not (holds_identities(identities.content) and holds_numbers(numbers.content)):
        identities, numbers = _follow_pointers(card, identities, numbers)
    return _judge(identities, numbers)


def _judge(identities: _File, numbers: _File) -> Read | Unreadable:
    for name, file in (("identities", identities), ("numbers", numbers)):
        if file.sw != Sw.OK:
            return Unreadable(f"{name}_{file.sw:04X}")
    people, refused = parse_people(identities.content, numbers.content)
    if people:
        return Read(people, refused)
    return Unreadable(refused[0].fault.value if refused else "no_people")


def _follow_pointers(card: Transmitter, identities: _File, numbers: _File) -> tuple[_File, _File]:
    """Look for what the short way did not find in the files that the application's pointer file names."""
    pointers = parse_pointers(_select_and_read(card, FID_POINTERS).content)
    for aid, files in groupby(pointers, key=lambda pointer: pointer.aid):
        if card.transmit(apdu.select_application(aid)).sw != Sw.OK:
            continue
        for pointer in files:
            file = _select_and_read(card, pointer.fid)
            if not holds_identities(identities.content) and holds_identities(file.content):
                identities = file
            if not holds_numbers(numbers.content) and holds_numbers(file.content):
                numbers = file
    return identities, numbers


def _select_and_read(card: Transmitter, fid: bytes) -> _File:
    sw = card.transmit(apdu.select_file(fid)).sw
    return _read_file(card, apdu.read_binary(0)) if sw == Sw.OK else _File(sw=sw)


def _read_file(card: Transmitter, first: Command) -> _File:
    """Read a whole file in blocks, beginning with `first`; a block of nothing but filling ends it."""
    content = b""
    command = first
    while True:
        response = card.transmit(command)
        if response.sw == Sw.OFFSET_OUTSIDE:
            return _File(content)
        if response.sw not in {Sw.OK, Sw.END_OF_FILE}:
            return _File(sw=response.sw)
        content += response.data
        ends = response.sw == Sw.END_OF_FILE or len(response.data) < _BLOCK or FILLING.issuperset(response.data)
        if ends or len(content) >= _MAX_FILE:
            return _File(content)
        command = apdu.read_binary(len(content))
