"""Whatever the octets, a reader of feeds gives a result or says what is malformed."""

import gzip
import io
import json
import tarfile
from decimal import Decimal

import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import cve5, epss, kev
from noroshi.formats.containers import Document, Limits, read_documents
from noroshi.formats.recognise import recognise
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal

AT = Location("given")
READERS = (cve5.read, kev.read, epss.read)
FEW = settings(deadline=None)
MANY = settings(max_examples=400, deadline=None)
LIMITS = Limits(max_document_octets=4096, max_line_octets=512, max_total_octets=1 << 20)

PROVIDER = {"orgId": "11111111-1111-4111-8111-111111111111", "shortName": "tanuki"}
CPE = "cpe:2.3:o:tanuki:gateos:7.2.3:*:*:*:*:*:*:*"
CVE = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.2.0",
    "cveMetadata": {
        "cveId": "CVE-2026-90001",
        "assignerOrgId": PROVIDER["orgId"],
        "state": "PUBLISHED",
        "datePublished": "2026-03-01T00:00:00",
        "dateUpdated": "2026-03-02T00:00:00.5+09:00",
    },
    "containers": {
        "cna": {
            "providerMetadata": PROVIDER,
            "title": "Open door",
            "descriptions": [{"lang": "ja", "value": "誰でも入れる。"}],
            "affected": [
                {
                    "vendor": "Tanuki Networks",
                    "product": "GateOS",
                    "cpes": [CPE],
                    "versions": [
                        {
                            "version": "7",
                            "status": "affected",
                            "versionType": "semver",
                            "lessThan": "8",
                            "changes": [{"at": "7.5", "status": "unaffected"}],
                        }
                    ],
                }
            ],
            "references": [{"url": "https://tanuki.example/"}],
            "problemTypes": [{"descriptions": [{"lang": "en", "description": "CWE-79"}]}],
            "metrics": [{"cvssV3_1": {"vectorString": "CVSS:3.1/AV:N", "baseScore": 9.8}}],
            "cpeApplicability": [
                {
                    "operator": "AND",
                    "nodes": [
                        {
                            "operator": "OR",
                            "negate": False,
                            "cpeMatch": [
                                {"vulnerable": True, "criteria": CPE, "versionEndExcluding": "8"}
                            ],
                        }
                    ],
                }
            ],
        },
        "adp": [
            {
                "providerMetadata": PROVIDER,
                "metrics": [{"other": {"type": "ssvc", "content": {"options": [{"a": "b"}]}}}],
            }
        ],
    },
}
KEV = {
    "catalogVersion": "2026.03.01",
    "dateReleased": "2026-03-01T00:00:00Z",
    "vulnerabilities": [
        {
            "cveID": "CVE-2026-90001",
            "vendorProject": "Tanuki Networks",
            "product": "GateOS",
            "vulnerabilityName": "Open door",
            "dateAdded": "2026-03-01",
            "requiredAction": "Update.",
        }
    ],
}
EPSS = b"#model_version:v1,score_date:2026-03-01\ncve,epss,percentile\nCVE-2026-90001,0.1,0.2\n"
SAMPLES = (json.dumps(CVE).encode(), json.dumps(KEV, ensure_ascii=False).encode(), EPSS)


def packed(data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in ("a.json", "煙" * 60 + ".json"):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


CONTAINERS = (
    gzip.compress(SAMPLES[0]),
    zstandard.compress(SAMPLES[0]),
    packed(SAMPLES[1]),
    zstandard.compress(packed(gzip.compress(SAMPLES[1]))),
    SAMPLES[0] + b"\n" + SAMPLES[1] + b"\n",
)


@st.composite
def damaged(draw: st.DrawFn, samples: tuple[bytes, ...]) -> bytes:
    """A sample in which a few stretches are replaced, doubled or lost."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        other = draw(st.binary(max_size=8) | st.just(data[start:end] * 2))
        data = data[:start] + other + data[end:]
    return data


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["affected", "*", "CVSS:3.1/", "cpe:2.3:", "2026-01-01T00:00:00", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def altered(draw: st.DrawFn, value: object) -> object:
    """The value with some member, at any depth, replaced or left out."""
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 5)) == 0:
        return draw(JSON)
    if isinstance(value, list):
        return [draw(altered(value[0])), *value[1:]]
    key = draw(st.sampled_from(sorted(value)))
    if draw(st.integers(0, 5)) == 0:
        return {name: member for name, member in value.items() if name != key}
    return value | {key: draw(altered(value[key]))}


def outcome(read, data: bytes) -> object:
    try:
        return read(data, at=AT)
    except MalformedError as error:
        return error


def survives(data: bytes) -> None:
    recognise(data)
    for read in READERS:
        result = outcome(read, data)
        if isinstance(result, MalformedError):
            assert result.at is not None
            assert len(result.detail) <= 400
        else:
            shown = str(result)
            shown.encode()
            assert "\\x00" not in shown


def opened(data: bytes) -> list[Document | Refusal]:
    items = list(read_documents(io.BytesIO(data), source="given", limits=LIMITS))
    for item in items:
        item.source.encode()
        if isinstance(item, Document):
            assert len(item.data) <= LIMITS.max_document_octets
        else:
            assert item.reason
    return items


@settings(FEW)
@given(st.binary(max_size=300))
def test_arbitrary_octets(data: bytes):
    survives(data)
    opened(data)


@settings(MANY)
@given(damaged(SAMPLES))
def test_damaged_documents(data: bytes):
    survives(data)


@settings(MANY)
@given(altered(CVE) | altered(KEV))
def test_documents_of_another_shape(document: object):
    survives(json.dumps(document).encode())


@settings(MANY)
@given(damaged(CONTAINERS))
def test_damaged_containers(data: bytes):
    opened(data)


@settings(FEW)
@given(st.sampled_from(CONTAINERS[:4]), st.data())
def test_a_container_cut_short_is_always_noticed(data: bytes, draw: st.DataObject):
    end = draw.draw(st.integers(600, len(data) - 1) if len(data) > 700 else st.just(len(data) - 1))
    if data[257:262] == b"ustar":
        end = min(end, len(data.rstrip(b"\0")))  # what follows is padding

    assert any(isinstance(item, Refusal) for item in opened(data[:end]))


@settings(FEW)
@given(
    st.lists(st.dictionaries(st.text(), st.text(max_size=20), max_size=3), min_size=2, max_size=20)
)
def test_json_lines_come_back_line_by_line(records: list[dict[str, str]]):
    lines = [json.dumps(record, ensure_ascii=False).encode() for record in records]

    items = read_documents(io.BytesIO(zstandard.compress(b"\n".join(lines))))

    assert [item.data for item in items] == lines


SHARES = st.decimals(0, 1, places=5)


@settings(FEW)
@given(st.dictionaries(st.integers(1000, 10**19 - 1), st.tuples(SHARES, SHARES), max_size=20))
def test_scores_come_back_with_their_digits(scores: dict[int, tuple[Decimal, Decimal]]):
    rows = [f"CVE-2026-{number},{score:f},{rank:f}\n" for number, (score, rank) in scores.items()]

    found = epss.read(b"cve,epss,percentile\n" + "".join(rows).encode(), at=AT)

    assert [f"{row.cve},{row.score},{row.percentile}\n" for row in found.rows] == rows
    assert found.refused == ()
