"""Write a bill of materials out again, in either standard."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from noroshi.assets import queries
from noroshi.assets.models import Inventory
from noroshi.formats.bom import BomHeader, Component, Edge, Service
from noroshi.formats.cyclonedx import writing as cyclonedx
from noroshi.formats.spdx import writing as spdx
from noroshi.kernel.errors import AbsentError

Write = Callable[
    [BinaryIO, BomHeader, Iterable[Component], Iterable[Edge], Iterable[Service]], None
]
WRITERS: Final[Mapping[str, Write]] = {
    "cyclonedx": cyclonedx.write_bom,
    "spdx": spdx.write_bom,
}


def export_bill(inventory: Inventory, out: BinaryIO, *, standard: str) -> int:
    """Write the newest edition as CycloneDX 1.6 or SPDX 2.3 in JSON, and return how many
    components it has. standard: a name of WRITERS. What a document did not say and the standard
    requires, its number and time, is the inventory's own.

    Components, services and edges come from the database as they are written; none of them is held. Raises:
    AbsentError for a standard that is none."""
    if standard not in WRITERS:
        raise AbsentError("a bill of materials is exported as cyclonedx or spdx")
    edition = queries.editions(inventory.id)[0]
    told = queries.header(edition)
    header = replace(
        told,
        serial_number=told.serial_number or inventory.id.urn,
        timestamp=told.timestamp or edition.at,
    )
    components = queries.bill_components(inventory.id)
    edges = queries.bill_edges(inventory.id, subject=header.subject)
    WRITERS[standard](out, header, components, edges, queries.bill_services(inventory.id))
    return edition.components


def spool_bill(inventory: Inventory, *, standard: str) -> BinaryIO:
    """The same on the disk, to be sent from its start when its reader's scope has ended. Whoever
    gets it closes it. Raises: as `export_bill`."""
    with ExitStack() as opened:
        file = opened.enter_context(TemporaryFile())
        export_bill(inventory, file, standard=standard)
        file.seek(0)
        opened.pop_all()
    return file
