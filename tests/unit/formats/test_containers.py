"""Everything that a person may hand over, opened by content."""

import gzip
import io
import os
import tarfile
from pathlib import Path

import pytest
import zstandard

from noroshi.formats.containers import Document, Limits, read_documents
from noroshi.kernel.imports import Refusal

RECORD = b'{"id": 1}'
LINES = b'{"id": 1}\n\n{"id": 2}\r\nnot json\n{"id": 4}'


def tar_of(*members: tuple[str, bytes], **options) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", **options) as archive:
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def tar_with(entry_type: bytes, name: str = "strange") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.type = entry_type
        entry.linkname = "/etc/passwd"
        archive.addfile(entry)
        good = tarfile.TarInfo("good.json")
        good.size = len(RECORD)
        archive.addfile(good, io.BytesIO(RECORD))
    return target.getvalue()


def read(data: bytes, **limits) -> list[Document | Refusal]:
    return list(read_documents(io.BytesIO(data), source="given", limits=Limits(**limits)))


def found(data: bytes, **limits) -> list[tuple[str, str, bytes]]:
    return [(item.source, item.place, getattr(item, "data", b"")) for item in read(data, **limits)]


def refusals(data: bytes, **limits) -> list[Refusal]:
    return [item for item in read(data, **limits) if isinstance(item, Refusal)]


@pytest.mark.parametrize(
    "packed",
    [
        RECORD,
        gzip.compress(RECORD, mtime=0),
        zstandard.compress(RECORD),
        gzip.compress(zstandard.compress(RECORD), mtime=0),
        b"\x50\x2a\x4d\x18\x05\x00\x00\x00hello" + zstandard.compress(RECORD),
        gzip.compress(RECORD[:4], mtime=0) + gzip.compress(RECORD[4:], mtime=0) + b"\0" * 100,
        zstandard.compress(RECORD[:4]) + zstandard.compress(RECORD[4:]),
    ],
)
def test_one_document_is_found_under_its_layers(packed):
    assert read(packed) == [Document("given", "", RECORD)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_tar_members_are_named_after_the_tar(pack):
    data = pack(tar_of(("a.json", RECORD), ("folder/b.jsonl", LINES)))

    assert found(data)[:2] == [
        ("given!a.json", "", RECORD),
        ("given!folder/b.jsonl", "line 1", b'{"id": 1}'),
    ]


@pytest.mark.parametrize("layout", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read_in_every_layout(layout):
    name = "a" * 90 + "/" + "b" * 90 + ".json"
    if layout != tarfile.USTAR_FORMAT:
        name = "煙/" + "c" * 300 + name

    assert found(tar_of((name, RECORD), format=layout)) == [(f"given!{name}", "", RECORD)]


def test_packed_members_are_unpacked():
    inner = tar_of(("x.json", RECORD))
    outer = zstandard.compress(
        tar_of(("one.json.gz", gzip.compress(RECORD, mtime=0)), ("two.tar", inner))
    )

    assert found(outer) == [
        ("given!one.json.gz", "", RECORD),
        ("given!two.tar!x.json", "", RECORD),
    ]


def test_json_lines_give_one_document_a_line_and_leave_bad_ones_to_the_codec():
    assert found(LINES) == [
        ("given", "line 1", b'{"id": 1}'),
        ("given", "line 3", b'{"id": 2}\r'),
        ("given", "line 4", b"not json"),
        ("given", "line 5", b'{"id": 4}'),
    ]


@pytest.mark.parametrize("first", [b'{"id": 1, "cut', b"not json"])
def test_a_bad_first_line_does_not_hide_json_lines(first):
    assert [place for _, place, _ in found(first + b'\n{"id": 2}\n')] == ["line 1", "line 2"]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b'{"id": 1}\n',
        b'{\n  "id": 1\n}\n',
        b'{"list": [\n{"id": 1},\n{"id": 2}\n]}',
        b'{"inner":\n{"id": 1}\n}',
        b'[\n{"id": 1},\n{"id": 2}\n]',
        b"cve,epss\nCVE-2026-0001,0.5\n",
        b"# A heading\n\nand text\n",
        b"\xff\xfe{\x00}\x00",
    ],
)
def test_any_other_content_is_one_document(document):
    assert read(document) == [Document("given", "", document)]


def test_json_lines_are_the_same_however_they_are_delivered():
    class Dribble(io.BytesIO):
        def read(self, size=-1):
            return super().read(7)

    lines = b"".join(
        b'{"id": %d, "text": "%s"}\n' % (n, b"x" * (n * 31 % 900)) for n in range(2000)
    )
    whole = list(read_documents(io.BytesIO(lines), source="given"))

    assert [document.data for document in whole] == lines.splitlines()
    assert list(read_documents(Dribble(lines), source="given")) == whole


