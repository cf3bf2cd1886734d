"""The TLV codec against python-asn1, an independent implementation of BER."""

import asn1
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.card_reader.tlv import MalformedTlv, Tlv, parse

CLASSES = {0x40: asn1.Classes.Application, 0x80: asn1.Classes.Context, 0xC0: asn1.Classes.Private}
CONSTRUCTED = 0x20
FF = 0xFF


@st.composite
def tags(draw, constructed):
    """Draw (class, number) of at most three bytes; FF is filling, and universal types are not of this application."""
    class_ = draw(st.sampled_from(sorted(CLASSES)))
    number = draw(st.integers(0, 0x1E) | st.integers(0x1F, 0x3FFF))
    if number == asn1.Numbers.BitString and not constructed:
        number = 4  # in every class the library pads a number 3 as a BIT STRING
    if class_ == 0xC0 and constructed and number > 0x1E:
        class_ = 0x40  # its first byte would be FF
    return class_, number


trees = st.recursive(
    st.tuples(tags(constructed=False), st.binary(max_size=300)),
    lambda children: st.tuples(tags(constructed=True), st.lists(children, max_size=4)),
    max_leaves=8,
)
forests = st.lists(trees, max_size=4)


def write(encoder, tree):
    (class_, number), content = tree
    if isinstance(content, bytes):
        encoder.write(content, nr=number, typ=asn1.Types.Primitive, cls=CLASSES[class_])
    else:
        with encoder.construct(number, CLASSES[class_]):
            for child in content:
                write(encoder, child)


def encode(forest):
    encoder = asn1.Encoder()
    encoder.start()
    for tree in forest:
        write(encoder, tree)
    return encoder.output()


def tag_bytes(class_, number, constructed):
    first = class_ | (CONSTRUCTED if constructed else 0)
    if number < 0x1F:
        return first | number
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return int.from_bytes(bytes([first | 0x1F, *reversed(groups)]), "big")


def assert_same(objects, forest):
    assert len(objects) == len(forest)
    for found, ((class_, number), content) in zip(objects, forest, strict=True):
        constructed = not isinstance(content, bytes)
        assert found.tag == tag_bytes(class_, number, constructed)
        if constructed:
            assert_same(found.children(), content)
        else:
            assert found.value == content


@given(forests)
def test_what_another_library_wrote_is_read(forest):
    assert_same(parse(encode(forest)), forest)


def read(decoder):
    while (tag := decoder.peek()) is not None:
        if tag.typ == asn1.Types.Constructed:
            decoder.enter()
            children = list(read(decoder))
            decoder.leave()
            yield (int(tag.cls), tag.nr), children
        else:
            tag, value = decoder.read()
            yield (int(tag.cls), tag.nr), value


@given(forests)
def test_another_library_reads_the_same(forest):
    encoded = encode(forest)
    decoder = asn1.Decoder()
    decoder.start(encoded)
    assert_same(parse(encoded), list(read(decoder)))


@given(forests, st.lists(st.sampled_from([0x00, FF]), min_size=1, max_size=5).map(bytes))
def test_filling_between_objects_is_skipped(forest, filling):
    encoded = filling + filling.join(encode([tree]) for tree in forest) + filling
    assert_same(parse(encoded), forest)


@given(trees, st.data())
def test_a_cut_object_is_refused_and_never_half_read(tree, data):
    encoded = encode([tree])
    cut = encoded[: data.draw(st.integers(1, len(encoded) - 1))]
    with pytest.raises(MalformedTlv):
        parse(cut)


@given(st.binary(max_size=64))
def test_any_bytes_are_objects_or_refused(data):
    try:
        objects = parse(data)
    except MalformedTlv:
        return
    for each in objects:
        assert data[each.start : each.start + len(each.value)] == each.value


@pytest.mark.parametrize(
    ("encoded", "length"),
    [("80 03 414243", 3), ("80 81 03 414243", 3), ("80 82 0003 414243", 3), ("80 84 00000003 414243", 3), ("80 00", 0)],
)
def test_every_form_of_a_length_is_read(encoded, length):
    (found,) = parse(bytes.fromhex(encoded))
    assert found.value == b"ABC"[:length]


@pytest.mark.parametrize(
    "encoded",
    ["80", "80 80 41 0000", "80 85 0000000001 41", "80 82 00", "7F", "7F 81", "7F 81 82 83 01 41", "80 7F 41"],
    ids=["no length", "indefinite", "five length bytes", "cut length", "cut tag", "open tag", "long tag", "cut value"],
)
def test_what_is_no_object_is_refused(encoded):
    with pytest.raises(MalformedTlv):
        parse(bytes.fromhex(encoded))


def test_a_value_is_never_shown():
    assert "ADRTROIS" not in repr(Tlv(0x80, b"ADRTROIS"))
