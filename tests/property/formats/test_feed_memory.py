"""Bombs and endless lines are refused within bounded memory, measured in a process of its own."""

import json
import subprocess
import sys

import pytest

LIMIT_MIB = 200

SCRIPT = """
import gzip, io, json, sys, time, zstandard
from noroshi.formats import cve5, epss, kev
from noroshi.formats.containers import Document, read_documents
from noroshi.kernel.errors import Location, MalformedError

GIB = 1 << 30

class Endless:
    '''A stream of one kind of octets that never ends before 1 GiB.'''
    def __init__(self, start, octet):
        self.start, self.octet, self.left = start, octet, GIB
    def read(self, size):
        piece, self.start = self.start or self.octet * min(size, self.left), b""
        self.left -= len(piece)
        return piece

def zstd_zeros(size):
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*pieces, packer.flush()])

def gzip_zeros(size):
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb") as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    return target.getvalue()

INPUTS = {
    "line": lambda: Endless(b'{"id": 1}\\n', b"x"),
    "second line of JSON Lines": lambda: Endless(b'{"id": 1}\\n{"id": 2}\\n', b"x"),
    "document": lambda: Endless(b"{\\n", b" "),
    "largest document": lambda: io.BytesIO(b"{\\n" + b" " * ((64 << 20) - 2)),
    "blank lines": lambda: Endless(b"", b"\\n"),
    "short lines": lambda: io.BytesIO(b'{"id": 1}\\n{"id": 2}\\n' + b"ab\\n" * (1 << 20)),
    "zstd": lambda: io.BytesIO(zstd_zeros(GIB)),
    "gzip": lambda: io.BytesIO(gzip_zeros(GIB >> 4)),
    "zstd in gzip": lambda: io.BytesIO(gzip.compress(zstd_zeros(GIB))),
    "nesting": lambda: Endless(b"", b"["),
}
stream = INPUTS[sys.argv[1]]()
refusals = []
for item in read_documents(stream, source="given"):
    if isinstance(item, Document) and len(item.data) > 2:
        for read in (cve5.read, kev.read, epss.read):
            try:
                read(item.data, at=Location("given"))
            except MalformedError as error:
                pass
    elif not isinstance(item, Document):
        refusals.append([item.place, item.reason])
# Not ru_maxrss: that remembers the process that this one was forked from.
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
print(json.dumps({"refusals": refusals, "peak": peak}))
"""


def run(kind: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, kind], capture_output=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("line", ["line 2", "a line longer than 16777216 octets"]),
        ("second line of JSON Lines", ["line 3", "a line longer than 16777216 octets"]),
        ("document", ["", "a document longer than 67108864 octets"]),
        ("blank lines", ["", "a document longer than 67108864 octets"]),
        ("nesting", ["", "a document longer than 67108864 octets"]),
    ],
)
def test_a_gigabyte_in_one_piece_is_refused(kind, refusal):
    found = run(kind)

    assert found["refusals"] == [refusal]
    assert found["peak"] < LIMIT_MIB


@pytest.mark.parametrize("kind", ["zstd", "gzip", "zstd in gzip"])
def test_a_bomb_is_refused(kind):
    found = run(kind)

    assert [reason for _, reason in found["refusals"]] == [
        "unpacks to more than 500 times its size"
    ]
    assert found["peak"] < LIMIT_MIB


@pytest.mark.parametrize("kind", ["largest document", "short lines"])
def test_what_is_just_allowed_takes_no_more_memory(kind):
    found = run(kind)

    assert found["refusals"] == []
    assert found["peak"] < 2 * LIMIT_MIB