def test_folders_are_walked_by_name_and_links_refused(tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.json").write_bytes(RECORD)
    (tmp_path / "a.json").write_bytes(RECORD)
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(RECORD, mtime=0))
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")

    items = list(read_documents(tmp_path))

    assert [item.source.removeprefix(f"{tmp_path}/") for item in items] == [
        "a.json",
        "b/2.json",
        "c.json.gz",
        "loop",
        "pipe",
    ]
    assert [isinstance(item, Refusal) for item in items] == [False, False, False, True, True]


def test_deep_folders_do_not_exhaust_the_stack(tmp_path: Path):
    path = tmp_path
    for _ in range(400):
        path /= "d"
    path.mkdir(parents=True)
    (path / "x.json").write_bytes(RECORD)

    assert [item.data for item in read_documents(tmp_path)] == [RECORD]


def test_a_given_link_is_followed(tmp_path: Path):
    (tmp_path / "real.json").write_bytes(RECORD)
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")

    assert [item.data for item in read_documents(tmp_path / "link.json")] == [RECORD]


def test_what_cannot_be_opened_is_refused(tmp_path: Path):
    (refusal,) = read_documents(tmp_path / "absent")

    assert refusal == Refusal(
        str(tmp_path / "absent"), "", "cannot be opened: No such file or directory"
    )


def test_a_name_that_is_no_text_becomes_one(tmp_path: Path):
    (tmp_path / os.fsdecode(b"\xff.json")).write_bytes(RECORD)

    (document,) = read_documents(tmp_path)

    assert document.source.endswith("/\ufffd.json")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_cut_short_is_refused_at_its_octet(pack):
    packed = pack(os.urandom(5000))[:-300]

    (refusal,) = refusals(packed)

    assert refusal.place == f"octet {len(packed)}"
    assert "cut short" in refusal.reason


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_damaged_file_is_refused(pack):
    checked = zstandard.ZstdCompressor(write_checksum=True).compress
    packed = bytearray((checked if pack is zstandard.compress else pack)(os.urandom(5000)))
    packed[2500] ^= 0xFF

    (refusal,) = refusals(bytes(packed))

    assert refusal.reason.startswith("damaged")


def test_lines_before_the_damage_are_given_and_none_after():
    lines = b"".join(b'{"id": %d}\n' % number for number in range(200_000))
    items = read(gzip.compress(lines, mtime=0)[:-100])

    assert isinstance(items[-1], Refusal)
    assert [item.data for item in items[:-1]] == lines.splitlines()[: len(items) - 1]


@pytest.mark.parametrize("kept", [512 + 3, 512, 1024, 1536])
def test_a_tar_cut_short_is_refused_once_and_its_open_member_too(kept):
    (refusal,) = refusals(tar_of(("a.json", b"x" * 600), ("b.json", RECORD))[:kept])

    assert refusal == Refusal("given", f"octet {kept}", "tar cut short")


def test_a_packed_tar_cut_short_keeps_the_members_before():
    packed = zstandard.compress(tar_of(("a.json", RECORD), ("b.bin", os.urandom(400_000))))

    items = read(packed[:-100_000])

    assert items[0] == Document("given!a.json", "", RECORD)
    assert [(item.source, item.reason) for item in items[1:]] == [("given", "zstd cut short")]


def test_a_damaged_tar_header_is_refused():
    data = bytearray(tar_of(("a.json", RECORD), ("b.json", RECORD)))
    data[1024 + 10] ^= 0xFF

    assert refusals(bytes(data)) == [Refusal("given", "octet 1536", "damaged tar header")]


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x.json", "a/../../x.json", "..", "a" * 3000 + "/" + "b" * 3000]
)
def test_names_that_lead_out_are_refused_and_the_rest_is_read(name):
    items = read(tar_of((name, RECORD), ("good.json", RECORD)))

    assert isinstance(items[0], Refusal)
    assert items[1:] == [Document("given!good.json", "", RECORD)]


