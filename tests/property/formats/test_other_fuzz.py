"""Readers of lists, tables, workbooks and other houses' records before hostile input: they read it or
refuse it as malformed."""

import contextlib
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import attack, misp_feed, misp_tags, warning_lists
from noroshi.formats.connection_sheets import CONNECTION_TEMPLATE, read_connections
from noroshi.formats.csaf import offered
from noroshi.formats.documents import reading as documents
from noroshi.formats.documents.child import READERS as IN_CHILD
from noroshi.formats.documents.passages import Kind
from noroshi.formats.misp_records.events import read_event
from noroshi.formats.names.japanese_versions import read_japanese
from noroshi.formats.names.vers import read_vers
from noroshi.formats.workbooks import read_workbook
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal
from tests.attack import matrix
from tests.property.formats.test_feed_fuzz import JSON, damaged
from tests.tags import ACTORS, TAXONOMY
from tests.unit.formats.test_documents import IOC_10, ITEM, printed
from tests.unit.formats.test_workbooks import workbook

AT = Location("list")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
UUID = "5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b50"
METADATA = {
    "canonical_url": "https://maker.example/provider-metadata.json",
    "last_updated": "2026-01-01T00:00:00Z",
    "list_on_CSAF_aggregators": True,
    "mirror_on_CSAF_aggregators": False,
    "metadata_version": "2.0",
    "publisher": {"category": "vendor", "name": "M", "namespace": "https://maker.example"},
    "role": "csaf_provider",
    "distributions": [{"directory_url": "https://maker.example/white"}],
}
FEED = {
    "feed": {
        "entry": [
            {
                "updated": "2026-01-01T00:00:00Z",
                "content": {"src": "https://maker.example/2026/a.json"},
                "link": [{"rel": "self", "href": "https://maker.example/2026/a.json"}],
            }
        ]
    }
}
EVENT = {
    "uuid": UUID,
    "info": "A flood",
    "date": "2026-01-01",
    "Attribute": [{"uuid": UUID, "type": "ip-dst", "value": "192.0.2.1", "Sighting": [{}]}],
    "Object": [{"name": "file", "Attribute": [{"type": "md5", "value": "0" * 32}]}],
}
WARNING_LIST = {"name": "Common", "version": 3, "type": "cidr", "list": ["192.0.2.0/24"]}
CHANGES = b'"2026/a.json","2026-01-01T00:00:00Z"\n'
PAGE = (
    b"<!doctype html><html><body><p>192.0.2.1</p><table><tr><td>x</td></tr></table></body></html>"
)
MAIL = b"From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n192.0.2.1\r\n"
FOLDER = "https://maker.example/white/"


def told(value: object) -> bytes:
    return json.dumps(value).encode()


def event(data: bytes) -> object:
    """An event, of what is JSON at all: the door reads that."""
    with contextlib.suppress(orjson.JSONDecodeError):
        return read_event(orjson.loads(data), MOMENT)
    return None


def document(kind: Kind) -> Callable[[bytes], object]:
    return lambda data: documents.read(data, source="document", kind=kind)


READERS: Mapping[str, tuple[Callable[[bytes], object], bytes]] = {
    "attack": (lambda data: attack.read(data, at=AT), matrix()),
    "connections": (
        lambda data: list(read_connections(io.BytesIO(data), source="sheet")),
        CONNECTION_TEMPLATE.encode(),
    ),
    "CSAF metadata": (lambda data: offered.read_metadata(data, at=AT), told(METADATA)),
    "CSAF feed": (lambda data: offered.read_feed(data, at=AT), told(FEED)),
    "CSAF changes": (lambda data: offered.read_changes(data, FOLDER, at=AT), CHANGES),
    "MISP manifest": (
        lambda data: misp_feed.read_manifest(data, at=AT),
        told({UUID: {"timestamp": "1"}}),
    ),
    "MISP event": (event, told(EVENT)),
    "MISP taxonomy": (lambda data: misp_tags.read(data, at=AT), told(TAXONOMY)),
    "MISP galaxy": (lambda data: misp_tags.read(data, at=AT), told(ACTORS)),
    "MISP warning list": (lambda data: warning_lists.read(data, at=AT), told(WARNING_LIST)),
    "workbook": (lambda data: read_workbook(data, "book"), workbook()),
    "OpenIOC": (document(Kind.OPENIOC), IOC_10.format(item=ITEM).encode()),
    "table": (document(Kind.SHEET), b"address,seen\r\n192.0.2.1,2026\r\n"),
    "page": (IN_CHILD[Kind.HTML], PAGE),
    "mail": (IN_CHILD[Kind.MAIL], MAIL),
    "versions": (lambda data: read_vers(data.decode("utf-8", "replace")), b"vers:npm/>=1.0|<2.0"),
    "Japanese versions": (
        lambda data: read_japanese(data.decode("utf-8", "replace")),
        "1.0 から 2.0 より前のバージョン".encode(),
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_the_samples_are_whole(name):
    read, sample = READERS[name]
    assert read(sample)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=40)
@given(draw=st.data())
def test_what_is_damaged_is_read_or_malformed(name, draw):
    read, sample = READERS[name]
    with contextlib.suppress(MalformedError):
        read(draw.draw(damaged((sample,)) | st.binary(max_size=200)))


@settings(deadline=None, max_examples=8)  # each starts a process
@given(data=damaged((printed(""),)))
def test_a_damaged_pdf_is_read_or_malformed(data):
    with contextlib.suppress(MalformedError):
        assert document(Kind.PDF)(data)


@settings(deadline=None, max_examples=40)
@given(draw=st.data())
def test_of_a_damaged_feed_each_event_comes_or_is_refused(draw, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feed")
    whole = (told({UUID: {"timestamp": "1"}}), told({"Event": EVENT}))
    for name, sample in zip((misp_feed.MANIFEST, f"{UUID}.json"), whole, strict=True):
        kept = draw.draw(st.just(sample) | damaged((sample,)) | st.none())
        if kept is not None:
            (folder / name).write_bytes(kept)
    if misp_feed.is_feed(folder):
        for one in misp_feed.read_folder(folder):
            assert one.reason if isinstance(one, Refusal) else one.read(1)


@pytest.mark.parametrize(
    "name", [name for name, (_, sample) in READERS.items() if sample[:1] == b"{"]
)
@settings(deadline=None, max_examples=40)
@given(draw=st.data())
def test_members_of_any_type_are_read_or_malformed(name, draw):
    read, sample = READERS[name]
    whole = json.loads(sample)
    whole[draw.draw(st.sampled_from(list(whole)))] = draw.draw(JSON)
    with contextlib.suppress(MalformedError):
        read(told(whole))
