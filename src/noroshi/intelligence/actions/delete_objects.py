"""Take an object out of the store again: of one's own, in all or some of its versions."""

from datetime import datetime

from django.db import connection, transaction

from noroshi.intelligence import collections_sql, queries
from noroshi.intelligence.facts import IntelligenceDeleted
from noroshi.intelligence.queries import Chosen
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.rules import Power, require


@transaction.atomic
def delete_objects(stix_id: str, chosen: Chosen, *, by: Actor, at: datetime) -> int:
    """How many versions were deleted. chosen: which of them. Whoever has read them keeps them; what
    the log says of them stays. Raises: RefusedError."""
    require(by, Power.KEEP_INTELLIGENCE)
    narrowing, parameters = queries.conditions(chosen, None, words=collections_sql.WORDS)
    parameters |= {"stix_id": stix_id, "organisation": by.organisation}
    with connection.cursor() as cursor:
        statement = collections_sql.DELETE.format(conditions=" AND ".join(narrowing))
        cursor.execute(statement, parameters)
        digests = sorted(bytes(digest) for (digest,) in cursor.fetchall())
        cursor.execute(collections_sql.RENEW, parameters)
    if digests:
        detail: Json = {
            "object": stix_id,
            "versions": len(digests),
            "root": rows_root(digests).hex(),
        }
        record(IntelligenceDeleted("intelligence", by.organisation, detail), by=by, at=at)
    return len(digests)