@pytest.mark.parametrize(
    "entry_type",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_links_and_devices_in_a_tar_are_refused_and_the_rest_is_read(entry_type):
    items = read(tar_with(entry_type))

    assert isinstance(items[0], Refusal)
    assert items[1:] == [Document("given!good.json", "", RECORD)]


def test_folders_in_a_tar_are_passed_over():
    assert found(tar_with(tarfile.DIRTYPE)) == [("given!good.json", "", RECORD)]


def test_what_is_said_of_a_folder_is_not_said_of_the_next_file():
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        folder = tarfile.TarInfo("煙" * 60)
        folder.type = tarfile.DIRTYPE
        folder.size = 4096  # of the folder itself: no content follows
        archive.addfile(folder)

    assert found(target.getvalue()[:1536] + tar_of(("a.json", RECORD))) == [
        ("given!a.json", "", RECORD)
    ]


def test_damage_behind_the_end_of_a_packed_tar_is_noticed():
    packed = bytearray(gzip.compress(tar_of(("a.json", os.urandom(9000))) + b"\0" * (4 << 20)))
    packed[-6] ^= 0xFF  # in the checksum

    assert [item.reason for item in refusals(bytes(packed))] == ["damaged gzip"]


def test_a_huge_tar_header_is_refused():
    entry = tarfile.TarInfo("x")
    entry.type = tarfile.XHDTYPE
    entry.size = 1 << 30

    (refusal,) = refusals(entry.tobuf() + b"\0" * 4096)

    assert "header longer" in refusal.reason


@pytest.mark.parametrize("content", [b"x", b"0 a=b\n", b"99999999 a=b\n", b"  a=b", b"1 "])
def test_a_damaged_pax_header_is_refused(content):
    entry = tarfile.TarInfo("x")
    entry.type = tarfile.XHDTYPE
    entry.size = len(content)

    (refusal,) = refusals(entry.tobuf() + content.ljust(512, b"\0") + b"\0" * 1024)

    assert refusal.reason == "damaged pax header"


@pytest.mark.parametrize("size", ["-1", "x", "", "9" * 30])
def test_a_damaged_pax_size_is_refused(size):
    record = f" size={size}\n"
    content = f"{len(record) + 2:2}{record}".encode()
    entry = tarfile.TarInfo("x")
    entry.type = tarfile.XHDTYPE
    entry.size = len(content)
    data = entry.tobuf() + content.ljust(512, b"\0") + tar_of(("a", RECORD))

    (refusal,) = refusals(data)

    assert "damaged" in refusal.reason


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\x00"])
def test_other_archives_are_refused_by_name(magic):
    (refusal,) = refusals(magic + b"x" * 100)

    assert refusal.reason.endswith("is not read: unpack it first")


def test_nesting_ends_at_the_limit():
    data = RECORD
    for _ in range(3):
        data = gzip.compress(data, mtime=0)

    assert read(data) == [Document("given", "", RECORD)]
    assert [item.reason for item in refusals(gzip.compress(data, mtime=0))] == [
        "packed more than 3 deep"
    ]


def test_a_document_ends_at_the_limit():
    assert found(b"x" * 100, max_document_octets=100) == [("given", "", b"x" * 100)]
    assert [item.reason for item in refusals(b"x" * 101, max_document_octets=100)] == [
        "a document longer than 100 octets"
    ]


@pytest.mark.parametrize("end", [b"", b"\n", b'\n{"id": 3}'])
def test_a_line_ends_at_the_limit(end):
    first, second = b'{"id": 1}', b'{"id": "%s"}' % (b"x" * 89)

    assert found(first + b"\n" + second + end, max_line_octets=99)[1][1:] == ("line 2", second)
    items = read(first + b"\n" + second + end, max_line_octets=98)
    assert items == [
        Document("given", "line 1", first),
        Refusal("given", "line 2", "a line longer than 98 octets"),
    ]


def test_the_whole_ends_at_its_limits(tmp_path: Path):
    for number in range(5):
        (tmp_path / f"{number}.json").write_bytes(RECORD)

    def reasons(limits: Limits) -> list[str]:
        return [getattr(item, "reason", "") for item in read_documents(tmp_path, limits=limits)]

    assert reasons(Limits(max_members=3)) == ["", "", "", "holds more than 3 files"]
    assert reasons(Limits(max_total_octets=20)) == ["", "", "unpacks to more than 20 octets"]
    assert reasons(Limits(max_members=5, max_total_octets=45)) == [""] * 5


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_refused_and_the_rest_of_the_tar_is_read(pack):
    bomb = pack(b"\0" * (20 << 20))

    items = read(tar_of(("bomb", bomb), ("good.json", RECORD)), max_document_octets=32 << 20)

    assert [item.reason for item in items if isinstance(item, Refusal)] == [
        "unpacks to more than 500 times its size"
    ]
    assert items[-1] == Document("given!good.json", "", RECORD)
