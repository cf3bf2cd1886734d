"""The files of a carte Vitale 2 that are free to read: bytes in, people out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest
from typing import TypeAlias

from hardware.card_reader.api import Assumption, PersonOnCard, RecordFault, RefusedRecord
from hardware.card_reader.birth_date import DateKind, kind_of_date
from hardware.card_reader.nir import has_valid_key
from hardware.card_reader.tlv import MalformedTlv, Tlv, first_value, parse

AID_VITALE = bytes.fromhex("D250000002564954414C45")
SFI_PEOPLE = 2
"""The identities under the root and the numbers under VITALE have the same short identifier."""
FID_POINTERS = bytes.fromhex("2001")


class FileTag(IntEnum):
    """What stands at the top of a file."""

    PERSON = 0x65
    POINTERS = 0xE0


class PersonTag(IntEnum):
    FAMILY_NAME = 0x80
    GIVEN_NAME = 0x81
    BIRTH_DATE = 0x82
    NIR = 0x93


class PointerTag(IntEnum):
    FILE = 0x80
    APPLICATIONS = 0xA0
    APPLICATION = 0x82
    """Within APPLICATIONS."""


POINTER_TO_APPLICATION_MAX_LENGTH = 2 + 2 + 16
"""Entry number, two bytes of unknown use, AID (ISO 7816-4 §8.2.1.2: 16 bytes at most)."""
POINTER_TO_FILE_LENGTH = 12
"""Name (8 bytes), entry number of the application (2), file identifier (2)."""

_PADDING = " \0"

_KEY_LENGTH = 2


Record: TypeAlias = tuple[Tlv, ...]
"""The fields of one person in one file."""


class PeopleDoNotMatch(ValueError):
    """There are more numbers than identities, so the files cannot be joined by position."""


def decode_text(value: bytes) -> str:
    """Decode a field; cards pad it with blanks or zeros."""
    return value.decode("iso-8859-1").strip(_PADDING)


def parse_records(file: bytes) -> tuple[Record, ...]:
    """Return the record of each person in a file of identities or of numbers. Raises MalformedTlv."""
    return tuple(each.children() for each in parse(file) if each.tag == FileTag.PERSON)


def hold_identities(records: Sequence[Record]) -> bool:
    needed = {PersonTag.FAMILY_NAME, PersonTag.BIRTH_DATE}
    return any(needed <= {field.tag for field in record} for record in records)


def hold_numbers(records: Sequence[Record]) -> bool:
    return any(first_value(record, PersonTag.NIR) is not None for record in records)


def join_people(
    identities: Sequence[Record], numbers: Sequence[Record]
) -> tuple[tuple[PersonOnCard, ...], tuple[RefusedRecord, ...]]:
    """Join both files by position and check each person; who fails is refused by name and not among the people.

    Raises PeopleDoNotMatch.
    """
    if len(numbers) > len(identities):
        raise PeopleDoNotMatch
    people = []
    refused = []
    for index, (identity, number) in enumerate(zip_longest(identities, numbers, fillvalue=())):
        match _parse_person(index, identity, number):
            case PersonOnCard() as person:
                people.append(person)
            case RecordFault() as fault:
                refused.append(RefusedRecord(index, fault))
    return tuple(people), tuple(refused)


def _parse_person(index: int, identity: Record, number: Record) -> PersonOnCard | RecordFault:
    family_name, given_name, birth_date = (
        decode_text(first_value(identity, tag) or b"")
        for tag in (PersonTag.FAMILY_NAME, PersonTag.GIVEN_NAME, PersonTag.BIRTH_DATE)
    )
    nir_and_key = decode_text(first_value(number, PersonTag.NIR) or b"")
    if not family_name:
        return RecordFault.NAME_MISSING
    if not _is_printable(family_name + given_name):
        return RecordFault.NAME_UNPRINTABLE
    if kind_of_date(birth_date) is DateKind.IMPOSSIBLE:
        return RecordFault.BIRTH_DATE
    nir, nir_key, assumed = None, None, {Assumption.BIRTH_RANK}
    if nir_and_key:
        nir, nir_key = nir_and_key[:-_KEY_LENGTH], nir_and_key[-_KEY_LENGTH:]
        if not has_valid_key(nir, nir_key):
            return RecordFault.NIR_KEY
        assumed.add(Assumption.NIR_OWNER)
    return PersonOnCard(
        index, family_name, given_name, birth_date, nir, nir_key, birth_rank=1, assumed=frozenset(assumed)
    )


def _is_printable(text: str) -> bool:
    return text.replace("\N{NO-BREAK SPACE}", " ").isprintable()


@dataclass(frozen=True)
class Pointer:
    """One file the pointer file names: its application and its identifier there."""

    aid: bytes
    fid: bytes


def parse_pointers(file: bytes) -> tuple[Pointer, ...]:
    """Read file 2001: applications by entry number, and files that refer to one. Raises MalformedTlv."""
    pointers = []
    for map_ in parse(file):
        if map_.tag != FileTag.POINTERS:
            continue
        parts = map_.children()
        aids = {
            application.value[:2]: application.value[4:]
            for applications in parts
            if applications.tag == PointerTag.APPLICATIONS
            for application in applications.children()
            if application.tag == PointerTag.APPLICATION
        }
        for part in parts:
            if part.tag == PointerTag.FILE:
                if len(part.value) != POINTER_TO_FILE_LENGTH:
                    raise MalformedTlv("a file entry has not twelve bytes")
                aid = aids.get(part.value[8:10])
                if aid:
                    pointers.append(Pointer(aid, part.value[10:12]))
    return tuple(pointers)
