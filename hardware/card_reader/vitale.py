"""The files of a carte Vitale 2 that are free to read: bytes in, people out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hardware.card_reader.api import Assumption, PersonOnCard, RecordFault, RefusedRecord
from hardware.card_reader.nir import has_valid_key
from hardware.card_reader.tlv import MalformedTlv, Tlv, first_value, parse

AID_MF_VITALE = bytes.fromhex("D2500000024D465F564954414C45")
AID_VITALE = bytes.fromhex("D250000002564954414C45")
SFI_PEOPLE = 2
"""The identities under the root and the numbers under VITALE have the same short identifier."""
FID_POINTERS = bytes.fromhex("2001")

_PERSON = 0x65
_FAMILY_NAME = 0x80
_GIVEN_NAME = 0x81
_BIRTH_DATE = 0x82
_NIR = 0x93

_POINTERS = 0xE0
_APPLICATIONS = 0xA0
_APPLICATION = 0x82
_FILE = 0x80

_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_KEY_LENGTH = 2


class PeopleDoNotMatch(ValueError):
    """There are more numbers than identities, so the files cannot be joined by position."""


def holds_identities(file: bytes) -> bool:
    """Tell whether a file is that of the names. Raises MalformedTlv."""
    return any(first_value(record, _FAMILY_NAME) is not None for record in _records(file))


def holds_numbers(file: bytes) -> bool:
    """Tell whether a file is that of the NIRs. Raises MalformedTlv."""
    return any(first_value(record, _NIR) is not None for record in _records(file))


def parse_people(
    identity_file: bytes, number_file: bytes
) -> tuple[tuple[PersonOnCard, ...], tuple[RefusedRecord, ...]]:
    """Join both files and check each person; who fails a check is refused by name and not among the people.

    Raises MalformedTlv, or PeopleDoNotMatch.
    """
    identities = list(_records(identity_file))
    numbers: list[tuple[Tlv, ...]] = list(_records(number_file))
    if len(numbers) > len(identities):
        raise PeopleDoNotMatch
    numbers += [()] * (len(identities) - len(numbers))
    people = []
    refused = []
    for index, (identity, number) in enumerate(zip(identities, numbers, strict=True)):
        match _parse_person(index, identity, number):
            case PersonOnCard() as person:
                people.append(person)
            case RecordFault() as fault:
                refused.append(RefusedRecord(index, fault))
    return tuple(people), tuple(refused)


def _records(file: bytes) -> Iterator[tuple[Tlv, ...]]:
    return (each.children() for each in parse(file) if each.tag == _PERSON)


def _parse_person(index: int, identity: Sequence[Tlv], number: Sequence[Tlv]) -> PersonOnCard | RecordFault:
    family_name = _text(first_value(identity, _FAMILY_NAME))
    given_name = _text(first_value(identity, _GIVEN_NAME))
    birth_date = _text(first_value(identity, _BIRTH_DATE))
    nir_and_key = _text(first_value(number, _NIR))
    if not family_name:
        return RecordFault.NAME_MISSING
    if not _is_printable(family_name + given_name):
        return RecordFault.NAME_UNPRINTABLE
    if not _is_date(birth_date):
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


def _text(value: bytes | None) -> str:
    """Decode a field; cards pad it with blanks or zeros."""
    return "" if value is None else value.decode("iso-8859-1").strip(" \0")


def _is_printable(text: str) -> bool:
    return text.replace("\N{NO-BREAK SPACE}", " ").isprintable()


def _is_date(text: str) -> bool:
    """Accept a day of the calendar, or a lunar date: a month or a day that no calendar has, kept as it is."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return False
    year, month, day = map(int, parts.groups())
    if not 1 <= month <= 12 or not 1 <= day <= 31:  # noqa: PLR2004 - lunar
        return year > 0
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Pointer:
    """One file the pointer file names: its application and its identifier there."""

    aid: bytes
    fid: bytes


def parse_pointers(file: bytes) -> tuple[Pointer, ...]:
    """Read file 2001: applications by entry number, and files that refer to one. Raises MalformedTlv."""
    pointers = []
    for map_ in parse(file):
        if map_.tag != _POINTERS:
            continue
        parts = map_.children()
        aids = {
            application.value[:2]: application.value[4:]
            for applications in parts
            if applications.tag == _APPLICATIONS
            for application in applications.children()
            if application.tag == _APPLICATION
        }
        for part in parts:
            if part.tag == _FILE:
                if len(part.value) != 12:  # noqa: PLR2004 - name (8), entry (2), fid (2)
                    raise MalformedTlv("a file entry has not twelve bytes")
                aid = aids.get(part.value[8:10])
                if aid:
                    pointers.append(Pointer(aid, part.value[10:12]))
    return tuple(pointers)
