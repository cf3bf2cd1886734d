import pytest

from kiosk.identity.ins import Ins, MatriculeKind


@pytest.mark.parametrize(
    ("oid", "kind"),
    [
        ("1.2.250.1.213.1.4.8", MatriculeKind.NIR),
        ("1.2.250.1.213.1.4.9", MatriculeKind.NIA),
        ("1.2.250.1.213.1.4.10", MatriculeKind.NIR_TEST),
        ("1.2.250.1.213.1.4.11", MatriculeKind.NIR_DEMO),
        ("1.2.250.1.213.1.4.2", MatriculeKind.OTHER),
        ("", MatriculeKind.OTHER),
    ],
)
def test_the_oid_alone_tells_what_a_matricule_is(oid, kind):
    assert Ins("1090763220888", "35", oid).kind is kind


@pytest.mark.parametrize(
    ("matricule", "key", "valid"),
    [
        ("1090763220834", "89", True),
        ("297022A020778", "78", True),
        ("160012B020777", "13", True),
        ("160012b020777", "13", True),
        ("1090763220834", "88", False),
        ("1090763220834", None, False),
        ("10907632208", "89", False),
        ("", "", False),
    ],
)
def test_a_wrong_key_is_told_and_never_raises(matricule, key, valid):
    assert Ins(matricule, key, "1.2.250.1.213.1.4.8").key_valid is valid


def test_a_matricule_does_not_show_in_a_repr():
    assert "1090763220834" not in repr(Ins("1090763220834", "89", "1.2.250.1.213.1.4.8"))
