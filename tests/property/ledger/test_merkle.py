"""Tree, tiles and proofs against the recursive definitions of RFC 9162 section 2.1."""

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.ledger import merkle, tiles


def naive_root(data):
    if len(data) == 0:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = largest_power(len(data))
    return sha256(b"\x01" + naive_root(data[:k]) + naive_root(data[k:])).digest()


def naive_path(m, data):
    if len(data) == 1:
        return []
    k = largest_power(len(data))
    if m < k:
        return [*naive_path(m, data[:k]), naive_root(data[k:])]
    return [*naive_path(m - k, data[k:]), naive_root(data[:k])]


def naive_subproof(m, data, is_whole):
    if m == len(data):
        return [] if is_whole else [naive_root(data)]
    k = largest_power(len(data))
    if m <= k:
        return [*naive_subproof(m, data[:k], is_whole), naive_root(data[k:])]
    return [*naive_subproof(m - k, data[k:], False), naive_root(data[:k])]


def largest_power(size):
    k = 1
    while k * 2 < size:
        k *= 2
    return k


class Tree:
    """Tiles in a dictionary, grown in the given batches."""

    def __init__(self, data, batches=()):
        self.tiles = {}
        hashes = [merkle.leaf_hash(item) for item in data]
        at = 0
        for batch in [*batches, len(data)]:
            end = min(at + batch, len(data))
            self.tiles.update(tiles.append(hashes[at:end], size=at, read=self.read))
            at = end

    def read(self, level, index):
        return self.tiles[level, index]


def data_of(size):
    return [number.to_bytes(3) for number in range(size)]


SIZES = st.one_of(st.integers(0, 20), st.integers(250, 262), st.integers(0, 1200))
BATCHES = st.lists(st.integers(0, 600), max_size=8)


@settings(max_examples=60, deadline=None)
@given(SIZES, BATCHES)
def test_tiles_do_not_depend_on_the_batches(size, batches):
    data = data_of(size)
    grown = Tree(data, batches)
    assert grown.tiles == Tree(data).tiles
    assert tiles.root(size, grown.read) == naive_root(data)


@settings(max_examples=60, deadline=None)
@given(SIZES, BATCHES)
def test_the_frontier_has_the_root_at_every_size(size, batches):
    data = data_of(size)
    frontier = merkle.Frontier()
    at = 0
    for batch in [*batches, size]:
        hashes = [merkle.leaf_hash(item) for item in data[at : at + batch]]
        frontier.extend(hashes)
        at += len(hashes)
        assert (frontier.size, frontier.root()) == (at, naive_root(data[:at]))


@settings(max_examples=80, deadline=None)
@given(SIZES.filter(bool), st.data())
def test_inclusion_proofs(size, draw):
    data = data_of(size)
    tree = Tree(data)
    smaller = draw.draw(st.integers(1, size))
    index = draw.draw(st.integers(0, smaller - 1))
    path = tiles.inclusion_proof(index, smaller, tree.read)
    assert path == naive_path(index, data[:smaller])
    leaf, root = merkle.leaf_hash(data[index]), naive_root(data[:smaller])
    assert merkle.is_included(leaf, index=index, size=smaller, path=path, root=root)


@settings(max_examples=80, deadline=None)
@given(SIZES.filter(bool), st.data())
def test_consistency_proofs(size, draw):
    data = data_of(size)
    tree = Tree(data)
    old = draw.draw(st.integers(0, size))
    path = tiles.consistency_proof(old, size, tree.read)
    assert path == (naive_subproof(old, data, True) if old else [])
    roots = {"old_root": naive_root(data[:old]), "root": naive_root(data)}
    assert merkle.is_consistent(old_size=old, size=size, path=path, **roots)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200_000), st.data())
def test_the_tiles_of_a_proof_are_known_beforehand_and_few(size, draw):
    ranges = merkle.inclusion_ranges(draw.draw(st.integers(0, size - 1)), size)
    keys = tiles.keys_of(ranges)
    read = set()

    def reader(level, index):
        read.add((level, index))
        return bytes(32 * 256)

    for part in ranges:
        tiles.range_root(part, reader)
    assert read == keys
    assert len(keys) <= 6


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 40), st.data())
def test_a_changed_inclusion_proof_proves_nothing(size, draw):
    data = data_of(size)
    index = draw.draw(st.integers(0, size - 1))
    leaf, root, path = merkle.leaf_hash(data[index]), naive_root(data), naive_path(index, data)
    proof = {"leaf": leaf, "index": index, "size": size, "path": path, "root": root}
    changed = draw.draw(
        st.sampled_from(
            [
                {"leaf": merkle.leaf_hash(b"other")},
                {"root": merkle.leaf_hash(b"other")},
                {"index": index + size},
                {"index": -1},
                {"size": 0},
                {"path": [*path, root]},
                {"path": [leaf, *path]},
                *[{"path": path[:at] + path[at + 1 :]} for at in range(len(path))],
                *[{"path": [*path[:at], bytes(32), *path[at + 1 :]]} for at in range(len(path))],
                *[{"index": other} for other in range(size) if other != index],
            ]
        )
    )
    proof = {**proof, **changed}
    assert not merkle.is_included(proof.pop("leaf"), **proof)


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 40), st.data())
def test_a_changed_consistency_proof_proves_nothing(size, draw):
    data = data_of(size)
    old = draw.draw(st.integers(1, size - 1))
    path = naive_subproof(old, data, True)
    proof = {
        "old_size": old,
        "old_root": naive_root(data[:old]),
        "size": size,
        "root": naive_root(data),
        "path": path,
    }
    changed = draw.draw(
        st.sampled_from(
            [
                {"old_root": bytes(32)},
                {"root": bytes(32)},
                {"path": []},
                {"path": [*path, bytes(32)]},
                {"old_size": size},
                {"old_size": size + 1},
                {"old_size": 0},
                *[{"path": path[:at] + path[at + 1 :]} for at in range(len(path))],
                *[{"path": [*path[:at], bytes(32), *path[at + 1 :]]} for at in range(len(path))],
            ]
        )
    )
    assert not merkle.is_consistent(**{**proof, **changed})
