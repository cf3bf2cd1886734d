"""The reading of whatever card is in the slot, over any way of sending it commands."""

from dataclasses import dataclass
from itertools import groupby

from hardware.card_reader import apdu
from hardware.card_reader.apdu import Command
from hardware.card_reader.api import CardKind, Read, Unreadable, WrongCard
from hardware.card_reader.atr import CardFamily, is_well_formed, recognize
from hardware.card_reader.chain import CorrectLe, GetResponse, Transmitter
from hardware.card_reader.status_words import Sw
from hardware.card_reader.tlv import MalformedTlv, is_filling
from hardware.card_reader.vitale import (
    AID_VITALE,
    FID_POINTERS,
    SFI_PEOPLE,
    PeopleDoNotMatch,
    Pointer,
    Record,
    hold_identities,
    hold_numbers,
    join_people,
    parse_pointers,
    parse_records,
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
            return _read_vitale(family, CorrectLe(GetResponse(card)))


@dataclass(frozen=True)
class _People:
    """The records of one file; where the card refused it or it is malformed, there are none and `fault` says why."""

    records: tuple[Record, ...] = ()
    fault: str = ""


def _read_vitale(family: CardFamily, card: Transmitter) -> Read | WrongCard | Unreadable:
    sw = card.transmit(apdu.select_master_file()).sw
    identities = _read_people(card, apdu.read_short_file(SFI_PEOPLE)) if sw == Sw.OK else _refused(sw)
    sw = card.transmit(apdu.select_application(AID_VITALE)).sw
    if sw != Sw.OK:
        is_vitale = family is CardFamily.VITALE_2 and sw != Sw.FILE_NOT_FOUND
        return Unreadable(f"application_{sw:04X}") if is_vitale else WrongCard(CardKind.OTHER)
    numbers = _read_people(card, apdu.read_short_file(SFI_PEOPLE))
    if not (hold_identities(identities.records) and hold_numbers(numbers.records)):
        identities, numbers = _follow_pointers(card, identities, numbers)
    return _judge(identities, numbers)


def _judge(identities: _People, numbers: _People) -> Read | Unreadable:
    for name, file in (("identities", identities), ("numbers", numbers)):
        if file.fault:
            return Unreadable(f"{name}_{file.fault}")
    try:
        people, refused = join_people(identities.records, numbers.records)
    except PeopleDoNotMatch:
        return Unreadable("more_numbers_than_people")
    if people and people[0].insured:
        return Read(people, refused)
    # Nobody on the card can be searched without the insured person's number.
    return Unreadable(refused[0].fault.value if refused else "no_people")


def _follow_pointers(card: Transmitter, identities: _People, numbers: _People) -> tuple[_People, _People]:
    """Look for what the short way did not find in the files that the application's pointer file names."""
    for aid, files in groupby(_read_pointers(card), key=lambda pointer: pointer.aid):
        if card.transmit(apdu.select_application(aid)).sw != Sw.OK:
            continue
        for pointer in files:
            if card.transmit(apdu.select_file(pointer.fid)).sw != Sw.OK:
                continue
            found = _read_people(card, apdu.read_binary(0))
            if not hold_identities(identities.records) and hold_identities(found.records):
                identities = found
            if not hold_numbers(numbers.records) and hold_numbers(found.records):
                numbers = found
    return identities, numbers


def _read_pointers(card: Transmitter) -> tuple[Pointer, ...]:
    if card.transmit(apdu.select_file(FID_POINTERS)).sw != Sw.OK:
        return ()
    content, _ = _read_file(card, apdu.read_binary(0))
    try:
        return parse_pointers(content)
    except MalformedTlv:
        return ()


def _read_people(card: Transmitter, first: Command) -> _People:
    content, sw = _read_file(card, first)
    if sw != Sw.OK:
        return _refused(sw)
    try:
        return _People(parse_records(content))
    except MalformedTlv:
        return _People(fault="malformed")


def _refused(sw: int) -> _People:
    return _People(fault=f"{sw:04X}")


def _read_file(card: Transmitter, first: Command) -> tuple[bytes, int]:
    """Read a whole file in blocks, beginning with `first`; a block of nothing but filling ends it.

    Return the content, empty where the card refuses, and the status word of that.
    """
    content = b""
    command = first
    while True:
        response = card.transmit(command)
        if response.sw == Sw.OFFSET_OUTSIDE:
            return content, Sw.OK
        if response.sw not in {Sw.OK, Sw.END_OF_FILE}:
            return b"", response.sw
        content += response.data
        ends = response.sw == Sw.END_OF_FILE or len(response.data) < _BLOCK or is_filling(response.data)
        if ends or len(content) >= _MAX_FILE:
            return content, Sw.OK
        command = apdu.read_binary(len(content))
