"""The components and services of a document as products by their `bom-ref`."""

from collections.abc import Iterator
from urllib.parse import unquote

from noroshi.formats.advisories import Product, identified_product, version_entries
from noroshi.formats.cyclonedx_vex.wire import Bom, Component
from noroshi.formats.names.identities import cpe_version, first_cpe, first_purl, purl_version


class Products:
    """What a document's references stand for."""

    def __init__(self, bom: Bom) -> None:
        self._by_ref: dict[str, Product | None] = {}
        subject = bom.metadata.component if bom.metadata else None
        self._whole = _product(subject, None) if subject else None
        for component, whole in _components(bom, self._whole):
            if component.bom_ref:
                product = _product(component, whole)
                known = self._by_ref.setdefault(component.bom_ref, product)
                if known != product:
                    self._by_ref[component.bom_ref] = None

    def find(self, ref: str) -> Product | None:
        """None for a reference that stands for nothing, or for two things. Into another document
        (a BOM-Link, ECMA-424) it may be a package URL, or nothing but itself."""
        if ref in self._by_ref:
            return self._by_ref[ref]
        if ref.startswith("pkg:"):
            return identified_product((ref,), whole=self._whole)
        if not ref.startswith("urn:cdx:"):
            return None
        element = unquote(ref.partition("#")[2])
        names = (ref, element) if element.startswith("pkg:") and "\0" not in element else (ref,)
        return identified_product(names)


def _components(bom: Bom, subject: Product | None) -> Iterator[tuple[Component, Product | None]]:
    """All of them, whatever they are nested in, each with the product that it is a part of: the
    subject, or where the document has none what is outermost."""
    described = bom.metadata.component if bom.metadata else None
    tops = (*(bom.components or ()), *(bom.services or ()))
    waiting = [(one, subject) for one in tops] + ([(described, None)] if described else [])
    while waiting:
        component, whole = waiting.pop()
        yield component, whole
        inner = (*(component.components or ()), *(component.services or ()))
        if inner:
            holder = whole or _product(component, None)
            waiting += [(one, holder) for one in inner]


def _product(component: Component, whole: Product | None) -> Product:
    purls = (component.purl,) if component.purl else ()
    cpes = (component.cpe,) if component.cpe else ()
    purl = first_purl(purls)
    version = component.version or purl_version(purl) or cpe_version(first_cpe(cpes)) or None
    parties = (component.supplier, component.manufacturer)
    vendors = [party.name for party in parties if party and party.name]
    return Product(
        id=component.bom_ref or "",
        vendor=next(iter(vendors), component.publisher or component.group),
        name=component.name,
        version=version,
        purls=purls,
        cpes=cpes,
        wholes=(whole,) if whole else (),
        versions=version_entries(version, purl),
    )
