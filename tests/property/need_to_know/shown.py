"""What the doors show of random worlds that stand side by side: rows that may be seen, with the names
that stand beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tests.property.need_to_know.worlds import Seen, World, beside, visible

# What a door says of a row it says with the names of these, of the same organisation.
BESIDE: Mapping[str, tuple[str, ...]] = {
    "assets_inventory": ("assets_system", "assets_edition"),
    "assets_asset": ("assets_system",),
    "vulnerabilities_exposure": ("assets_asset", "assets_system"),
    "warnings_note": ("warnings_warning",),
}


@dataclass(frozen=True)
class Expected:
    """What the holder of an actor finds at the doors, table by table. seen: every row that may be seen;
    shown: those of which a door tells; both are empty for who acts no more."""

    seen: Seen
    shown: Seen

    def named(self) -> set[UUID]:
        """All that may be told of."""
        return set().union(*self.shown.values())


def expected_of(worlds: Sequence[World], world: World, actor: UUID) -> Expected:
    """What the holder of an actor of a world finds, where others are beside it."""
    seen = visible(world, actor)
    told = beside(worlds, world, actor, _shown_within(world, actor, seen))
    return Expected(beside(worlds, world, actor, seen), told)


def _shown_within(world: World, actor: UUID, seen: Seen) -> Seen:
    known = seen.get("parties_organisation", set())
    held = {(row.owner, row.table) for row in world.rows if row.id in seen.get(row.table, ())}
    found: Seen = {
        table: set(seen[table])
        for table in ("parties_organisation", "parties_community", "parties_savedview")
        if table in seen
    }
    for row in world.rows:
        beside = ((row.owner, table) for table in (row.table, *BESIDE.get(row.table, ())))
        is_named = row.table == "ledger_entry" or row.owner in known
        if is_named and row.id in seen.get(row.table, ()) and held.issuperset(beside):
            found.setdefault(row.table, set()).add(row.id)
    if seen:
        found["suppliers_productclaim"] = {
            product
            for maker, product in world.products.items()
            if product in seen.get("suppliers_productclaim", ()) and world.actors[maker][0] in known
        }
        found["parties_actor"] = _colleagues(world, actor)
        found["noroshi.directory"] = seen.get("noroshi.directory", set())
    return found


def _colleagues(world: World, actor: UUID) -> set[UUID]:
    """Of people only one's own organisation's are listed, those who act."""
    place, _ = world.actors[actor]
    return {other for other, (where, acts) in world.actors.items() if where == place and acts}


def names(worlds: Sequence[World]) -> dict[UUID, str]:
    """Every row of the worlds that a door may name, with its table; an exposure is its asset's."""
    found = {actor: "parties_actor" for world in worlds for actor in world.actors}
    for world in worlds:
        found |= dict.fromkeys(world.views.values(), "parties_savedview")
        found |= dict.fromkeys(world.products.values(), "suppliers_productclaim")
        rows = (*world.organisations, *world.communities, *world.rows)
        found |= {row.id: row.table for row in rows if row.table != "vulnerabilities_exposure"}
    return found
