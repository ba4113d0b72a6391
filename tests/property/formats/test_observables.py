"""Observables out of text, and the spelling in which nobody follows them by mistake."""

import ipaddress
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats.names.observables import (
    EXTENSIONS,
    Observable,
    ObservableKind,
    defang,
    domain,
    extract,
)

Kind = ObservableKind
LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda label: not label.startswith("xn--")
)
NAMES = st.builds(".".join, st.tuples(LABELS, LABELS, st.sampled_from(["com", "co.jp", "example"])))
HEX = "0123456789abcdef"
OBSERVABLES = st.one_of(
    st.builds(lambda one: Observable(Kind.IPV4, str(one)), st.ip_addresses(v=4)),
    st.builds(lambda one: Observable(Kind.IPV6, str(one)), st.ip_addresses(v=6).filter(int)),
    st.builds(
        lambda one, length: Observable(
            Kind.IPV4, str(ipaddress.ip_network((one, length), strict=False))
        ),
        st.integers(0, 2**32 - 1),
        st.integers(1, 32),
    ),
    st.builds(Observable, st.just(Kind.DOMAIN), NAMES),
    st.builds(lambda name: Observable(Kind.URL, f"https://{name}/a?b=c.d"), NAMES),
    st.builds(lambda name: Observable(Kind.EMAIL, f"csirt@{name}"), NAMES),
    st.builds(Observable, st.just(Kind.MD5), st.text(HEX, min_size=32, max_size=32)),
    st.builds(Observable, st.just(Kind.SHA1), st.text(HEX, min_size=40, max_size=40)),
    st.builds(Observable, st.just(Kind.SHA256), st.text(HEX, min_size=64, max_size=64)),
    st.builds(Observable, st.just(Kind.SHA512), st.text(HEX, min_size=128, max_size=128)),
    st.builds(
        lambda name, extension: Observable(Kind.FILE_NAME, f"{name}.{extension}"),
        LABELS,
        st.sampled_from(EXTENSIONS.split()),
    ),
    st.builds(lambda one: Observable(Kind.ASN, f"AS{one}"), st.integers(1, 2**32 - 1)),
    st.builds(
        lambda digest: Observable(Kind.JA3, f"ja3:{digest}"),
        st.text(HEX, min_size=32, max_size=32),
    ),
    st.builds(
        lambda one, two: Observable(Kind.JA4, f"t13d1516h2_{one}_{two}"),
        st.text(HEX, min_size=12, max_size=12),
        st.text(HEX, min_size=12, max_size=12),
    ),
    st.builds(
        lambda digest: Observable(Kind.WALLET, f"0x{digest}"),
        st.text(HEX, min_size=40, max_size=40),
    ),
)


@settings(max_examples=40, deadline=None)
@given(OBSERVABLES)
def test_what_is_defanged_is_found_again_and_so_it_is_in_japanese_text(one):
    assert extract(one.value) == (one,)
    assert extract(defang(one.value)) == (one,)
    assert extract(f"攻撃元は{defang(one.value)}でした。") == (one,)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in one.value)
    assert extract(f"「{wide}」") == (one,)


@settings(max_examples=20, deadline=None)
@given(st.lists(OBSERVABLES, min_size=1, max_size=6, unique=True))
def test_several_are_found_in_their_order(some):
    assert extract("、".join(defang(one.value) for one in some)) == tuple(some)


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_is_read(text):
    for one in extract(text):
        assert extract(defang(one.value)) == (one,)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("１９２．０．２．１から", ["192.0.2.1"]),
        ("bad(dot)evil.co.jp、日本語.jp", ["bad.evil.co.jp", "xn--wgv71a119e.jp"]),
        ("hxxps://日本語.jp/x。", ["https://xn--wgv71a119e.jp/x"]),
        ("http://evil.exampleにアクセス", ["http://evil.example"]),
        ("http://[2001:db8::5]:8080/p", ["http://[2001:db8::5]:8080/p"]),
        ("attacker[at]mail.example 宛", ["attacker@mail.example"]),
        ("192.0.2.7/24", ["192.0.2.0/24"]),
        ("C:\\Temp\\Setup.EXEを実行", ["Setup.EXE"]),
        ("AS64500、AS4294967296", ["AS64500"]),
        ("JA3=E7D705A3286E19EA42F587B344EE6865", ["ja3:e7d705a3286e19ea42f587b344ee6865"]),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"]),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", []),
        (
            "送金先BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"],
        ),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", []),
        ("v1.2.3.4.5 999.1.1.1 10:20:30 CVE-2024-1234 co.jp 2026.11.02", []),
        ("a" * 33 + " " + "g" * 32, []),
    ],
)
def test_texts_of_reports(text, values):
    assert [one.value for one in extract(text)] == values


def test_no_extension_of_a_file_ends_a_name_of_the_network():
    assert not [one for one in EXTENSIONS.split() if domain(f"name.{one}")]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a.exe",
        "bc1",
        "ja3:",
        "AS1",
        "a.",
        "1.",
        ":",
        "http://",
        "a@",
        "[.]",
        "f",
        "あ.",
        "[ .",
    ],
)
def test_a_mebibyte_made_to_be_slow_is_not(piece):
    text = (piece * (1 << 20))[: 1 << 20]
    begun = time.process_time()
    extract(text)
    assert time.process_time() - begun < 5
