"""Read what an operator hands over, a sheet or a bill of materials, into lines of an inventory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO, TypeGuard

from noroshi.assets.actions.import_inventory import AssetLine, Line
from noroshi.assets.actions.keep_bill import BillLine
from noroshi.formats import cyclonedx, spdx
from noroshi.formats.asset_sheets import ComponentRow, read_assets
from noroshi.formats.bom import BomHeader, Component, ComponentError, Edge, Item, Service
from noroshi.formats.bom_quality import Tally
from noroshi.formats.cyclonedx import is_cyclonedx
from noroshi.formats.names.identities import installed_version
from noroshi.formats.names.purls import with_source
from noroshi.formats.sheets import RowError
from noroshi.formats.spdx import is_spdx
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult

PEEK = 4096


def read_inventory(stream: BinaryIO, *, source: str, result: ImportResult) -> Iterator[Line]:
    """The lines of a CSV sheet, a CycloneDX or an SPDX document, recognised by content; what is
    wrong with one line goes to `result.refused`. The stream must be seekable.

    Raises: MalformedError, while it is read, for a file that is none of these or is damaged."""
    bill = _bill(stream, source)
    return _from_bom(bill, source, result) if bill else _from_sheet(stream, source, result)


def read_bill(stream: BinaryIO, *, source: str) -> Iterator[Item]:
    """The items of a CycloneDX or an SPDX document, recognised by content.

    Raises: MalformedError for a file that is neither, or while it is read."""
    bill = _bill(stream, source)
    if bill is None:
        raise MalformedError("neither a CycloneDX nor an SPDX document", at=Location(source))
    return bill


def _bill(stream: BinaryIO, source: str) -> Iterator[Item] | None:
    prefix = stream.read(PEEK)
    stream.seek(0)
    if is_cyclonedx(prefix):
        return cyclonedx.read_bom(stream, source=source)
    return spdx.read_bom(stream, source=source) if is_spdx(prefix) else None


def _from_sheet(stream: BinaryIO, source: str, result: ImportResult) -> Iterator[AssetLine]:
    for row in read_assets(stream, source=source):
        if isinstance(row, RowError):
            result.refuse(source, row.place, row.reason)
            continue
        yield _sheet_line(row)


def _sheet_line(row: ComponentRow) -> AssetLine:
    return AssetLine(
        inventory=f"sheet:{row.system}",
        system=row.system,
        role=row.role,
        name=row.name,
        vendor=row.vendor,
        product=row.product,
        version=installed_version(row.version, purl=row.purl, cpe=row.cpe)[:256],
        purl=row.purl,
        cpe=row.cpe,
        addresses=row.addresses,
        introduced_on=row.introduced_on,
    )


def _from_bom(items: Iterator[Item], source: str, result: ImportResult) -> Iterator[Line]:
    """A document about the same subject, or of the same name, is a new version of it: tools give
    each run a serial number of its own. The subject is an asset, too."""
    system = key = PurePath(source).name
    header = BomHeader("")
    tally = Tally()
    is_listed = False
    for item in items:
        tally.add(item)
        if isinstance(item, BomHeader):
            header = item
            system, key = _names(header, key)
        elif isinstance(item, ComponentError):
            result.refuse(source, item.place, item.reason)
        elif isinstance(item, Component):
            is_listed = is_listed or _is_same(item, header.subject)
            yield _bom_line(item, f"sbom:{key}"[:400], system[:300])
        elif isinstance(item, Service | Edge):
            yield item
    if not is_listed and _is_product(header.subject):
        yield replace(_bom_line(header.subject, f"sbom:{key}"[:400], system[:300]), component=None)
    yield BillLine(f"sbom:{key}"[:400], header, tally.quality())


def _names(header: BomHeader, file: str) -> tuple[str, str]:
    """Of the system that a document describes, and of the document."""
    name = _full_name(header.subject) if header.subject else header.name
    return (name, name) if name else (file, header.serial_number or file)


def _is_product(subject: Component | None) -> TypeGuard[Component]:
    """Does it say more of what is described than what the system is called?"""
    return subject is not None and bool(subject.version or subject.purl or subject.cpe)


def _is_same(component: Component, subject: Component | None) -> bool:
    """Is it the subject, which SPDX lists among its packages and some tools of CycloneDX again?"""
    return (
        subject is not None
        and component.name == subject.name
        and (component.group, component.version, component.purl, component.cpe)
        == (subject.group, subject.version, subject.purl, subject.cpe)
    )


def _full_name(component: Component) -> str:
    return f"{component.group}/{component.name}" if component.group else component.name


def _bom_line(component: Component, key: str, system: str) -> AssetLine:
    maker = component.manufacturer or component.supplier or component.publisher or ""
    purl, cpe = _purl(component), component.cpe or ""
    return AssetLine(
        inventory=key,
        system=system,
        name=_full_name(component)[:300],
        vendor=maker[:300],
        product=component.name[:300],
        version=installed_version(component.version or "", purl=purl, cpe=cpe)[:256],
        purl=purl,
        cpe=cpe,
        component=component,
    )


def _purl(component: Component) -> str:
    """As written, with the source package where the document tells it elsewhere."""
    purl = component.purl or ""
    if not component.source:
        return purl
    try:
        return with_source(purl, component.source)
    except MalformedError:
        return purl
