"""Hostile STIX: whatever comes, it is read, refused by its property, or malformed; nothing else."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats.stix import canonical, is_old, raised, read_objects
from noroshi.intelligence.actions.prepare_objects import prepared
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from tests.stix import identifier, indicator, relationship

TIMES = {"created": "2017-01-01T00:00:00.000Z", "modified": "2017-01-01T00:00:00.000Z"}
SEEDS = [
    indicator("a", tlp="red"),
    relationship("uses", identifier("malware", "a"), identifier("tool", "b")),
    {"type": "ipv4-addr", "id": identifier("ipv4-addr", "a"), "value": "192.0.2.1"},
    {"type": "observed-data", "id": identifier("observed-data", "x"), **TIMES,
     "objects": {"0": {"type": "process", "parent_ref": "1"},
                 "1": {"type": "process", "parent_ref": "0", "child_refs": ["1"]}}},
    {"type": "marking-definition", "id": identifier("marking-definition", "x"), **TIMES},
]  # fmt: skip
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8),
    st.sampled_from(["0", "1", "indicator", "2.0", "2017-01-01T00:00:00.000Z", "x" * 400, "\ud800"]),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "id", "0", "a_ref", "b_refs", "x"]), inner)
    ),
    max_leaves=8,
)


@st.composite
def mutants(draw):
    one = dict(draw(st.sampled_from(SEEDS)))
    names = [*one, "spec_version", "objects", "granular_markings", "extensions", "object_refs"]
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)):
        one[name] = draw(values)
    return one


@settings(max_examples=150, deadline=None)
@given(mutants())
def test_a_spoilt_object_is_a_row_or_malformed(one):
    try:
        canonical(one)
        for new in raised(one) if is_old(one) else (one,):
            row = prepared(new, place="/objects/0", own=16, unmarked=Tlp.RED)
            assert row.count(b"\n") == 1
            assert row.count(b"\t") == 17
            assert json.loads(canonical(new)) == new
    except MalformedError:
        pass


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_cut_or_spoilt_text_is_malformed_or_read(data):
    text = json.dumps(
        {"type": "bundle", "id": identifier("bundle", "x"), "objects": SEEDS}
    ).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    spoilt = (
        text[:place]
        + data.draw(st.binary(max_size=4))
        + text[place + data.draw(st.integers(0, 9)) :]
    )
    try:
        found = list(read_objects(io.BytesIO(spoilt), source="x"))
    except MalformedError:
        return
    assert len(found) <= len(SEEDS) + 4
