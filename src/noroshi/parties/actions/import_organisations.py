"""Register organisations from a list."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from noroshi.formats.organisation_sheets import OrganisationRow
from noroshi.formats.sheets import RowError
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.kernel.imports import ImportResult
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties import sql
from noroshi.parties.facts import OrganisationsImported
from noroshi.parties.rules import Power, check_organisation, require


def import_organisations(
    rows: Iterable[OrganisationRow | RowError], *, source: str, by: Actor | None, at: datetime
) -> ImportResult:
    """Add organisations or bring them up to date; a wrong row is listed and the others go in.

    by: None is the local administrator. What the national office registers is verified thereby."""
    if by is not None:
        require(by, Power.KEEP_PARTIES)
    result = ImportResult()
    good = list(_sound(rows, source, result))
    with transaction.atomic():
        changed = _store(good, at)
        result.unchanged = len(good) - changed
        result.accepted = changed
        if changed:
            digests = [hashlib.sha256(repr(row).encode()).digest() for row in good]
            detail: Json = {"source": source, "rows": len(good), "root": rows_root(digests).hex()}
            record(OrganisationsImported("organisations", None, detail), by=by, at=at)
    return result


def _sound(
    rows: Iterable[OrganisationRow | RowError], source: str, result: ImportResult
) -> Iterable[OrganisationRow]:
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, RowError):
            result.refuse(source, row.place, row.reason)
            continue
        try:
            check_organisation(
                code=row.code,
                kind=row.kind,
                sector=row.sector,
                corporate_number=row.corporate_number,
            )
        except MalformedError as error:
            result.refuse(source, f"line {row.line}", error.detail)
            continue
        if row.code in seen:
            result.refuse(source, f"line {row.line}", f"code: {row.code} stands here twice")
            continue
        seen.add(row.code)
        yield row


def _store(rows: list[OrganisationRow], at: datetime) -> int:
    columns: dict[str, Any] = {
        "id": [uuid7() for _ in rows],
        "standard_sector": ["" for _ in rows],
        **{
            name: [getattr(row, name) for row in rows]
            for name in ("code", "kind", "name", "name_ja", "sector", "corporate_number")
        },
    }
    networks = [(row.code, str(network)) for row in rows for network in row.networks]
    domains = [(row.code, domain) for row in rows for domain in row.domains]
    with connection.cursor() as cursor:
        cursor.execute(sql.UPSERT_ORGANISATIONS, columns)
        changed: int = cursor.rowcount
        cursor.execute(sql.ADD_NETWORKS, _claims(networks, "prefix", at))
        changed_claims: int = cursor.rowcount
        cursor.execute(sql.ADD_DOMAINS, _claims(domains, "name", at))
        changed_claims += cursor.rowcount
    return max(changed, min(changed_claims, len(rows)))


def _claims(pairs: list[tuple[str, str]], name: str, at: datetime) -> dict[str, Any]:
    return {
        "id": [uuid7() for _ in pairs],
        "code": [code for code, _ in pairs],
        name: [value for _, value in pairs],
        "at": at,
    }
