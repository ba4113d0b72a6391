"""SPDX documents that are damaged or made of anything: items, or one refusal."""

import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats.bom import BomHeader, BomLimits, Component, ComponentError, Edge
from noroshi.formats.spdx import read_bom
from noroshi.formats.spdx.checks import MEMBERS
from noroshi.kernel.errors import MalformedError
from tests.unit.formats.spdx.spellings import SPELLINGS

PACKAGE = {
    "SPDXID": "SPDXRef-a", "name": "x & \u4f8b", "versionInfo": "1",
    "supplier": "Organization: Example (a@example.org)", "licenseDeclared": "MIT",
    "checksums": [{"algorithm": "MD5", "checksumValue": "0" * 32}],
    "purl": "pkg:npm/x@1", "cpe": "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*",
}  # fmt: skip
RELATIONS = [
    ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-a"),
    ("SPDXRef-a", "DEPENDS_ON", "SPDXRef-b"),
]
SAMPLES = [spell([PACKAGE], RELATIONS) for spell in SPELLINGS.values()]
MARKUP = (
    b'{ } [ ] " < > </ & <!-- <![CDATA[ <!DOCTYPE null - 1e999 NaN \\u0000 \\ud800 : \n <text> '
    b"</text> rdf:about rdf:nodeID spdx: SPDXRef- Relationship: PackageName: @graph NOASSERTION"
).split(b" ")
PIECES = st.binary(max_size=6) | st.sampled_from(MARKUP)
SMALL = BomLimits(value_octets=60, held_octets=200, nesting=6, indexed_octets=4000)


@st.composite
def damaged(draw):
    octets = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(octets)))
        end = min(len(octets), start + draw(st.integers(0, 12)))
        octets = octets[:start] + draw(PIECES) + octets[end:]
    return octets


def only_gives_items_or_is_refused(octets, limits=None):
    try:
        items = list(read_bom(io.BytesIO(octets), source="bom", limits=limits))
    except MalformedError as error:
        items = [BomHeader("")] if error.at.source == "bom" else []
    assert isinstance(items[0], BomHeader)
    assert all(isinstance(item, Component | Edge | ComponentError) for item in items[1:])
    for item in items:
        repr(item).encode()


@settings(max_examples=250, deadline=None)
@given(damaged(), st.sampled_from([None, SMALL]))
def test_a_damaged_document_gives_items_or_is_refused(octets, limits):
    only_gives_items_or_is_refused(octets, limits)


BEGINNINGS = [b"", b'{"packages":[', b'{"@graph":[', b"<", b"SPDXVersion: SPDX-2.3\n"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(BEGINNINGS))
def test_any_octets_give_items_or_are_refused(octets, start):
    only_gives_items_or_is_refused(start + octets)


NAMES = sorted(
    MEMBERS
    | {
        "created", "creators", "algorithm", "checksumValue", "referenceType", "referenceLocator",
        "spdxElementId", "relationshipType", "relatedSpdxElement", "type", "spdxId", "from", "to",
        "externalIdentifier", "verifiedUsing", "suppliedBy", "originatedBy", "creationInfo",
    }
)  # fmt: skip
WORDS = [
    "SPDXRef-a",
    "DESCRIBES",
    "purl",
    "software_Package",
    "Relationship",
    "describes",
    "CreationInfo",
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(JSON, JSON, JSON)
def test_members_of_any_type_give_items_or_are_refused(info, packages, relationships):
    document = {
        "spdxVersion": "SPDX-2.3", "name": info, "documentNamespace": packages,
        "creationInfo": info, "packages": packages, "relationships": relationships,
        "documentDescribes": relationships,
    }  # fmt: skip
    only_gives_items_or_is_refused(json.dumps(document).encode())


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=6), JSON)
def test_a_graph_of_anything_gives_items_or_is_refused(graph, name):
    info = {"type": "CreationInfo", "@id": "_:i", "specVersion": "3.0.1", "created": name}
    document = {"type": "SpdxDocument", "creationInfo": "_:i", "name": name, "rootElement": name}
    packages = [part | {"type": "software_Package"} for part in graph if isinstance(part, dict)]
    whole = {"@graph": [info, document, *graph, *packages]}
    only_gives_items_or_is_refused(json.dumps(whole).encode())
