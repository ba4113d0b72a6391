from datetime import UTC, date, datetime

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.reporting import regimes as module
from noroshi.reporting.regimes import (
    CODES,
    Anchor,
    Condition,
    Confirmation,
    Tag,
    proposed,
    read_regime,
    regimes,
)
from noroshi.reporting.rules import Facts, Profile, assess

GOOD = """
regime = "jp-act"
name = "n"
name_ja = "名"
zone = "Asia/Tokyo"
calendar = "JP"
valid_from = 2026-10-01
[bound]
article = "Art. 1"
tag = "P"
[[duties]]
name = "incident"
any = ["intrusion"]
since = "awareness"
[[duties.stages]]
name = "full"
recipients = ["ministry"]
form = "common"
article = "Art. 5"
tag = "S"
clocks = [{ after = "awareness", days = 30 }]
"""


def test_what_was_read_or_reported_is_in_force_and_what_is_recalled_is_off():
    active = {one.file.regime for one in regimes()}
    assert active == {"jp-act", "jp-appi", "jp-telecom", "cra"}
    assert active | {file.regime for file in proposed()} == set(CODES)
    tags = {s.tag for one in regimes() for d in one.file.duties for s in d.stages}
    assert tags == {Tag.READ, Tag.REPORTED}


def test_a_confirmed_regime_holds_from_the_day_that_was_said():
    confirmed = frozenset({Confirmation("nis2", date(2026, 11, 1))})
    (nis2,) = [one for one in regimes(confirmed) if one.file.regime == "nis2"]
    assert nis2.is_confirmed
    assert nis2.begins == datetime(2026, 10, 31, 23, tzinfo=UTC)  # midnight in Brussels


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('after = "awareness"', 'after = "whenever"', "$.duties[0].stages[0].clocks[0].after"),
        ("days = 30", "days = 30, hours = 2", "duties[0].stages[0]"),
        ("days = 30", "on = 2027-01-01, hours = 2", "duties[0].stages[0]"),
        (", days = 30", "", "duties[0].stages[0]"),
        ("days = 30", "days = 0", "$.duties[0].stages[0].clocks[0].days"),
        ('after = "awareness"', 'after = "previous"', "duties[0].stages[0]"),
        ('after = "awareness"', 'after = "previous", stage = "gone"', "duties[0].stages[0]"),
        ("clocks =", 'promptly = "awareness"\nclocks =', "duties[0].stages[0]"),
        ("clocks =", 'unset = "who knows"\nclocks =', "duties[0].stages[0]"),
        ("clocks =", 'warn = { days = 1, tag = "S" }\nclocks =', "duties[0].stages[0]"),
        ('tag = "S"', 'tag = "R"', "duties[0].stages[0]"),
        ('tag = "P"', 'tag = "R"', "bound.tag"),
        ('recipients = ["ministry"]', "recipients = []", "$.duties[0].stages[0].recipients"),
        ('article = "Art. 5"', 'article = ""', "$.duties[0].stages[0].article"),
        ('article = "Art. 5"\n', "", "$.duties[0].stages[0]"),
        ('any = ["intrusion"]', 'any = ["many_people"]', "people_over"),
        ('"Asia/Tokyo"', '"Asia/Edo"', "zone"),
        ('"JP"', '"ZZ"', "calendar"),
        ('"jp-act"', '"jp-akt"', "regime"),
        ("days = 30 }]", "months = 1 }]\nsuspends = true", "duties[0].stages[0]"),
        ("days = 30 }]", 'days = 3 }]\nextended = { when = ["paid"], tag = "S" }', "duties[0].stages[0]"),
        ("[bound]", "colour = 1\n[bound]", ""),
        ("[bound]", "[bound", ""),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place(old, new, place):
    assert read_regime(GOOD.encode(), "good.toml", is_proposed=False).regime == "jp-act"
    with pytest.raises(MalformedError) as refused:
        read_regime(GOOD.replace(old, new).encode(), "wrong.toml", is_proposed=False)
    assert refused.value.at.source == "wrong.toml"
    assert refused.value.at.place == place


def test_a_later_version_applies_from_its_date_and_never_rewrites_the_past(monkeypatch):
    later = GOOD.replace("2026-10-01", "2027-04-01").replace("days = 30", "days = 10")
    texts = (GOOD, later)
    files = tuple(read_regime(text.encode(), "f.toml", is_proposed=False) for text in texts)
    monkeypatch.setattr(module, "_active", lambda: files)
    versions = regimes.__wrapped__()

    def due(aware: datetime) -> datetime:
        facts = Facts(
            Profile("operator"), {Anchor.AWARENESS: aware}, frozenset({Condition.INTRUSION})
        )
        found = assess(facts, versions).obligations
        return found[0].due_at if found else None

    assert due(datetime(2026, 9, 30, 14, 59, tzinfo=UTC)) is None
    assert due(datetime(2027, 3, 31, 14, 59, tzinfo=UTC)) == datetime(
        2027, 4, 30, 14, 59, tzinfo=UTC
    )
    assert due(datetime(2027, 3, 31, 15, tzinfo=UTC)) == datetime(2027, 4, 11, 14, 59, tzinfo=UTC)
