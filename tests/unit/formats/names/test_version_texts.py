import pytest

from noroshi.formats.names.version_texts import ANY_HIGH, ANY_LOW, Span, from_to, spans_of


def closed(low, high=None):
    return Span(low, low_inclusive=True, high=high or low, high_inclusive=True)


def below(high):
    return Span(ANY_LOW, low_inclusive=False, high=high, high_inclusive=False)


def up_to(high):
    return Span(ANY_LOW, low_inclusive=False, high=high, high_inclusive=True)


def since(low):
    return Span(low, low_inclusive=True, high=ANY_HIGH, high_inclusive=False)


def half_open(low, high):
    return Span(low, low_inclusive=True, high=high, high_inclusive=False)


ALL = Span(ANY_LOW, low_inclusive=False, high=ANY_HIGH, high_inclusive=False)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("7.2.3", [closed("7.2.3")]),
        (" V4.5 SP2 HF1 ", [closed("V4.5 SP2 HF1")]),
        ("15.2(4)M1", [closed("15.2(4)M1")]),
        (r"15.2\(4\)m1", [closed("15.2(4)m1")]),
        ("Version 4.1.5", [closed("4.1.5")]),
        ("Example Suite:8u351", [closed("8u351")]),
        ("6.6.*", [closed("6.6", "6.6.*")]),
        ("5.1.x", [closed("5.1", "5.1.*")]),
        ("*", [ALL]),
        ("All Versions", [ALL]),
        ("before 7.2", [below("7.2")]),
        ("prior to version 5.0.32", [below("5.0.32")]),
        ("Versions prior to 1.0.2.0", [below("1.0.2.0")]),
        ("< 5.3.1", [below("5.3.1")]),
        ("All versions < V4.5 HF1", [below("V4.5 HF1")]),
        ("<=13.0", [up_to("13.0")]),
        ("5.7.24 and prior", [up_to("5.7.24")]),
        ("firmware version 7.4.9 and earlier", [up_to("7.4.9")]),
        ("Ver.9.79 and earlier", [up_to("9.79")]),
        ("All versions prior to and including 0.2.1", [up_to("0.2.1")]),
        (">= 7.20.2", [since("7.20.2")]),
        ("2.0 or later", [since("2.0")]),
        ("= 3.1.0beta5", [closed("3.1.0beta5")]),
        ("7.0 to 7.4", [closed("7.0", "7.4")]),
        ("7.2.0 - 7.2.4", [closed("7.2.0", "7.2.4")]),
        ("from 1.0 through 1.9", [closed("1.0", "1.9")]),
        (">= 2.0, < 2.4.1", [half_open("2.0", "2.4.1")]),
        ("All versions >= V2.1 < V3.0", [half_open("V2.1", "V3.0")]),
        (">= 1, < 2, >= 3, < 4", [half_open("1", "2"), half_open("3", "4")]),
        ("3.0, 4.0, 4.4", [closed("3.0"), closed("4.0"), closed("4.4")]),
        ("v5.0 – v5.3, v5.4 – v5.6", [closed("v5.0", "v5.3"), closed("v5.4", "v5.6")]),
    ],
)
def test_common_forms_are_understood(text, spans):
    assert spans_of(text) == tuple(spans)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "-",
        "various",
        "See references",
        "all versions before the March 2024 release",
        "4.0 and 4.4 and earlier",
        "< the newest",
        "1." + "9" * 300,
    ],
)
def test_what_is_not_surely_understood_is_none(text):
    assert spans_of(text) is None


@pytest.mark.parametrize("low", ["0", "*", "n/a", "unspecified", "Web Server", "<= 1.2", " "])
def test_range_without_a_lower_version_starts_at_the_beginning(low):
    assert from_to(low, "5.7", is_inclusive=False) == half_open(ANY_LOW, "5.7")


@pytest.mark.parametrize(
    ("low", "high", "span"),
    [
        (">= 1.0", "<= 9.3.0", closed("1.0", "9.3.0")),
        ("6.6", "6.6.*", closed("6.6", "6.6.*")),
        ("8.1.x", "8.1*", closed("8.1", "8.1.*")),
        ("2.0", "*", closed("2.0", ANY_HIGH)),
        ("2.0", "unspecified", closed("2.0", ANY_HIGH)),
    ],
)
def test_bounds_are_read_without_their_signs(low, high, span):
    assert from_to(low, high, is_inclusive=True) == span
