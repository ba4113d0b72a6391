"""appthreat-vulnerability-db: package URLs looked up in its own database, made of the same records.
Arguments: a folder that it may fill, a file of OSV records and one of package URLs, one a line."""

import json
import os
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

AT_ONCE = 100
BATCHES = (1, 50, 1000)  # package URLs that it is given at once; 50 is its own choice


def main(home: str, records: Path, purls: Path) -> None:
    """Print how many rows it holds, of how many of the package URLs it knows anything, and the
    seconds of looking all of them up by each size of batches."""
    os.environ.update(VDB_HOME=home, VDB_CACHE=home, NVD_START_YEAR="1999")  # read at its import
    db, search = import_module("vdb.lib.db"), import_module("vdb.lib.search")
    _build(records)
    db.optimize_and_close_all()
    db.reset_connections()
    names = [{"purl": line} for line in purls.read_text().splitlines()]
    seconds = []
    for size in BATCHES:
        began = time.perf_counter()
        found = [
            one
            for part in search.search_packages_batched(names, batch_size=size, with_data=False)
            for one in part
        ]
        seconds.append(time.perf_counter() - began)
    known = sum(one["result_count"] > 0 for one in found)
    rows = db.stats()[0]
    told = {"rows": rows, "known": known, "seconds": dict(zip(BATCHES, seconds, strict=True))}
    print(json.dumps({"version": version("appthreat-vulnerability-db"), **told}))


def _build(records: Path) -> None:
    """As its own OSV source reads and stores. That drops what GitHub's advisories tell as well, so
    their names are left out of the aliases; and it compares each version that is listed with each, so
    lists are left out where a stretch says the same."""
    source = import_module("vdb.lib.osv").OSVSource()
    waiting = []
    for number, line in enumerate(records.read_text().splitlines(), 1):
        record = json.loads(line)
        aliases = record.get("aliases") or []
        record["aliases"] = [name for name in aliases if not name.startswith("GHSA-")]
        for affected in record.get("affected", ()):
            if affected.get("ranges"):
                affected["versions"] = []
        waiting += source.convert(record)
        if number % AT_ONCE == 0:
            source.store(waiting)
            waiting = []
    source.store(waiting)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
