"""What a file looks like to a system that would open it: live malware or not, by its form alone.

Nothing is run, unpacked whole or compared with known malware; what cannot be looked into counts as
live. Sources: PE, ELF, Mach-O and MS-CFB magic numbers; MS-SHLLINK 2.1; ECMA-376; APPNOTE 6.3.10."""

import struct
import zlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

HEAD: Final = 4096
MOST_MEMBERS: Final = 1000
_STEP: Final = 1 << 20
_END: Final = 65_557  # octets in which a zip's end record lies


class Look(StrEnum):
    """What a file looks like. PLAIN: nothing that runs; CLOSED: an archive that is not looked into."""

    PLAIN = ""
    PROGRAM = "program"
    MACROS = "macros"
    SCRIPT = "script"
    SHORTCUT = "shortcut"
    IMAGE = "image"
    ARCHIVE = "archive"
    CLOSED = "closed"


_MACH_O: Final = ("feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "cafebabf")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP: Final = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_HEADS: Final[Mapping[bytes, Look]] = {
    b"MZ": Look.PROGRAM,
    b"ZM": Look.PROGRAM,
    b"\x7fELF": Look.PROGRAM,
    b"dex\n": Look.PROGRAM,
    b"\0asm": Look.PROGRAM,
    **{bytes.fromhex(magic): Look.PROGRAM for magic in _MACH_O},
    b"#!": Look.SCRIPT,
    bytes.fromhex("4c0000000114020000000000c000000000000046"): Look.SHORTCUT,
    b"conectix": Look.IMAGE,
    b"vhdxfile": Look.IMAGE,
    b"7z\xbc\xaf\x27\x1c": Look.CLOSED,
    b"Rar!\x1a\x07": Look.CLOSED,
    b"MSCF": Look.CLOSED,
    b"ITSF": Look.CLOSED,
    b"\x1f\x8b": Look.CLOSED,
    b"\x1f\x9d": Look.CLOSED,
    b"BZh": Look.CLOSED,
    b"\xfd7zXZ\0": Look.CLOSED,
    b"\x28\xb5\x2f\xfd": Look.CLOSED,
    b"\x04\x22\x4d\x18": Look.CLOSED,
    bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"): Look.MACROS,  # OneNote
}
_SUFFIXES: Final[Mapping[Look, str]] = {
    Look.PROGRAM: "exe dll sys scr com cpl pif ocx drv efi msi msp msix appx jar class apk app elf so"
    " dylib ko xll wll node",
    Look.MACROS: "docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm one onetoc2 iqy slk",
    Look.SCRIPT: "bat cmd ps1 psm1 psd1 ps1xml vbs vbe vb js jse mjs wsf wsh wsc sct hta py pyw pyc sh"
    " bash zsh command pl php phtml asp aspx jsp jspx rb lua au3 ahk reg inf scf msh mshxml chm svg"
    " applescript scpt osascript workflow jnlp gadget",
    Look.SHORTCUT: "lnk url pif desktop webloc library-ms searchconnector-ms settingcontent-ms appref-ms",
    Look.IMAGE: "iso img vhd vhdx dmg vmdk udf",
    Look.CLOSED: "7z rar cab ace arj lzh lha tar tgz gz bz2 xz zst lz4 z tbz txz cpio wim",
}
_BY_SUFFIX: Final = {one: look for look, many in _SUFFIXES.items() for one in many.split()}
_WORDS: Final = (b"<script", b"<hta:", b"<?php", b"<%@", b"<%=", b"\\objdata", b"\\objocx")
_MARKUP: Final = (b"<", b"{\\rt")
_MACRO_MARKS: Final = ("_VBA_PROJECT".encode("utf-16-le"), b"Attribut\0e VB_", "Macros".encode("utf-16-le"))  # fmt: skip
_MACRO_PARTS: Final = ("vbaproject.bin", "macrosheets/", "activex/", "embeddings/")


def look_of(stream: BinaryIO, name: str) -> Look:
    """What a file looks like. stream: seekable, read from its beginning and left there; name: its own,
    of which the suffix counts. No octet of it raises an error."""
    stream.seek(0)
    try:
        head = stream.read(HEAD)
        found = _of_head(head, name)
        if found in (Look.PLAIN, Look.CLOSED) and head.startswith(_ZIP):
            return _of_zip(stream)
        if not found and head.startswith(_OLE):
            return _of_ole(stream)
        if not found:
            found = _of_place(stream)
        return found
    finally:
        stream.seek(0)


def _of_head(head: bytes, name: str) -> Look:
    for magic, look in _HEADS.items():
        if head.startswith(magic):
            return look
    suffix = PurePath(name.rstrip(". ")).suffix.lower().lstrip(".")
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if text.startswith(_MARKUP) and any(word in text for word in _WORDS):
        return Look.SCRIPT
    return Look.PLAIN


def _of_place(stream: BinaryIO) -> Look:
    """What its beginning does not tell: a disk image, a tar, and a zip with something before it."""
    for place, magic, look in ((32_769, b"CD001", Look.IMAGE), (257, b"ustar", Look.CLOSED)):
        stream.seek(place)
        if stream.read(len(magic)) == magic:
            return look
    size = stream.seek(0, 2)
    stream.seek(max(size - _END, 0))
    return _of_zip(stream) if b"PK\5\6" in stream.read(_END) else Look.PLAIN


def _of_ole(stream: BinaryIO) -> Look:
    """Of an Office file of before 2007: whether it holds macros, which its directory names."""
    stream.seek(0)
    before = b""
    while part := stream.read(_STEP):
        if any(mark in before + part for mark in _MACRO_MARKS):
            return Look.MACROS
        before = part[-64:]
    return Look.PLAIN


def _of_zip(stream: BinaryIO) -> Look:
    """Of a zip, Office's among them: by its members' names and first octets, none of them unpacked
    further. What is encrypted, of another method, or too many is not looked into."""
    try:
        if _count(stream) > MOST_MEMBERS:
            return Look.CLOSED
        stream.seek(0)
        with ZipFile(stream) as held:
            for member in held.infolist():
                found = _of_member(held, member)
                if found:
                    return found
    except (BadZipFile, RuntimeError, OSError, EOFError, ValueError,
            LookupError, struct.error, zlib.error):  # fmt: skip
        return Look.CLOSED
    return Look.PLAIN


def _of_member(held: ZipFile, member: ZipInfo) -> Look:
    name = member.filename.lower().replace("\\", "/")
    if any(part in name for part in _MACRO_PARTS):
        return Look.MACROS
    if member.is_dir():
        return Look.PLAIN
    if member.flag_bits & 0x1 or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return Look.CLOSED
    with held.open(member) as opened:
        head = opened.read(HEAD)
    is_live = _of_head(head, name) or head.startswith((*_ZIP, _OLE))
    return Look.ARCHIVE if is_live else Look.PLAIN


def _count(stream: BinaryIO) -> int:
    """How many members the end record promises or its directory could hold, before any is read.
    Raises: BadZipFile, also for a zip64, which no file of a size that is taken needs."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END, 0))
    tail = stream.read(_END)
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) < place + 22 or b"PK\6\7" in tail:
        raise BadZipFile
    directory = int.from_bytes(tail[place + 12 : place + 16], "little")
    return max(directory // 46 // 4, int.from_bytes(tail[place + 10 : place + 12], "little"))
