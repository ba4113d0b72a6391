"""What is asked about warnings, as far as the requester may see.

The inbox reads page by page from each audience in turn and merges, or in the order of all for who
sees all: what it costs depends only on what the requester may see, never on what is there beside."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone

from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.parties.models import Organisation
from noroshi.warnings import sql
from noroshi.warnings.models import Note, Warning
from noroshi.warnings.rules import OWED, NoteKind, State, Urgency

PAGE = 50
ORDERS = {"due": sql.DUE_FIRST, "raised": sql.NEWEST}
ORDERS_OF_ALL = {"due": sql.DUE_FIRST_OF_ALL, "raised": sql.NEWEST}


@dataclass(frozen=True, slots=True)
class Filter:
    """What an inbox is narrowed to; empty means all. state: a state, or `owed` for what waits
    for an answer; text: part of a cause or of an asset's name; since: a day or an instant, RFC 3339,
    after which it changed."""

    state: str = ""
    urgency: str = ""
    organisation: str = ""
    sector: str = ""
    system: str = ""
    text: str = ""
    since: str = ""
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
    wanted = list({one.organisation_id for one in found})
    owners = {one.id: one for one in Organisation.objects.raw(sql.OWNERS, {"wanted": wanted})}
    seen = [one for one in found if one.organisation_id in owners]
    for one in seen:
        one.organisation = owners[one.organisation_id]
    prefetch_related_objects([one for one in seen if one.assignee_id], "assignee__person")
    return seen


def count(chosen: Filter) -> int:
    """How many warnings the filter leaves, as far as the requester may see."""
    conditions, parameters = _conditions(chosen)
    with connection.cursor() as database:
        database.execute(sql.COUNT.format(conditions=conditions), parameters)
        return int(database.fetchone()[0])


def count_urgencies(chosen: Filter) -> dict[Urgency, int]:
    """How many warnings of each urgency the filter leaves, as far as the requester may see."""
    conditions, parameters = _conditions(chosen)
    with connection.cursor() as database:
        database.execute(sql.COUNT_URGENCIES.format(conditions=conditions), parameters)
        found = dict(database.fetchall())
    return {urgency: found.get(urgency, 0) for urgency in Urgency}


def _sees_every() -> bool:
    """Does the requester see every organisation's warnings?"""
    with connection.cursor() as database:
        database.execute(sql.SEES_EVERY)
        return bool(database.fetchone()[0])


def _statement(chosen: Filter, cursor: str, size: int | None) -> tuple[str, dict[str, Any]]:
    if chosen.order not in ORDERS:
        raise MalformedError(f"order: one of these: {', '.join(ORDERS)}")
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
            raise MalformedError(f"urgency: one of these: {', '.join(names)}")
        conditions.append("w.urgency = %(urgency)s")
        parameters["urgency"] = names[chosen.urgency].value
    for name in ("organisation", "sector", "system", "text"):
        if value := getattr(chosen, name):
            conditions.append(sql.NARROW[name])
            parameters[name] = _anywhere(value) if name == "text" else value
    if chosen.since:
        conditions.append("w.changed_at > %(since)s")
        parameters["since"] = _moment(chosen.since)
    return " AND ".join(conditions), parameters


def _moment(text: str) -> datetime:
    """An instant as it is written; of a day alone its beginning here."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError("since: a day like 2026-10-01, or an instant (RFC 3339)") from None
    return found if found.tzinfo else timezone.make_aware(found)


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


def history(of: Warning) -> list[Note]:
    """That it was raised, and the notes of a warning, oldest first."""
    raised = Note(
        id=of.id,
        warning=of,
        kind=NoteKind.CHANGE,
        text="raised",
        written_at=of.raised_at,
        ledger_entry=of.raised_entry,
    )
    return [raised, *Note.objects.filter(warning=of).select_related("actor__person")]
