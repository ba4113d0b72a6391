"""Verify an exported log, offline: no database, no framework, memory bounded.

What can be shown: that the entries are those under the checkpoint; with the log's keys, that
the log signed it; with an older checkpoint, that nothing before it was rewritten, even by who
holds the keys. Differences are named from the list of leaf hashes in the export. They cannot be
named when that list was rewritten along with the entries: then the root alone gives it away."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import BinaryIO, Final, cast

from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger import locate
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint
from noroshi.ledger.export import (
    Export,
    found_leaves,
    listed_leaves,
    open_export,
    read_lines,
)
from noroshi.ledger.merkle import Frontier, leaf_hash
from noroshi.ledger.notes import Verifier, read_keys, read_note, require_signed
from noroshi.ledger.receipts import Receipt, read_receipt

_LEAVES_AT_ONCE: Final = 4096


class State(StrEnum):
    """What a verdict comes to."""

    AUTHENTICATED = "authenticated"
    SELF_CONSISTENT = "self-consistent, not authenticated"
    BROKEN = "broken"


class Kind(StrEnum):
    """What is wrong. The first four are of one entry, the others of the whole."""

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    MALFORMED = "malformed"
    SIGNATURE = "signature"
    SHORTER = "shorter"
    REWRITTEN = "rewritten"
    ROOT = "root"
    PROMISE = "promise"
    UNLOCATED = "unlocated"


@dataclass(frozen=True, slots=True)
class Finding:
    """number: the entry's index in the log, from 0; id: its UUID; line: where it stands in the
    file, from 1. detail is a sentence that names them all."""

    kind: Kind
    detail: str
    number: int | None = None
    id: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """entries: lines of entries in the file, as far as it was read; checkpoint: the file's."""

    state: State
    entries: int
    checkpoint: Checkpoint | None
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        return self.state is not State.BROKEN

    def document(self) -> Json:
        """The verdict for a machine."""
        checkpoint = self.checkpoint
        return {
            "state": self.state.value,
            "entries": self.entries,
            "origin": checkpoint.origin if checkpoint else None,
            "size": checkpoint.size if checkpoint else None,
            "root": checkpoint.root.hex() if checkpoint else None,
            "findings": [
                {
                    "kind": finding.kind.value,
                    "detail": finding.detail,
                    "number": finding.number,
                    "id": finding.id,
                    "line": finding.line,
                }
                for finding in self.findings
            ],
        }


@dataclass(frozen=True, slots=True)
class _Tree:
    size: int
    root: bytes
    older_root: bytes | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the verifier has kept: the log's keys, an older checkpoint, receipts."""

    verifiers: Sequence[Verifier]
    older: Checkpoint | None
    receipts: Sequence[Receipt]


def verify_export(
    stream: BinaryIO,
    *,
    keys: str | None = None,
    since: str | None = None,
    receipts: Sequence[str] = (),
) -> Verdict:
    """Verify an export.

    keys: the log's verifier keys, one a line, all of which must have signed; since: an older
    checkpoint of the same log, a signed note; receipts: promises of the same log, whose entries
    are to be in it. A stream that cannot seek is spooled to disk.

    Raises: MalformedError when keys, since or a receipt cannot be read, RefusedError when one is
    not signed by the keys. Whatever is wrong with the export is in the verdict."""
    verifiers = () if keys is None else read_keys(keys)
    older = None if since is None else _older(since, verifiers)
    known = _Known(verifiers, older, [read_receipt(one, verifiers) for one in receipts])
    if stream.seekable():
        return _verdict(stream, known)
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(stream, spool)
        return _verdict(cast("BinaryIO", spool), known)


