"""Calendars that others subscribe to, written as iCalendar (RFC 5545, RFC 7986); none is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
LONGEST: Final = 75  # octets a line, 3.1
ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """An instant that somebody is to remember. uid: the same whenever it is written; written_at: when
    it last changed; url: of the page that says more, itself without a comma."""

    uid: UUID
    at: datetime
    written_at: datetime
    summary: str
    url: str


def write_calendar(name: str, events: Iterable[Event]) -> bytes:
    """A calendar of events, to be asked for again every hour. The same events give the same octets."""
    return b"".join(_folded(line) for line in _lines(name, events))


def _lines(name: str, events: Iterable[Event]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Noroshi//Deadlines//EN")
    yield from (f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}")
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{event.uid}"
        yield f"DTSTAMP:{_instant(event.written_at)}"
        yield f"DTSTART:{_instant(event.at)}"
        yield f"SUMMARY:{_text(event.summary)}"
        yield f"URL:{event.url}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """TEXT, 3.3.11: no control character but the line's end, which is escaped."""
    lines = "\n".join(value.splitlines())
    return "".join(one for one in lines if one == "\n" or one.isprintable()).translate(ESCAPES)


def _folded(line: str) -> bytes:
    """A content line with its end, folded between characters where it is too long."""
    parts = [b""]
    for character in line:
        octets = character.encode()
        if len(parts[-1]) + len(octets) > LONGEST:
            parts.append(b" ")
        parts[-1] += octets
    return b"\r\n".join(parts) + b"\r\n"
