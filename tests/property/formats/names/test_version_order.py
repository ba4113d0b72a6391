"""Keys against plain comparisons, written from each scheme's own text."""

import re
from functools import cmp_to_key
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from noroshi.formats.names.versions import Scheme, version_key

NUMBERS = st.sampled_from(["0", "1", "2", "9", "10", "01", "300", "99999999999999999999"])
WORDS = st.sampled_from(["a", "b", "alpha", "rc", "Z", "foo", "el"])


def texts(separators: str):
    """Numbers and words between separators, close enough to each other to differ in one place."""
    part = st.one_of(NUMBERS, WORDS, st.sampled_from(separators))
    return st.lists(part, min_size=1, max_size=6).map("".join)


def sign(a, b) -> int:
    return (a > b) - (a < b)


def key_sign(a: str, b: str, scheme: Scheme) -> int:
    return sign(version_key(a, scheme), version_key(b, scheme))


def debian_letter(character: str) -> int:
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256


def debian_part(a: str, b: str) -> int:
    while a or b:
        word_a, word_b = re.match(r"[^0-9]*", a)[0], re.match(r"[^0-9]*", b)[0]
        for x, y in zip_longest(word_a, word_b):
            ranks = [0 if c is None else debian_letter(c) for c in (x, y)]
            if ranks[0] != ranks[1]:
                return sign(*ranks)
        a, b = a[len(word_a) :], b[len(word_b) :]
        digits_a, digits_b = re.match(r"[0-9]*", a)[0], re.match(r"[0-9]*", b)[0]
        if int(digits_a or 0) != int(digits_b or 0):
            return sign(int(digits_a or 0), int(digits_b or 0))
        a, b = a[len(digits_a) :], b[len(digits_b) :]
    return 0


@given(texts(".+~"), texts(".+~"), texts(".+~"), texts(".+~"))
def test_debian_versions_compare_as_policy_says(a, b, revision_a, revision_b):
    expected = debian_part(a, b) or debian_part(revision_a, revision_b)
    assert key_sign(f"{a}-{revision_a}", f"{b}-{revision_b}", Scheme.DEB) == expected


def rpm_part(a: str, b: str) -> int:
    while True:
        a, b = re.sub(r"^[^A-Za-z0-9~^]+", "", a), re.sub(r"^[^A-Za-z0-9~^]+", "", b)
        if a[:1] == "~" or b[:1] == "~":
            if a[:1] != b[:1]:
                return -1 if a[:1] == "~" else 1
            a, b = a[1:], b[1:]
            continue
        if a[:1] == "^" or b[:1] == "^":
            if not a or not b:
                return 1 if a else -1
            if a[:1] != b[:1]:
                return -1 if a[:1] == "^" else 1
            a, b = a[1:], b[1:]
            continue
        if not a or not b:
            return sign(bool(a), bool(b))
        runs = [re.match(r"[0-9]+|[A-Za-z]+", text)[0] for text in (a, b)]
        if runs[0].isdigit() != runs[1].isdigit():
            return 1 if runs[0].isdigit() else -1
        values = [int(run) if run.isdigit() else run for run in runs]
        if values[0] != values[1]:
            return sign(values[0], values[1])
        a, b = a[len(runs[0]) :], b[len(runs[1]) :]


@given(texts("._~^"), texts("._~^"))
def test_rpm_versions_compare_as_rpm_does(a, b):
    assert key_sign(a, b, Scheme.RPM) == rpm_part(a, b)


IDENTIFIERS = st.lists(st.sampled_from(["0", "1", "10", "alpha", "beta", "rc-1"]), max_size=3)
SEMVERS = st.tuples(
    st.tuples(*[st.integers(0, 11)] * 3), IDENTIFIERS, st.sampled_from(["", "+b.1", "+2"])
)


def semver_text(version) -> str:
    numbers, pre_release, build = version
    text = ".".join(map(str, numbers))
    return f"{text}{'-' if pre_release else ''}{'.'.join(pre_release)}{build}"


def semver_sign(a, b) -> int:
    if a[0] != b[0]:
        return sign(a[0], b[0])
    if not a[1] or not b[1]:
        return sign(not a[1], not b[1])
    ranks = [
        [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in version[1]]
        for version in (a, b)
    ]
    return sign(*ranks)


