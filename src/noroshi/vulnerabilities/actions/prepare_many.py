"""Prepare many records, each of whose products gets a number."""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from noroshi.formats.containers import Document
from noroshi.kernel.imports import Refusal
from noroshi.operations.spread import PART_OCTETS, Spread
from noroshi.vulnerabilities.actions.prepare_records import Prepared, packed, unpacked

Chunk = list[tuple[str, str, bytes, int]]


class Preparation:
    """first: the number of the first product; a document's products are numbered from the sum of
    the octets of those before it, since it names fewer products than it has octets."""

    def __init__(self, *, first: int, processes: int | None = None) -> None:
        self._next = first
        self._spread = Spread[Chunk, bytes](packed, [], processes=processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._spread.__exit__(kind, error, trace)

    def reserve(self, products: int) -> int:
        """The first of so many numbers, for products of records that are prepared elsewhere."""
        first = self._next
        self._next += products
        return first

    def prepared(self, documents: Iterable[Document]) -> Iterator[Prepared | Refusal]:
        """Every document of one record, read, or refused with its reason. What waits is bounded.

        Raises: UnavailableError when a process dies."""
        for some in self._spread.made(self._chunks(documents)):
            yield from unpacked(some)

    def _chunks(self, documents: Iterable[Document]) -> Iterator[tuple[int, Chunk]]:
        chunk: Chunk = []
        begun = self._next
        for document in documents:
            chunk.append((document.source, document.place, document.data, self._next))
            self._next += len(document.data)
            if self._next - begun >= PART_OCTETS:
                yield self._next - begun, chunk
                chunk, begun = [], self._next
        if chunk:
            yield self._next - begun, chunk
