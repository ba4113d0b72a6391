"""A short night of the benchmark `filings_killed`: each process is killed once."""

import random

from bench.killed import Size, check_receipts, check_reminders, check_versions, night_of
from tests.integration.cli.commands import migrated_home, run

SHORT = Size(96, 8, 2, (0.2, 1.0), 1, 120.0)


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(tmp_path):
    with migrated_home() as home:
        night = night_of(SHORT, home, random.Random())
        check_versions(night)
        assert check_receipts(run, home, night.acknowledged, tmp_path) >= SHORT.filings * 6 // 7
        assert check_reminders(night) >= SHORT.filings
        assert night.killed == {"site": 1, "worker": 1, "database": 1}
