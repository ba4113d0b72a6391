"""What 10,000 open incidents owe under all seven regimes, worked out anew."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bench.measure import Outcome, median, runs, told
from noroshi.reporting.regimes import CODES, Anchor, Condition, Confirmation, proposed, regimes
from noroshi.reporting.rules import Facts, Profile, assess

SEED = 20_260_404
INCIDENTS = 10_000
BEGUN = datetime(2026, 10, 1, tzinfo=UTC)
ANCHORS = (Anchor.BELIEF, Anchor.CLASSIFICATION, Anchor.PAYMENT, Anchor.FIX, Anchor.END)


def obligations() -> Outcome:
    """Seconds for all of them; the proposed regimes are confirmed."""
    confirmed = frozenset(Confirmation(file.regime, date(2026, 10, 1)) for file in proposed())
    versions = regimes(confirmed)
    incidents = list(invented(INCIDENTS))
    owed = 0

    def work() -> None:
        nonlocal owed
        owed = sum(len(assess(facts, versions).obligations) for facts in incidents)

    found = runs(work)
    size = f"{INCIDENTS} incidents, {len(CODES)} regimes, {owed} obligations"
    return Outcome(median(found), [size, told(found)])


def invented(many: int) -> Iterator[Facts]:
    """That many incidents, the same every time."""
    chance = random.Random(SEED)
    for _ in range(many):
        yield _incident(chance)


def _incident(chance: random.Random) -> Facts:
    aware = BEGUN + timedelta(minutes=chance.randrange(100_000))
    later = {
        anchor: aware + timedelta(minutes=chance.randrange(10_000))
        for anchor in chance.sample(ANCHORS, 2)
    }
    return Facts(
        Profile("operator", "telecoms", declared=frozenset(CODES)),
        {Anchor.AWARENESS: aware, **later},
        frozenset({Condition.INTRUSION, *chance.sample(list(Condition), 5)}),
        chance.randrange(5000),
    )