@given(SEMVERS, SEMVERS)
def test_semantic_versions_compare_by_precedence(a, b):
    assert key_sign(semver_text(a), semver_text(b), Scheme.SEMVER) == semver_sign(a, b)


@given(SEMVERS, SEMVERS)
def test_nuget_versions_compare_without_case(a, b):
    """NuGet: SemVer of what is written in small letters."""
    upper = semver_text(b).upper()
    assert key_sign(semver_text(a), upper, Scheme.NUGET) == semver_sign(a, b)


GEM_SEGMENTS = st.lists(st.sampled_from(["0", "1", "10", "00", "a", "b", "rc1"]), max_size=5)
GEMS = st.tuples(st.sampled_from(["0", "1", "2"]), GEM_SEGMENTS).map(
    lambda parts: ".".join([parts[0], *parts[1]])
)


def gem_segments(text: str) -> list[int | str]:
    """`canonical_segments` of rubygems/version.rb."""
    segments = [int(s) if s.isdigit() else s for s in re.findall(r"[0-9]+|[a-z]+", text)]
    split = next((i for i, s in enumerate(segments) if isinstance(s, str)), len(segments))
    return [*without_zeros(segments[:split]), *without_zeros(segments[split:])]


def gem_sign(a: str, b: str) -> int:
    for x, y in zip_longest(gem_segments(a), gem_segments(b), fillvalue=0):
        if isinstance(x, str) != isinstance(y, str):
            return -1 if isinstance(x, str) else 1
        if x != y:
            return sign(x, y)
    return 0


@given(GEMS, GEMS)
def test_gem_versions_compare_as_rubygems_does(a, b):
    assert key_sign(a, b, Scheme.GEM) == gem_sign(a, b)


COMPOSER = st.tuples(
    st.lists(st.sampled_from(["0", "1", "10"]), min_size=1, max_size=4).map(".".join),
    st.sampled_from(["", "-alpha", "-beta", "-RC", "-patch"]),
    st.lists(st.sampled_from(["0", "1", "10"]), max_size=2).map(".".join),
    st.sampled_from(["", "-dev"]),
)
PHP_FORMS = {"dev": 0, "alpha": 1, "beta": 2, "RC": 3, "#": 4, "patch": 5}


def composer_text(version) -> str:
    numbers, stability, count, dev = version
    return f"{numbers}{stability}{count if stability else ''}{dev}"


def composer_parts(text: str) -> list[str]:
    """What Composer hands to PHP, in PHP's canonical form."""
    numbers = re.match(r"[0-9.]+", text)[0]
    padded = ".".join((numbers.split(".") + ["0"] * 3)[:4])
    return re.findall(r"[0-9]+|[A-Za-z]+", padded + text[len(numbers) :])


def php_sign(a: list[str], b: list[str]) -> int:
    """`version_compare` of php-src, ext/standard/versioning.c."""
    for x, y in zip(a, b, strict=False):
        if x.isdigit() and y.isdigit():
            found = sign(int(x), int(y))
        else:
            found = sign(*(PHP_FORMS["#" if part.isdigit() else part] for part in (x, y)))
        if found:
            return found
    if len(a) == len(b):
        return 0
    further = (a if len(a) > len(b) else b)[min(len(a), len(b))]
    found = 1 if further.isdigit() else sign(PHP_FORMS[further], PHP_FORMS["#"])
    return found if len(a) > len(b) else -found


@given(COMPOSER, COMPOSER)
def test_composer_versions_compare_as_php_does(a, b):
    a, b = composer_text(a), composer_text(b)
    expected = php_sign(composer_parts(a), composer_parts(b))
    assert key_sign(a, b, Scheme.COMPOSER) == expected


