"""pymerkle's SqliteTree: entries appended one by one, each durable. Argument: how many."""

import json
import sys
import tempfile
import time
from pathlib import Path

from pymerkle import SqliteTree, __version__


def main(many: int) -> None:
    """Print the rate."""
    entries = [b'{"kind":"warnings.WarningAnswered","number":%d}' % n for n in range(many)]
    with tempfile.TemporaryDirectory() as folder:
        tree = SqliteTree(str(Path(folder) / "tree.db"))
        began = time.perf_counter()
        for entry in entries:
            tree.append_entry(entry)
        seconds = time.perf_counter() - began
        tree.close()
    print(json.dumps({"version": __version__, "rate": many / seconds}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
