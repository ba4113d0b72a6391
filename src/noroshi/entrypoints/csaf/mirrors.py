"""The files of an aggregator: which providers there are, and copies of what they publish (requirements 21
to 23 of CSAF 2.0)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse

from noroshi.entrypoints.csaf.access import Request, served
from noroshi.entrypoints.csaf.views import JSON, LISTS, TEXT, listed, listing, own_provider
from noroshi.formats.csaf import distribution as csaf
from noroshi.formats.csaf.aggregating import Aggregator, Party, aggregator
from noroshi.formats.csaf.offered import METADATA
from noroshi.formats.csaf.writing import Publisher
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp
from noroshi.operations.config import config
from noroshi.operations.openpgp import openpgp_key
from noroshi.suppliers import advisories
from noroshi.suppliers.mirrors import queries

if TYPE_CHECKING:
    from noroshi.suppliers.mirrors.models import Mirrored, Provider

FOLDER: Final = "/.well-known/csaf-aggregator"
LABEL: Final = csaf.LABELS[Tlp.CLEAR]
KEY_TYPE: Final = "application/pgp-keys"


@served
def the_list(_: Request) -> HttpResponse:
    """`aggregator.json`: other providers, and the house's own; 404 while no other is listed."""
    found = list(queries.listed())
    if not found:
        raise AbsentError("no provider is listed")
    site = config().public_url
    parties = [*_own_parties(), *map(_party, found)]
    own = Aggregator(
        name=found[0].lister,
        namespace=site,
        url=f"{site}{FOLDER}/aggregator.json",
        changed_at=max(one.changed_at for one in parties),
    )
    return HttpResponse(aggregator(own, parties), content_type=JSON)


def _own_parties() -> Iterator[Party]:
    for code in ("", *advisories.publishers()):
        with suppress(AbsentError):
            own = own_provider(code)
            yield Party(own.publisher, own.role, own.well_known, own.changed_at)


def _party(found: "Provider") -> Party:
    assert found.told_at is not None
    return Party(
        publisher=Publisher(**found.publisher),
        role=found.role,
        url=found.url,
        changed_at=found.told_at,
        mirror=f"{_folder_of(found)}/{METADATA}" if found.is_mirrored else "",
        minutes=found.every,
    )


@served
def metadata(_: Request, provider: str) -> HttpResponse:
    """The metadata of one mirror: the provider's name and role, and addresses here."""
    return HttpResponse(csaf.metadata(_mirror(provider)[1]), content_type=JSON)


@served
def service(_: Request, provider: str) -> HttpResponse:
    """The ROLIE service document of a mirror."""
    return HttpResponse(csaf.service(_mirror(provider)[1]), content_type=JSON)


@served
def categories(_: Request, provider: str) -> HttpResponse:
    """The ROLIE category document of a mirror."""
    return HttpResponse(csaf.category(_mirror(provider)[1]), content_type=JSON)


@served
def public_key(_: Request, provider: str, fingerprint: str) -> HttpResponse:
    """A copy of one of the provider's keys."""
    for key in queries.mirror(provider).keys:
        if key["fingerprint"] == fingerprint:
            return HttpResponse(key["public"], content_type=KEY_TYPE)
    raise AbsentError("the provider has no such key")


@served
def folder(request: Request, provider: str, year: int | None = None) -> HttpResponse:
    """What stands in a folder, with links."""
    found = list(queries.documents(queries.mirror(provider).id, year))
    return listing(request, found, Tlp.CLEAR, year)


@served
def folder_list(_: Request, provider: str, name: str) -> HttpResponse:
    """`index.txt` or `changes.csv`."""
    write, kind = LISTS[name]
    found = queries.documents(queries.mirror(provider).id)
    return HttpResponse(write(listed(found)), content_type=kind)


@served
def feed(_: Request, provider: str) -> HttpResponse:
    """The ROLIE feed."""
    found, described = _mirror(provider)
    documents = listed(queries.documents(found.id))
    documents.sort(key=lambda one: one.changed_at, reverse=True)
    return HttpResponse(csaf.feed(described, LABEL, documents), content_type=JSON)


@served
def document(_: Request, provider: str, year: int, name: str, suffix: str = "") -> HttpResponse:
    """A document as its provider served it, or what stands beside it."""
    found = queries.document(queries.mirror(provider).id, year, f"{name}.json")
    if suffix:
        kind = "application/pgp-signature" if suffix == "asc" else TEXT
        return HttpResponse(_beside(found, suffix), content_type=kind)
    return HttpResponse(bytes(found.document), content_type=JSON)


def _beside(found: "Mirrored", suffix: str) -> str:
    """The provider's own file, where it gave one."""
    if suffix == "asc":
        return found.signature
    told = found.sha256 if suffix == "sha256" else found.sha512
    return told or csaf.hash_line(suffix, bytes(found.document), found.name)


def _mirror(name: str) -> tuple["Provider", csaf.Provider]:
    found = queries.mirror(name)
    assert found.told_at is not None
    url = _folder_of(found)
    keys = [(f"{url}/{one['fingerprint']}.asc", one["fingerprint"]) for one in found.keys]
    own = (f"{config().public_url}/csaf/openpgp-key.asc", openpgp_key().fingerprint)
    described = csaf.Provider(
        publisher=Publisher(**found.publisher),
        url=url,
        well_known=f"{url}/{METADATA}",
        keys=[*keys, own],
        changed_at=found.told_at,
        role=found.role,
        labels=[LABEL],
    )
    return found, described


def _folder_of(found: "Provider") -> str:
    return f"{config().public_url}{FOLDER}/{found.name}"
