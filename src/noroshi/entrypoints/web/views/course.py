"""The course of a vulnerability in words: who told of it when, and when it came here."""

from datetime import date, datetime, time
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from noroshi.entrypoints.happenings import Happening, happenings
from noroshi.entrypoints.web.charts import Course, Happened, course
from noroshi.kernel.errors import MalformedError
from noroshi.vulnerabilities import queries

LANES: Final[dict[str, Promise]] = {
    "published": gettext_lazy("Sources"),
    "told": gettext_lazy("Sources"),
    "changed": gettext_lazy("Sources"),
    "epss": gettext_lazy("EPSS"),
    "kev": gettext_lazy("Exploitation"),
    "exposed": gettext_lazy("Exposure"),
    "raised": gettext_lazy("Warnings"),
    "closed": gettext_lazy("Warnings"),
    "reopened": gettext_lazy("Warnings"),
}
TEXTS: Final[dict[str, Promise]] = {
    "published": gettext_lazy("Published"),
    "told": gettext_lazy("%(record)s became known here"),
    "changed": gettext_lazy("%(record)s changed"),
    "epss": gettext_lazy("%(epss)s within 30 days"),
    "kev": gettext_lazy("Into the KEV catalogue"),
    "exposed": gettext_lazy("First exposure that you may see"),
}


def course_of(vulnerability: Any, standing: queries.Standing) -> Course | None:
    """What happened about a vulnerability, as far as the reader may know."""
    told = [
        Happened(one.day, str(LANES[one.kind]), _told(one), _share(one))
        for one in happenings(vulnerability, standing)
    ]
    return course(told, today=timezone.localdate())


def _share(one: Happening) -> float:
    return 1.0 if one.epss is None else float(one.epss)


def _told(one: Happening) -> str:
    if one.count is None:
        epss = None if one.epss is None else f"{one.epss:.1%}"
        return str(TEXTS[one.kind]) % {"record": one.record, "epss": epss}
    texts = {
        "raised": ngettext("%(count)d warning raised", "%(count)d warnings raised", one.count),
        "closed": ngettext("%(count)d warning closed", "%(count)d warnings closed", one.count),
        "reopened": ngettext(
            "%(count)d warning opened again", "%(count)d warnings opened again", one.count
        ),
    }
    return texts[one.kind] % {"count": one.count}


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
