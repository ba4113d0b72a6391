"""Real events of MISP: every one is read, and everything that it says is sound STIX."""

import json

import zstandard

from noroshi.formats import misp
from noroshi.formats.stix import check


def test_every_event_says_sound_objects(data):
    with (data / "misp" / "events_pymisp_tests.jsonl.zst").open("rb") as packed:
        lines = zstandard.ZstdDecompressor().stream_reader(packed).read().splitlines()
    count = 0
    with misp.Converter() as converter:
        for event in map(json.loads, lines):
            assert misp.events(event) == [event]
            for one in converter.objects_of(event):
                check(one)
                count += 1
    assert (len(lines), count) == (25, 3419)
