from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from noroshi.reporting.clocks import Amount, Pause, Place, Unit, after_months, end_of

TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
JAPAN, AMERICA = Place(TOKYO, "JP"), Place(NEW_YORK, "US")


def tokyo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("begins", "number", "unit", "ends"),
    [
        ((2026, 12, 25, 18, 0), 24, Unit.HOURS, (2026, 12, 26, 18, 0)),
        ((2026, 12, 25, 0, 0), 30, Unit.DAYS, (2027, 1, 24, 23, 59)),
        ((2028, 2, 28, 9, 0), 1, Unit.DAYS, (2028, 2, 29, 23, 59)),
        ((2027, 1, 31, 9, 0), 1, Unit.MONTHS, (2027, 2, 28, 23, 59)),
        ((2028, 1, 31, 9, 0), 1, Unit.MONTHS, (2028, 2, 29, 23, 59)),
        # 31 December to 3 January are off; the 4th of 2027 is a Monday, and the 11th a holiday.
        ((2026, 12, 30, 9, 0), 1, Unit.BUSINESS_DAYS, (2027, 1, 4, 23, 59)),
        ((2026, 12, 30, 9, 0), 6, Unit.BUSINESS_DAYS, (2027, 1, 12, 23, 59)),
        # 21 to 23 September 2026: a holiday, a day between two, a holiday.
        ((2026, 9, 18, 9, 0), 1, Unit.BUSINESS_DAYS, (2026, 9, 24, 23, 59)),
    ],
)
def test_periods_end_where_a_calendar_says(begins, number, unit, ends):
    assert end_of(tokyo(*begins), Amount(number, unit), JAPAN) == tokyo(*ends)


def test_hours_pass_while_clocks_go_back_and_days_do_not_get_shorter():
    before = datetime(2026, 10, 31, 20, 0, tzinfo=NEW_YORK)  # they go back at two in the morning
    hours = end_of(before, Amount(24, Unit.HOURS), AMERICA)
    assert hours == datetime(2026, 11, 1, 19, 0, tzinfo=NEW_YORK)
    days = end_of(before, Amount(1, Unit.DAYS), AMERICA)
    assert days == datetime(2026, 11, 1, 23, 59, tzinfo=NEW_YORK)


def test_a_clock_stands_still_while_it_is_suspended():
    begins, three = tokyo(2026, 11, 2, 9), Amount(3, Unit.DAYS)
    pause = Pause(tokyo(2026, 11, 4, 12), tokyo(2026, 11, 9, 12))
    touching = Pause(tokyo(2026, 11, 9, 12), tokyo(2026, 11, 10, 1))
    assert end_of(begins, three, JAPAN, [pause]) == tokyo(2026, 11, 10, 23, 59)
    assert end_of(begins, three, JAPAN, [touching, pause]) == tokyo(2026, 11, 11, 23, 59)
    assert end_of(begins, three, JAPAN, [Pause(tokyo(2026, 11, 4))]) is None
    assert end_of(begins, three, JAPAN, [Pause(tokyo(2026, 11, 5))]) == tokyo(2026, 11, 5, 23, 59)
    hours = Amount(72, Unit.HOURS)
    assert end_of(begins, hours, JAPAN, [pause]) == tokyo(2026, 11, 10, 9)
    assert end_of(tokyo(2026, 11, 5), hours, JAPAN, [pause]) == tokyo(2026, 11, 12, 12)
    assert end_of(begins, hours, JAPAN, [Pause(tokyo(2026, 11, 5, 8))]) is None


def test_months_are_added_over_the_end_of_a_year():
    assert after_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert end_of(datetime(2026, 12, 31, 23, tzinfo=UTC), Amount(1, Unit.MONTHS), JAPAN) == tokyo(
        2027, 2, 1, 23, 59
    )
