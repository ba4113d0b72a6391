"""A client of a CSAF provider, as section 7 of CSAF 2.0 has it serve its files. Knows no database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from noroshi.formats.csaf.offered import (
    CHANGES,
    MOST_OCTETS,
    Key,
    Metadata,
    Offered,
    Offers,
    read_changes,
    read_feed,
    read_metadata,
)
from noroshi.intelligence.exchanging import ExchangeError
from noroshi.intelligence.fetching import OF_ONE, fetched
from noroshi.kernel.errors import Location, MalformedError
from noroshi.operations.openpgp import Certificate, read_certificate
from noroshi.operations.targets import Network
from noroshi.suppliers.advising import LONGEST_DOCUMENT

SMALL: Final = 1 << 20  # octets of metadata and of a key
BESIDE: Final = 1 << 16  # octets of a hash or a signature


@dataclass(frozen=True, slots=True)
class Files:
    """A document and what stands beside it. hashes: by algorithm, those that there are; signature:
    empty where there is none."""

    document: bytes
    hashes: dict[str, str]
    signature: str


@dataclass(frozen=True, slots=True)
class Site:
    """named: networks that the administrator allows beside the public Internet."""

    named: Collection[Network]

    def metadata(self, url: str) -> tuple[Metadata, bytes]:
        """What a provider says of itself, and the octets. Raises: ExchangeError, also where the file
        says that it is another's copy."""
        octets = self._file(url, SMALL)
        try:
            told = read_metadata(octets, at=Location(url))
        except MalformedError as error:
            raise ExchangeError("no metadata") from error
        if told.canonical_url != url:
            raise ExchangeError("not canonical")
        return told, octets

    def keys(self, told: Metadata) -> tuple[list[Certificate], list[tuple[str, str]]]:
        """Its OpenPGP keys; address and reason of those that cannot be read. Raises: ExchangeError."""
        keys: list[Certificate] = []
        refused: list[tuple[str, str]] = []
        for key in told.public_openpgp_keys:
            try:
                keys.append(self._key(key))
            except MalformedError as error:
                refused.append((key.url, error.detail))
        return keys, refused

    def _key(self, key: Key) -> Certificate:
        found = read_certificate(self._part(key.url, SMALL))
        if key.fingerprint and key.fingerprint.upper() != found.fingerprint:
            raise MalformedError("fingerprint: the key has another")
        return found

    def offers(self, told: Metadata) -> Offers:
        """Every document for everybody, by its feeds, or where it has none by its folders. Raises:
        ExchangeError."""
        try:
            lists = [self._feed(url) for url in told.feeds]
            lists = lists or [self._folder(url) for url in told.folders]
        except MalformedError as error:
            raise ExchangeError("no list") from error
        return Offers(
            [one for found in lists for one in found.documents],
            [one for found in lists for one in found.refused],
        )

    def _feed(self, url: str) -> Offers:
        return read_feed(self._file(url, MOST_OCTETS), at=Location(url))

    def _folder(self, url: str) -> Offers:
        data = self._file(f"{url}{CHANGES}", MOST_OCTETS)
        return read_changes(data, url, at=Location(url))

    def files(self, offered: Offered) -> Files:
        """One document. Raises: MalformedError for one that is not there or is no text beside it,
        ExchangeError."""
        document = self._part(offered.url, LONGEST_DOCUMENT)
        hashes = {name: self._beside(url) for name, url in offered.hashes.items()}
        return Files(
            document,
            {name: line for name, line in hashes.items() if line},
            self._beside(offered.signature) if offered.signature else "",
        )

    def _beside(self, url: str) -> str:
        try:
            octets = self._part(url, BESIDE)
        except MalformedError:
            return ""
        if not octets.isascii() or b"\0" in octets:
            raise MalformedError(f"{url}: it is no text")
        return octets.decode("ascii")

    def _part(self, url: str, most: int) -> bytes:
        try:
            return self._file(url, most)
        except ExchangeError as error:
            if error.reason not in OF_ONE:
                raise
            raise MalformedError(error.reason) from error

    def _file(self, url: str, most: int) -> bytes:
        return fetched(url, named=self.named, octets=most, headers={})
