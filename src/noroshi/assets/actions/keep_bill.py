"""Keep what a bill of materials says beyond its assets: edges, licences, hashes, its quality."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from noroshi.assets import sql
from noroshi.assets.rules import DEEPEST, FAR, GAPS_KEPT, LONGEST_SERIAL
from noroshi.formats.bom import BomHeader
from noroshi.formats.bom_fields import MOST_DOCUMENTS, address_of, linked_bill
from noroshi.formats.bom_quality import BomQuality


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill of materials as a whole. inventory: the key of the list that it is."""

    inventory: str
    header: BomHeader
    quality: BomQuality


def keep_bill(cursor: Any, bill: BillLine, owner: dict[str, Any]) -> bool:
    """Make the stored bill equal to the one that came in; a part of the import of its inventory,
    whose lines stand in `incoming_component`, `incoming_service`, `incoming_edge` and
    `incoming_reference`.

    owner: organisation, audience, at. Returns whether it is a new edition: one that tells of the
    same components, services and edges of the same product is not, and has its header and quality brought up to date only."""
    values = {**owner, **_told(bill), "key": bill.inventory, "far": FAR}
    cursor.execute(sql.LINKS)
    cursor.execute(sql.BILL_DIGEST, {"about": _about(bill.header)})
    (digest,) = cursor.fetchone()
    cursor.execute(sql.NEWEST_EDITION, values)
    edition, held, number = cursor.fetchone() or (None, b"", 0)
    is_new = bytes(held) != bytes(digest)
    if is_new:
        _reach(cursor, bill.header)
        cursor.execute(sql.ANALYZE_REACHED)
        values["number"] = number + 1
        cursor.execute(sql.KEEP_FORMER, values)
        for statement in sql.FORGET_BILL:
            cursor.execute(statement, values)
        cursor.execute(sql.ADD_COMPONENTS, values)
        cursor.execute(sql.ADD_SERVICES, values)
        cursor.execute(sql.ADD_LINKS, values)
        cursor.execute(sql.ADD_EDITION, {**values, "digest": digest})
        cursor.execute(sql.TELL_BILL, values)
        cursor.execute("DROP TABLE reached")
    else:
        cursor.execute(sql.REFRESH_EDITION, {**values, "edition": edition})
    for statement in sql.REPLACE_REFERENCES:
        cursor.execute(statement, values)
    cursor.execute("DROP TABLE link")
    return is_new


def reference_rows(
    links: Iterable[str], *, identity: object, number: int, label: str
) -> Iterator[tuple[object, ...]]:
    """Rows of `incoming_reference`. identity: of the asset that they are at; number: of the first."""
    for place, link in enumerate(links, number):
        serial, version = linked_bill(link)
        held = serial if len(serial) <= LONGEST_SERIAL else ""
        yield (identity, place, label[:300], link, held, version)


def references_of(header: BomHeader) -> Iterator[tuple[object, ...]]:
    """The same for what a document is about, and for the document itself, before all others."""
    subject = header.subject.bills if header.subject else ()
    label = header.subject.name if header.subject else ""
    yield from reference_rows(subject, identity=None, number=-2 * MOST_DOCUMENTS, label=label)
    serials = {linked_bill(link)[0] for link in subject}
    others = (one for one in header.bills if linked_bill(one)[0] not in serials)
    yield from reference_rows(others, identity=None, number=-MOST_DOCUMENTS, label="")


def _told(bill: BillLine) -> dict[str, Any]:
    quality = msgspec.structs.replace(bill.quality, gaps=bill.quality.gaps[:GAPS_KEPT])
    serial = address_of(bill.header.serial_number or "")
    return {
        "header": msgspec.json.encode(bill.header).decode(),
        "serial": serial if len(serial) <= LONGEST_SERIAL else "",
        "version": bill.header.version,
        "quality": msgspec.json.encode(quality).decode(),
    }


def _about(header: BomHeader) -> str:
    """What the product is called that the bill describes."""
    one = header.subject
    return "\x1f".join(filter(None, (one.name, one.version, one.purl, one.cpe))) if one else ""


def _reach(cursor: Any, header: BomHeader) -> None:
    """Edge by edge from the roots, as many statements as the longest of the shortest ways."""
    subject = header.subject.bom_ref if header.subject and header.subject.bom_ref else ""
    cursor.execute(sql.ROOTS)
    cursor.execute(sql.REACH_SUBJECTS, {"subject": subject})
    cursor.execute(sql.REACH_TOPS)
    for depth in range(1, DEEPEST + 1):
        cursor.execute(sql.REACH_FURTHER, {"depth": depth})
        if not cursor.rowcount:
            return
