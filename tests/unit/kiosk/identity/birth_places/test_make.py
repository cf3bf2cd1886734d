"""The lists are made from sources in INSEE's forms; these are cut down to a few lines."""

import json

import pytest

from kiosk.identity.birth_places import make
from kiosk.identity.birth_places.place import BirthPlace

_FRANCE_2017 = """ACTUAL\tDEP\tCOM\tTNCC\tNCCENR
1\t01\t053\t0\tBourg-en-Bresse
1\t01\t138\t0\tCuloz
4\t20\t004\t1\tAjaccio
1\t2A\t004\t1\tAjaccio
9\t01\t053\t0\tBourg-en-Bresse
"""
_HISTORY = """DEP\tCOM\tMOD\tEFF\tDEPANC\tTNCCOFF\tNCCOFF\tTNCCANC\tNCCANC
01\t053\t100\t31-03-1955\t\t0\tBourg-en-Bresse\t0\tBourg
01\t018\t310\t01-01-1971\t\t1\tArlod\t\t
01\t176\t331\t01-01-2016\t\t2\tGrand-Abergement\t\t
2A\t004\t410\t01-01-1976\t20004\t1\tAjaccio\t\t
91\t620\t410\t01-01-1968\t78620\t0\tToussus-le-Noble\t\t
78\t620\t410\t29-11-1969\t91620\t0\tToussus-le-Noble\t\t
"""


@pytest.fixture
def sources(tmp_path, monkeypatch):
    monkeypatch.setattr(make, "_SHA256", {})
    (tmp_path / "France2017.txt").write_text(_FRANCE_2017, "latin-1")
    (tmp_path / "historiq2017.txt").write_text(_HISTORY, "latin-1")
    for year in make._YEARS:
        communes = {"01053": "Bourg-en-Bresse", "2A004": "Ajaccio", "01138": "Culoz" if year < 2023 else "Culoz-Béon"}
        entries = [{"code": code, "nom": name, "type": "commune-actuelle"} for code, name in communes.items()]
        entries.append({"code": "75101", "nom": "Paris 1er Arrondissement", "type": "arrondissement-municipal"})
        entries.append({"code": "01138", "nom": "Culoz", "type": "commune-deleguee"})
        (tmp_path / f"communes-{year}.json").write_text(json.dumps(entries), "utf-8")
    return tmp_path


def test_places_of_today_stand_and_former_ones_have_their_last_year(sources):
    assert {place for place, _ in make._communes(sources)} == {
        BirthPlace("01053", "Bourg-en-Bresse"),
        BirthPlace("01053", "Bourg", until=1955),
        BirthPlace("01018", "Arlod", until=1970),
        BirthPlace("01176", "Le Grand-Abergement", until=2015),
        BirthPlace("01138", "Culoz-Béon"),
        BirthPlace("01138", "Culoz", until=2022),
        BirthPlace("2A004", "Ajaccio"),
        BirthPlace("75101", "Paris 1er Arrondissement"),
    }


def test_a_code_has_its_earlier_ones_with_their_last_years(sources):
    history = make._rows(sources / "historiq2017.txt", "latin-1", "\t")
    assert sorted(make._renumbered(history)) == [
        "2A004\t1975\t20004",
        "78620\t1967\t78620",
        "78620\t1969\t91620",
        "91620\t1967\t78620",
    ]


def test_another_file_than_the_named_source_is_refused(tmp_path):
    for name in make._SHA256:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(make.WrongSource, match="France2017"):
        make.main(tmp_path)
