"""What looks like live malware, by form alone; hostile files end in a look, never in an error."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats.looks import MOST_MEMBERS, Look, look_of
from noroshi.formats.protected_zip import PASSWORD, write_protected


def packed(members, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as held:
        for name, octets in members.items():
            held.writestr(name, octets)
    return target.getvalue()


BOMB = zlib.compress(bytes(50_000_000), 9)
ENCRYPTED = bytearray(packed({"a.txt": b"x"}))
ENCRYPTED[6] |= 1
ENCRYPTED[ENCRYPTED.index(b"PK\1\2") + 8] |= 1
TAR = b"name" + bytes(253) + b"ustar\x0000" + bytes(300)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("name", "octets", "look"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0 picture", Look.PLAIN),
        ("log.txt", b"GET / HTTP/1.1 <script src=x>", Look.PLAIN),
        ("paper.pdf", b"%PDF-1.7", Look.PLAIN),
        ("table.xlsx", packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<b/>"}), Look.PLAIN),
        ("old.doc", OLE, Look.PLAIN),
        ("empty.zip", packed({}), Look.PLAIN),
        ("photo.jpg", b"MZ\x90\0", Look.PROGRAM),
        ("photo.jpg", b"\x7fELF\2", Look.PROGRAM),
        ("photo.jpg", bytes.fromhex("cffaedfe07"), Look.PROGRAM),
        ("invoice.pdf.exe", b"text", Look.PROGRAM),
        ("invoice.EXE. ", b"text", Look.PROGRAM),
        ("table.xlsx", packed({"xl/vbaProject.bin": OLE}), Look.MACROS),
        ("old.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), Look.MACROS),
        ("old.doc", OLE + bytes((1 << 20) - 608 - 5) + "_VBA_PROJECT".encode("utf-16-le"), Look.MACROS),
        ("run.ps1", b"iex", Look.SCRIPT),
        ("run", b"#!/bin/sh", Look.SCRIPT),
        ("page.html", b"<html><SCRIPT>", Look.SCRIPT),
        ("page.html", "\ufeff<html><script>".encode("utf-16-le"), Look.SCRIPT),
        ("text.rtf", b"{\\rtf1\\object\\objdata 01", Look.SCRIPT),
        ("open.lnk", b"?", Look.SHORTCUT),
        ("open.txt", bytes.fromhex("4c0000000114020000000000c000000000000046"), Look.SHORTCUT),
        ("disk.bin", bytes(32_769) + b"CD001", Look.IMAGE),
        ("samples.zip", packed({"readme.txt": b"MZ\x90"}), Look.ARCHIVE),
        ("samples.zip", packed({"a/run.JS": b""}), Look.ARCHIVE),
        ("samples.zip", packed({"inner.dat": packed({"a": b""})}), Look.ARCHIVE),
        ("photo.jpg", b"\xff\xd8\xff" + packed({"a.exe": b""}), Look.ARCHIVE),
        ("samples.zip", bytes(ENCRYPTED), Look.CLOSED),
        ("samples.zip", packed({"a": b"x"}, zipfile.ZIP_BZIP2), Look.CLOSED),
        ("samples.zip", packed({str(n): b"" for n in range(MOST_MEMBERS + 1)}), Look.CLOSED),
        ("samples.zip", packed({"a": b"x"})[:-30], Look.CLOSED),
        ("samples.zip", b"PK\5\6" + b"\xff" * 18, Look.CLOSED),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", Look.CLOSED),
        ("a", b"\x1f\x8b\x08" + BOMB, Look.CLOSED),
        ("a", TAR, Look.CLOSED),
        ("bomb.zip", packed({"a.txt": bytes(5_000_000)}), Look.PLAIN),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # octets of a zip hold the time
)  # fmt: skip
def test_it_is_told_by_its_form(name, octets, look):
    stream = io.BytesIO(octets)
    assert look_of(stream, name) is look
    assert stream.tell() == 0


def test_a_directory_larger_than_its_end_says_is_not_read():
    one = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, *[0] * 14)[:46]
    directory = one * 100_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 0, 0)
    assert look_of(io.BytesIO(directory + end), "a.zip") is Look.CLOSED


@settings(max_examples=40)
@given(st.binary(max_size=200), st.sampled_from(["PK\5\6", "PK\3\4", ""]), st.text(max_size=20))
def test_no_octets_are_an_error(octets, head, name):
    assert look_of(io.BytesIO(head.encode() + octets + packed({"a": octets})[-60:]), name) in Look


def test_a_protected_zip_opens_with_the_habits_password_alone():
    import pyzipper

    target = io.BytesIO()
    write_protected(target, "見本.exe", [b"MZ", b"\x90" * 100_000])
    assert b"\x90" * 20 not in target.getvalue()
    with pyzipper.AESZipFile(target) as held:
        assert held.namelist() == ["見本.exe"]
        with pytest.raises(RuntimeError):
            held.read("見本.exe")
        assert held.read("見本.exe", pwd=PASSWORD) == b"MZ" + b"\x90" * 100_000
    assert look_of(target, "見本.exe.zip") is Look.CLOSED