def _older(since: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    note = read_note(since, source="older checkpoint")
    try:
        require_signed(note, verifiers)
    except RefusedError as error:
        raise RefusedError(f"the older checkpoint is {error.detail}") from error
    return read_checkpoint(note.text, source="older checkpoint")


def _verdict(file: BinaryIO, known: _Known) -> Verdict:
    verifiers, older = known.verifiers, known.older
    try:
        export = open_export(file)
        tree = _read_tree(export, older.size if older else 0)
    except MalformedError as error:
        return Verdict(State.BROKEN, 0, None, (_malformed(file, error),))
    checkpoint = export.checkpoint
    is_whole = (tree.size, tree.root) == (checkpoint.size, checkpoint.root)
    findings = (
        *_unsigned(export, verifiers),
        *(_unlike(older, checkpoint, tree) if older else ()),
        *(() if is_whole else _differing(export, tree)),
        *_broken_promises(export, known.receipts),
    )
    good = State.AUTHENTICATED if verifiers else State.SELF_CONSISTENT
    return Verdict(State.BROKEN if findings else good, tree.size, checkpoint, findings)


def _malformed(file: BinaryIO, error: MalformedError) -> Finding:
    file.seek(0)
    lines = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    return Finding(Kind.MALFORMED, f"{error} (the file has {lines} whole lines)")


def _read_tree(export: Export, older_size: int) -> _Tree:
    frontier = Frontier()
    older_root = None if older_size else frontier.root()
    for lines in read_lines(export):
        leaves = [leaf_hash(line) for line in lines]
        before = older_size - frontier.size
        if 0 < before <= len(leaves):
            frontier.extend(leaves[:before])
            older_root = frontier.root()
            leaves = leaves[before:]
        frontier.extend(leaves)
    return _Tree(frontier.size, frontier.root(), older_root)


def _unsigned(export: Export, verifiers: Sequence[Verifier]) -> Iterator[Finding]:
    try:
        require_signed(export.note, verifiers)
    except RefusedError as error:
        yield Finding(Kind.SIGNATURE, f"the checkpoint is {error.detail}")
    origin = export.checkpoint.origin
    if any(verifier.name != origin for verifier in verifiers):
        yield Finding(Kind.SIGNATURE, f"the checkpoint is of another log, {origin}")


def _unlike(older: Checkpoint, checkpoint: Checkpoint, tree: _Tree) -> Iterator[Finding]:
    if older.origin != checkpoint.origin:
        detail = f"the older checkpoint is of another log, {older.origin}"
        yield Finding(Kind.REWRITTEN, detail)
    elif older.size > min(checkpoint.size, tree.size):
        size = min(checkpoint.size, tree.size)
        detail = f"the log is shorter than the checkpoint: {size} entries, {older.size} before"
        yield Finding(Kind.SHORTER, detail)
    elif older.root != tree.older_root:
        detail = f"the first {older.size} entries are not those of the older checkpoint"
        yield Finding(Kind.REWRITTEN, detail)


def _broken_promises(export: Export, receipts: Sequence[Receipt]) -> Iterator[Finding]:
    missing = {one.leaf_hash: one for one in receipts}
    for lines in read_lines(export) if missing else ():
        for line in lines:
            missing.pop(leaf_hash(line), None)
    for one in missing.values():
        detail = f"the entry {one.id}, promised to be merged, is not in the log"
        yield Finding(Kind.PROMISE, detail, id=str(one.id))
    for one in receipts:
        if one.origin != export.checkpoint.origin:
            yield Finding(Kind.PROMISE, f"a receipt is of another log, {one.origin}")


def _differing(export: Export, tree: _Tree) -> Iterator[Finding]:
    expected = export.checkpoint.size
    detail = f"the {tree.size} entries have not the root of the checkpoint's {expected}"
    yield Finding(Kind.ROOT, detail)
    try:
        doubt = "" if _is_list_whole(export) else "; the list that says so is itself damaged"
        found = locate.differences(listed_leaves(export), found_leaves(export))
    except MalformedError as error:
        yield Finding(Kind.UNLOCATED, f"which of them differ cannot be told: {error}")
        return
    for difference in sorted(found.items, key=lambda item: item.leaf.number):
        yield _named(difference, doubt)
    if found.stopped_at is not None:
        detail = f"from entry {found.stopped_at} on too much differs to name it"
        yield Finding(Kind.UNLOCATED, detail, number=found.stopped_at)
    elif not found.items:
        detail = "which of them differ cannot be told: the list of leaf hashes agrees with them"
        yield Finding(Kind.UNLOCATED, detail)


def _is_list_whole(export: Export) -> bool:
    """Whether the listed leaf hashes are those under the checkpoint."""
    frontier = Frontier()
    leaves = listed_leaves(export)
    while batch := [leaf.hash for leaf in islice(leaves, _LEAVES_AT_ONCE)]:
        frontier.extend(batch)
    return (frontier.size, frontier.root()) == (export.checkpoint.size, export.checkpoint.root)


def _named(difference: locate.Difference, doubt: str) -> Finding:
    leaf, found = difference.leaf, difference.found
    name = f"entry {leaf.number} ({leaf.id or 'id unknown'})"
    line = None if found is None else found.number + 1
    kind = Kind(difference.change.value)
    sentences = {
        Kind.ALTERED: f"{name} was altered: line {line}",
        Kind.MISSING: f"{name} is missing",
        Kind.INSERTED: f"line {line} ({leaf.id or 'no id'}) was inserted",
        Kind.REORDERED: f"{name} was reordered: it stands in line {line}",
    }
    return Finding(
        kind=kind,
        detail=sentences[kind] + doubt,
        number=leaf.number,
        id=None if leaf.id is None else str(leaf.id),
        line=line,
    )
