"""Write a line of a thread: a part of the other acts, never one of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noroshi.kernel.actors import Actor
from noroshi.suppliers.models import Line, Thread
from noroshi.suppliers.rules import LineKind


@dataclass(frozen=True, slots=True)
class Said:
    """answer: its value, of a line that is one."""

    kind: LineKind
    text: str
    answer: dict[str, Any] | None = None


def write_line(thread: Thread, said: Said, *, by: Actor, at: datetime) -> Line:
    """Add a line in the caller's transaction."""
    line = Line(
        thread=thread,
        organisation_id=thread.organisation_id,
        audience=thread.audience,
        actor_id=by.id,
        writer=by.organisation_kind,
        kind=said.kind,
        text=said.text,
        answer=said.answer,
        written_at=at,
    )
    Line.objects.bulk_create([line])
    return line
