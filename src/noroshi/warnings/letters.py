"""What is written to people and machines about warnings and deadlines, and about what is new with
suppliers. Mail passes through strange hands: it names the cause and leads to the page, and holds nothing of
what an organisation runs; of a weakness under embargo it holds the address of its page alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from noroshi.kernel.clock import rfc3339
from noroshi.reporting.registration import place_of
from noroshi.reporting.reminders import Due
from noroshi.reporting.reminding import LATE, WARN
from noroshi.reporting.sentences import RECIPIENTS, STAGES
from noroshi.suppliers.rules import OWED, Kind
from noroshi.warnings.rules import About, Urgency


@dataclass(frozen=True, slots=True)
class Told:
    """A warning, as far as it is told."""

    id: UUID
    cause: str
    state: str
    urgency: Urgency
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: plain text."""

    subject: str
    body: str


def letter(told: Sequence[Told], *, language: str, zone: ZoneInfo, address: str) -> Letter:
    """A mail about some warnings, the most urgent first. address: of the site."""
    with override(language):
        many = len(told)
        urgent = [one for one in told if one.urgency is min(Urgency)]
        subject = ngettext("%(count)d warning", "%(count)d warnings", many) % {"count": many}
        if urgent:
            subject = _("Immediate: %(subject)s") % {"subject": subject}
        parts = [
            _("Noroshi has something for your organisation."),
            *_by_urgency(told, zone, address),
            _("What it is about, why you, and what to do stands on the page, after signing in."),
            _("How you are told: %(address)s") % {"address": f"{address}/own/delivery/"},
        ]
        return Letter(f"[Noroshi] {subject}", "\n\n".join(parts) + "\n")


def _by_urgency(told: Sequence[Told], zone: ZoneInfo, address: str) -> Iterator[str]:
    """A heading with its number and then the warnings of each urgency, the most urgent first."""
    for urgency in Urgency:
        own = [one for one in told if one.urgency is urgency]
        if own:
            yield f"== {URGENCIES[urgency]()} ({len(own)}) =="
            yield from (_paragraph(one, zone, address) for one in own)


def _paragraph(one: Told, zone: ZoneInfo, address: str) -> str:
    due = one.due_at and f"{one.due_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    lines = [
        one.cause,
        _("Answer due: %(due)s") % {"due": due} if due else _("No answer is due by a date"),
        f"{address}/warnings/{one.id}/",
    ]
    return "\n".join(lines)


URGENCIES = {
    Urgency.IMMEDIATE: lambda: _("Immediate"),
    Urgency.OUT_OF_CYCLE: lambda: _("Out of cycle"),
    Urgency.SCHEDULED: lambda: _("Scheduled"),
    Urgency.DEFER: lambda: _("Defer"),
}


def event(told: Sequence[Told], *, organisation: str, at: datetime, address: str) -> str:
    """The body of a webhook, JSON. at: when the warnings changed."""
    items = [
        {
            "id": str(one.id),
            "cause": one.cause,
            "urgency": one.urgency.name.lower(),
            "state": one.state,
            "due_at": rfc3339(one.due_at) if one.due_at else None,
            "url": f"{address}/warnings/{one.id}/",
        }
        for one in told
    ]
    return orjson.dumps(
        {
            "type": "warnings.changed",
            "timestamp": rfc3339(at),
            "data": {"organisation": organisation, "warnings": items},
        }
    ).decode()


# --- deadlines ----------------------------------------------------------------------------------


def reminder(due: Sequence[Due], *, language: str, zone: ZoneInfo, address: str) -> Letter:
    """A mail about what is owed, the first due on top."""
    with override(language):
        many = len(due)
        subject = ngettext("%(count)d deadline", "%(count)d deadlines", many) % {"count": many}
        if any(one.step == LATE for one in due):
            subject = _("Late: %(subject)s") % {"subject": subject}
        parts = [
            _("By law your organisation owes a report, or the next stage of one."),
            *(_owed(one, zone, address) for one in due),
            _("What it is about and what is to be said stands on the page, after signing in."),
            _("What has been filed since is not reminded of again."),
        ]
        return Letter(f"[Noroshi] {subject}", "\n\n".join(parts) + "\n")


