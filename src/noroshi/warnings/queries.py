"""What is asked about warnings, as far as the requester may see.

The inbox reads page by page from each audience in turn and merges, or in the order of all for who
sees all: what it costs depends only on what the requester may see, never on what is there beside."""

import base64
import binascii
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from ipaddress import ip_interface
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Count, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.parties.models import Organisation
from noroshi.vulnerabilities.aliases import written
from noroshi.vulnerabilities.models import Exposure, Vulnerability
from noroshi.vulnerabilities.queries import Standing, exposures_of, standings
from noroshi.warnings import sql
from noroshi.warnings.models import Note, Warning
from noroshi.warnings.rules import OWED, State, Urgency
from noroshi.warnings.sentences import explained
from noroshi.warnings.ssvc import Decision, Facts, decide, foremost, policy

PAGE = 50
ORDERS = {"due": sql.DUE_FIRST, "raised": sql.NEWEST}
ORDERS_OF_ALL = {"due": sql.DUE_FIRST_OF_ALL, "raised": sql.NEWEST}


@dataclass(frozen=True, slots=True)
class Filter:
    """What an inbox is narrowed to; empty means all. state: a state, or `owed` for what waits
    for an answer; text: part of a cause or of an asset's name."""

    state: str = ""
    urgency: str = ""
    organisation: str = ""
    sector: str = ""
    system: str = ""
    text: str = ""
    order: str = "due"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox; next: the cursor of the following one, None on the last."""

    items: list[Warning]
    next: str | None


def inbox(chosen: Filter, *, cursor: str = "", size: int | None = PAGE) -> Page:
    """A page of warnings. size None: all of them. Raises: MalformedError for a bad filter."""
    statement, parameters = _statement(chosen, cursor, size)
    rows = list(Warning.objects.raw(statement, parameters))
    kept = rows if size is None else rows[:size]
    following = _cursor(kept[-1]) if size is not None and len(rows) > size else None
    return Page(_with_parties(kept), following)


def _with_parties(found: list[Warning]) -> list[Warning]:
    """Each with its organisation and assignee; without those whose organisation is not seen."""
    owners = Organisation.objects.in_bulk({one.organisation_id for one in found})
    seen = [one for one in found if one.organisation_id in owners]
    for one in seen:
        one.organisation = owners[one.organisation_id]
    prefetch_related_objects(seen, "assignee__person")
    return seen


def count(chosen: Filter) -> int:
    """How many warnings the filter leaves, as far as the requester may see."""
    conditions, parameters = _conditions(chosen)
    with connection.cursor() as database:
        database.execute(sql.COUNT.format(conditions=conditions), parameters)
        return int(database.fetchone()[0])


def _sees_every() -> bool:
    """Does the requester see every organisation's warnings?"""
    with connection.cursor() as database:
        database.execute(sql.SEES_EVERY)
        return bool(database.fetchone()[0])


def _statement(chosen: Filter, cursor: str, size: int | None) -> tuple[str, dict[str, Any]]:
    if chosen.order not in ORDERS:
        raise MalformedError(f"order: one of {', '.join(ORDERS)}")
    sees_every = _sees_every()
    order, after = (ORDERS_OF_ALL if sees_every else ORDERS)[chosen.order]
    conditions, parameters = _conditions(chosen)
    if cursor:
        conditions += f" AND {after}"
        parameters |= _position(cursor, chosen.order)
    parameters["limit"] = None if size is None else size + 1
    statement = sql.INBOX_OF_ALL if sees_every else sql.INBOX
    return statement.format(conditions=conditions, order=order), parameters


