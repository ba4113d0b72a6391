"""The files of a trusted provider, section 7 of CSAF 2.0."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from noroshi.entrypoints.csaf.access import Request, served
from noroshi.formats.csaf import distribution as csaf
from noroshi.formats.csaf.writing import Publisher
from noroshi.kernel.clock import now, rfc3339
from noroshi.kernel.markings import Tlp
from noroshi.operations.config import config
from noroshi.operations.openpgp import openpgp_key
from noroshi.suppliers import advisories as queries

JSON: Final = "application/json"
TEXT: Final = "text/plain; charset=utf-8"
WELL_KNOWN: Final = "/.well-known/csaf/provider-metadata.json"


@served
def well_known(_: Request) -> HttpResponse:
    """The metadata of the national office."""
    return _metadata("")


@served
def metadata(_: Request, code: str) -> HttpResponse:
    """The metadata of one publisher."""
    return _metadata(code)


def _metadata(code: str) -> HttpResponse:
    return HttpResponse(csaf.metadata(own_provider(code)), content_type=JSON)


@served
def service(_: Request, code: str) -> HttpResponse:
    """The ROLIE service document."""
    return HttpResponse(csaf.service(own_provider(code)), content_type=JSON)


@served
def categories(_: Request, code: str) -> HttpResponse:
    """The ROLIE category document."""
    return HttpResponse(csaf.category(own_provider(code)), content_type=JSON)


@served
def public_key(_: Request) -> HttpResponse:
    """The OpenPGP certificate."""
    return HttpResponse(openpgp_key().public, content_type="application/pgp-keys")


@served
def security_txt(_: Request) -> HttpResponse:
    """RFC 9116, with an address of metadata for each publisher of whom the public reads something."""
    site = config().public_url
    expires = now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = expires.replace(year=expires.year + 1, day=min(expires.day, 28))
    lines = [
        f"Contact: {site}/disclosures/new/",
        f"Expires: {rfc3339(expires)}",
        f"Encryption: {site}/csaf/openpgp-key.asc",
        "Preferred-Languages: ja, en",
        f"CSAF: {site}{WELL_KNOWN}",
        *(f"CSAF: {site}/csaf/{code}/provider-metadata.json" for code in queries.publishers()),
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)


# Of each file of a folder, what it says and of which type it is.
LISTS: Final[Mapping[str, tuple[Callable[[Iterable[csaf.Listed]], str], str]]] = {
    "index.txt": (csaf.index, TEXT),
    "changes.csv": (csaf.changes, "text/csv; charset=utf-8"),
}


@served
def folder(request: Request, code: str, tlp: Tlp, year: int | None = None) -> HttpResponse:
    """What stands in a folder, with links (requirement 14)."""
    own_provider(code)
    return listing(request, list(queries.folder(code, tlp, year)), tlp, year)


def listing(request: Request, found: Sequence[Any], tlp: Tlp, year: int | None) -> HttpResponse:
    """A folder's page, or a year's in it. found: documents, each with `name` and `path`."""
    names = [one.name for one in found] if year else _years(found)
    beside = [] if year else [*LISTS, f"feed-tlp-{csaf.LABELS[tlp].lower()}.json"]
    context = {"names": [*beside, *names], "title": request.path}
    with override("en"):
        return render(request, "csaf/folder.html", context)


def _years(found: Iterable[Any]) -> list[str]:
    return sorted({f"{one.path.partition('/')[0]}/" for one in found})


@served
def folder_list(_: Request, code: str, tlp: Tlp, name: str) -> HttpResponse:
    """`index.txt` or `changes.csv`."""
    own_provider(code)
    write, kind = LISTS[name]
    return HttpResponse(write(_listed(code, tlp)), content_type=kind)


@served
def feed(_: Request, code: str, tlp: Tlp) -> HttpResponse:
    """The ROLIE feed."""
    newest_first = sorted(_listed(code, tlp), key=lambda one: one.changed_at, reverse=True)
    written = csaf.feed(own_provider(code), csaf.LABELS[tlp], newest_first)
    return HttpResponse(written, content_type=JSON)


@served
def document(_: Request, tlp: Tlp, year: int, name: str, **where: str) -> HttpResponse:
    """A document, as it was signed, or what stands beside it: hash or signature."""
    suffix = where.get("suffix", "")
    found = queries.file(where["code"], tlp, (year, f"{name}.json"))
    octets = bytes(found.document)
    if not suffix:
        return HttpResponse(octets, content_type=JSON)
    if suffix == "asc":
        return HttpResponse(found.signature, content_type="application/pgp-signature")
    return HttpResponse(csaf.hash_line(suffix, octets, found.name), content_type=TEXT)


def _listed(code: str, tlp: Tlp) -> list[csaf.Listed]:
    return listed(queries.folder(code, tlp))


def listed(found: Iterable[Any]) -> list[csaf.Listed]:
    """Documents as lists have them."""
    return [
        csaf.Listed(one.tracking_id, one.title, one.path, one.released_at, one.changed_at)
        for one in found
    ]


def own_provider(code: str) -> csaf.Provider:
    """A publisher of this house, without a code the national office. Raises: AbsentError."""
    newest = queries.newest_of(code)
    site = config().public_url
    url = f"{site}/csaf/{newest.code}"
    own = f"{url}/provider-metadata.json"
    return csaf.Provider(
        publisher=Publisher(**newest.publisher),
        url=url,
        well_known=f"{site}{WELL_KNOWN}" if newest.is_national else own,
        keys=[(f"{site}/csaf/openpgp-key.asc", openpgp_key().fingerprint)],
        changed_at=newest.changed_at,
    )
