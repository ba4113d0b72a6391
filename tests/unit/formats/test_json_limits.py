"""JSON from strangers never does more than be malformed."""

import msgspec
import pytest

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError

AT = Location("feed.json", "line 2")
LIMITS = JsonLimits(octets=1 << 21, commas=100)


class Thing(msgspec.Struct):
    text: str = ""


DECODER = msgspec.json.Decoder(Thing)


def read(data: bytes) -> Thing:
    return read_json(data, DECODER, limits=LIMITS, at=AT)


def reason(data: bytes) -> str:
    with pytest.raises(MalformedError) as caught:
        read(data)
    assert caught.value.at == AT
    return caught.value.detail


def test_a_byte_order_mark_is_no_matter():
    assert read(b'\xef\xbb\xbf{"text": "x"}') == Thing("x")


@pytest.mark.parametrize(
    "data",
    [
        b'{"text": "\xff"}',
        b'{"other": "\xff"}',
        b'{"other": "\xed\xa0\x80"}',
        '{"text": "x"}'.encode("utf-16"),
    ],
)
def test_what_is_not_utf8_is_refused_wherever_it_stands(data):
    assert reason(data) in {"not UTF-8", "JSON is malformed: invalid character (byte 0)"}


@pytest.mark.parametrize(
    "data", [b"", b"{", b'{"text": "', b'{"text": 1}', b"[]", b"null", b"{} x"]
)
def test_what_is_no_json_of_the_type_is_refused(data):
    assert reason(data)


@pytest.mark.parametrize("data", [b'{"text": "\\ud800"}', b'{"other": "\\udc00\\ud800"}'])
def test_half_a_surrogate_is_refused(data):
    assert reason(data)


@pytest.mark.parametrize("opening", [b"[", b'{"other":'])
def test_deep_nesting_is_refused(opening):
    assert reason(b'{"other":' + opening * 100_000) == "nested too deeply"


def test_length_and_values_are_bounded():
    assert reason(b" " * (LIMITS.octets + 1)) == "longer than 2097152 octets"
    assert reason(b'{"other": [' + b"1," * 101 + b"1]}") == "holds more than 100 values"


def test_a_reason_never_repeats_the_input_at_length():
    assert len(reason(b'{"text": [' + b'"x' * 50_000)) <= 300


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb"a\u0000b", "a\ufffdb"),
        (rb"\\u0000", r"\u0000"),
        (rb"\\\u0000", "\\\ufffd"),
        (rb"\u0000\u0000", "\ufffd\ufffd"),
        (rb"\\\\u0000", r"\\u0000"),
    ],
)
def test_nul_becomes_the_replacement_character(written, text):
    assert read(b'{"text": "' + written + b'"}') == Thing(text)