def _conditions(chosen: Filter) -> tuple[str, dict[str, Any]]:
    conditions = ["true"]
    parameters: dict[str, Any] = {}
    if chosen.state:
        states = OWED if chosen.state == "owed" else (_checked(State, chosen.state, "state"),)
        conditions.append("w.state = ANY (%(states)s)")
        parameters["states"] = [state.value for state in states]
    if chosen.urgency:
        names = {urgency.name.lower(): urgency for urgency in Urgency}
        if chosen.urgency not in names:
            raise MalformedError(f"urgency: one of {', '.join(names)}")
        conditions.append("w.urgency = %(urgency)s")
        parameters["urgency"] = names[chosen.urgency].value
    for name in ("organisation", "sector", "system", "text"):
        if value := getattr(chosen, name):
            conditions.append(sql.NARROW[name])
            parameters[name] = _anywhere(value) if name == "text" else value
    return " AND ".join(conditions), parameters


def _anywhere(text: str) -> str:
    """A LIKE pattern for the text as it stands, anywhere."""
    literal = re.sub(r"([\\%_])", r"\\\1", text)
    return f"%{literal}%"


def _checked(kind: type[State], value: str, name: str) -> State:
    try:
        return kind(value)
    except ValueError:
        raise MalformedError(f"{name}: one of owed, {', '.join(kind)}") from None


def _cursor(last: Warning) -> str:
    due_at = last.due_at and rfc3339(last.due_at)
    parts = [str(last.id), last.urgency, due_at, rfc3339(last.raised_at)]
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


def _position(cursor: str, order: str) -> dict[str, Any]:
    try:
        identifier, urgency, due_at, raised_at = orjson.loads(base64.urlsafe_b64decode(cursor))
        return {
            "after_id": UUID(identifier),
            "after_urgency": Urgency(urgency).value,
            "after_at": _instant(due_at if order == "due" else raised_at),
        }
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise MalformedError("this cursor is not one of ours") from error


def _instant(text: str | None) -> datetime | str:
    return "infinity" if text is None else datetime.fromisoformat(text)


def warning(identifier: UUID) -> Warning:
    """One warning. Raises: AbsentError."""
    found = (
        Warning.objects.select_related("organisation", "assignee__person")
        .filter(id=identifier)
        .first()
    )
    if found is None:
        raise AbsentError("there is no such warning")
    return found


def history(identifier: UUID) -> QuerySet[Note]:
    """The notes of a warning, oldest first."""
    return Note.objects.filter(warning_id=identifier).select_related("actor__person")


@dataclass(frozen=True, slots=True)
class Explained:
    """A warning with what stands behind it: exposures, standing, what the deployer's tree decided
    about the most urgent asset (None without any), and sentences for people."""

    warning: Warning
    exposures: list[Exposure]
    standing: Standing
    decision: Decision | None
    reasons: list[str]
    actions: list[str]


def explain(warnings: list[Warning]) -> list[Explained]:
    """Give each warning its reasons and actions, in the active language; four queries in all."""
    causes = {warning.cause for warning in warnings}
    known = standings(causes)
    records = Vulnerability.objects.only(*OF_CAUSE).in_bulk(causes)
    by_pair: dict[tuple[UUID, str], list[Exposure]] = {}
    for exposure in exposures_of((one.organisation_id, one.cause) for one in warnings):
        by_pair.setdefault((exposure.organisation_id, exposure.cause), []).append(exposure)
    found = []
    for warning in warnings:
        why = by_pair.get((warning.organisation_id, warning.cause), [])
        standing = known[warning.cause]
        decision = _decision(why, records.get(warning.cause), standing)
        reasons = _reasons(warning, why, standing)
        if decision:
            reasons.append(explained(decision, get_language() or "en"))
        found.append(Explained(warning, why, standing, decision, reasons, _actions(why, standing)))
    return found


OF_CAUSE = ("cvss_vector", "ssvc_exploitation", "ssvc_automatable", "ssvc_technical_impact")


def _decision(
    why: list[Exposure], record: Vulnerability | None, standing: Standing
) -> Decision | None:
    if record is None or not why:
        return None
    facts = Facts(
        is_exploited=standing.exploited is not None,
        epss=standing.prediction.epss if standing.prediction else None,
        exploitation=record.ssvc_exploitation,
        automatable=record.ssvc_automatable,
        technical_impact=record.ssvc_technical_impact,
        cvss_vector=record.cvss_vector,
    )
    return foremost(
        decide(
            replace(
                facts,
                addresses=tuple(ip_interface(text).ip for text in exposure.asset.addresses),
                role=exposure.asset.system.role,
            ),
            policy(),
        )
        for exposure in why
    )


