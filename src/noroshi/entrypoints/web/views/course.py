"""The course of a vulnerability: who told of it when, and when it came here."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from noroshi.entrypoints.web.charts import Course, course
from noroshi.kernel.errors import MalformedError
from noroshi.vulnerabilities import queries
from noroshi.warnings import board as warnings

Happened = tuple[date, str, str]


def course_of(vulnerability: Any, standing: queries.Standing) -> Course | None:
    """What happened about a vulnerability, as far as the reader may know."""
    happened = [
        *_of_sources(vulnerability),
        *_of_exploitation(standing),
        *_of_here(vulnerability.id),
    ]
    return course(happened, today=timezone.localdate())


def known_on(cause: str, text: str) -> tuple[date, list[dict[str, Any]]] | None:
    """The day that an address asks for, and what the sources told at its end; None without one.

    Raises: MalformedError for what is no date."""
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day > timezone.localdate():
        raise MalformedError(_("this is no date, or one to come"))
    end = timezone.make_aware(datetime.combine(day, time.max))
    return day, queries.known_at(cause, end)


def _of_sources(vulnerability: Any) -> Iterator[Happened]:
    lane = _("Sources")
    if vulnerability.published_at:
        yield timezone.localdate(vulnerability.published_at), lane, _("Published")
    seen: set[str] = set()
    for record, known_from in queries.told(vulnerability.id):
        text = _("%(record)s changed") if record in seen else _("%(record)s became known here")
        seen.add(record)
        yield timezone.localdate(known_from), lane, text % {"record": record}


def _of_exploitation(standing: queries.Standing) -> Iterator[Happened]:
    if standing.exploited:
        yield standing.exploited.added_on, _("Exploitation"), _("Into the KEV catalogue")


def _of_here(cause: str) -> Iterator[Happened]:
    if since := queries.exposed_since(cause):
        yield timezone.localdate(since), _("Exposure"), _("First exposure that you may see")
    texts = {
        "raised": lambda many: ngettext(
            "%(count)d warning raised", "%(count)d warnings raised", many
        ),
        "closed": lambda many: ngettext(
            "%(count)d warning closed", "%(count)d warnings closed", many
        ),
    }
    for day, what, many in warnings.moves(cause):
        yield day, _("Warnings"), texts[what](many) % {"count": many}
