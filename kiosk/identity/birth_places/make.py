"""Makes the embedded lists from a folder with the sources that README.md names; no part of the running kiosk."""

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from kiosk.identity.birth_places.place import BirthPlace
from kiosk.identity.birth_places.search_key import keys_of_name

Row: TypeAlias = dict[str, str]

_FRANCE_2017 = "France2017.txt"
_HISTORY_2017 = "historiq2017.txt"
_COUNTRIES = "cog-countries@2025.csv"
_YEARS = (2019, 2021, 2022, 2023, 2024, 2025, 2026)
"""Each has its `communes-YEAR.json`: the communes on January 1st."""
_SHA256 = {
    "France2017.txt": "c3bf700b60f83d7cebae4857acafe02622897e096c7130e7dcdbbba29d3420d2",
    "cog-countries@2025.csv": "fdad624073c25a1f19f6936ec83184cd38eaa743c6c6121149e262fba21aa1d7",
    "communes-2019.json": "22b1c43133f015e05b6cabceebdf8dc5b0ab8a56742b8457f3ad89e1c64853d1",
    "communes-2021.json": "018647104414e9bd42468a0c2b079b82b37a9a42e3db773c665ea41dce90179a",
    "communes-2022.json": "cff94775ef5b6976c07a5b29ca624d6481dd218524efdd9f4acc3271c89deed2",
    "communes-2023.json": "02f6dc1ddb290b788a73a38394000dff9599ade8887b162c9ecd95629bd71d46",
    "communes-2024.json": "526eb5ac1eae05f3613ae0a1bc6ca65d02ee71eba4c151c707ed1259d04687aa",
    "communes-2025.json": "9e715d2b08ab864980efe9945c9780d0b03cb8800a7075ab74012fb9647be360",
    "communes-2026.json": "6cafec09b4e127d08edc47f366b28261bee70cca323fbfcb957dd169fcad9284",
    "historiq2017.txt": "f620948adf526e715358d9b9b5c2ff6a9db3c0884ba0f8d9a33cd8af4f424b48",
}
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
"""INSEE's TNCC, the kind of article a name has."""
_COMMUNE = "1"
"""ACTUAL in France2017: a commune as it stood."""
_ENDS = frozenset({"300", "310", "311", "312", "330", "331", "332", "333", "350", "351", "990"})
"""MOD in historiq2017: the commune went up in another, under its own name or not."""
_SEVERAL_TERRITORIES = "4"
"""actual_id in the countries: what shares the code is listed in the official name."""
_FRANCE = "99100"


class WrongSource(Exception):
    """A source is not the very file that the lists were made from."""


def main(folder: Path) -> None:
    for name, expected in _SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise WrongSource(name)
    here = Path(__file__).parent
    _write(here / "communes.tsv", _communes(folder))
    _write_lines(here / "renumbered.tsv", _renumbered(_rows(folder / _HISTORY_2017, "latin-1", "\t")))
    countries = _rows(folder / _COUNTRIES, "utf-8", ",")
    _write(here / "countries.tsv", _countries(countries))
    _write(here / "official_names.tsv", _official_names(countries))


def _communes(folder: Path) -> Iterator[tuple[BirthPlace, tuple[str, ...]]]:
    listed_2017 = _rows(folder / _FRANCE_2017, "latin-1", "\t")
    history = _rows(folder / _HISTORY_2017, "latin-1", "\t")
    communes = {2017: {_code(row): _name(row, "TNCC", "NCCENR") for row in listed_2017 if row["ACTUAL"] == _COMMUNE}}
    for year in _YEARS:
        entries = json.loads((folder / f"communes-{year}.json").read_text("utf-8"))
        communes[year] = {entry["code"]: entry["nom"] for entry in entries if entry["type"] == "commune-actuelle"}
    arrondissements = {entry["code"]: entry["nom"] for entry in entries if entry["type"] == "arrondissement-municipal"}
    standing = communes[_YEARS[-1]] | arrondissements
    last_year: dict[tuple[str, str], int] = {}
    for code, name, until in [*_ended_since_2017(communes), *_former_names(history)]:
        if standing.get(code) != name:
            last_year[code, name] = max(until, last_year.get((code, name), 0))
    places = [BirthPlace(code, name) for code, name in standing.items()]
    places += [BirthPlace(code, name, until) for (code, name), until in last_year.items()]
    return ((place, keys_of_name(place.name)) for place in places)


def _ended_since_2017(communes: Mapping[int, Mapping[str, str]]) -> Iterator[tuple[str, str, int]]:
    for year, following in pairwise(communes):
        for code, name in communes[year].items():
            if communes[following].get(code) != name:
                # Nearly all changes are of January 1st.
                yield code, name, following - 1


def _renumbered(history: Iterable[Row]) -> Iterator[str]:
    """Give each code's earlier ones with their last years: two where a commune changed department and came back."""
    former = {_code(event): (_last_year(event), event["DEPANC"]) for event in history if event["DEPANC"]}
    for code, (until, former_code) in former.items():
        yield f"{code}\t{until}\t{former_code}"
        before, still_earlier = former.get(former_code, (until, ""))
        if before < until:
            yield f"{code}\t{before}\t{still_earlier}"


def _former_names(history: Iterable[Row]) -> Iterator[tuple[str, str, int]]:
    for event in history:
        if event["NCCANC"]:
            yield _code(event), _name(event, "TNCCANC", "NCCANC"), _last_year(event)
        if event["MOD"] in _ENDS:
            yield _code(event), _name(event, "TNCCOFF", "NCCOFF"), _last_year(event)


def _countries(rows: Iterable[Row]) -> Iterator[tuple[BirthPlace, tuple[str, ...]]]:
    for row in rows:
        if row["code"] == _FRANCE:
            continue
        yield BirthPlace(row["code"], row["name"]), keys_of_name(row["name"])
        if row["actual_id"] == _SEVERAL_TERRITORIES:
            for part in row["official_name"].split(", "):
                yield BirthPlace(row["code"], part[:1].upper() + part[1:]), keys_of_name(part)


def _official_names(rows: Iterable[Row]) -> Iterator[tuple[BirthPlace, tuple[str, ...]]]:
    for row in rows:
        if row["code"] != _FRANCE and row["actual_id"] != _SEVERAL_TERRITORIES:
            yield BirthPlace(row["code"], row["name"]), keys_of_name(row["official_name"])


def _rows(file: Path, encoding: str, separator: str) -> Sequence[Row]:
    with file.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def _code(row: Row) -> str:
    return row["DEP"] + row["COM"]


def _name(row: Row, article: str, name: str) -> str:
    return _ARTICLES.get(row[article], "") + row[name]


def _last_year(event: Row) -> int:
    """Tell the last year that has a day before the event."""
    day, month, year = event["EFF"].split("-")
    return (date(int(year), int(month), int(day)) - timedelta(days=1)).year


def _write(file: Path, places: Iterable[tuple[BirthPlace, tuple[str, ...]]]) -> None:
    _write_lines(
        file,
        ("\t".join([key, place.code, place.name, str(place.until or "")]) for place, keys in places for key in keys),
    )


def _write_lines(file: Path, lines: Iterable[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in sorted(set(lines))), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
