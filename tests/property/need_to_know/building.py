"""A random world, stored: rows as the worker and the people of the world write them.

Whatever has a name is called by its number, so that a name gives a row away as its number does."""

from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv6Address
from uuid import UUID

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from tests.property.need_to_know.worlds import World

AT = datetime(2026, 1, 1, tzinfo=UTC)


def code_of(id_: UUID) -> str:
    """The code of an organisation or community; no two are alike in so much of their numbers."""
    return str(id_)[:30].upper()


def build(cursor: psycopg.Cursor, world: World) -> None:
    """Store a world in the cursor's transaction."""
    cursor.execute("SET LOCAL ROLE noroshi_worker")
    cursor.executemany(
        "INSERT INTO parties_organisation (id, code, kind, name, name_ja, sector, standard_sector,"
        " corporate_number, audience) VALUES (%s, %s, %s, %s, '', 'rail', '', '', %s)",
        [
            (o.id, code_of(o.id), world.kinds[o.id], str(o.id), o.audience)
            for o in world.organisations
        ],
    )
    cursor.executemany(
        "INSERT INTO parties_community (id, code, kind, name, name_ja, audience)"
        " VALUES (%s, %s, 'council', %s, '', %s)",
        [(c.id, code_of(c.id), str(c.id), c.audience) for c in world.communities],
    )
    cursor.executemany(
        "INSERT INTO parties_membership (id, community_id, organisation_id)"
        " VALUES (gen_random_uuid(), %s, %s)",
        list(world.members),
    )
    decided = [(name, own, to, None if stands else AT) for name, own, to, stands in world.decisions]
    cursor.execute(
        "INSERT INTO release_decision (id, information_class, owner_id, recipient_id, grounds,"
        " articles, decided_at, withdrawn_at)"
        " SELECT gen_random_uuid(), name, own, recipient, '{}', '{}', now(), withdrawn FROM"
        " unnest(%s::text[], %s::uuid[], %s::uuid[], %s::timestamptz[])"
        " d (name, own, recipient, withdrawn)",
        [list(column) for column in zip(*decided, strict=True)] or [[]] * 4,
    )
    numbers = {row.id: row.audience for row in world.organisations}
    cursor.executemany(
        "INSERT INTO parties_actor (id, kind, organisation_id, audience, role, client_id, scopes,"
        " token, ended_at) VALUES (%s, 'client', %s, %s, 'client', %s, '{}', gen_random_uuid(), %s)",
        [
            (actor, place, numbers[place], str(actor), None if is_active else AT)
            for actor, (place, is_active) in world.actors.items()
        ],
    )
    cursor.executemany(
        "UPDATE parties_organisation SET ministry_id = %s WHERE id = %s",
        [(ministry, below) for below, ministry in world.ministries.items()],
    )
    _belongings(cursor, world)
    _written(cursor, world)


STATEMENTS = {
    "parties_network": "INSERT INTO parties_network (id, organisation_id, audience, prefix)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, %(prefix)s)",
    "assets_system": "INSERT INTO assets_system (id, organisation_id, audience, name, role)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, %(name)s, '')",
    "assets_inventory": "INSERT INTO assets_inventory (id, organisation_id, audience, system_id,"
    " key, digest, imported_at) SELECT %(id)s, %(owner)s, %(audience)s, id, %(name)s, '', now()"
    " FROM assets_system WHERE organisation_id = %(owner)s",
    "assets_asset": "INSERT INTO assets_asset (id, organisation_id, audience, system_id,"
    " inventory_id, identity, name, vendor, product, version, purl, cpe, addresses, added_at)"
    " SELECT %(id)s, %(owner)s, %(audience)s, system_id, id, '', %(name)s, '', '', '', '', '', '{}', now()"
    " FROM assets_inventory WHERE organisation_id = %(owner)s",
    "vulnerabilities_exposure": "WITH found AS (INSERT INTO vulnerabilities_finding (kind_id, cause,"
    " found_at, record, version, range_text, fixed_in, matched_by, certainty)"
    " VALUES (%(number)s, %(kind)s, '2026-01-01', '', '', '', '', '', '') ON CONFLICT DO NOTHING),"
    " ruled AS (INSERT INTO vulnerabilities_ruling (asset_id, cause, organisation_id, audience)"
    " VALUES (%(id)s, %(kind)s, %(owner)s, %(audience)s))"
    " INSERT INTO vulnerabilities_assetofkind (asset_id, kind_id, organisation_id, audience, since)"
    " VALUES (%(id)s, %(number)s, %(owner)s, %(audience)s, '2026-01-01')",
    "warnings_warning": "INSERT INTO warnings_warning (id, organisation_id, audience, cause, state,"
    " urgency, raised_at, changed_at, assets, answer_reason)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, %(kind)s, 'open', 0, now(), now(), 1, '')",
    "warnings_note": "INSERT INTO warnings_note (id, warning_id, organisation_id, audience, kind,"
    " text) SELECT %(id)s, id, organisation_id, %(audience)s, 'comment', %(name)s"
    " FROM warnings_warning WHERE organisation_id = %(owner)s",
    "ledger_entry": "INSERT INTO ledger_entry (id, at, kind, subject, organisation_id, digest)"
    " VALUES (%(id)s, now(), 'k', %(name)s, %(owner)s, '')",
}


def _belongings(cursor: psycopg.Cursor, world: World) -> None:
    for table, statement in STATEMENTS.items():
        rows = [row for row in world.rows if row.table == table]
        cursor.executemany(
            statement,
            [
                {
                    "id": row.id,
                    "name": str(row.id),
                    "prefix": str(IPv6Address(row.id.int)),
                    "owner": row.owner,
                    "audience": row.audience,
                    "kind": str(row.kind),
                    "number": row.kind and row.kind.int & 3,
                }
                for row in rows
            ],
        )


def _written(cursor: psycopg.Cursor, world: World) -> None:
    """What people keep for themselves, suppliers name and bills of materials say, written as they
    write it."""
    cursor.execute("SET LOCAL ROLE noroshi_web")
    for actor, (inventory, edition) in world.editions.items():
        cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
        cursor.execute(
            "INSERT INTO assets_edition (id, organisation_id, audience, inventory_id, number, digest,"
            " components, header, serial, version, quality, at) SELECT %s, noroshi.organisation(),"
            " noroshi.own_audience(), %s, 1, '', 0, %s, '', 1, %s, now()",
            [edition, inventory, *map(Jsonb, _empty_bill())],
        )
    for actor, view in world.views.items():
        cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
        cursor.execute(
            "INSERT INTO parties_savedview (id, organisation_id, audience, actor_id, place, name,"
            " query, saved_at) SELECT %s, noroshi.organisation(), noroshi.own_audience(),"
            " noroshi.actor(), 'warnings', 'mine', '', now()",
            [view],
        )
    for actor, product in world.products.items():
        cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
        cursor.execute(
            "INSERT INTO suppliers_productclaim (id, organisation_id, audience, vendor, product, key)"
            " SELECT %s, noroshi.organisation(), noroshi.own_audience(), '', '', noroshi.actor()",
            [product],
        )
    cursor.execute("SELECT set_config('noroshi.actor', '', true)")


@cache
def _empty_bill() -> tuple[object, object]:
    from noroshi.formats.bom import BomHeader
    from noroshi.formats.bom_quality import assess

    header = BomHeader("1.6")
    return msgspec.to_builtins(header), msgspec.to_builtins(assess([header]))
