"""What follows from a register: consoles, competent ministries, sector communities."""

from django.db import connection, transaction

from noroshi.parties import sql
from noroshi.parties.sectors import SECTORS


@transaction.atomic
def settle_organisations() -> None:
    """Bring what the law derives from the register up to date. Runs as the worker; idempotent."""
    law = {
        "sector": list(SECTORS),
        "ministry": [sector.ministry for sector in SECTORS.values()],
        "name": [sector.name for sector in SECTORS.values()],
        "name_ja": [sector.name_ja for sector in SECTORS.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.ADD_CONSOLES)
        for statement in (sql.NAME_MINISTRIES, sql.SECTOR_COMMUNITIES, sql.JOIN_SECTORS):
            cursor.execute(statement, law)
