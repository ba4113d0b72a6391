"""A client of a MISP feed: its manifest and its events, as files of one folder of a web server.

A server's answers are a stranger's: bounded, whatever they say of themselves. Knows no database."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from noroshi.formats.misp_feed import MANIFEST, Entry, Manifest, check_event, read_manifest
from noroshi.intelligence.exchanging import ExchangeError
from noroshi.intelligence.fetching import OF_ONE, fetched
from noroshi.kernel.errors import Location, MalformedError
from noroshi.operations.targets import Network

MOST_OCTETS: Final = 32 << 20  # of an answer


@dataclass(frozen=True, slots=True)
class Feed:
    """url: of its folder; authorization: the header's value, empty for none; named: networks that the
    administrator allows beside the public Internet."""

    url: str
    authorization: str
    named: Collection[Network]

    def manifest(self) -> Manifest:
        """What there is. Raises: ExchangeError."""
        try:
            return read_manifest(self._file(MANIFEST), at=Location("partner"))
        except MalformedError as error:
            raise ExchangeError("no manifest") from error

    def event(self, entry: Entry) -> bytes:
        """One event. Raises: MalformedError for one that is broken or missing, ExchangeError."""
        try:
            body = self._file(entry.file)
        except ExchangeError as error:
            if error.reason not in OF_ONE:
                raise
            raise MalformedError(error.reason) from error
        check_event(body, entry)
        return body

    def _file(self, name: str) -> bytes:
        headers = {"Accept": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        folder = self.url if self.url.endswith("/") else f"{self.url}/"
        return fetched(urljoin(folder, name), named=self.named, octets=MOST_OCTETS, headers=headers)
