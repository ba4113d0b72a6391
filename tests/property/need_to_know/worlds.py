"""Random worlds, and a plain account of who may see what in them."""

import random
from dataclasses import dataclass, field
from uuid import UUID

KINDS = ("operator", "operator", "operator", "ministry", "nco", "commission", "supplier")
CLASSES = ("organisation", "asset", "exposure", "warning", "ledger", "supplier", "intelligence")


@dataclass
class Row:
    """table, id, audience, owner; kind: of an asset's kind, which others may have too."""

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


def _id(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def make_world(seed: int, *, are_rows_shared: bool = True) -> World:
    """A world. are_rows_shared: some rows are in a community's audience instead of the owner's."""
    dice = random.Random(seed)
    world = World()
    for number in range(dice.randint(2, 6)):
        row = Row("parties_organisation", _id(dice), 1000 + number)
        world.organisations.append(row)
        world.kinds[row.id] = dice.choice(KINDS)
    for number in range(dice.randint(0, 2)):
        community = Row("parties_community", _id(dice), 2000 + number)
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
        _belongings(world, organisation, dice, world.communities if are_rows_shared else [])
    _ministries(world, dice)
    active = [actor for actor, (_, is_active) in world.actors.items() if is_active]
    world.views = {actor: _id(dice) for actor in active if dice.random() < 0.5}
    makers = [actor for actor in active if world.kinds[world.actors[actor][0]] == "supplier"]
    world.products = {actor: _id(dice) for actor in makers}
    return world


def _ministries(world: World, dice: random.Random) -> None:
    ministries = [id_ for id_, kind in world.kinds.items() if kind == "ministry"]
    for id_, kind in world.kinds.items():
        if ministries and kind == "operator" and dice.random() < 0.7:
            world.ministries[id_] = dice.choice(ministries)


def _belongings(
    world: World, organisation: Row, dice: random.Random, communities: list[Row]
) -> None:
    for _ in range(dice.randint(0, 2)):
        world.actors[_id(dice)] = (organisation.id, dice.random() < 0.85)
    shared = [community.audience for community in communities] + [organisation.audience] * 3
    kinds = [UUID(int=number, version=4) for number in range(1, 4)]
    for table in (
        "parties_network", "assets_system", "assets_inventory", "assets_asset",
        "vulnerabilities_exposure", "warnings_warning", "warnings_note", "ledger_entry",
    ):  # fmt: skip
        audience = dice.choice(shared)
        world.rows.append(Row(table, _id(dice), audience, organisation.id, dice.choice(kinds)))
    if dice.random() < 0.5:
        world.rows.append(Row("ledger_entry", _id(dice), None, None))


CLASS_OF = {
    "parties_network": "organisation",
    "assets_system": "asset",
    "assets_inventory": "asset",
    "assets_asset": "asset",
    "vulnerabilities_exposure": "exposure",
    "warnings_warning": "warning",
    "warnings_note": "warning",
}


def visible(world: World, actor: UUID) -> dict[str, set[UUID]]:
    """What the holder of the actor may see, table by table, in the words of the law's design."""
    organisation, is_active = world.actors[actor]
    seen: dict[str, set[UUID]] = {}

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
