"""`feeds import`: CVE records read, checked, and stored with their ranges."""

import os
import tempfile
from functools import partial
from pathlib import Path

from bench.house import empty
from bench.measure import Outcome, median, runs, told
from bench.records import write_records
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from noroshi.vulnerabilities.actions.import_feeds import import_feeds

GENERATED = 20_000


def import_cve(*, generated: int = GENERATED) -> Outcome:
    """Of the real records where NOROSHI_DATA has them, of generated ones otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        real = Path(os.environ.get("NOROSHI_DATA", folder)) / "cve5" / "cve5_dev.jsonl.zst"
        feed = real if real.exists() else write_records(Path(folder) / "cve.jsonl", generated)
        number = _import(feed)
        found = runs(partial(_import, feed), before=empty)
    return Outcome(
        number / median(found),
        [f"{number:,} {'published' if feed == real else 'generated'} records; {told(found)}"],
    )


def _import(feed: Path) -> int:
    with connected_as(Role.WORKER):
        result = import_feeds([feed], by=None, at=now())
    assert not result.refused, result.refused[0]
    return result.accepted
