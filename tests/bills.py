"""What a writer of bills of materials is given."""

from noroshi.formats.bom import Component, Edge, Item, Service


def parts_and_edges(
    items: list[Item], subject: Component | None
) -> tuple[list[Component], list[Edge]]:
    """The components, and the edges between what is written as a writer wants them: in order, none
    twice."""
    components = [item for item in items if isinstance(item, Component)]
    services = [item for item in items if isinstance(item, Service)]
    written = {one.bom_ref for one in (*components, *services, subject) if one} - {None}
    edges = {
        item for item in items if isinstance(item, Edge) and {item.from_ref, item.to_ref} <= written
    }
    return components, sorted(edges, key=lambda one: (one.from_ref, one.kind, one.to_ref))
