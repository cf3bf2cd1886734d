"""The persons of the simulator by name."""

from tests.emulators.insi import people
from tests.emulators.insi.people import Person


def person_named(family_name: str, given_name: str) -> Person:
    return next(
        person
        for person in people.load()
        if person.family_name == family_name and person.given_names[:1] == (given_name,)
    )
