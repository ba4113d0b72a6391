"""What our keys claim of CPE names, held to NISTIR 7696, "CPE Name Matching".

A key of a CPE name claims that part, vendor and product are EQUAL in the standard's sense. Where the
standard knows more (SUPERSET, SUBSET, wildcards), we claim nothing: see docs/divergences.md."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from noroshi.formats.names.cpes import NA, Cpe, read_cpe
from noroshi.formats.names.products import product_keys

SUPERSET, SUBSET, EQUAL, DISJOINT, UNDEFINED = "⊃", "⊂", "=", "≠", "undefined"
WILD = re.compile(r"(?<!\\)[*?]")


def relation(source, target):
    """Table 6-2, of two attribute values as `Cpe` has them: None for ANY, `-` for NA."""
    if target is not None and WILD.search(target):
        return UNDEFINED
    if source == target:
        return EQUAL
    if source is None:
        return SUPERSET
    if target is None:
        return SUBSET
    if NA in (source, target):
        return DISJOINT
    return SUPERSET if WILD.search(source) and matches(source, target) else DISJOINT


def matches(pattern, text):
    """Section 6.3: `*` is any characters, `?` one or none; both stand at the ends only."""
    parts = re.split(r"(?<!\\)([*?])", pattern)
    expression = "".join({"*": ".*", "?": ".?"}.get(part, re.escape(part)) for part in parts)
    return re.fullmatch(expression, text) is not None


def of_names(source, target):
    """Table 6-4, of part, vendor and product, which are what a key is of."""
    found = {
        relation(getattr(source, a), getattr(target, a)) for a in ("part", "vendor", "product")
    }
    if DISJOINT in found:
        return DISJOINT
    if UNDEFINED in found:
        return UNDEFINED
    if found == {EQUAL}:
        return EQUAL
    if found <= {EQUAL, SUBSET}:
        return SUBSET
    return SUPERSET if found <= {EQUAL, SUPERSET} else UNDEFINED


def meet(source, target, kind="cpe:"):
    """Have they a key of the kind in common?"""
    keys = [
        product_keys(purl=None, cpes=[one], vendor=None, product=None) for one in (source, target)
    ]
    return any(key.startswith(kind) for key in keys[0] & keys[1])


def named(product, rest="*:*:*:*:*:*:*:*", part="a", vendor="tanuki"):
    return read_cpe(f"cpe:2.3:{part}:{vendor}:{product}:{rest}")


@pytest.mark.parametrize(
    ("number", "source", "target", "expected", "is_met"),
    [
        (1, "*", "*", EQUAL, False),
        (2, "*", "-", SUPERSET, False),
        (3, "*", "gate", SUPERSET, False),
        (4, "*", "gat*", UNDEFINED, False),
        (5, "-", "*", SUBSET, False),
        (6, "-", "-", EQUAL, False),
        (7, "-", "gate", DISJOINT, False),
        (8, "-", "gat*", UNDEFINED, False),
        (9, "gate", "gate", EQUAL, True),
        (10, "gate", "den", DISJOINT, False),
        (11, "gate", "gat*", UNDEFINED, False),
        (12, "gate", "-", DISJOINT, False),
        (13, "gate", "*", SUBSET, False),
        (14, "gat*", "gate", SUPERSET, False),
        (14, "g?", "gate", DISJOINT, False),
        (15, "gat*", "*", SUBSET, False),
        (16, "gat*", "-", DISJOINT, False),
        (17, "gat*", "ga*", UNDEFINED, False),
    ],
)
def test_the_relations_of_values(number, source, target, expected, is_met):
    """Table 6-2 by its numbers, in the attribute product."""
    one, other = named(source), named(target)
    assert relation(one.product, other.product) == expected, number
    assert meet(one, other) is is_met, number


@pytest.mark.parametrize(
    ("pattern", "text", "is_matched"),
    [
        ("foo*", "foobar", True),
        ("*bar", "foobar", True),
        ("foo??", "foobar", False),
        ("foo???", "foobar", True),
        ("foo???", "foob", True),
        (r"foo\*", "foobar", False),
        (r"foo\*", r"foo\*", True),
    ],
)
def test_wildcards_of_the_standard(pattern, text, is_matched):
    assert matches(pattern, text) is is_matched


@pytest.mark.parametrize(
    ("one", "other", "is_met"),
    [
        (r"cpe:2.3:a:foo\\bar:big\$money:2010:*:*:*:*:*:*:*", "cpe:/a:foo%5cbar:big%24money:2010", True),
        (r"cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
         "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~", True),
        ("cpe:2.3:a:Tanuki:Gate:1:*:*:*:*:*:*:*", "cpe:/a:tanuki:gate:1", True),
        (r"cpe:2.3:a:tanuki:\-:*:*:*:*:*:*:*:*", "cpe:2.3:a:tanuki:-:*:*:*:*:*:*:*:*", False),
        (r"cpe:2.3:a:tanuki:gate\*:*:*:*:*:*:*:*:*", "cpe:2.3:a:tanuki:gate*:*:*:*:*:*:*:*:*", False),
        ("cpe:/a:tanuki:gate%01", "cpe:2.3:a:tanuki:gate?:*:*:*:*:*:*:*:*", True),
        ("cpe:/a:tanuki:gate~one", r"cpe:2.3:a:tanuki:gate\~one:*:*:*:*:*:*:*:*", True),
        ("cpe:/o:tanuki:gate", "cpe:/h:tanuki:gate", False),
    ],
)  # fmt: skip
def test_bindings_and_quoting_do_not_count(one, other, is_met):
    assert meet(read_cpe(one), read_cpe(other)) is is_met


@pytest.mark.parametrize("rest", ["1:*:*:*:*:*:*:*", "-:*:*:*:*:*:*:*", "*:*:*:*:*:wordpress:*:*"])
def test_what_stands_behind_the_product_is_no_part_of_a_key(rest):
    """Versions are compared by ranges; the attributes behind them are a divergence."""
    assert meet(named("gate"), named("gate", rest))
    assert of_names(named("gate"), named("gate", rest)) == EQUAL


def test_by_words_names_meet_that_the_standard_sets_apart():
    """Surer than nothing, less sure than CPE; the certainty says so."""
    for one, other in (
        (named("gate_one"), named("gate-one")),
        (named("gate", part="h"), named("gate", part="o")),
    ):
        assert of_names(one, other) == DISJOINT
        assert not meet(one, other)
        assert meet(one, other, "name:")


VALUES = some.sampled_from([None, NA, "gate", "gate_one", r"gate\*", "gate*", "?ate", r"\-", "g.e"])
NAMES = some.builds(Cpe, part=some.sampled_from([None, "a", "o"]), vendor=VALUES, product=VALUES)


@given(NAMES, NAMES)
def test_who_meets_is_equal_and_who_is_equal_and_closed_meets(source, target):
    if meet(source, target):
        assert str(source) == str(target)
    is_open = {source.vendor, source.product} & {None, NA}
    if of_names(source, target) == EQUAL and not is_open:
        assert meet(source, target)
    if of_names(source, target) == DISJOINT:
        assert not meet(source, target)
