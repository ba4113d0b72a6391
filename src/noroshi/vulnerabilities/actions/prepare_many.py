"""Prepare many records."""

from collections.abc import Iterable, Iterator

from noroshi.formats.containers import Document
from noroshi.kernel.imports import Refusal
from noroshi.operations.spread import PART_OCTETS, Spread
from noroshi.vulnerabilities.actions.prepare_records import Prepared, packed, unpacked

Chunk = list[tuple[str, str, bytes]]


class Preparation(Spread[Chunk, bytes]):
    """Here while they are few, by processes once they are many."""

    def __init__(self, *, processes: int | None = None) -> None:
        super().__init__(packed, [], processes=processes)

    def prepared(self, documents: Iterable[Document]) -> Iterator[Prepared | Refusal]:
        """Every document of one record, read, or refused with its reason. What waits is bounded.

        Raises: UnavailableError when a process dies."""
        for some in self.made(_chunks(documents)):
            yield from unpacked(some)


def _chunks(documents: Iterable[Document]) -> Iterator[tuple[int, Chunk]]:
    chunk: Chunk = []
    octets = 0
    for document in documents:
        chunk.append((document.source, document.place, document.data))
        octets += len(document.data)
        if octets >= PART_OCTETS:
            yield octets, chunk
            chunk, octets = [], 0
    if chunk:
        yield octets, chunk
