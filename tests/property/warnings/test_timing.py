"""When what is told."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.kernel.errors import MalformedError
from noroshi.warnings.rules import Urgency
from noroshi.warnings.timing import (
    ATTEMPTS,
    FOREMOST,
    Digest,
    Quiet,
    Wish,
    after_quiet,
    pause,
    tell_at,
    zone_of,
)

ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
instants = st.integers(0, 2 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
quiets = st.builds(Quiet, st.sampled_from(ZONES), st.times(), st.times())
wishes = st.builds(
    Wish, st.frozensets(st.sampled_from(Urgency)), st.sampled_from(Digest), st.just("ja")
)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_quiet(instant, quiet):
    clock = instant.astimezone(ZoneInfo(quiet.zone)).time()
    if quiet.begins <= quiet.ends:
        return quiet.begins <= clock < quiet.ends
    return clock >= quiet.begins or clock < quiet.ends


@quick
@given(wishes, quiets, instants)
def test_the_foremost_never_waits(wish, quiet, now):
    assert FOREMOST is Urgency.IMMEDIATE
    assert tell_at(Urgency.IMMEDIATE, wish, quiet, now=now) == now


@quick
@given(st.sampled_from([one for one in Urgency if one is not FOREMOST]), wishes, quiets, instants)
def test_everything_else_comes_later_or_never_and_soon(urgency, wish, quiet, now):
    when = tell_at(urgency, wish, quiet, now=now)
    if urgency in wish.at_once:
        assert when is not None
        assert now <= when <= now + timedelta(hours=26)
    elif wish.digest is Digest.NONE:
        assert when is None
    else:
        assert now <= when <= now + timedelta(days=9)


@quick
@given(quiets, instants)
def test_what_waits_for_the_end_of_the_quiet_hours_is_out_of_them(quiet, now):
    """Where the clocks are changed within them, they end an hour sooner or later."""
    when = after_quiet(now, quiet)
    zone = ZoneInfo(quiet.zone)
    if now.astimezone(zone).utcoffset() == when.astimezone(zone).utcoffset():
        assert not is_quiet(when, quiet)
    if not is_quiet(now, quiet):
        assert when == now


def test_at_night_in_tokyo():
    quiet = Quiet("Asia/Tokyo", time(22), time(7))
    night = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 00:30 there, a Saturday
    at_once = Wish(frozenset(Urgency))
    assert tell_at(Urgency.SCHEDULED, at_once, quiet, now=night) == night.replace(hour=22, minute=0)
    assert tell_at(Urgency.IMMEDIATE, at_once, quiet, now=night) == night
    weekly = Wish(frozenset(), Digest.WEEKLY)
    assert tell_at(Urgency.DEFER, weekly, quiet, now=night) == datetime(
        2026, 11, 22, 23, tzinfo=UTC
    )


@quick
@given(st.integers(1, ATTEMPTS), st.integers())
def test_pauses_grow_and_differ(attempts, seed):
    found = pause(attempts, chance=random.Random(seed))
    assert timedelta(seconds=15) <= found <= timedelta(hours=18)
    assert pause(attempts + 2, chance=random.Random(seed)) >= found


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../../etc/passwd", "Asia", "\x00"])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(MalformedError):
        zone_of(name)
