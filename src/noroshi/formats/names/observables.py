"""Observables in text as people write it, and the spelling in which nobody follows them by mistake.

One linear pass: every expression takes each character once, in runs whose length is bounded."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import takewhile
from typing import Final

import idna
from publicsuffixlist import PublicSuffixList

from noroshi.formats.names.wallets import wallets

MOST: Final = 2000
LONGEST_NAME: Final = 253


class ObservableKind(StrEnum):
    """By the names of STIX's objects, where it has one."""

    IPV4 = "ipv4-addr"
    IPV6 = "ipv6-addr"
    DOMAIN = "domain-name"
    URL = "url"
    EMAIL = "email-addr"
    MD5 = "md5"
    SHA1 = "sha-1"
    SHA256 = "sha-256"
    SHA512 = "sha-512"
    FILE_NAME = "file-name"
    ASN = "autonomous-system"
    JA3 = "ja3"
    JA4 = "ja4"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Observable:
    """value: in its one spelling: addresses compressed, blocks with their length, names in lower-case
    ASCII (IDNA 2008), URLs with such a host, digests in lower case, systems as `AS64500`; of JA3,
    which is an MD5 as well, `ja3:` and the digest."""

    kind: ObservableKind
    value: str


DIGESTS: Final = {
    32: ObservableKind.MD5,
    40: ObservableKind.SHA1,
    64: ObservableKind.SHA256,
    128: ObservableKind.SHA512,
}
# Of files that run or carry what runs; none of them is a top-level domain.
EXTENSIONS: Final = (
    "7z apk bat chm cmd cpl dll doc docm docx elf exe hta img iso jar jse lnk msi ocx pdf ppt pptm"
    " pptx ps1 rar rtf scr sys vbe vbs vhd vhdx wsf xll xls xlsm xlsx"
)
# What stands for a dot, an at sign or a colon so that it is none.
DOT: Final = re.compile(r"\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})\s?", re.IGNORECASE)
AT: Final = re.compile(r"\s?(?:\[@\]|\(@\)|\[at\]|\(at\))\s?", re.IGNORECASE)
COLON: Final = re.compile(r"\[(?:://|:)\]|\(:\)")
SCHEME: Final = re.compile(r"(?<![A-Za-z])h(?:xx|tt|\*\*)p(s?)(?=:)", re.IGNORECASE)
# A word in which an observable may stand: no white space, no quotation mark, no Japanese stop.
WORD: Final = re.compile(r"[^\s\"'<>`|,;、。，；｡「」『』（）【】〔〕]{1,2048}")
LETTERS: Final = re.compile(r"[A-Za-z0-9]")
HEX: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,128}(?![0-9A-Za-z])")
JA3: Final = re.compile(r"(?<![0-9A-Za-z])ja3[:=]([0-9A-Fa-f]{32})(?![0-9A-Za-z])", re.IGNORECASE)
JA4: Final = re.compile(
    r"(?<![0-9A-Za-z])[tqd](?:1[0-3]|s[23]|d[1-3]|00)[di][0-9]{4}[0-9a-z]{2}(?:_[0-9a-f]{12}){2}"
    r"(?![0-9A-Za-z])"
)
ASN: Final = re.compile(r"(?<![A-Za-z0-9_.-])AS([1-9][0-9]{0,9})(?![A-Za-z0-9_-]|\.[0-9])")
FILE: Final = re.compile(
    rf"(?<![A-Za-z0-9_.@-])[A-Za-z0-9_][A-Za-z0-9_.-]{{0,120}}\.(?:{EXTENSIONS.replace(' ', '|')})"
    r"(?![A-Za-z0-9_@-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
IPV4: Final = re.compile(
    r"(?<![A-Za-z0-9_.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?(?!\.?[A-Za-z0-9_])"
)
IPV6: Final = re.compile(
    r"(?<![A-Za-z0-9_:.])[0-9A-Fa-f:]{2,39}(?:\.[0-9.]{5,11})?(?:/[0-9]{1,3})?(?![A-Za-z0-9_:])"
)
URL: Final = re.compile(r"https?://[^\s]{1,2040}", re.IGNORECASE)
HOST: Final = re.compile(
    r"(https?)://([\x21-\x2e\x30-\x3e\x41-\x7e]{0,200}@)?(\[[0-9A-Fa-f:.]{2,45}\]|[^/?#:@]{1,253})"
    r"((?::[0-9]{1,5})?(?:[/?#][\x21-\x7e]*)?)",
    re.IGNORECASE,
)
EMAIL: Final = re.compile(r"(?<![A-Za-z0-9_.%+-])([A-Za-z0-9_.%+-]{1,64})@([A-Za-z0-9_.-]{3,253})")
NAME: Final = re.compile(
    r"(?<![A-Za-z0-9_.@-])(?:[A-Za-z0-9_-]{1,63}\.){1,20}[A-Za-z][A-Za-z0-9-]{1,62}"
)
WIDE_NAME: Final = re.compile(r"(?<![\w.@-])(?:[\w-]{1,63}\.){1,20}[\w-]{2,63}")
CLOSING: Final = ").]}!?:'\""


def extract(text: str) -> tuple[Observable, ...]:
    """The observables in a text, fanged or de-fanged, each once, in their order; 2000 at most."""
    found: dict[Observable, None] = {}
    for word in WORD.finditer(refang(text)):
        if LETTERS.search(word[0]):
            found.update(dict.fromkeys(_in_word(word[0])))
        if len(found) >= MOST:
            break
    return tuple(found)[:MOST]


def refang(text: str) -> str:
    """The text with what stands for a sign as the sign; full-width letters and digits narrow."""
    narrow = "".join(map(_narrow, text))
    text = COLON.sub(lambda match: match[0][1:-1], DOT.sub(".", AT.sub("@", narrow)))
    return SCHEME.sub(r"http\1", text)


def defang(value: str) -> str:
    """An observable's value as it is shown: `hxxps://`, `[.]`, `[:]`, `[@]`; digests as they are."""
    if value.startswith("http"):
        value = f"hxxp{value.removeprefix('http')}"
    head, separator, tail = value.partition("://")
    host, slash, path = tail.partition("/") if separator else head.partition("/")
    host = host.replace(".", "[.]").replace("@", "[@]")
    if not separator and ":" in host:
        host = host.replace(":", "[:]")
    return (f"{head}://" if separator else "") + host + slash + path


def _narrow(letter: str) -> str:
    """Full-width ASCII and the ideographic full stop between names, as ASCII."""
    return unicodedata.normalize("NFKC", letter) if "\uff01" <= letter <= "\uff5e" else letter


def _in_word(word: str) -> Iterator[Observable]:
    if url := URL.search(word):
        yield from _in_word(word[: url.start()])
        yield from _url(url[0])
        return
    yield from _fingerprints(word)
    for match in HEX.finditer(JA3.sub("", word)):
        if kind := DIGESTS.get(len(match[0])):
            yield Observable(kind, match[0].lower())
    yield from _addresses(word)
    for match in EMAIL.finditer(word):
        if name := domain(match[2].rstrip("-")):
            yield Observable(ObservableKind.EMAIL, f"{match[1]}@{name}")
    if "@" not in word:
        yield from _names(word)
    yield from (Observable(ObservableKind.FILE_NAME, match[0]) for match in FILE.finditer(word))


def _fingerprints(word: str) -> Iterator[Observable]:
    """Of clients' handshakes; with them numbers of networks and addresses of wallets."""
    for match in JA3.finditer(word):
        yield Observable(ObservableKind.JA3, f"ja3:{match[1].lower()}")
    yield from (Observable(ObservableKind.JA4, match[0]) for match in JA4.finditer(word))
    for match in ASN.finditer(word):
        if int(match[1]) < 1 << 32:
            yield Observable(ObservableKind.ASN, match[0])
    yield from (Observable(ObservableKind.WALLET, value) for value in wallets(word))


def _names(word: str) -> Iterator[Observable]:
    """Names in ASCII; where there is none, one in other letters."""
    names = [name for match in NAME.finditer(word) if (name := domain(match[0]))]
    if not names and not word.isascii():
        names = [name for match in WIDE_NAME.finditer(word) if (name := domain(match[0]))]
    yield from (Observable(ObservableKind.DOMAIN, name) for name in names)


def _addresses(word: str) -> Iterator[Observable]:
    for match in IPV4.finditer(word):
        if value := _network(match[0], 32):
            yield Observable(ObservableKind.IPV4, value)
    if word.count(":") > 1:
        for match in IPV6.finditer(word):
            if value := _network(match[0].rstrip("."), 128):
                yield Observable(ObservableKind.IPV6, value)


def _network(text: str, whole: int) -> str:
    """An address or a block in its one spelling; empty for what is neither."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return ""
    if network.max_prefixlen != whole:
        return ""
    return str(network.network_address) if "/" not in text else str(network)


def _url(text: str) -> Iterator[Observable]:
    match = HOST.match(text)
    if match is None:
        return
    scheme, login, host, rest = match[1].lower(), match[2] or "", match[3], match[4]
    if host.startswith("["):
        known = _network(host[1:-1], 128)
        known = known and f"[{known}]"
    else:
        narrow = "".join(takewhile(str.isascii, host)).rstrip(CLOSING)
        known = _network(host, 32) or domain(host) or _network(narrow, 32) or domain(narrow)
    if known:
        yield Observable(ObservableKind.URL, f"{scheme}://{login}{known}{rest.rstrip(CLOSING)}")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def domain(text: str) -> str:
    """A name below a public suffix, in lower-case ASCII; empty for what is none. Names that are kept
    for examples (RFC 2606) count."""
    text = text.strip(".").lower()
    if text.isascii() and not any(map(str.isalpha, text)):
        return ""
    if not text or len(text) > LONGEST_NAME:
        return ""
    try:
        name = idna.encode(text, uts46=True).decode() if not text.isascii() else text
        if any(label.startswith("xn--") for label in name.split(".")):
            idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return ""
    labels = name.split(".")
    if not all(re.fullmatch(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?", label) for label in labels):
        return ""
    if len(labels) > 1 and labels[-1] in {"example", "test", "invalid"}:
        return name
    return name if _suffixes().privatesuffix(name) else ""
