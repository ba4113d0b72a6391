"""What the coordinators' trees say, with what passed between office and suppliers."""

from collections.abc import Sequence

from noroshi.kernel.actors import Actor
from noroshi.suppliers.queries import contacted
from noroshi.warnings.coordination import queries


def coordinations(causes: Sequence[str], by: Actor) -> list[queries.Coordination]:
    """What the trees say of the vulnerabilities. Raises: RefusedError."""
    heard = {
        cause: queries.Heard(was_contacted=True, has_answered=answered)
        for cause, answered in contacted(causes).items()
    }
    return queries.coordinations(causes, heard, by=by)
