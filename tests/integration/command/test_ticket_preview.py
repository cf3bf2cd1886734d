"""`kiosk ticket preview`, as a technician calls it."""

import json
import subprocess
import sys

import pytest
import zxingcpp
from PIL import Image

TRAITS = {
    "birth_family_name": "ECETINSI",
    "birth_given_names": ["PIERRE-ALAIN", "MURIEL"],
    "sex": "M",
    "birth_date": "2009-07-14",
    "birth_place_cog": "63220",
}
INS = {"matricule": "1090763220834", "key": "89", "oid": "1.2.250.1.213.1.4.8"}


@pytest.fixture
def preview(tmp_path):
    def preview(content) -> tuple[int, dict, Image.Image | None]:
        file = tmp_path / "traits.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        png = tmp_path / "ticket.png"
        command = [
            sys.executable,
            "-m",
            "kiosk",
            "ticket",
            "preview",
            "--json",
            "--traits",
            str(file),
            "--png",
            str(png),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.stderr == ""
        return done.returncode, json.loads(done.stdout), Image.open(png) if png.exists() else None

    return preview


def data_matrices(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)
    return [code.text for code in found]


@pytest.mark.parametrize("status", ["provisional", "retrieved", "validated"])
def test_below_qualified_neither_matricule_nor_data_matrix_is_on_the_paper(preview, status):
    exit_status, answer, picture = preview({"traits": TRAITS, "ins": INS, "identity_status": status})
    assert (exit_status, answer["outcome"]) == (0, "composed")
    assert data_matrices(picture) == []


def test_a_qualified_identity_carries_its_data_matrix(preview):
    _, _, picture = preview({"traits": TRAITS, "ins": INS, "identity_status": "qualified"})
    (text,) = data_matrices(picture)
    assert "109076322083489" in text


def test_the_traits_alone_are_a_retrieved_identity(preview):
    exit_status, _, picture = preview(TRAITS)
    assert exit_status == 0
    assert data_matrices(picture) == []


@pytest.mark.parametrize(
    ("content", "outcome", "word"),
    [
        ("{", "unreadable_file", "not JSON"),
        ([], "invalid_traits", "traits"),
        ({"birth_family_name": "ECETINSI"}, "invalid_traits", "traits.birth_given_names"),
        ({"traits": TRAITS, "identity_status": "true"}, "invalid_traits", "identity_status"),
    ],
)
def test_a_file_that_is_no_identity_is_refused_by_name_and_nothing_of_it_is_repeated(preview, content, outcome, word):
    exit_status, answer, picture = preview(content)
    assert exit_status == 5
    assert answer["outcome"] == outcome
    assert word in answer["text"]
    assert "ECETINSI" not in answer["text"]
    assert picture is None