ALPINE = st.tuples(
    st.lists(st.sampled_from(["0", "1", "10", "01", "010"]), min_size=1, max_size=3).map(".".join),
    st.sampled_from(["", "a", "b"]),
    st.lists(st.sampled_from(["_alpha", "_rc1", "_rc", "_git10", "_p", "_p0"]), max_size=2).map(
        "".join
    ),
    st.sampled_from(["", "~ab", "~a"]),
    st.sampled_from(["", "-r0", "-r10", "-r2"]),
).map("".join)
ALPINE_TOKENS = re.compile(
    r"(^[0-9]+)|(\.[0-9]+)|([a-z])|(_[a-z]+)|([0-9]+)|(~[0-9a-f]+)|(-r[0-9]+)"
)
ALPINE_SUFFIXES = ["alpha", "beta", "pre", "rc", "-", "cvs", "svn", "git", "hg", "p"]


def alpine_tokens(text: str) -> list[tuple[int, object, bool]]:
    """Tokens of apk-tools' version.c: their kind, what they compare by, whether they announce."""
    tokens = []
    for found in ALPINE_TOKENS.finditer(text):
        kind, written = found.lastindex, found[0].lstrip("._~")
        value: object = written
        if kind == 4:
            value = ALPINE_SUFFIXES.index(written)
        elif kind in {1, 5, 7} or (kind == 2 and written[0] != "0"):
            value = (1, int(found[0].lstrip("-r.")))
        elif kind == 2:
            value = (0, written)
        tokens.append((kind, value, kind == 4 and value < 4))
    return tokens


def alpine_sign(a: str, b: str) -> int:
    end = (8, 0, False)
    for x, y in zip_longest(alpine_tokens(a), alpine_tokens(b), fillvalue=end):
        if x[0] == y[0]:
            if x[1] != y[1]:
                return sign(x[1], y[1])
        elif x[2] or y[2]:
            return -1 if x[2] else 1
        else:
            return sign(y[0], x[0])
    return 0


@given(ALPINE, ALPINE)
def test_alpine_versions_compare_as_apk_does(a, b):
    assert key_sign(a, b, Scheme.APK) == alpine_sign(a, b)


PYTHON = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "1!"]),
        st.lists(st.sampled_from(["0", "1", "10"]), min_size=1, max_size=4).map(".".join),
        st.sampled_from(["", "a0", "b1", "rc1", "rc10"]),
        st.sampled_from(["", ".post0", ".post2"]),
        st.sampled_from(["", ".dev0", ".dev10"]),
        st.sampled_from(["", "+a", "+a.1", "+1", "+10", "+b"]),
    ),
)


@given(PYTHON, PYTHON)
def test_python_versions_compare_as_packaging_does(a, b):
    assert key_sign(a, b, Scheme.PEP440) == sign(Version(a), Version(b))


DOTTED = st.lists(st.integers(0, 12), min_size=1, max_size=5)


def without_zeros(numbers):
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return numbers


@given(DOTTED, DOTTED, st.sampled_from(Scheme))
def test_dotted_numbers_compare_by_value_in_every_scheme(a, b, scheme):
    if scheme in {Scheme.DEB, Scheme.RPM, Scheme.APK}:  # there 1.0 is not 1
        expected = sign(a, b)
    else:
        expected = sign(without_zeros(a), without_zeros(b))
    assert key_sign(".".join(map(str, a)), ".".join(map(str, b)), scheme) == expected


@given(DOTTED, st.sampled_from(["-rc1", "-alpha", " beta 2", ".dev3"]), st.sampled_from("abz"))
def test_generic_suffixes_lie_around_their_release(numbers, announcing, letter):
    release = ".".join(map(str, numbers))
    order = [f"{release}{announcing}", release, f"{release}{letter}", f"{release}.1"]
    keys = [version_key(text, Scheme.GENERIC) for text in order]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@given(NUMBERS, st.sampled_from(".-~+a"), texts("._-~+ "), st.sampled_from(Scheme))
def test_an_arbitrarily_large_number_ends_every_series(number, joint, rest, scheme):
    key = version_key(f"7.2.{number}{joint}{rest}", scheme)
    assert key is None or key < version_key(f"7.2.{'9' * 64}", scheme)


@given(st.lists(texts(".-_~+^ "), max_size=8), st.sampled_from(Scheme))
def test_keys_leave_room_for_both_ends(versions, scheme):
    keys = [key for text in versions if (key := version_key(text, scheme)) is not None]
    assert all(b"" < key < b"\xff" for key in keys)
    assert sorted(keys) == sorted(keys, key=cmp_to_key(sign))
