"""Calendars: whatever the texts, the lines are as RFC 5545 has them."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.icalendar import Event, write_calendar

AT = datetime(2026, 12, 2, 14, 59, tzinfo=UTC)


@given(st.text(max_size=300))
def test_a_text_stays_on_its_line_and_comes_back(text):
    event = Event(UUID(int=1), AT, AT, text, "https://n.example/reports/1/")
    octets = write_calendar("Noroshi", [event])
    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    whole = octets.decode().replace("\r\n ", "").split("\r\n")
    (summary,) = [line for line in whole if line.startswith("SUMMARY:")]
    assert [line.partition(":")[0] for line in whole].count("BEGIN") == 2
    plain = summary.removeprefix("SUMMARY:").replace("\\\\", "\0")
    for escaped, one in (("\\n", "\n"), ("\\;", ";"), ("\\,", ",")):
        plain = plain.replace(escaped, one)
    kept = "\n".join(text.splitlines())
    assert plain.replace("\0", "\\") == "".join(c for c in kept if c == "\n" or c.isprintable())


def test_an_event_is_at_its_instant_in_utc():
    octets = write_calendar("暦", [Event(UUID(int=1), AT, AT, "a, b; c", "https://n.example/")])
    assert b"DTSTART:20261202T145900Z\r\n" in octets
    assert b"SUMMARY:a\\, b\\; c\r\n" in octets
    assert "NAME:暦\r\n".encode() in octets
