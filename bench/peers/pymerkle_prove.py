"""pymerkle: inclusion proofs, from its SqliteTree and its InmemoryTree. Arguments: leaves of each,
proofs."""

import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pymerkle import InmemoryTree, SqliteTree, __version__

AT_ONCE = 10_000


def main(stored: int, in_memory: int, proofs: int) -> None:
    """Print the median seconds of one proof from each."""
    with tempfile.TemporaryDirectory() as folder:
        tree = SqliteTree(str(Path(folder) / "tree.db"))
        on_disk = _median(tree, stored, proofs)
        tree.close()
    found = {"stored": on_disk, "in_memory": _median(InmemoryTree(), in_memory, proofs)}
    print(json.dumps({"version": __version__, **found}))


def _median(tree: Any, leaves: int, proofs: int) -> float:
    for first in range(0, leaves, AT_ONCE):
        last = min(first + AT_ONCE, leaves)
        tree.append_entries([b"%d" % number for number in range(first, last)])
    chance = random.Random(leaves)
    seconds = []
    for _ in range(proofs):
        index = chance.randint(1, leaves)
        began = time.perf_counter()
        tree.prove_inclusion(index)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
