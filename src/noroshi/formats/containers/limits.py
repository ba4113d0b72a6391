"""How much of a stranger's input is read, and the count that is kept of it."""

from dataclasses import dataclass

from noroshi.kernel.errors import Location, MalformedError, RefusedError

MIB = 1 << 20
RATIO_FREE_OCTETS = 16 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Octets and counts, each inclusive.

    max_document_octets, max_line_octets: of one document, of one line of JSON Lines;
    max_total_octets, max_members: read and unpacked, and files and tar entries, over the whole;
    max_ratio: unpacked octets to packed ones in one layer, beyond the first 16 MiB unpacked;
    max_depth: gzip, zstd and tar layers inside one another."""

    max_document_octets: int = 64 * MIB
    max_line_octets: int = 16 * MIB
    max_total_octets: int = 8 << 30
    max_ratio: int = 500
    max_members: int = 1_000_000
    max_depth: int = 3


class Tally:
    """What has been read so far. Exceeding a limit of the whole raises RefusedError."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._octets = 0
        self._members = 0

    def add_octets(self, count: int) -> None:
        self._octets += count
        if self._octets > self.limits.max_total_octets:
            raise RefusedError(f"unpacks to more than {self.limits.max_total_octets} octets")

    def add_member(self) -> None:
        self._members += 1
        if self._members > self.limits.max_members:
            raise RefusedError(f"holds more than {self.limits.max_members} files")


class Gauge:
    """Octets into and out of one packed layer of `source`, watched for bombs."""

    def __init__(self, source: str, tally: Tally) -> None:
        self._source = source
        self._tally = tally
        self._unpacked = 0
        self.packed = 0

    def unpacked(self, count: int) -> None:
        self._tally.add_octets(count)
        self._unpacked += count
        allowed = max(RATIO_FREE_OCTETS, self.packed * self._tally.limits.max_ratio)
        if self._unpacked > allowed:
            raise self.broken(f"unpacks to more than {self._tally.limits.max_ratio} times its size")

    def broken(self, reason: str) -> MalformedError:
        return MalformedError(reason, at=Location(self._source, f"octet {self.packed}"))