def _owed(one: Due, zone: ZoneInfo, address: str) -> str:
    until = {"until": f"{one.until.astimezone(zone):%Y-%m-%d %H:%M %Z}"}
    names = {"regime": one.regime, "stage": STAGES[one.stage], "to": RECIPIENTS[one.recipient]}
    if one.step == LATE:
        when = _("Late since: %(until)s") % until
    elif one.step == WARN:
        when = _("Due promptly; pressing since: %(until)s") % until
    else:
        when = _("Due: %(until)s") % until
    lines = [_("%(regime)s: %(stage)s to %(to)s") % names, when, f"{address}{place_of(one.report)}"]
    return "\n".join(lines)


def deadlines(due: Sequence[Due], *, organisation: str, at: datetime, address: str) -> str:
    """The body of a webhook about what is owed, JSON. at: when it was reminded of."""
    items = [
        {
            "report": one.report and str(one.report),
            "regime": one.regime,
            "stage": one.stage,
            "recipient": one.recipient.value,
            "step": one.step,
            "until": rfc3339(one.until),
            "url": f"{address}{place_of(one.report)}",
        }
        for one in due
    ]
    return orjson.dumps(
        {
            "type": "deadlines.reminded",
            "timestamp": rfc3339(at),
            "data": {"organisation": organisation, "deadlines": items},
        }
    ).decode()


# --- news of suppliers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matter:
    """In what there is something new. place: of its page; the rest of a thread alone."""

    place: str
    cause: str = ""
    kind: str = ""
    state: str = ""
    due_at: datetime | None = None


def news(
    about: About, matters: Sequence[Matter], *, language: str, zone: ZoneInfo, address: str
) -> Letter:
    """A mail about threads, about disclosures, or about reports. address: of the site."""
    with override(language):
        many = {"count": len(matters)}
        if about is About.THREADS:
            subject = ngettext(
                "%(count)d notice or request has something new",
                "%(count)d notices or requests have something new",
                many["count"],
            )
        elif about is About.REPORTS:
            subject = ngettext(
                "%(count)d report filed for you waits to be confirmed",
                "%(count)d reports filed for you wait to be confirmed",
                many["count"],
            )
        else:
            subject = ngettext(
                "%(count)d matter has something new",
                "%(count)d matters have something new",
                many["count"],
            )
        is_taken = about is About.REPORTS
        parts = [
            _(
                "The national office filed a report for your organisation, as it was told by telephone."
            )
            if is_taken
            else _("Somebody said something to your organisation."),
            *(_matter(one, zone, address) for one in matters),
            _("Confirm or correct it on the page, after signing in.")
            if is_taken
            else _("What was said stands on the page, after signing in."),
            _("How you are told: %(address)s") % {"address": f"{address}/own/delivery/"},
        ]
        return Letter(f"[Noroshi] {subject % many}", "\n\n".join(parts) + "\n")


def _matter(one: Matter, zone: ZoneInfo, address: str) -> str:
    lines = [f"{address}{one.place}"]
    if one.due_at:
        if one.state in OWED:
            due = f"{one.due_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
            lines.insert(0, _("Answer due: %(due)s") % {"due": due})
        lines.insert(0, f"{one.cause} ({KINDS[Kind(one.kind)]()})")
    return "\n".join(lines)


KINDS = {
    Kind.NOTICE: lambda: _("Vulnerability notice"),
    Kind.REQUEST: lambda: _("Request for measures"),
}


def news_event(
    about: About, matters: Sequence[Matter], *, organisation: str, at: datetime, address: str
) -> str:
    """The body of a webhook, JSON. at: when it was said, or little later."""
    items = [
        {"id": one.place.split("/")[-2], **_of_thread(one), "url": f"{address}{one.place}"}
        for one in matters
    ]
    return orjson.dumps(
        {
            "type": f"{about}.changed",
            "timestamp": rfc3339(at),
            "data": {"organisation": organisation, about.value: items},
        }
    ).decode()


def _of_thread(one: Matter) -> dict[str, str]:
    if one.due_at is None:
        return {}
    return {
        "cause": one.cause,
        "kind": one.kind,
        "state": one.state,
        "due_at": rfc3339(one.due_at),
    }
