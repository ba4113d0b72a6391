"""Random worlds, and a plain account of who may see what in them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

KINDS = ("operator", "operator", "operator", "ministry", "nco", "commission", "supplier")
WEAKNESSES = [UUID(int=number, version=4) for number in range(1, 4)]
FIRST, ROOM = 1000, 20  # the least audience, and how many a world has
NATIONAL = ("parties_organisation", "parties_community", "parties_network")
CLASSES = ("organisation", "asset", "exposure", "warning", "ledger", "supplier", "intelligence")

Seen = dict[str, set[UUID]]


@dataclass
class Row:
    """table, id, audience, owner; kind: the weakness of an asset's kind, which others may have too."""

    table: str
    id: UUID
    audience: int | None = None
    owner: UUID | None = None
    kind: UUID | None = None


@dataclass
class World:
    organisations: list[Row] = field(default_factory=list)
    kinds: dict[UUID, str] = field(default_factory=dict)
    communities: list[Row] = field(default_factory=list)
    members: set[tuple[UUID, UUID]] = field(default_factory=set)
    decisions: list[tuple[str, UUID, UUID, bool]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    actors: dict[UUID, tuple[UUID, bool]] = field(default_factory=dict)
    ministries: dict[UUID, UUID] = field(default_factory=dict)
    views: dict[UUID, UUID] = field(default_factory=dict)
    products: dict[UUID, UUID] = field(default_factory=dict)
    editions: dict[UUID, tuple[UUID, UUID]] = field(default_factory=dict)


def _id(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def make_world(seed: int, *, place: int = 0) -> World:
    """A world; some rows are in a community's audience instead of the owner's. place: among the worlds
    that are beside it in one database, whose audiences are others."""
    dice = random.Random(seed)
    world = World()
    for number in range(dice.randint(2, 6)):
        row = Row("parties_organisation", _id(dice), FIRST + ROOM * place + number)
        world.organisations.append(row)
        world.kinds[row.id] = dice.choice(KINDS)
    for number in range(dice.randint(0, 2)):
        community = Row("parties_community", _id(dice), FIRST + ROOM * place + 10 + number)
        world.communities.append(community)
        for organisation in world.organisations:
            if dice.random() < 0.4:
                world.members.add((community.id, organisation.id))
    for name in CLASSES:
        for owner in world.organisations:
            for recipient in world.organisations:
                if owner is not recipient and dice.random() < 0.2:
                    world.decisions.append((name, owner.id, recipient.id, dice.random() < 0.8))
    for organisation in world.organisations:
        _belongings(world, organisation, dice)
    if not world.actors:
        world.actors[_id(dice)] = (dice.choice(world.organisations).id, True)
    _ministries(world, dice)
    active = [actor for actor, (_, is_active) in world.actors.items() if is_active]
    world.views = {actor: _id(dice) for actor in active if dice.random() < 0.5}
    makers = [actor for actor in active if world.kinds[world.actors[actor][0]] == "supplier"]
    world.products = {actor: _id(dice) for actor in makers}
    _editions(world, active, dice)
    return world


def together(worlds: Iterable[World]) -> World:
    """Worlds side by side as one, to be stored at once."""
    whole = World()
    for world in worlds:
        for name in World.__dataclass_fields__:
            held, more = getattr(whole, name), getattr(world, name)
            held.extend(more) if isinstance(held, list) else held.update(more)
    return whole


def _editions(world: World, active: list[UUID], dice: random.Random) -> None:
    """Some inventories are bills of materials; the owner brought each."""
    who = {world.actors[actor][0]: actor for actor in active}
    numbers = {row.id: row.audience for row in world.organisations}
    for row in [row for row in world.rows if row.table == "assets_inventory"]:
        if row.owner in who and dice.random() < 0.8:
            edition = Row("assets_edition", _id(dice), numbers[row.owner], row.owner)
            world.editions[who[row.owner]] = row.id, edition.id
            world.rows.append(edition)


def _ministries(world: World, dice: random.Random) -> None:
    ministries = [id_ for id_, kind in world.kinds.items() if kind == "ministry"]
    for id_, kind in world.kinds.items():
        if ministries and kind == "operator" and dice.random() < 0.7:
            world.ministries[id_] = dice.choice(ministries)


def _belongings(world: World, organisation: Row, dice: random.Random) -> None:
    for _ in range(dice.randint(0, 2)):
        world.actors[_id(dice)] = (organisation.id, dice.random() < 0.85)
    shared = [community.audience for community in world.communities] + [organisation.audience] * 3
    asset = _id(dice)
    for table in (
        "parties_network", "assets_system", "assets_inventory", "assets_asset",
        "vulnerabilities_exposure", "warnings_warning", "warnings_note", "ledger_entry",
    ):  # fmt: skip
        id_ = asset if table in ("assets_asset", "vulnerabilities_exposure") else _id(dice)
        row = Row(table, id_, dice.choice(shared), organisation.id, dice.choice(WEAKNESSES))
        world.rows.append(row)
    if dice.random() < 0.5:
        world.rows.append(Row("ledger_entry", _id(dice), None, None))


CLASS_OF = {
    "parties_network": "organisation",
    "assets_system": "asset",
    "assets_inventory": "asset",
    "assets_edition": "asset",
    "assets_asset": "asset",
    "vulnerabilities_exposure": "exposure",
    "warnings_warning": "warning",
    "warnings_note": "warning",
}


def beside(worlds: Sequence[World], world: World, actor: UUID, seen: Seen) -> Seen:
    """What the holder of an actor of a world sees, with what there is of worlds beside it. seen: within
    the world."""
    place, is_active = world.actors[actor]
    for other in worlds:
        if other is not world and is_active:
            for table, ids in _seen_by_stranger(other, world.kinds[place]).items():
                seen.setdefault(table, set()).update(ids)
    return seen


def _seen_by_stranger(world: World, kind: str) -> Seen:
    """What a world is to somebody from another: nothing, but for the nation's bodies."""
    found: Seen = {}
    if kind in ("nco", "commission"):
        entries = [row for row in world.rows if row.table == "ledger_entry" and row.owner is None]
        found |= {"ledger_entry": {row.id for row in entries}} if entries else {}
    if kind == "nco":
        for row in (*world.organisations, *world.communities, *world.rows):
            if row.table in NATIONAL:
                found.setdefault(row.table, set()).add(row.id)
    return found


def visible(world: World, actor: UUID) -> Seen:
    """What the holder of the actor may see, table by table, in the words of the law's design."""
    organisation, is_active = world.actors[actor]
    seen: Seen = {}

    def see(row: Row) -> None:
        for table, id_ in _told_by(row).items():
            seen.setdefault(table, set()).add(id_)

    if not is_active:
        return seen
    own = {world.views[actor]} if actor in world.views else set()
    for source, ids in (
        ("parties_savedview", own),
        ("noroshi.directory", _above(world, actor)),
        ("suppliers_productclaim", _products(world, organisation)),
    ):
        seen |= {source: ids} if ids else {}
    kind = world.kinds[organisation]
    for row in world.organisations:
        if row.audience in _audiences(world, organisation, "organisation") or kind == "nco":
            see(row)
    for community in world.communities:
        is_member = (community.id, organisation) in world.members
        if is_member or kind == "nco":
            see(community)
    for row in world.rows:
        if row.table == "ledger_entry":
            if _sees_entry(world, organisation, kind, row):
                see(row)
        elif row.audience in _audiences(world, organisation, CLASS_OF[row.table]) or (
            row.table == "parties_network" and kind == "nco"
        ):
            see(row)
    for other, (place, _) in world.actors.items():
        own = next(row.audience for row in world.organisations if row.id == place)
        if own in _audiences(world, organisation, "people"):
            seen.setdefault("parties_actor", set()).add(other)
    return seen


def _told_by(row: Row) -> dict[str, UUID | None]:
    """The row, and of an exposure what it is made of: the finding is of the asset's kind."""
    if row.table != "vulnerabilities_exposure":
        return {row.table: row.id}
    own = dict.fromkeys(("exposure", "assetofkind", "ruling"), row.id)
    return {f"vulnerabilities_{name}": id_ for name, id_ in (*own.items(), ("finding", row.kind))}


def _products(world: World, organisation: UUID) -> set[UUID]:
    """Products that one's own organisation named, or one that release opens to it."""
    numbers = {row.id: row.audience for row in world.organisations}
    audiences = _audiences(world, organisation, "supplier")
    named = world.products.items()
    return {product for maker, product in named if numbers[world.actors[maker][0]] in audiences}


def _above(world: World, actor: UUID) -> set[UUID]:
    """Whose names one knows though not their records: one's ministry and one's recipients."""
    organisation, _ = world.actors[actor]
    found = {to for _, owner, to, stands in world.decisions if owner == organisation and stands}
    if organisation in world.ministries:
        found.add(world.ministries[organisation])
    return found


def _audiences(world: World, organisation: UUID, information_class: str) -> set[int]:
    numbers = {row.id: row.audience for row in world.organisations}
    found = {numbers[organisation]}
    found |= {c.audience for c in world.communities if (c.id, organisation) in world.members}
    found |= {
        numbers[owner]
        for name, owner, recipient, is_standing in world.decisions
        if information_class in (name, "organisation") and recipient == organisation and is_standing
    }
    return found


def _sees_entry(world: World, organisation: UUID, kind: str, row: Row) -> bool:
    if row.owner is None:
        return kind in ("nco", "commission")
    return row.owner == organisation or any(
        name == "ledger" and owner == row.owner and recipient == organisation and is_standing
        for name, owner, recipient, is_standing in world.decisions
    )