def _reasons(warning: Warning, why: list[Exposure], standing: Standing) -> list[str]:
    reasons = [
        _("%(asset)s in %(system)s: %(version)s lies in %(range)s")
        % {
            "asset": exposure.asset.name,
            "system": exposure.asset.system.name,
            "version": exposure.version,
            "range": exposure.range_text.removeprefix("= "),
        }
        for exposure in why
    ]
    reasons += _other_names(why)
    if standing.exploited:
        reasons.append(
            _("KEV: known to be exploited since %(day)s")
            % {"day": standing.exploited.added_on.isoformat()}
        )
    if standing.prediction:
        reasons.append(
            _("EPSS: %(value)s probability of exploitation within 30 days")
            % {"value": f"{standing.prediction.epss:.3f}"}
        )
    if warning.cvss_score is not None:
        reasons.append(_("CVSS: base score %(score)s") % {"score": warning.cvss_score})
    return reasons


def _other_names(why: list[Exposure]) -> list[str]:
    """Where it is not by its own name that a product was found, by which one."""
    known = _("%(product)s is also known as %(name)s")
    confirmed = _("%(product)s is also known as %(name)s, as the national office confirmed")
    sentences = {"alias": known, "confirmed": confirmed}
    found = {
        (
            exposure.certainty,
            " ".join(filter(None, (exposure.asset.vendor, exposure.asset.product)))
            or exposure.asset.name,
            written(exposure.matched_by),
        )
        for exposure in why
        if exposure.certainty in sentences
    }
    return [
        sentences[certainty] % {"product": product, "name": name}
        for certainty, product, name in sorted(found)
    ]


def _actions(why: list[Exposure], standing: Standing) -> list[str]:
    fixes = sorted({(e.asset.product or e.asset.name, e.fixed_in) for e in why if e.fixed_in})
    actions = [
        _("Update %(product)s to %(version)s or later") % {"product": product, "version": version}
        for product, version in fixes
    ]
    if any(not exposure.fixed_in for exposure in why):
        actions.append(_("Ask the supplier for a fixed version, or apply its mitigation"))
    if standing.exploited:
        actions.append(_("Look for signs of intrusion: this weakness is exploited"))
    return actions


def owed_by_sector() -> list[tuple[str, int, int]]:
    """Sector, urgency and the number of warnings owed there, of what the requester may see."""
    found = (
        Warning.objects.filter(state__in=OWED)
        .exclude(organisation__sector="")
        .values_list("organisation__sector", "urgency")
        .annotate(many=Count("id"))
        .order_by("organisation__sector", "urgency")
    )
    return list(found)


def raised_per_day(*, days: int) -> list[tuple[date, int]]:
    """Each of the last days, today last, and how many warnings were raised on it; local days."""
    today = timezone.localdate()
    first = today - timedelta(days=days - 1)
    found = (
        Warning.objects.filter(raised_at__date__gte=first)
        .values_list("raised_at__date")
        .annotate(many=Count("id"))
    )
    counts = dict(found)
    return [(day, counts.get(day, 0)) for day in (first + timedelta(n) for n in range(days))]


def moves(cause: str) -> list[tuple[date, str, int]]:
    """On which local day how many of the warnings about a cause were `raised` and `closed`, of
    those that the requester may see."""
    found: list[tuple[date, str, int]] = []
    for column, what in (("raised_at", "raised"), ("closed_at", "closed")):
        days = Warning.objects.filter(cause=cause, **{f"{column}__isnull": False})
        counted = days.values_list(f"{column}__date").annotate(many=Count("id")).order_by()
        found += [(day, what, many) for day, many in counted]
    return sorted(found)
